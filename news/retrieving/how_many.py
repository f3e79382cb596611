"""Whether a passage tells how many, by a number, by a word or of all of them, where a question asks for nothing else. Pure.

Whoever is hurt or killed is counted by tolls, which answer only what asks for them."""

import re

from news.checks.lexicon import lexicon, plain
from news.checks.tolls import counted
from news.language.amounts import amounts
from news.language.calendar import days
from news.language.questions import Sought, sought
from news.language.relations import figures
from news.language.tokens import as_cut, primary_subtag
from news.language.tolls import toll_spans

_ALL = {
    "ar": "جميع|كل|كافة", "bn": "সব|সকল", "cs": "všech|všichni", "de": "alle|allen|sämtliche", "el": "όλοι|όλες", "en": "all", "es": "todos|todas",
    "fa": "همه|تمام", "fr": "tous|toutes", "he": "כל", "hi": "सभी", "id": "semua|seluruh", "it": "tutti|tutte", "ja": "全", "ko": "모든", "nl": "alle",
    "pl": "wszyscy|wszystkie|wszystkich", "pt": "todos|todas", "ro": "toți|toate", "ru": "все|всех", "sv": "alla|samtliga", "tr": "tüm|bütün",
    "uk": "всі|усі|всіх|усіх", "vi": "tất cả|toàn bộ", "zh": "全部|所有",
}  # fmt: skip
"""Before a number, or before its article: whoever was there. Not "in all, three", nor "not all three"."""
_NOT_ALL = r"(?<!not )(?<!nicht )(?<!niet )(?<!inte )(?<!не )(?<!nie )(?<!in )"
_ARTICLES = "the|of the|of|der|die|den|los|las|les|os|as|i|gli|le|cei|cele|οι|τα|de|\\w+ الـ"
_ALL_BEHIND = {
    "zh": r"\w{0,2}(?:全部|全数|全數|悉数|悉數|无一)", "ja": r"\w{0,2}(?:全員|全て|すべて)", "ko": r"\w{0,2} ?(?:전원|모두)", "tr": r" \w+ (?:tamamı|hepsi|tümü)",
    "fr": r"[^,.;]{0,30} (?:ont|sont) tou(?:s|tes)\b", "en": r"[^,.;]{0,30} (?:were|are|have) all\b",
}  # fmt: skip
"""The same behind it."""


def _are_all(text: str, start: int, end: int, language: str) -> bool:
    code = primary_subtag(language)
    if code not in _ALL:
        return False
    led = rf"(?<!\w){_NOT_ALL}(?:{_ALL[code]})(?: (?:{_ARTICLES}))?\s*$"
    behind = _ALL_BEHIND.get(code)
    return re.search(led, text[:start], re.IGNORECASE) is not None or (
        behind is not None and re.match(behind, text[end:], re.IGNORECASE) is not None
    )


