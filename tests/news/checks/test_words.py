"""Negation, hedges, judgement, quotations and names, in more languages than one."""

import pytest

from news.checks import hedges, names, negation, opinion, quotes, support
from news.checks.findings import Severity
from news.checks.lexicon import coverage, lexicon
from tests.news.checks.held import Check, found, severities

DENIED = {
    "en": ("The ferry did not carry enough lifeboats.", "The ferry did carry enough lifeboats."),
    "de": (
        "Die Fähre hatte nicht genügend Rettungsboote an Bord.",
        "Die Fähre hatte genügend Rettungsboote an Bord.",
    ),
    "fr": ("Le ferry ne transportait pas assez de canots.", "Le ferry transportait assez de canots."),
    "es": (
        "El barco no llevaba suficientes botes salvavidas.",
        "El barco llevaba suficientes botes salvavidas.",
    ),
    "ru": ("Паром не имел достаточно спасательных шлюпок.", "Паром имел достаточно спасательных шлюпок."),
    "uk": ("Пором не мав достатньо рятувальних шлюпок.", "Пором мав достатньо рятувальних шлюпок."),
    "pl": ("Prom nie miał wystarczającej liczby szalup.", "Prom miał wystarczającej liczby szalup."),
    "tr": ("Feribotta yeterli can salı değil denildi.", "Feribotta yeterli can salı denildi."),
    "ar": ("لم تكن السفينة تحمل قوارب نجاة كافية", "تكن السفينة تحمل قوارب نجاة كافية"),
    "zh": ("渡轮没有携带足够的救生艇。", "渡轮有携带足够的救生艇。"),
    "hi": ("नौका में पर्याप्त जीवनरक्षक नावें नहीं थीं।", "नौका में पर्याप्त जीवनरक्षक नावें थीं।"),
    "vi": ("Chiếc phà không mang đủ xuồng cứu sinh.", "Chiếc phà mang đủ xuồng cứu sinh."),
}


@pytest.mark.parametrize("language", DENIED)
def test_a_denial_neither_appears_nor_disappears(language: str) -> None:
    denied, affirmed = DENIED[language]
    assert found(negation.check, affirmed, denied, language=language, of=language)
    assert found(negation.check, denied, affirmed, language=language, of=language)
    assert not found(negation.check, denied, denied, language=language, of=language)
    assert not found(negation.check, affirmed, affirmed, language=language, of=language)


def test_a_denial_that_a_sentence_in_another_language_left_out_is_found() -> None:
    source = "The ferry did not carry enough lifeboats."
    assert found(negation.check, "Die Fähre hatte genügend Rettungsboote.", source, language="de")
    assert not found(negation.check, "Die Fähre hatte nicht genügend Rettungsboote.", source, language="de")


CONTRASTED = {
    "ru": ("Власти закрыли мост, а не тоннель.", "Власти закрыли тоннель."),
    "uk": ("Влада закрила міст, а не тунель.", "Влада закрила тунель."),
    "pl": ("Władze zamknęły most, a nie tunel.", "Władze zamknęły tunel."),
    "cs": ("Úřady uzavřely most, a ne tunel.", "Úřady uzavřely tunel."),
    "vi": ("Chính quyền đóng cây cầu chứ không phải đường hầm.", "Chính quyền đóng đường hầm."),
    "id": ("Pihak berwenang menutup jembatan dan bukan terowongan.", "Pihak berwenang menutup terowongan."),
    "hi": ("अधिकारियों ने पुल बंद किया न कि सुरंग।", "अधिकारियों ने सुरंग बंद किया।"),
    "de": ("Die Behörden schlossen die Brücke, nicht den Tunnel.", "Die Behörden schlossen den Tunnel."),
}


