"""When a message that may have been sent is looked for: not before its call is surely over, nor before much else that is sent.

Where others are being sent, one of them soon has an id that was given later: the message, if there is one, has an id below it, which few others
are. Looking before that means going through all ids that may come yet, some fifty calls for each. So it waits a moment for such an id; of a
broadcast, where none comes, one is looked for at a time: if it is not there it is sent, and its id is that one for the rest. Knows nothing of looking.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from news.models import Chat, Delivery
from news.sending.settling import OWN_COUNTER, End

if TYPE_CHECKING:
    from news.app import App

SETTLE_AFTER = timedelta(seconds=5)
"""How long after its call was over a message is looked for: the request may still be on its way."""
LEAVES_WITHIN = timedelta(seconds=10)
"""How long after its intent a call has surely left; of a process that died, only the time of the intent is known."""
END_WITHIN = timedelta(seconds=10)
"""So long after that an id is waited for that was given later."""
SOON = timedelta(seconds=0.5)
PATIENCE = timedelta(seconds=60)
"""A process that does not poll takes the counter for where it is known to stand, when nothing was sent for so long."""


def over_for(app: "App", delivery: Delivery) -> timedelta:
    """How long the delivery's last call has been over."""
    now = app.now()
    by_clock = now - (delivery.started_at or now) - LEAVES_WITHIN
    over_s = app.in_flight.over_for_s(delivery.id or 0, by_clock_s=by_clock.total_seconds())
    return timedelta(seconds=over_s)


def end_of(app: "App", delivery: Delivery) -> End:
    """Where the ids end that the message may have. A process that polls well has heard of all that others wrote."""
    hears = app.in_flight.hears
    return End(
        _below(app, delivery), is_known=over_for(app, delivery) >= PATIENCE if hears is None else hears
    )


def looked_for_at(
    app: "App", delivery: Delivery, chat: Chat, *, is_another: bool, now: datetime
) -> datetime | None:
    """When to come back, if it is too early to look. `is_another`: whether another is about to be looked for."""
    over = over_for(app, delivery)
    if over < SETTLE_AFTER:
        return now + SETTLE_AFTER - over
    if chat.kind in OWN_COUNTER or _below(app, delivery) is not None:
        return None
    # what was taken up together with it may not have begun yet
    is_coming = over < SETTLE_AFTER + (END_WITHIN if app.in_flight.is_sending else SOON)
    is_in_turn = delivery.bulk and (is_another or app.in_flight.is_looking)
    return now + SOON if is_coming or is_in_turn else None


def _below(app: "App", delivery: Delivery) -> int | None:
    return app.in_flight.first_after(delivery.id or 0, settled_s=SETTLE_AFTER.total_seconds())
