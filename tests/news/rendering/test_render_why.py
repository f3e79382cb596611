"""What was learned about a reader, as buttons."""

import pytest

from news.i18n import UI_LANGUAGES, open_words
from news.rendering.render_why import Learned, learned_rows
from news.rendering.rows import ROOM, width

LONG = "Archaeologist Rania Qadour"


@pytest.mark.parametrize("language", UI_LANGUAGES)
def test_what_was_learned_is_read_whole_on_its_button(language: str) -> None:
    learned = Learned({f"name={LONG.lower()}": 1.0, "name=norn": -1.0}, {})
    rows = learned_rows(learned, open_words()(language))
    labels = [button.label for row in rows for button in row]
    assert any(LONG in label for label in labels)
    assert all(width(button.label) <= ROOM[len(row)] for row in rows for button in row), labels
    pressed = [button.data for row in rows for button in row]
    assert pressed == [
        f"v1:taste:down:name={LONG.lower()}",
        f"v1:taste:forget:name={LONG.lower()}",
        "v1:taste:up:name=norn",
        "v1:taste:forget:name=norn",
        "v1:taste:all",
    ]
