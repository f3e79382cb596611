"""Whether a passage leaves out the very thing that is asked for, however much of the rest it has.

An age, a name, a reason, a day to come; a height where it tells a length, a birth where it tells an election, who did it where
it only says that it was done, or who did not where it says who did. Pure; by lists of words, and never where a list is missing.
"""

import re

from news.checks.lexicon import lexicon, plain
from news.language.amounts import amounts
from news.language.calendar import days
from news.language.figures import plain_digits
from news.language.questions import Particular, Sought, may_tell_why, particulars, sought
from news.language.quotable import word_count
from news.language.relations import (
    EVENTS,
    LENGTHS,
    SPATIAL,
    WEIGHTS,
    Relation,
    asked,
    figures,
    is_listed,
    names,
    tells,
)
from news.language.tokens import as_cut, primary_subtag, stems, stop_words
from news.language.units import units_of
from news.retrieving.evidence import has_capitals, names_in
from news.retrieving.how_many import denies, denies_itself, lacks_number
from news.retrieving.matching import LEAST_ALIKE, triples

NAME_WITHIN = 4
"""Words between an office and the name of who holds it."""
OBJECT_WITHIN = 4
"""Words in which the thing that something is done to stands before it."""
SHORT_WORDS = 9
"""Of a question that is taken to say one thing."""


def lacks(question: str, asked_in: str | None, text: str, language: str) -> bool:
    """Whether the question asks for something that this passage cannot tell: "How old is the minister?" is not answered by
    what she did, nor "Why did it burn?" by that it did. In scripts without capitals names are not known by their looks."""
    wanted = particulars(question, asked_in)
    if Particular.AGE in wanted and not _tells_age(text, language):
        return True
    if _is_ahead(question, asked_in) and not days(text, language):
        return True
    if Particular.REASON in wanted and not may_tell_why(
        _without_same(question, asked_in, text, language), language
    ):
        return True
    if _lacks_office(question, asked_in, text, language):
        return True
    if lacks_number(question, asked_in, text, language):
        return True
    if _lacks_name(question, asked_in, text, language, is_wanted=Particular.NAME in wanted):
        return True
    return (
        _tells_another(question, asked_in, text, language)
        or _affirms(question, asked_in, text, language)
        or _lacks_agent(question, asked_in, text, language)
    )


def _is_ahead(question: str, asked_in: str | None) -> bool:
    """Whether it asks about tomorrow or a day after, of which only what names a day can tell."""
    return any((day.near or 0) > 0 for day in days(question, asked_in or ""))


_BARE_AGE = re.compile(
    r"(?<![\d.,])\d{1,3}(?:(?=\s?(?:[;:)）،、。]|[,.](?!\d)|$))|\s?(?:周?[岁歲歳]|살|세(?!기)|yaş|tuổi))|\b(?:age|aged|alter von)\s\d{1,3}\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<!\d)(?:1\d{3}|20\d{2})(?!\d)")


def _tells_age(text: str, language: str) -> bool:
    """A number of years, a year, or a number with nothing that it counts."""
    bare, primary = plain_digits(text), primary_subtag(language)
    return bool(_BARE_AGE.search(bare) or _YEAR.search(bare)) or any(
        "year" in units_of(amount, bare, primary) for amount in amounts(text, language)
    )


_AFTER = {
    "en": "after|following", "de": "nach (?:dem|der|den|einem|einer)", "fr": "après|suite à", "es": "tras|después de",
    "pt": "após|depois de", "it": "dopo|in seguito a", "nl": "na", "sv": "efter", "ru": "после", "uk": "після", "pl": "po", "cs": "po",
}  # fmt: skip
"""What comes before a thing that something followed."""
AFTER_WITHIN = 2
"""Words in which that thing is named."""


def _without_same(question: str, asked_in: str | None, text: str, language: str) -> str:
    """The text without what it says to have come after the very thing whose reason is asked for: "after the collapse" tells no reason
    of why it collapsed."""
    code = primary_subtag(language)
    if code not in _AFTER or primary_subtag(asked_in) != code:
        return text
    asked = [triples(stem) for stem in stems(question, code) if stem[0] != "."]

    def kept(match: re.Match[str]) -> str:
        told = [triples(stem) for stem in stems(match[1], code) if stem[0] != "."]
        alike = (2 * len(a & b) / (len(a) + len(b)) for a in asked for b in told)
        return " " if max(alike, default=0.0) >= LEAST_ALIKE else match[0]

    return re.sub(rf"(?i)\b(?:{_AFTER[code]})((?: [\w-]+){{1,{AFTER_WITHIN}}})", kept, text)


# --- names ---------------------------------------------------------------------------------------

