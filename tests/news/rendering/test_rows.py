"""Labels of buttons can be read whole on a phone: rows hold as many as fit, in every language."""

import pytest

from bot.choosing.words import quoted
from news.i18n import FSI, LRM, PDI, RLM, UI_LANGUAGES, open_words
from news.ports import Button
from news.rendering.directions import directed
from news.rendering.render_own import wanted
from news.rendering.render_votes import more_button, votes
from news.rendering.rows import ROOM, cut, in_rows, width


def labels(*said: str) -> list[Button]:
    return [Button(one, "v1:now") for one in said]


def lengths(said: list[Button], most: int) -> list[int]:
    return [len(row) for row in in_rows(said, most)]


def test_short_labels_stand_side_by_side() -> None:
    assert lengths(labels("6:00", "7:00", "8:00", "9:00"), 3) == [3, 1]


def test_what_would_be_cut_off_has_a_row_of_its_own() -> None:
    assert lengths(labels("🕰 Zeitleiste", "🌍 Wer berichtet hat", "📈 Grafik"), 3) == [2, 1]
    assert lengths(labels("🔎 Deine eigenen Wörter", "📡 Websites"), 2) == [1, 1]


def test_a_tick_moves_nothing() -> None:
    names = ("💼 Wirtschaftsraum", "💰 Finanzen", "🔬 Wissenschaft", "🏅 Sport")
    ticked = [labels(*(f"✅ {name}" if name == chosen else name for name in names)) for chosen in names]
    assert {tuple(lengths(said, 2)) for said in ticked} == {(2, 2)}


def test_wide_signs_take_two_and_marks_none() -> None:
    assert width("科学") == 4
    assert width("e\u0301te\u0301") == 3
    assert width("📡 A") == 4


@pytest.mark.parametrize("language", UI_LANGUAGES)
def test_the_buttons_under_a_story_can_be_read_in_every_language(language: str) -> None:
    speech = open_words()(language)
    ask, share = labels("💬 " + speech.gettext("Ask"), "📤 " + speech.gettext("Share"))
    rows = [tuple(labels("📡 " + speech.gettext("What every outlet wrote")))]
    rows += in_rows([ask, *wanted(1, (), speech), share], 2)
    rows += [row for vote in (0, 1, -1) for row in votes(1, vote, speech)]
    rows += [(more_button(1, speech, is_open=True),)]
    assert [one.label for row in rows for one in row if width(one.label) > ROOM[len(row)]] == []
    assert {len(votes(1, vote, speech)) for vote in (0, 1, -1)} in ({2}, {3}), (
        "nothing moves when one is ticked"
    )


def test_what_is_cut_fits_and_ends_with_a_word_where_there_are_words() -> None:
    assert cut("Ferry strikes quay", 20) == "Ferry strikes quay"
    assert cut("Ferry strikes quay", 15) == "Ferry strikes…"
    assert cut("1. 渡轮撞上港口码头", 12) == "1. 渡轮撞上…"


@pytest.mark.parametrize("language", UI_LANGUAGES)
def test_a_quotation_that_is_cut_is_closed(language: str) -> None:
    words = quoted("electric cars +Norway", open_words()(language))
    short = cut(words, 14)
    assert width(short) <= 14
    assert short.endswith(words[-1])
    assert short.count(FSI) == short.count(PDI)


def test_a_quotation_inside_what_is_cut_is_not_closed_twice() -> None:
    assert cut("The minister says “over”", 17) == "The minister…"


def test_a_name_from_right_to_left_does_not_turn_a_button_of_another_direction() -> None:
    assert directed("📰 المرسى", open_words()("zh")).startswith(LRM)
    assert directed("📰 Marel Post", open_words()("ar")).startswith(RLM)