@pytest.mark.parametrize("language", CONTRASTED)
def test_what_is_told_not_to_be_so_beside_what_is_is_denied(language: str) -> None:
    """ "The bridge, not the tunnel": a phrase of contrast denies what stands behind it."""
    contrasted, swapped = CONTRASTED[language]
    bridge = "The authorities closed the bridge, not the tunnel."

    assert found(negation.check, swapped, contrasted, language=language, of=language)
    assert found(negation.check, "The authorities closed the tunnel.", contrasted, of=language)
    assert not found(negation.check, contrasted, contrasted, language=language, of=language)
    assert not found(negation.check, contrasted, bridge, language=language)
    assert not found(negation.check, bridge, contrasted, of=language)


@pytest.mark.parametrize("word", ["lethal", "oblique", "lousy", "terrible", "absurd", "cautious"])
def test_a_word_of_judgement_has_no_no_inside(word: str) -> None:
    assert not lexicon("en").negative.count(f"It was a {word} thing.")


@pytest.mark.parametrize(
    ("told", "lost", "source", "language"),
    [
        ("Hãng hàng không không trả lời.", "Hãng hàng không đã trả lời ngay.", "The airline did not reply.", "vi"),
        ("Hiçbir yolcu yaralanmadı.", "Hiçbir yolcu yaralandı.", "No passenger was injured.", "tr"),
        ("她不是种族主义者。", "她非常是种族主义者。", "She's not a racist.", "zh"),
    ],
)  # fmt: skip
def test_a_no_within_another_word_makes_up_for_none_that_is_lost(
    told: str, lost: str, source: str, language: str
) -> None:
    assert not found(negation.check, told, source, language=language)
    assert found(negation.check, lost, source, language=language)


def test_not_only_denies_nothing() -> None:
    source = "The fire destroyed the mill and the old church."
    assert not found(negation.check, "The fire destroyed not only the mill but the old church.", source)


def test_what_is_alleged_is_not_told_as_so() -> None:
    source = "Captain Jan Olsen is suspected of leaving the bridge before the crash."
    assert found(hedges.check, "Captain Jan Olsen left the bridge before the crash.", source)
    assert not found(
        hedges.check, "Captain Jan Olsen is suspected of leaving the bridge before the crash.", source
    )
    assert not found(hedges.check, "Police say Captain Jan Olsen left the bridge before the crash.", source)


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("In a surprising twist, the mayor resigned.", "en"),
        ("Der schockierende Rücktritt folgte am Montag.", "de"),
        ("Malheureusement, le maire a démissionné.", "fr"),
        ("К сожалению, мэр ушёл в отставку.", "ru"),
        ("令人震惊的是市长辞职了。", "zh"),
        ("What comes next for the city?", "en"),
        ("The mayor resigned!", "en"),
    ],
)
def test_judgement_and_teasing_are_found(sentence: str, language: str) -> None:
    assert found(opinion.check, sentence, "The mayor resigned on Monday.", language=language)


@pytest.mark.parametrize(
    ("report", "told", "judged", "language"),
    [
        ("The storm killed two.", "Two died in the storm.", "Two died in a heroic rescue.", "en"),
        ("Der Sturm tötete zwei Menschen.", "Zwei Menschen starben.", "Zwei Menschen starben auf tragische Weise.", "de"),
        ("台风造成两人死亡。", "两人在台风中死亡。", "两人在可怕的台风中死亡。", "zh"),
        ("폭풍으로 두 명이 숨졌다.", "두 명이 숨졌다.", "끔찍한 폭풍으로 두 명이 숨졌다.", "ko"),
        ("Cơn bão làm hai người chết.", "Hai người chết.", "Cơn bão kinh hoàng làm hai người chết.", "vi"),
    ],
)  # fmt: skip
def test_a_word_of_judgement_is_the_reports_or_nobodys(
    report: str, told: str, judged: str, language: str
) -> None:
    assert not found(opinion.check, told, report, language=language, of=language)
    assert found(opinion.check, judged, report, language=language, of=language)
    assert not found(opinion.check, judged, judged, language=language, of=language)


def test_judgement_in_quotation_marks_is_anothers() -> None:
    said = "The bishop called it “a shocking act of violence”."
    assert not found(opinion.check, said, said)


