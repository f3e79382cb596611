"""Numbers as words, one to thirty-one and on to thirty-nine, in the languages of the interface. Pure.

The forms are those of CLDR's rules for spelling numbers (https://cldr.unicode.org, in ICU 78), in each gender and case, and what people
type besides; Bengali, which CLDR has no rules for, is ours. What is behind a tens is put together here.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from news.clock import fold

ONE_TO_TWENTY: Mapping[str, str] = {
    "ar": "واحد_واحدة|إثنان_إثنتان_اثنان_اثنين_اثنتان_اثنتين|ثلاثة_ثلاث|أربعة_أربع|خمسة_خمس|ستة_ست|سبعة_سبع|ثمانية_ثماني_ثمان|تسعة_تسع|"
    "عشرة_عشر|إحدى عشر_أحد عشر_إحدى عشرة|إثنا عشر_إثنتا عشرة_اثنا عشر_اثني عشر_اثنتا عشرة|ثلاثة عشر_ثلاث عشرة|"
    "أربعة عشر_أربع عشرة|خمسة عشر_خمس عشرة|ستة عشر_ست عشرة|سبعة عشر_سبع عشرة|ثمانية عشر_ثماني عشرة|"
    "تسعة عشر_تسع عشرة|عشرون_عشرين",
    "bn": "এক_একটি_একটা|দুই_দুটি_দুটো_দু|তিন_তিনটি_তিনটে|চার_চারটি_চারটে|পাঁচ_পাঁচটি|ছয়_ছয়টি_ছ|সাত_সাতটি|আট_আটটি|নয়_নয়টি|দশ_দশটি|এগারো|বারো|তেরো|"
    "চোদ্দ_চৌদ্দ_চোদ্দো|পনেরো_পনের|ষোলো_ষোল|সতেরো_সতের|আঠারো_আঠার|উনিশ_ঊনিশ|বিশ_কুড়ি",
    "cs": "jeden_jedno_jedna_jednu|dva_dvě_dvou|tři_tří|čtyři_čtyř|pět_pěti|šest_šesti|sedm_sedmi|osm_osmi|devět_devíti|"
    "deset_deseti|jedenáct_jedenácti|dvanáct_dvanácti|třináct_třinácti|čtrnáct_čtrnácti|patnáct_patnácti|"
    "šestnáct_šestnácti|sedmnáct_sedmnácti|osmnáct_osmnácti|devatenáct_devatenácti|dvacet_dvaceti",
    "de": "ein_eine_einen_einer_einem_eins|zwei|drei|vier|fünf_fuenf|sechs|sieben|acht|neun|zehn|elf|zwölf_zwoelf|dreizehn|"
    "vierzehn|fünfzehn_fuenfzehn|sechzehn|siebzehn|achtzehn|neunzehn|zwanzig",
    "el": "ένα_ένας_μία_μια_έναν|δύο_δυο|τρία_τρεις|τέσσερα_τέσσερις|πέντε|έξι|επτά_εφτά|οκτώ_οχτώ|εννέα_εννιά|δέκα|έντεκα|"
    "δώδεκα|δεκατρία_δεκατρείς|δεκατέσσερα_δεκατέσσερις|δεκαπέντε|δεκαέξι_δεκάξι|δεκαεπτά_δεκαεφτά|"
    "δεκαοκτώ_δεκαοχτώ|δεκαεννέα_δεκαεννιά|είκοσι",
    "en": "a_an_one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    "eighteen|nineteen|twenty",
    "es": "un_una_uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|trece|catorce|quince|dieciséis|diecisiete|"
    "dieciocho|diecinueve|veinte",
    "fa": "یک|دو|سه|چهار|پنج|شش_شیش|هفت|هشت|نه|ده|یازده|دوازده|سیزده|چهارده|پانزده_پونزده|شانزده_شونزده|هفده|هجده_هیجده|نوزده|"
    "بیست",
    "fr": "un_une|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|dix sept|dix huit|"
    "dix neuf|vingt",
    "he": "אחת_אחד|שתיים_שני_שתי_שניים|שלוש_שלושה|ארבע_ארבעה|חמש_חמישה|שש_שישה|שבע_שבעה|שמונה|תשע_תשעה|עשר_עשרה|"
    "אחת עשרה_אחד עשר|שתים עשרה_שתיים עשרה_שניים עשר_שנים עשר|שלוש עשרה_שלושה עשר|ארבע עשרה_ארבעה עשר|"
    "חמש עשרה_חמישה עשר|שש עשרה_שישה עשר|שבע עשרה_שבעה עשר|שמונה עשרה_שמונה עשר|תשע עשרה_תשעה עשר|עשרים",
    "hi": "एक|दो|तीन|चार|पाँच_पांच|छह_छः_छे|सात|आठ|नौ|दस|ग्यारह|बारह|तेरह|चौदह|पन्द्रह_पंद्रह|सोलह|सत्रह|अठारह_अट्ठारह|उन्नीस|बीस",
    "id": "satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|sepuluh|sebelas|dua belas|tiga belas|empat belas|lima belas|"
    "enam belas|tujuh belas|delapan belas|sembilan belas|dua puluh",
    "it": "un_una_uno|due|tre|quattro|cinque|sei|sette|otto|nove|dieci|undici|dodici|tredici|quattordici|quindici|sedici|"
    "diciassette|diciotto|diciannove|venti",
    "ko": "한_하나|이_두_둘|삼_세_석|사_네_넉|오_다섯|육_여섯|칠_일곱|팔_여덟|구_아홉|십_열|십일_열한|십이_열두|십삼_열세|십사_열네|십오_열다섯|"
    "십육_열여섯|십칠_열일곱|십팔_열여덟|십구_열아홉|이십_스무",
    "nl": "een_één|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf|dertien|veertien|vijftien|zestien|zeventien|"
    "achttien|negentien|twintig",
    "pl": "jeden_jedna_jedno_jednego_jednej_jedną_jednym|dwa_dwie_dwóch_dwu_dwoma|trzy_trzech_trzema|cztery_czterech_czterema|"
    "pięć_pięciu|sześć_sześciu|siedem_siedmiu|osiem_ośmiu|dziewięć_dziewięciu|dziesięć_dziesięciu|"
    "jedenaście_jedenastu|dwanaście_dwunastu|trzynaście_trzynastu|czternaście_czternastu|piętnaście_piętnastu|"
    "szesnaście_szesnastu|siedemnaście_siedemnastu|osiemnaście_osiemnastu|dziewiętnaście_dziewiętnastu|"
    "dwadzieścia_dwudziestu",
    "pt": "um_uma|dois_duas|três|quatro|cinco|seis|sete|oito|nove|dez|onze|doze|treze|catorze_quatorze|quinze|"
    "dezesseis_dezasseis|dezessete_dezassete|dezoito|dezenove_dezanove|vinte",
    "ro": "un_o_unu_una|doi_două|trei|patru|cinci|șase|șapte|opt|nouă|zece|unsprezece_unșpe|doisprezece_douăsprezece_doișpe|"
    "treisprezece_treișpe|paisprezece_patrusprezece_paișpe|cincisprezece_cinșpe|șaisprezece_șasesprezece_șaișpe|"
    "șaptesprezece_șaptișpe|optsprezece_optișpe|nouăsprezece_nouășpe|douăzeci",
    "ru": "один_одно_одна_одну_одного_одной_одним|два_две_двух_двум_двумя|три_трех_трем_тремя|четыре_четырех_четырем|пять_пяти|"
    "шесть_шести|семь_семи|восемь_восьми|девять_девяти|десять_десяти|одиннадцать_одиннадцати|двенадцать_двенадцати|"
    "тринадцать_тринадцати|четырнадцать_четырнадцати|пятнадцать_пятнадцати|шестнадцать_шестнадцати|"
    "семнадцать_семнадцати|восемнадцать_восемнадцати|девятнадцать_девятнадцати|двадцать_двадцати",
    "sv": "en_ett|två|tre|fyra|fem|sex|sju|åtta|nio|tio|elva|tolv|tretton|fjorton|femton|sexton|sjutton|arton|nitton|tjugo",
    "tr": "bir|iki|üç|dört|beş|altı|yedi|sekiz|dokuz|on|on bir_onbir|on iki_oniki|on üç_onüç|on dört_ondört|on beş_onbeş|"
    "on altı_onaltı|on yedi_onyedi|on sekiz_onsekiz|on dokuz_ondokuz|yirmi",
    "uk": "один_одне_одна_одну_одного_однієї|два_дві_двох|три_трьох|чотири_чотирьох|п'ять_п'яти|шість_шести|сім_семи|"
    "вісім_восьми|дев'ять_дев'яти|десять_десяти|одинадцять_одинадцяти|дванадцять_дванадцяти|тринадцять_тринадцяти|"
    "чотирнадцять_чотирнадцяти|п'ятнадцять_п'ятнадцяти|шістнадцять_шістнадцяти|сімнадцять_сімнадцяти|"
    "вісімнадцять_вісімнадцяти|дев'ятнадцять_дев'ятнадцяти|двадцять_двадцяти",
    "vi": "một|hai|ba|bốn|năm|sáu|bảy_bẩy|tám|chín|mười|mười một|mười hai|mười ba|mười bốn|mười lăm_mười nhăm|mười sáu|mười bảy|"
    "mười tám|mười chín|hai mươi",
}  # fmt: skip
"""One to twenty, each after |; its forms after _."""
THIRTY: Mapping[str, str] = {
    "ar": "ثلاثون_ثلاثين", "bn": "ত্রিশ_তিরিশ", "cs": "třicet_třiceti", "de": "dreißig_dreissig", "el": "τριάντα", "en": "thirty",
    "es": "treinta", "fa": "سی", "fr": "trente", "he": "שלושים", "hi": "तीस", "id": "tiga puluh", "it": "trenta", "ko": "삼십_서른",
    "nl": "dertig", "pl": "trzydzieści_trzydziestu", "pt": "trinta", "ro": "treizeci", "ru": "тридцать_тридцати", "sv": "trettio",
    "tr": "otuz", "uk": "тридцять_тридцяти", "vi": "ba mươi",
}  # fmt: skip
AND: Mapping[str, str] = {"es": "y", "fa": "و", "fr": "et", "pt": "e", "ro": "și", "nl": "en"}
"""What may stand between the tens and the rest."""
OTHERWISE: Mapping[str, Mapping[int, str]] = {
    "bn": dict(
        zip(
            (*range(21, 30), 31),
            ["একুশ", "বাইশ", "তেইশ", "চব্বিশ", "পঁচিশ", "ছাব্বিশ", "সাতাশ", "আটাশ", "উনত্রিশ", "একত্রিশ"],
            strict=True,
        )
    ),
    "es": {
        21: "veintiuno_veintiún_veintiuna", 22: "veintidós", 23: "veintitrés", 24: "veinticuatro", 25: "veinticinco",
        26: "veintiséis", 27: "veintisiete", 28: "veintiocho", 29: "veintinueve",
    },
    "hi": {
        21: "इक्कीस", 22: "बाईस", 23: "तेईस", 24: "चौबीस", 25: "पच्चीस", 26: "छब्बीस", 27: "सत्ताईस", 28: "अट्ठाईस_अठ्ठाईस", 29: "उनतीस_उन्तीस",
        31: "इकतीस_इकत्तीस",
    },
    "it": {21: "ventuno_ventun_ventuna", 28: "ventotto", 31: "trentuno_trentun_trentuna", 38: "trentotto"},
    "ko": {21: "스물한", 22: "스물두", 23: "스물세", 24: "스물네"},
    "vi": {
        tens * 10 + rest: f"{word} mươi {said}"
        for tens, word in ((2, "hai"), (3, "ba"))
        for rest, said in ((1, "mốt"), (4, "tư"), (5, "lăm"))
    },
}  # fmt: skip
"""What is put together in other ways."""
TWENTY_BEFORE: Mapping[str, str] = {"ko": "스물"}
SIGNS = "一二三四五六七八九"
SPACELESS = ("zh", "ja")
_COUNTED = "个|個|週|周|か|ヶ|ヵ|カ|ケ|天|日|月|年|星期|礼拜|禮拜"
_IN_SIGNS = re.compile(
    rf"(?<![期周週拜第百千零〇数數几幾{SIGNS}十])([{SIGNS}两兩]?十[{SIGNS}]?|[{SIGNS}两兩])(?={_COUNTED})"
)
_IN_KOREAN = re.compile(
    r"^(?:([이삼])?십([일이삼사오육칠팔구])?|([일이삼사오육칠팔구]))(?=일(?!주)|주(?!일)|개월|달)"
)
_KOREAN = "일이삼사오육칠팔구"


def with_digits(words: Sequence[str], language: str) -> list[str]:
    """Words in small letters, with those that say a number as figures: "twenty-one days" is "21", "days". Where a language
    sets no spaces, or writes numbers and what they count together, within a word."""
    if language in SPACELESS:
        return [_IN_SIGNS.sub(lambda found: str(_signs(found[1])), word) for word in words]
    return list(_figures(words, language))


def _figures(words: Sequence[str], language: str) -> Iterator[str]:
    numbers = known(language)
    at, was_number = 0, False
    while at < len(words):
        for count in range(min(_LONGEST, len(words) - at), 0, -1):
            said = _key(" ".join(words[at : at + count]), language)
            number = numbers.get(said)
            if number is not None and not (was_number and said in _ELSE_A_YEAR.get(language, ())):
                yield str(number)
                was_number = True
                break
        else:
            count, was_number = 1, words[at].isdigit()
            yield _IN_KOREAN.sub(_korean, words[at]) if language == "ko" else words[at]
        at += count


def says_number(word: str, language: str) -> bool:
    """Whether the word is a number or the part of one, however large: "4", "four", "forty", "forty-five", "and"."""
    said = fold(word)
    if any(sign.isdigit() for sign in said):
        return True
    parts = [said, *said.split("-")]
    return any(_key(part, language) in known(language) or part in _larger() for part in parts) or said in {
        fold(word) for word in JOINING.get(language, "").split("|") if word
    }


def has_uncounted(words: Sequence[str], language: str) -> bool:
    """Whether a number larger than those that are counted is among the words, or its tens: "forty", "사십오"."""
    left = with_digits(words, language)
    starts = tuple(_larger_as_written()) if language == "ko" else ()
    return any(fold(word) in _larger() or (starts and word.startswith(starts)) for word in left)


@lru_cache(maxsize=1)
def _larger_as_written() -> frozenset[str]:
    return frozenset(LARGER.split("|"))


@lru_cache(maxsize=1)
def _larger() -> frozenset[str]:
    return frozenset(map(fold, LARGER.split("|")))


LARGER = (
    "hundred|thousand|forty|fifty|sixty|seventy|eighty|ninety|dozen|hundert|tausend|vierzig|fünfzig|sechzig|siebzig|achtzig|"
    "neunzig|dutzend|cuarenta|cincuenta|sesenta|setenta|ochenta|noventa|cien|ciento|mil|docena|quarante|cinquante|soixante|cent|"
    "cents|mille|douzaine|сорок|сорока|пятьдесят|шестьдесят|семьдесят|восемьдесят|девяносто|сто|ста|двести|п'ятдесят|пятдесят|"
    "шістдесят|сімдесят|вісімдесят|дев'яносто|двісті|أربعون|أربعين|خمسون|خمسين|ستون|ستين|سبعون|سبعين|ثمانون|ثمانين|تسعون|تسعين|"
    "مائة|مئة|quarenta|cinquenta|sessenta|oitenta|cem|cento|quaranta|cinquanta|sessanta|settanta|ottanta|novanta|czterdzieści|"
    "czterdziestu|pięćdziesiąt|pięćdziesięciu|sześćdziesiąt|siedemdziesiąt|osiemdziesiąt|dziewięćdziesiąt|veertig|vijftig|zestig|"
    "zeventig|tachtig|negentig|honderd|kırk|elli|altmış|yetmiş|seksen|doksan|yüz|چهل|پنجاه|شصت|هفتاد|هشتاد|نود|صد|ארבעים|חמישים|"
    "שישים|שבעים|שמונים|תשעים|מאה|चालीस|पचास|साठ|सत्तर|अस्सी|नब्बे|सौ|চল্লিশ|পঞ্চাশ|ষাট|সত্তর|আশি|নব্বই|একশ|একশো|사십|오십|육십|칠십|팔십|구십|"
    "백|마흔|쉰|예순|일흔|여든|아흔|mươi|trăm|puluh|ratus|seratus|čtyřicet|padesát|šedesát|sedmdesát|osmdesát|devadesát|sto|patruzeci|"
    "cincizeci|șaizeci|șaptezeci|optzeci|nouăzeci|sută|σαράντα|πενήντα|εξήντα|εβδομήντα|ογδόντα|ενενήντα|εκατό|fyrtio|femtio|"
    "sextio|sjuttio|åttio|nittio|hundra"
)
JOINING: Mapping[str, str] = {
    "ar": "و|أو", "bn": "এবং|বা", "cs": "a|nebo", "de": "und|oder", "el": "και|ή", "en": "and|or|to", "es": "y|o", "fa": "و|یا", "fr": "et|ou|à",
    "he": "או", "hi": "और|या", "id": "dan|atau", "it": "e|o", "ko": "또는", "nl": "en|of", "pl": "i|lub", "pt": "e|ou", "ro": "și|sau",
    "ru": "и|или", "sv": "och|eller", "tr": "ve|veya", "uk": "й|та|або", "vi": "và|hoặc",
}  # fmt: skip
"""What is not counted here, and the words for "and" and "or": before an amount they make another one of it."""
_LONGEST = 5
_ELSE_A_YEAR = {"vi": {("năm",)}}
"""Behind a number it is what is counted."""


def _key(said: str, language: str) -> tuple[str, ...]:
    """Without accents; but in Vietnamese "sau" is "after", and "sáu" six."""
    return tuple((said if language == "vi" else fold(said)).split())


def _signs(said: str) -> int:
    tens, ten, rest = said.partition("十")
    if not ten:
        return SIGNS.find(said.replace("两", "二").replace("兩", "二")) + 1
    return 10 * (_signs(tens) if tens else 1) + (_signs(rest) if rest else 0)


def _korean(found: re.Match[str]) -> str:
    if found[3]:
        return str(_KOREAN.index(found[3]) + 1)
    tens = _KOREAN.index(found[1]) + 1 if found[1] else 1
    return str(10 * tens + (_KOREAN.index(found[2]) + 1 if found[2] else 0))


@lru_cache(maxsize=32)
def known(language: str) -> Mapping[tuple[str, ...], int]:
    """Numbers by their words, as they are compared."""
    if language not in ONE_TO_TWENTY:
        return {}
    forms = {
        number: said.split("_") for number, said in enumerate(ONE_TO_TWENTY[language].split("|"), start=1)
    }
    forms[30] = THIRTY[language].split("_")
    for number, said in OTHERWISE.get(language, {}).items():
        forms[number] = said.split("_")
    made = {_key(form, language): number for number, each in forms.items() for form in each}
    for tens in (20, 30):
        for rest in range(1, 10):
            for said in _put_together(forms[tens], forms[rest], language, is_twenty=tens == 20):
                made.setdefault(_key(said, language), tens + rest)
    return made


def _put_together(
    tens: Sequence[str], rests: Sequence[str], language: str, *, is_twenty: bool
) -> Iterator[str]:
    between = (" ", f" {AND[language]} ") if language in AND else (" ",)
    if is_twenty and language in TWENTY_BEFORE:
        tens = [*tens, TWENTY_BEFORE[language]]
    for ten in tens:
        for rest in rests:
            yield from (f"{ten}{gap}{rest}" for gap in between)
            yield f"{ten}{rest}"  # Swedish, Italian, Korean, Greek
            if language == "ar":
                yield f"{rest} و{ten}"
                yield f"{rest} و {ten}"
            elif language == "he":
                yield f"{ten} ו{rest}"
            elif language == "de":
                yield f"{rest}und{ten}"
            elif language == "nl":
                yield from (f"{rest}en{ten}", f"{rest}ën{ten}")
            elif language == "cs":
                yield from (f"{rest}a{ten}", f"{rest.removesuffix('en')}na{ten}")