_OFFICE = re.compile(
    r"(\w+)(?:['’]s)? name\W*$|who(?:['’]s| is| was) the (?:[\w-]+ ){0,3}?([\w-]+)(?= of\b| for\b| at\b| in\b|\W*$)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_NAME_ALONE = re.compile(r"(?:\w+ ){1,3}name\W*$", re.IGNORECASE)


def _lacks_name(question: str, asked_in: str | None, text: str, language: str, *, is_wanted: bool) -> bool:
    """Whether a name is asked for and none is told; in English none that stands by the office whose holder is asked for: in "The
    captain was hurt, said harbour master Reik" that is no captain's."""
    is_english = primary_subtag(asked_in) == "en" == primary_subtag(language)
    is_wanted = is_wanted or (is_english and _NAME_ALONE.fullmatch(question.strip()) is not None)
    if not (is_wanted and has_capitals(text)):
        return False
    told = names_in(text, language) - names_in(question, language)
    if not told:
        return True
    office = _OFFICE.search(question) if is_english else None
    if office is None:
        return False
    of = office[1] or office[2]
    if re.search(rf"\b{re.escape(of)}\b", text, re.IGNORECASE) is None:
        return office[1] is not None and of.islower()
    return not _names_beside(of, text, language)


def _names_beside(office: str, text: str, language: str) -> bool:
    """Whether a name follows the office, or it a name, within some words and with nobody's speaking between."""
    said = [(match.start(), match.end(), match.group()) for match in _WORD.finditer(text)]
    stopped = stop_words(primary_subtag(language))
    offices = [at for at, (_, _, word) in enumerate(said) if word.casefold() == office.casefold()]
    for at in offices:
        for near in range(max(0, at - NAME_WITHIN - 1), min(len(said), at + NAME_WITHIN + 2)):
            if near == at or not said[near][2][0].isupper() or said[near][2].casefold() in stopped:
                continue
            first, last = sorted((at, near))
            between = text[said[first][1] : said[last][0]]
            if not re.search(r"[.;]", between) and not lexicon(language).speech.count(plain(between)):
                return True
    return False


_VERB = r"\w+(?:л|ла|ло|ли|ет|ёт|є|ит|ить|ют|ут|ят|ат|ав|ив|ує)\b"
_WHO_IS = {
    "de": r"wer (?:ist|war) (?:der|die|das) (\w+)", "es": r"¿?quién (?:es|era) (?:el|la) (\w+)", "fr": r"qui est (?:le |la |l['’])(\w+)",
    "it": r"chi è (?:il |la |lo |l['’])(\w+)", "pt": r"quem é [oa] (\w+)", "nl": r"wie is (?:de|het) (\w+)",
    "sv": r"vem är (\w+)", "ru": rf"кто (?:такой |такая )?(?!{_VERB})(\w+)", "uk": rf"хто (?:такий |така )?(?!{_VERB})(\w+)", "pl": r"kto jest (\w+)",
    "cs": r"kdo je (\w+)", "tr": r"(\w+) kim",
}  # fmt: skip


def _lacks_office(question: str, asked_in: str | None, text: str, language: str) -> bool:
    """Whether it is asked who holds an office, and the passage has no word of it; English has its own rule (`_lacks_name`)."""
    code = primary_subtag(language)
    if code not in _WHO_IS or primary_subtag(asked_in) != code:
        return False
    match = re.match(rf"\W*{_WHO_IS[code]}(?: \S+)?(?: \S+)?\W*$", as_cut(question))
    office = [stem for stem in stems(match[1], code) if stem[0] != "."] if match else []
    if not office:
        return False
    told = [triples(stem) for stem in stems(text, code)]
    wanted = triples(office[-1])
    return all(2 * len(wanted & each) / (len(wanted) + len(each)) < LEAST_ALIKE for each in told)


# --- what is told of it --------------------------------------------------------------------------


def _tells_another(question: str, asked_in: str | None, text: str, language: str) -> bool:
    """Whether it tells none of the relations that are asked for: another measure, another turn of a life, or none."""
    kind = sought(question, asked_in)
    is_why = Particular.REASON in particulars(question, asked_in)
    looked_at = EVENTS if is_why or kind not in (None, Sought.NUMBER) else (*EVENTS, *_MEASURED)
    wanted = {
        relation: is_sure
        for relation, is_sure in asked(question, asked_in).items()
        if relation in looked_at and is_listed(relation, language)
    }
    return bool(wanted) and all(
        _lacks_event(relation, text, language, is_place=kind is Sought.PLACE)
        if relation in EVENTS
        else _lacks_measure(relation, question, asked_in, text, language, is_sure=is_sure)
        for relation, is_sure in wanted.items()
    )


_MEASURED = (*SPATIAL, Relation.WEIGHT, Relation.PRICE, Relation.STRENGTH)
"""By how much something won or grew may be told in any unit, and without a figure."""
_LIFETIME = re.compile(r"[(（]\D{0,12}1\d{3}\s?[-–—]|[(（]\D{0,12}\d{4}\s?[-–—]\s?\d{4}")


def _lacks_event(relation: Relation, text: str, language: str, *, is_place: bool) -> bool:
    """A birth place may be told without a word for birth ("Ratzel of Germany"), but not by where somebody lives."""
    if relation is Relation.BORN and (
        _LIFETIME.search(text) is not None or (is_place and not tells(text, Relation.LIVES, language))
    ):
        return False
    return not tells(text, relation, language)


def _lacks_measure(
    relation: Relation, question: str, asked_in: str | None, text: str, language: str, *, is_sure: bool
) -> bool:
    """Whether something else is measured, and nothing that may be meant: a passage without a figure may answer in words. "How
    high" may ask for a rate or a fine, "how deep" for a crisis: what counts something, or costs something, may tell that."""
    told = figures(text, language)
    if any(figure.may_be(relation) or (figure.of is None and not is_sure) for figure in told):
        return False
    return any(
        (figure.of in _MEASURED and not names(question, figure.of, asked_in))
        if figure.of is not None
        else figure.units & (LENGTHS | WEIGHTS)
        for figure in told
        if is_sure or figure.of is not Relation.PRICE
    )


# --- who did not, and who did --------------------------------------------------------------------


def _affirms(question: str, asked_in: str | None, text: str, language: str) -> bool:
    """Whether it is asked who or how many did not, and the passage denies nothing."""
    is_short = word_count(question) <= SHORT_WORDS  # a longer one may deny something beside
    if not is_short or sought(question, asked_in) not in (Sought.NUMBER, Sought.PERSON):
        return False
    if not denies_itself(question, asked_in):
        return False
    return bool(lexicon(language).negators) and not denies(text, language)


_PASSIVES = {
    "en": (
        r"(?:was|were|been|being|be|is|are|stays?|stayed|remains?|remained)",
        r"(?:\w+ly )?(\w+(?:ed|en|wn|rn|lt|nt|pt|ght|ut|ade|ound|eld|old|ung|ost|set))",
        r"by",
    ),
    "de": (r"(?:wurden?|worden|wird|werden)", r"(?:\w+ ){0,8}?(\w*ge\w+(?:t|en)|\w+iert|(?:be|er|ent|ver|zer)\w+(?:t|en))", r"von|vom|durch"),
    "fr": (r"(?:été|fut|furent)", r"(\w+(?:és?|ées?|is|ises?|its?|ites?|us?|ues?))", r"par"),
    "es": (r"(?:fue|fueron|sido|será|serán)", r"(\w+(?:ad[oa]s?|id[oa]s?|ch[oa]s?|t[oa]s?))", r"por"),
    "pt": (r"(?:foi|foram|sido|será|serão)", r"(\w+(?:ad[oa]s?|id[oa]s?|t[oa]s?))", r"por|pel[oa]s?"),
    "it": (r"(?:stat[oaie]|venne|vennero|viene|vengono)", r"(\w+(?:at[oaie]|it[oaie]|ut[oaie]|tt[oaie]|st[oaie]|s[oaie]))", r"da|dal|dallo|dalla|dai|dagli|dalle|dall"),
    "nl": (r"(?:werd|werden|wordt|worden)", r"(?:\w+ ){0,8}?(ge\w+|(?:be|ver|ont)\w+)", r"door"),
    "sv": (r"(?:blev|blivit|blir)", r"(\w+(?:ad|at|ade|d|t|en))", r"av"),
    "pl": (r"(?:został[aoy]?|zostali|zostanie|zostaną)", r"(\w+(?:n[yaei]|t[yaei]|ni|ci))", r"przez"),
}  # fmt: skip
"""By language: what makes a passive of a participle, the participle, and the words before whoever did it."""
_WHO = {
    "en": r"who (?!is\b|are\b|was\b|were\b|did\b|does\b|do\b|will be\b|has been\b|had been\b)",
    "de": "wer (?!ist|sind|war|waren|wurde|wird)",
    "fr": r"qui (?!est\b|a été\b|était\b|sont\b|sera\b)",
    "es": r"¿?quién(?:es)? (?!es\b|fue\b|era\b|será\b|son\b)",
    "pt": r"quem (?!é\b|foi\b|era\b|será\b|são\b)",
    "it": r"chi (?!è\b|era\b|fu\b|sarà\b|sono\b|viene\b)",
    "nl": r"wie (?!is\b|was\b|werd\b|wordt\b|zijn\b)",
    "sv": r"(?:vem|vilka) (?!är\b|var\b|blev\b|blir\b)",
    "pl": r"kto (?!jest\b|był\b|została?\b|będzie\b)",
}


def _lacks_agent(question: str, asked_in: str | None, text: str, language: str) -> bool:
    """Whether it is asked who did something, and the passage only says that it was done: "Lund was named head"."""
    code = primary_subtag(language)
    if code not in _PASSIVES or primary_subtag(asked_in) != code or word_count(question) > SHORT_WORDS:
        return False
    if not re.match(rf"\W*{_WHO[code]}", as_cut(question)):
        return False
    aux, participle, by = _PASSIVES[code]
    told = as_cut(text)
    if re.search(rf"\b(?:{by})\b", told):
        return False
    verb, *objects = [stem for stem in stems(question, code) if stem[0] != "."] or [""]
    return any(
        verb in stems(match[2], code) or set(objects).intersection(stems(match[1], code)[-OBJECT_WITHIN:])
        for match in re.finditer(rf"([^.;]{{0,80}}?)\b{aux}\s{participle}\b", told)
    )