def test_judgement_in_a_quotation_that_began_before_is_anothers() -> None:
    source = 'For all that, it undoubtedly belongs to the first league," he said.'
    told = "Deshalb gehört er ohne Zweifel in die erste Liga“, sagte er."
    assert not found(opinion.check, told, source, language="de")
    assert found(opinion.check, told, "It belongs to the first league.", language="de")


def test_words_in_quotation_marks_stand_in_the_source() -> None:
    source = "“We will rebuild the bridge by spring,” Maria Lopez said."
    assert not found(quotes.check, "Maria Lopez said: “We will rebuild the bridge by spring.”", source)
    assert found(quotes.check, "Maria Lopez said: “We will rebuild the bridge by May.”", source)


def test_nobody_says_what_another_said() -> None:
    source = "“We will rebuild the bridge by spring,” Maria Lopez said."
    beside = "Erik Berg said the mill would close."
    assert found(quotes.check, "Erik Berg said: “We will rebuild the bridge by spring.”", source, beside)


def test_a_quotation_alone_has_no_speaker() -> None:
    source = "“We will rebuild the bridge by spring,” Maria Lopez said."
    assert found(quotes.check, "“We will rebuild the bridge by spring.”", source)


def test_words_quoted_in_another_language_are_counted_where_the_source_quotes_and_dropped_where_it_does_not() -> (
    None
):
    sentence = "Maria Lopez sagte: „Wir bauen die Brücke bis zum Frühling wieder auf.“"
    quoting = "“We will rebuild the bridge by spring,” Maria Lopez said."
    telling = "Maria Lopez said the bridge would be rebuilt by spring."
    assert severities(quotes.check, sentence, quoting, language="de") == [Severity.COUNTED]
    assert severities(quotes.check, sentence, telling, language="de") == [Severity.DROPS]


@pytest.mark.parametrize(
    ("sentence", "source", "language", "of"),
    [
        ("Yesterday Erik Berg resigned.", "Yesterday Maria Lopez resigned.", "en", "en"),
        ("Gestern trat Erik Berg zurück.", "Yesterday Maria Lopez resigned.", "de", "en"),
        ("Вчера Эрик Берг ушёл в отставку.", "Yesterday Maria Lopez resigned.", "ru", "en"),
        (
            "Le chef, Matt Damon, a voté lundi.",
            "The referendum of Prime Minister Zoran Zaev was held on monday.",
            "fr",
            "en",
        ),
        (
            "La presentatrice, Cristiano Ronaldo, ha riposato.",
            "The presenter of the show, Kirsty Wark, rested for a month.",
            "it",
            "en",
        ),
        ("据悉埃里克·伯格昨天辞职。", "据悉玛丽亚·洛佩斯昨天辞职。", "zh", "zh"),
        ("الرئيس إريك استقال أمس", "الرئيس ماريا استقال أمس", "ar", "ar"),
    ],
)
def test_a_name_that_no_source_has_is_found(sentence: str, source: str, language: str, of: str) -> None:
    assert Severity.DROPS in severities(_named, sentence, source, language=language, of=of)
    assert Severity.DROPS not in severities(_named, source, source, language=of, of=of)


@pytest.mark.parametrize(
    ("sentence", "source", "language", "of"),
    [
        ("Вчера Мария Лопес ушла в отставку.", "Yesterday Maria Lopez resigned.", "ru", "en"),
        ("Wczoraj spotkał się z Wołodymyrem Zełenskim.", "He met Volodymyr Zelensky yesterday.", "pl", "en"),
        ("À Pékin, Angela Merkel a parlé.", "In Beijing, Angela Merkel spoke.", "fr", "en"),
        ("Сказал Джефф Нотт из Денвера.", "So said Jeff Knott of Denver.", "ru", "en"),
        ("Вчера выступил Найджел Фарадж.", "Yesterday Nigel Farage spoke with Maria Lopez.", "ru", "en"),
        ("Вчера сказал Гай Сесил.", "Guy Cecil told Maria Lopez so yesterday.", "ru", "en"),
        ("Đảng Dân chủ thắng.", "The Democrats won against Maria Lopez.", "vi", "en"),
        ("He met the friends of Angela Merkel's party.", "He met Angela Merkel and her party.", "en", "en"),
    ],
)
def test_a_name_inflected_or_in_another_script_is_the_same(
    sentence: str, source: str, language: str, of: str
) -> None:
    assert Severity.DROPS not in severities(_named, sentence, source, language=language, of=of)


