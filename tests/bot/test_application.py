"""Every button has somebody who answers it."""

from bot.application import PRESSES
from news.callbacks import ACTS


def test_every_button_that_can_be_made_is_answered():
    assert set(PRESSES) == ACTS
