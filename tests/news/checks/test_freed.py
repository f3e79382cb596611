"""Nobody is let go by a sentence whom its source has in custody."""

import pytest

from news.checks.freed import check
from tests.news.checks.held import found


@pytest.mark.parametrize(
    ("sentence", "language", "source", "of"),
    [
        ("Police released two men after the match.", "en", "Police arrested two men after the match.", "en"),
        ("Zwei Männer wurden freigelassen.", "de", "Police arrested two men.", "en"),
        ("El alcalde fue puesto en libertad.", "es", "El alcalde fue detenido.", "es"),
        ("Il sindaco è stato scarcerato.", "it", "Il sindaco è stato arrestato.", "it"),
        ("Двое мужчин отпущены.", "ru", "Двое мужчин задержаны.", "ru"),
        ("İki kişi serbest bırakıldı.", "tr", "İki kişi gözaltına alındı.", "tr"),
        ("أفرجت الشرطة عن رجلين.", "ar", "اعتقلت الشرطة رجلين.", "ar"),
        ("两名男子获释。", "zh", "两名男子被捕。", "zh"),
        ("男2人が釈放された。", "ja", "男2人が逮捕された。", "ja"),
        ("남성 2명이 석방됐다.", "ko", "남성 2명이 체포됐다.", "ko"),
        ("Hai người được thả.", "vi", "Hai người bị bắt giữ.", "vi"),
    ],
)
def test_who_is_arrested_is_not_let_go(sentence: str, language: str, source: str, of: str) -> None:
    assert found(check, sentence, source, language=language, of=of)


@pytest.mark.parametrize(
    ("sentence", "language", "source", "of"),
    [
        ("Police released a photo of him.", "en", "Police published a photo of the arrested suspect.", "en"),
        ("The film was released on Friday.", "en", "The director was arrested on Friday.", "en"),
        ("Министр освобожден от должности.", "ru", "The detained minister was sacked.", "en"),
        ("The minister was released on bail.", "en", "Der festgenommene Minister ist auf freiem Fuß.", "de"),
        ("He was released from prison in May.", "en", "He served two years in prison until May.", "en"),
        ("She was released from hospital.", "en", "Police arrested her in hospital.", "en"),
        ("Zwei Männer wurden freigelassen.", "de", "Two men met the mayor.", "en"),
        ("Zwei Männer wurden freigelassen.", "de", "Watu wawili walikamatwa kisha wakaachiliwa.", "sw"),
    ],
)
def test_what_may_be_so_by_now_or_is_said_of_things_passes(
    sentence: str, language: str, source: str, of: str
) -> None:
    assert found(check, sentence, source, language=language, of=of) == []


def test_a_title_may_say_it() -> None:
    from news.checks.findings import Checked
    from news.writing.drafts import Line, Said
    from tests.news.checks.held import TUESDAY

    line = Line("1.1", "Police arrested two men.", 1, "Coast News", "Coast", 1, "en", TUESDAY, None, 1, None)
    title = Line("1.0", "Two freed", 1, "Coast News", "Coast", 1, "en", TUESDAY, None, 0, None)
    said, own = Said("Police released two men.", ("1.1",)), Checked("en", (line,))

    assert list(check(said, own))
    assert not list(check(said, own, titles=[title]))