def _named(said, own):  # type: ignore[no-untyped-def]
    return names.check(said, own, articles=())


def test_twelve_languages_have_words_for_every_check() -> None:
    first = {"en", "de", "fr", "es", "it", "pt", "ru", "uk", "pl", "tr", "ar", "zh"}
    covered = coverage()
    assert all(
        first <= set(covered[kind]) for kind in ("negators", "hedges", "attribution", "speech", "opinion")
    )


def test_a_language_without_words_has_its_checks_off() -> None:
    assert not lexicon("sw").negators
    assert not found(negation.check, "Feri haikuwa na boti.", "Feri ilikuwa na boti.", language="sw", of="sw")


_CHECKS: tuple[Check, ...] = (negation.check, hedges.check, opinion.check, quotes.check)


@pytest.mark.parametrize(
    ("sentence", "source", "language"),
    [
        ("Fakat o eskiden yalnız bir domuz değildi.", "But he was not a lonely pig in those days.", "tr"),
        ("Věc pro Barrosa nemusí být u konce.", "The matter might not be over for Barroso.", "cs"),
        ("Die Fähre fuhr am Montag nicht ab.", "The ferry did not leave on Monday.", "de"),
    ],
)
def test_what_is_denied_in_another_language_is_denied(sentence: str, source: str, language: str) -> None:
    assert not found(negation.check, sentence, source, language=language)


@pytest.mark.parametrize(
    ("sentence", "source", "language"),
    [
        ("Internet konec konců je luxus.", "After all, the internet is not a luxury.", "cs"),
        ("Die Fähre fuhr am Montag ab.", "The ferry did not leave on Monday.", "de"),
        ("这条船星期一离开了。", "The ferry did not leave on Monday.", "zh"),
        (
            "Ο υπουργός ανέφερε χθες ότι το πλοίο έφυγε.",
            "The minister said yesterday that the ferry did not leave.",
            "el",
        ),
        ("ফেরিটি সোমবার অন্য ঘাট থেকে ছেড়েছে।", "The ferry did not leave the other quay on Monday.", "bn"),
    ],
)
def test_what_is_denied_in_the_source_alone_is_found(sentence: str, source: str, language: str) -> None:
    assert found(negation.check, sentence, source, language=language)


@pytest.mark.parametrize(
    ("sentence", "source", "of"),
    [
        ("She hopes to open a shop in Marel in May.", "Mayısta Marel'de bir dükkân açmayı umuyor.", "tr"),
        ("The tsunami destroyed the harbour of Marel.", "Tsunami Marel limanını yok etti.", "tr"),
        ("He left the hall before the vote began on Monday.", "Pazartesi oylama başlamadan önce salondan ayrıldı.", "tr"),
        ("The rescuers were unable to reach the village.", "救援人员无法到达该村庄。", "zh"),
        ("Liverpool will play Napoli in the cup on Wednesday.", "周三利物浦队将在杯赛中迎战那不勒斯队。", "zh"),
        ("Rosenstein says the account of the Times is inaccurate.", "Rosenstein dice que la versión del Times no es exacta.", "es"),
        ("The survivors were without any food for a week.", "Những người sống sót không có thức ăn trong một tuần.", "vi"),
    ],
)  # fmt: skip
def test_what_only_looks_denied_or_is_denied_in_another_word_is_told(
    sentence: str, source: str, of: str
) -> None:
    assert not found(negation.check, sentence, source, of=of)


@pytest.mark.parametrize(
    ("sentence", "faults"), [("Rescuers pulled 96 people from the water.", 0), ("Rescuers pulled 98 people from the water.", 1)]
)  # fmt: skip
def test_a_number_that_a_correction_denies_may_be_left_out_and_not_told(sentence: str, faults: int) -> None:
    source = "Rescuers pulled 96 people from the water, not 98 as we first reported."
    assert len(found(negation.check, sentence, source)) == faults