_HOW_MANY = {
    "en": (r"how (?:many|much money)", r"both|twice|thrice|half|dozens?|hundreds|thousands|couple|pair|single|sole|brace|hat-?trick|doubled?|tripled?|several"),
    "de": (r"wie ?viele|wie ?viel geld", r"beide\w?|zweimal|doppelt|doppelpack|dreifach|hälfte|dutzende?|hunderte|tausende|paar|einzige\w?|mehrere"),
    "fr": (r"combien d(?:e (?!temps\b)|['’])", r"deux fois|doublé?|triplé?|moitié|dizaines?|centaines|milliers|quelques|seule?|plusieurs|tous les deux"),
    "es": (r"cuánt[oa]s|cuánto dinero", r"amb[oa]s|dos veces|doble|doblete|mitad|docenas?|decenas|cientos|miles|par|únic[oa]|vari[oa]s"),
    "pt": (r"quant[oa]s|quanto dinheiro", r"amb[oa]s|duas vezes|dobro|metade|dúzias?|dezenas|centenas|milhares|únic[oa]|vári[oa]s"),
    "it": (r"quant[ie]|quanto denaro", r"entramb\w+|due volte|doppi\w+|metà|decine|centinaia|migliaia|unic[oa]|divers[ei]"),
    "sv": (r"hur (?:många|mycket pengar)", r"båda|två gånger|dubbelt?|hälften|dussin\w*|hundratals|tusentals|par|enda|flera"),
    "pl": (r"ilu|ile (?:osób|pieniędzy)", r"ob(?:aj|ie|a|oje)|dwukrotnie|podwójn\w+|połow\w+|dziesiątki|setki|tysiące|jedyn\w+|kilk\w+"),
    "ru": (r"сколько (?:человек|людей|денег)", r"об[ае]|обоих|дважды|вдвое|двое|трое|половин\w+|десятк\w+|сотн\w+|тысяч\w+|единственн\w+|несколько"),
    "uk": (r"скільки (?:людей|осіб|грошей)", r"обидв\w+|обоє|двічі|вдвічі|двоє|троє|половин\w+|десятк\w+|сотн\w+|тисяч\w+|єдин\w+|кілька"),
    "tr": (r"kaç (?:kişi|tane)|ne kadar para", r"her ikisi\w*|ikisi\w*|iki kez|iki kat\w*|yarısı\w*|onlarca|yüzlerce|binlerce|tek|birkaç"),
}  # fmt: skip
"""What asks for nothing but a number, and the words that tell one all the same: "both goals", "scored twice"."""
_IN_PARTS = {
    "en": (
        r"(?<!at )(?<!after )(?<!above )(?<!of )(?<!not )all(?= (?:the |of |its |their |his |her )?(?!over\b|along\b|right\b|but\b|about\b|(?:day|night|week|year|summer|winter|weekend|morning)\b|round\b|time\b|of (?:this|that|it|a)\b)\w)"
        r"|every(?:one|body)?\b(?! (?:day|year|week|month|time|morning|night|hour|other|effort|so)\b)|most(?= (?:of (?:the|its|their)|(?!recent|likely|of|important)\w+s)\b)"
        r"|none|no ?body|majority|minority|(?:a|one|two) (?:third|quarter|fifth|tenth)s?|(?:three|four)[- ](?:quarters|fifths)|twins|triplets|only child"
        r"|an? (?:son|daughter|child|baby|boy|girl|week|fortnight|day|month|year|decade|century|trio|quartet|quintet)|(?:won|scored|has|have|had|got|took|made|sold) (?:just |only )?one\b"
        r"|(?:his|her|its|their|a) (?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)|sold out|are full|is full"
    ),
    "de": (
        r"alle[nr]?(?= (?:die|der|den|\w+(?:en|er|e|n|s)\b))|sämtliche\w*|jede[rsmn]?(?! (?:jahr|tag|woche|fall|preis))|die meisten|mehrheit|minderheit|kein\w*|niemand|(?:ein|zwei) (?:drittel|viertel|fünftel|zehntel)"
        r"|drei ?viertel|zwillinge|drillinge|eine[nr]? (?:sohn|tochter|kind|woche|tag|monat|jahr)|ein (?:kind|jahr|monat|tag)|ausverkauft|(?:sein|ihr)\w* (?:erste|zweite|dritte|vierte|fünfte|sechste)\w*"
    ),
    "fr": (
        r"tou(?:s|tes) (?:les|ses|leurs|ces)|tout le monde|chacune?|chaque(?! (?:jour|année|semaine|mois|fois))|la plupart|majorité|minorité|aucune?|personne ne|(?:un|deux) (?:tiers|quarts?|cinquièmes?|dixièmes?)|trois quarts"
        r"|jumeaux|jumelles|triplés|une? (?:fils|fille|enfant|semaine|jour|mois|an|année)|complet|épuisée?s|(?:son|sa|leur) (?:premi\w+|deuxième|troisième|quatrième|cinquième|sixième)"
    ),
    "es": (
        r"tod[oa]s (?:l[oa]s|sus)|todo el mundo|cada un[oa]|la mayoría|mayoría|minoría|ningun[oa]?|ningún|nadie|(?:un|dos) (?:tercios?|cuartos?|quintos?)|una (?:cuarta|quinta|tercera) parte|tres cuart[oa]s"
        r"|gemel[oa]s|mellizos|una? (?:hij[oa]|niñ[oa]|semana|día|mes|año)|agotad[oa]s|(?:su|la|el) (?:primer\w*|segund[oa]|tercer\w*|cuart[oa]|quint[oa]|sext[oa])"
    ),
    "pt": (
        r"tod[oa]s (?:[oa]s|seus|suas)|toda a gente|cada um[a]?|maioria|minoria|nenhum\w*|ninguém|(?:um|dois) (?:terços?|quartos?|quintos?)|três quartos|gêmeos|gémeos|uma? (?:filh[oa]|semana|dia|mês|ano)|esgotad[oa]s"
        r"|(?:seu|sua|o|a) (?:primeir[oa]|segund[oa]|terceir[oa]|quart[oa]|quint[oa]|sext[oa])"
    ),
    "it": (
        r"tutt[ie] (?:[ie]|gli|le|i suoi|le sue)|ognun[oa]|ogni(?! (?:giorno|anno|settimana|mese|volta))|maggior parte|maggioranza|minoranza|nessun\w*|(?:un|due) (?:terz[oi]|quart[oi]|quint[oi])|tre quarti|gemell[ei]"
        r"|una? (?:figli[oa]|bambin[oa]|settimana|giorno|mese|anno)|esaurit[ie]|(?:suo|sua) (?:prim[oa]|second[oa]|terz[oa]|quart[oa]|quint[oa])"
    ),
    "sv": (
        r"alla|samtliga|varje(?! (?:dag|år|vecka|månad))|de flesta|majoritet\w*|ing[ae]n|inga|(?:en|två) (?:tredjedel|fjärdedel|femtedel)\w*|tvillingar|en (?:son|dotter|vecka|dag|månad)|ett (?:barn|år)|slutsåld\w*"
        r"|(?:hans|hennes|sin|sitt) (?:första|andra|tredje|fjärde|femte)"
    ),
    "pl": (
        r"wszys(?:cy|tkie|tkich|tkim)|każd\w+|większoś\w+|mniejszoś\w+|żad(?:en|na|ne|nych)|nikt|nikogo|(?:jedna |dwie )?(?:trzeci[ae]|piąt[ae])(?= \w+)|ćwierć|bliźni\w+|jedn(?:o|ego|ą|ą) (?:dziecko|syna|córkę)|(?:ma|mają) (?:syna|córkę|dziecko)"
        r"|(?:przez |trwa )?tydzień|wyprzedan\w+"
    ),
    "ru": (
        r"все(?:х|м)?(?= \w)|кажд\w+(?! (?:год|день))|большинств\w+|меньшинств\w+|никто|никого|ни один\w*|треть|трети|четверть|четверти|двойня|двойню|близнец\w+|(?:есть|один|одна|одну) (?:сын\w*|доч\w*|реб[её]н\w*)|распродан\w*"
    ),
    "uk": (
        r"(?:усі|всі|усіх|всіх)(?= \w)|кож\w+(?! (?:рік|день))|більшіст\w+|меншіст\w+|ніхто|нікого|жод\w+|третин\w+|чверт\w+|двійн\w+|близню\w+|(?:є|один|одна|одну) (?:син\w*|доч\w*|дит\w*)|розпродан\w*"
    ),
    "tr": (
        r"herkes\w*|tüm(?= \w)|bütün(?= \w)|her bir\w*|hepsi\w*|tamamı\w*|çoğu\w*|çoğunluğ\w*|hiçbir\w*|hiç kimse|(?:üçte|dörtte|beşte) (?:bir|iki|üç)\w*|çeyreğ\w*|ikiz\w*|bir (?:oğlu|kızı|çocuğu|hafta|gün|ay|yıl)|tükendi"
    ),
}  # fmt: skip
"""Words that tell how many without a number, as a share, of everybody or of one: good enough where nothing tells it by a number."""


