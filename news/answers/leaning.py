"""Words by which a question leans on what was said before: pronouns, pointers and openings, language by language.

Pure lists; knows no question. What a lexicon lacks is caught by the count of words: a short question leans too.
"""

import re
from functools import cache

from news.language.tokens import as_cut, primary_subtag, words

_PERSONS = {
    "en": "he she him her his hers they them their theirs himself herself themselves",
    "de": "er sie ihn ihm ihr ihre ihren ihrem ihrer ihres sein seine seinen seinem seiner seines ihnen",
    "fr": "il elle ils elles lui leur leurs son sa ses eux",
    "es": "él ella ellos ellas le les su sus suyo suya",
    "pt": "ele ela eles elas lhe lhes seu sua seus suas dele dela deles delas",
    "it": "lui lei loro gli suo sua suoi sue egli",
    "nl": "hij zij ze hem haar zijn hun hen",
    "ru": "он она они его ее её их ему ей им него нее неё них ним ней ними",
    "uk": "він вона вони його її їх їхній йому їй їм нього неї них ним нею ними",
    "pl": "on ona oni one jego jej ich jemu im go ją nim nią nimi",
    "ar": "هو هي هم هما له لها لهم عنه عنها عنهم",
    "fa": "او وی آنها آن‌ها",
    "he": "הוא היא הם הן לו לה להם שלו שלה שלהם",
    "tr": "o onlar onu ona onun onlara onların ondan",
    "hi": "वह वे उसने उसके उसकी उसका उन्होंने उनके उनकी उनका उन्हें उसे",
    "id": "dia ia mereka beliau",
    "vi": "họ nó",
    "cs": "on ona oni ony jeho její jejich jemu mu ho ji jí je jim jimi něj ni ním nimi",
    "ro": "el ea ei ele lui îl ăla acela aceea acestuia acesteia dânsul dânsa lor său sa săi sale",
    "sv": "han hon honom henne hans hennes de dem deras hen",
    "el": "αυτός αυτή αυτοί αυτές αυτόν αυτήν αυτούς εκείνος εκείνη του της τους",
    "bn": "সে তিনি তারা তাঁরা ওরা তার তাঁর তাদের তাঁদের তাকে তাঁকে ওর ওদের",
}  # fmt: skip
_THINGS = {
    "en": "it its that this those these there then one ones so else same",
    "de": "es das dies diese dieser dieses dem den dort da davon daran dazu dafür damit dabei darüber solche",
    "fr": "ce ça cela celui celle ceux y en là cette cet ces",
    "es": "eso esto aquello ese esa este esta allí ahí lo la los las entonces",
    "pt": "isso isto aquilo esse essa este esta lá ali disso nisso então",
    "it": "ciò questo questa quello quella lì là ne ci allora",
    "nl": "het dat dit die deze daar er daarvan daarover toen",
    "ru": "это этот эта эти этого этой этом там тогда тот та то те того той такой",
    "uk": "це цей ця ці цього цієї там тоді той та те ті того такий",
    "pl": "to ten ta te tego tej tym tam wtedy taki",
    "ar": "هذا هذه ذلك تلك هناك فيه فيها منه منها به بها عليه عليها",
    "fa": "این آن آنجا",
    "he": "זה זאת זו שם אז",
    "tr": "bu şu bunlar orada bunun bunu",
    "hi": "यह ये वहाँ वहां इसके इसका इसकी तब",
    "id": "itu ini sana situ",
    "vi": "đó đây ấy",
    "cs": "to ten ta ti ty toho té tomu tom tím tam tehdy taková takový takové tento tato toto",
    "ro": "asta aceasta acest acestea acela aceea acolo atunci astea ăsta ea el",
    "sv": "det detta den denna dessa där dit då därifrån sådant samma",
    "el": "αυτό αυτά εκείνο εκείνα εκεί τότε το τα εδώ",
    "bn": "এটা এটি এটির সেটা সেটি ওটা এই সেই সেখানে ওখানে এখানে তখন তা এর তাতে এতে",
}  # fmt: skip
_OPENINGS = {
    "en": "and but so also what_about how_about",
    "de": "und aber also auch",
    "fr": "et mais donc alors",
    "es": "y pero entonces",
    "pt": "e mas então",
    "it": "e ma allora quindi",
    "nl": "en maar dus",
    "ru": "а и но",
    "uk": "а і й та але",
    "pl": "a i ale",
    "ar": "و وماذا وكم ومن وأين ومتى ولماذا وكيف وهل",
    "fa": "و اما",
    "he": "ו אבל",
    "tr": "peki ve ya ama",
    "hi": "और तो लेकिन",
    "id": "dan lalu tapi",
    "vi": "còn và thế vậy",
    "cs": "a i ale tak",
    "ro": "și dar deci iar atunci",
    "sv": "och men så alltså då",
    "el": "και κι αλλά όμως άρα λοιπόν",
    "bn": "আর এবং কিন্তু তাহলে তবে ও",
}  # fmt: skip
_MANY = {
    "en": "they them their theirs themselves both",
    "de": "ihnen beide",
    "fr": "ils elles leur leurs eux",
    "es": "ellos ellas les",
    "pt": "eles elas deles delas",
    "it": "loro",
    "nl": "hun hen",
    "ru": "они их им них ним ними",
    "uk": "вони їх їхній їм них ними",
    "pl": "oni one ich im nim nimi",
    "ar": "هم هما لهم عنهم",
    "fa": "آنها آن‌ها",
    "he": "הם הן להם שלהם",
    "tr": "onlar onların",
    "hi": "वे उन्होंने उनके उनकी उनका उन्हें",
    "id": "mereka",
    "vi": "họ",
    "cs": "oni ony jejich jim jimi nich nimi",
    "ro": "ei ele lor",
    "sv": "de dem deras",
    "el": "αυτοί αυτές τους αυτούς",
    "bn": "তারা তাঁরা ওরা তাদের তাঁদের ওদের",
}
_PERSON_SIGNS = {
    "zh": ("他", "她", "他们", "她们", "他們", "她們"),
    "ja": ("彼", "彼女", "彼ら"),
    "ko": ("그는", "그녀", "그들", "그가", "그의"),
    "th": ("เขา", "เธอ"),
}
_THING_SIGNS = {
    "zh": ("它", "这", "這", "那里", "那裡", "那个", "那個", "其", "呢"),
    "ja": ("それ", "これ", "その", "この", "そこ", "あれ", "では"),
    "ko": ("그것", "이것", "거기", "그럼"),
    "th": ("มัน", "นั้น", "นี้", "ที่นั่น"),
}
"""Scripts without spaces are searched for signs, not words."""