def test_the_title_of_a_song_denies_nothing() -> None:
    sentence = "1976 nahm er mit Kiki Dee „Don't Go Breaking My Heart“ auf."
    assert not found(
        negation.check,
        sentence,
        "In 1976 he recorded “Don't Go Breaking My Heart” with Kiki Dee.",
        language="de",
    )


@pytest.mark.parametrize("check", _CHECKS)
def test_an_empty_sentence_is_no_matter(check: Check) -> None:
    assert not found(check, "", "The mayor resigned.")


@pytest.mark.parametrize(
    ("sentence", "source", "of"),
    [
        (
            "The plane was repaired for two months in Seoul.",
            "그 비행기는 두 달 동안 서울에서 수리를 받았다.",
            "ko",
        ),
        (
            "They came from Guatemala and Honduras last year.",
            "그들은 작년에 과테말라와 온두라스에서 왔다.",
            "ko",
        ),
        ("He passed the ball to the striker on Sunday.", "הוא מסר את הכדור אל החלוץ ביום ראשון.", "he"),
        ("It is unclear whether he will come on Sunday.", "Es ist nicht klar, ob er am Sonntag kommt.", "de"),
        ("It Didn't Go Well", "Es ging nicht gut", "de"),
        ("It is not just about the money of the club.", "Δεν είναι μόνο τα χρήματα του συλλόγου.", "el"),
        (
            "On Sunday there is nobody to help the players.",
            "Την Κυριακή δεν υπάρχει κανείς να βοηθήσει τους παίκτες.",
            "el",
        ),
        (
            "The striker is unfit and sat on the bench.",
            "Napastnik nie jest w formie i usiadł na ławce.",
            "pl",
        ),
        ("The club sold players instead of buying any.", "俱乐部出售球员而不是购买球员。", "zh"),
        ("The president indirectly named the judge.", "أشار الرئيس بصورة غير مباشرة إلى القاضي.", "ar"),
    ],
)
def test_what_one_language_denies_by_another_word_is_told(sentence: str, source: str, of: str) -> None:
    assert not found(negation.check, sentence, source, of=of)


@pytest.mark.parametrize(
    ("affirmed", "denied", "language"),
    [
        ("Færgen havde redningsbåde nok til alle.", "Færgen havde ikke redningsbåde nok til alle.", "da"),
        ("Фериботът имаше лодки за всички пътници.", "Фериботът нямаше лодки за всички пътници.", "bg"),
        ("Feribotta herkes için yeterli bot vardı.", "Feribotta herkes için yeterli bot yoktu.", "tr"),
    ],
)
def test_a_denial_is_told_in_danish_bulgarian_and_turkish(affirmed: str, denied: str, language: str) -> None:
    assert found(negation.check, affirmed, denied, language=language, of=language)
    assert not found(negation.check, denied, denied, language=language, of=language)


def test_a_long_run_of_capitals_is_read_as_fast_as_any_text() -> None:
    shouted = "NO" + "A" * 3_000 + " was not told."
    assert not found(negation.check, shouted, "Das wurde nicht gesagt.", of="de")


def test_what_is_said_of_somebody_stands_somewhere() -> None:
    source = "The mayor Anna Novak said the bridge was closed on Monday."
    assert found(support.check, "Anna Novak resigned.", source)
    assert not found(support.check, "Anna Novak closed it.", source)


@pytest.mark.parametrize(
    ("sentence", "source", "language"),
    [
        ("Anna Novak resigned on Monday.", "Anna Novak stepped down as minister.", "en"),
        ("Anna Novak died.", "Anna Novak passed away at 80.", "en"),
        ("Anna Novák gewann.", "Anna Novák ist die Siegerin des Rennens.", "de"),
    ],
)
def test_other_words_of_whom_both_name_are_only_counted(sentence: str, source: str, language: str) -> None:
    assert severities(support.check, sentence, source, language=language, of=language) == [Severity.COUNTED]