def lacks_number(question: str, asked_in: str | None, text: str, language: str) -> bool:
    """Whether it is asked how many, and nothing is told but how many were hurt or killed, where that is not asked for; or, in one
    language, no number at all, not in a word, and no denial. How many of all were ("All 176 people on board were killed.") says how
    many there were."""
    if sought(question, asked_in) is not Sought.NUMBER:
        return False
    if not any(amount.is_firm for amount in amounts(text, language)):
        return _has_no_number(question, asked_in, text, language)
    if any(toll_spans(question, asked_in or "")):
        return False
    told = {figure.amount.start: figure.amount.end for figure in figures(text, language)}
    people = {each.amount.start for each in counted(text, language)}
    return (
        bool(told)
        and people.issuperset(told)
        and not any(_are_all(text, *each, language) for each in told.items())
    )


def _has_no_number(question: str, asked_in: str | None, text: str, language: str) -> bool:
    code = primary_subtag(language)
    return _asks_how_many(question, asked_in, language) and not (
        _tells_in_a_word(text, language) or re.search(rf"\b(?:{_IN_PARTS[code]})(?!\w)", as_cut(text))
    )


def _asks_how_many(question: str, asked_in: str | None, language: str) -> bool:
    """Whether it asks so in the language of the passage, and that has its words for it."""
    code = primary_subtag(language)
    if code not in _HOW_MANY or primary_subtag(asked_in) != code:
        return False
    return re.search(rf"(?<!\w)(?:{_HOW_MANY[code][0]})", as_cut(question)) is not None


def _tells_in_a_word(text: str, language: str) -> bool:
    in_words = _HOW_MANY[primary_subtag(language)][1]
    return bool(
        denies(text, language) or days(text, language) or re.search(rf"\b(?:{in_words})\b", as_cut(text))
    )


def tells_in_parts(question: str, asked_in: str | None, text: str, language: str) -> bool:
    """Whether it is asked how many, and told by nothing but a share or by whom all of it was: "Every home was spared"."""
    return (
        sought(question, asked_in) is Sought.NUMBER
        and not any(amount.is_firm for amount in amounts(text, language))
        and _asks_how_many(question, asked_in, language)
        and not _tells_in_a_word(text, language)
    )


def denies(text: str, language: str | None) -> bool:
    """Whether it denies something, or says it of nobody."""
    return denies_itself(text, language) or lexicon(language).negative.count(plain(text)) > 0


def denies_itself(text: str, language: str | None) -> bool:
    known = lexicon(language)
    return known.negators.count(known.aside.without(plain(text))) > 0