def points_at_person(text: str, language: str | None) -> bool:
    """Whether a pronoun in it may stand for a person."""
    return _has(text, _PERSONS, _PERSON_SIGNS, primary_subtag(language))


_MATTER = (
    "happen happens happened happening passiert geschehen geschah los passé arrivé pasó pasado ocurrió ocurrido sucedió aconteceu"
    " successo accaduto gebeurd произошло случилось происходит сталося трапилося відбулося حدث جرى حصل oldu हुआ terjadi xảy ra"
    " întâmplat petrecut hände hänt inträffade συνέβη έγινε gebeurde accadde stalo wydarzyło się zdarzyło přihodilo gerçekleşti kejadian हुई"
    " ঘটেছে হয়েছে ঘটল ঘটলো হলো اتفاق اتفاقی افتاد افتاده رخ داد داده קרה אירע stało dzieje děje neler oluyor yaşandı"
)
_MATTER_SIGNS = re.compile(
    r"发生了?(?:什么|什麼)?|發生了?(?:什么|什麼)?|怎么回事|怎麼回事|出了什么事|何が(?:起き|起こっ|あっ)た?|起きた|起こった|무슨 일\w*(?: 있\w*| 일어\w*)?|일어났|"
    r"(?<!\w)(?:s['’]est-il passé|qu['’]est-ce qui s['’]est passé|se passe-t-il|is er gebeurd|is er aan de hand|gebeurt er|क्या हुआ)(?!\w)",
    re.IGNORECASE,
)


def without_matter(text: str) -> str:
    """The text without the words that ask for the matter as a whole: "What happened?" has none of its own."""
    bare = _MATTER_SIGNS.sub(" ", text)
    gone = set(as_cut(_MATTER).split())
    return " ".join(word for word in bare.split() if gone.isdisjoint(words(word)))


def means_many(text: str, language: str | None) -> bool:
    """Whether its pronoun stands for more than one."""
    primary = primary_subtag(language)
    signs = ("们", "們", "彼ら", "그들")
    return any(sign in text for sign in signs) or not _listed(primary, "many").isdisjoint(words(text))


def points_back(text: str, language: str | None) -> bool:
    """Whether it has a word that stands for something said before, or opens as what goes on does."""
    primary = primary_subtag(language)
    return (
        points_at_person(text, primary)
        or _has(text, _THINGS, _THING_SIGNS, primary)
        or goes_on(text, primary)
    )


def goes_on(text: str, language: str | None) -> bool:
    """Whether it opens as what goes on does: "and in Hallen"."""
    primary = primary_subtag(language)
    said = words(text)
    openings = _listed(primary, "openings")
    return bool(said) and (said[0] in openings or "_".join(said[:2]) in openings)


def _has(text: str, lists: dict[str, str], signs: dict[str, tuple[str, ...]], primary: str) -> bool:
    if primary in signs:
        return any(sign in text for sign in signs[primary])
    return not _listed(primary, "persons" if lists is _PERSONS else "things").isdisjoint(words(text))


@cache
def _listed(primary: str, which: str) -> frozenset[str]:
    lists = {"persons": _PERSONS, "things": _THINGS, "openings": _OPENINGS, "many": _MANY}[which]
    return frozenset(as_cut(lists.get(primary, "")).split())
