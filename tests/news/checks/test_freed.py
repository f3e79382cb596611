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


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("Police have not released the men.", "en"),
        ("The men were never released.", "en"),
        ("Lawyers want the men to be let go, but no men were released.", "en"),
        ("Families demand that the men are released.", "en"),
        ("Police have released the man's name.", "en"),
        ("Police have released the man’s name.", "en"),
        ("Die zwei Männer wurden nicht freigelassen.", "de"),
        ("Le ministre a relâché ses efforts.", "fr"),
        ("La police n'a pas relâché les deux hommes.", "fr"),
        ("Los dos hombres no fueron liberados.", "es"),
        ("Famílias pedem que sejam libertados.", "pt"),
        ("De foto's zijn vrijgelaten.", "nl"),
        ("Полиция не отпустила двоих мужчин.", "ru"),
        ("警方没有释放2人。", "zh"),
        ("家属要求释放2人。", "zh"),
        ("Polisi belum membebaskan keduanya.", "id"),
        ("2人は釈放されていない。", "ja"),
        ("경찰은 2명을 석방하지 않았다.", "ko"),
    ],
)
def test_a_sentence_that_denies_it_or_asks_for_it_passes(sentence: str, language: str) -> None:
    assert found(check, sentence, "Two men were arrested and remain in custody.", language=language) == []


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("The two men were released without charge.", "en"),
        ("Die zwei Männer sind auf freiem Fuß.", "de"),
        ("Die zwei Männer sind wieder auf freien Fuß gesetzt.", "de"),
        ("La police a relâché les deux hommes.", "fr"),
        ("De twee mannen zijn vrijgelaten.", "nl"),
        ("Os dois homens foram libertados.", "pt"),
        ("警方释放2人。", "zh"),
        ("Polisi membebaskan keduanya.", "id"),
    ],
)
def test_one_that_only_looks_like_it_is_found(sentence: str, language: str) -> None:
    assert found(check, sentence, "Two men were arrested and remain in custody.", language=language)


def test_a_title_may_say_it() -> None:
    from news.checks.findings import Checked
    from news.writing.drafts import Line, Said
    from tests.news.checks.held import TUESDAY

    line = Line("1.1", "Police arrested two men.", 1, "Coast News", "Coast", 1, "en", TUESDAY, None, 1, None)
    title = Line("1.0", "Two freed", 1, "Coast News", "Coast", 1, "en", TUESDAY, None, 0, None)
    said, own = Said("Police released two men.", ("1.1",)), Checked("en", (line,))

    assert list(check(said, own))
    assert not list(check(said, own, titles=[title]))
