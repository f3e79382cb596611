"""`/why`: why each story of a digest stands where it stands, and what was learned about the reader, to be edited or
forgotten there. Votes: `voting`. What they teach is said in `news.reader.learned`."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlmodel import col

from bot import keyboards
from bot.setting import Setting
from bot.stories.meant import no_such_story
from bot.stories.reading import story_of, views_of
from bot.turn import Turn
from news.callbacks import Press
from news.clock import fold
from news.markup import esc, paragraphs, quiet
from news.models import Digest, Story
from news.ports import Message
from news.queries import delivery_of, last_digest, read_topics
from news.reader.learning import called, forget, forget_all, lean_by_hand, learned_of
from news.reader.small_words import FORGET
from news.rendering import render_why
from news.rendering.directions import rtl
from news.rendering.render import opening
from news.rendering.render_votes import SIGNS
from news.rendering.render_why import MOST, Learned, Placed

LOOKED_BACK = 20
"""Digests in which a story is looked for."""
VALUES = {"up": 1, "down": -1, "forget": 0}
"""By the word of a button."""


async def why_command(turn: Turn, argument: str) -> None:
    """`/why` for the whole digest (the one replied to, else the last), `/why 2` for its second story. `/why forget`, in any
    language of the interface, forgets all that was learned."""
    if fold(argument.strip(" .!")) in FORGET:
        await forget_all(turn.session, turn.subscriber_id)
        turn.say(await learned_message(turn, after=turn.speech.gettext("Forgotten.")))
        return
    digest = await _digest_meant(turn)
    if digest is None:
        said = turn.speech.gettext("You have had no digest yet. /digest sends you one now.")
        turn.say(Message(rtl(esc(said), turn.speech)), await learned_message(turn))
        return
    placed = await _placed(turn, digest)
    number = int(argument) if argument.isdecimal() and len(argument) < 4 else None
    if number is not None and not any(one.number == number for one in placed):
        turn.say(no_such_story(argument, len(placed), turn.speech))
        return
    await _say(turn, [one for one in placed if number in (None, one.number)])


async def _say(turn: Turn, placed: Sequence[Placed]) -> None:
    turn.say(*await _messages(turn, placed))


async def _messages(turn: Turn, placed: Sequence[Placed]) -> list[Message]:
    of_stories = {key for one in placed for key in (one.why or {}).get("leans", ())}
    learned = await learned_by(turn, of_stories)
    *before, last = render_why.why(placed, learned, turn.speech, zone=turn.subscriber.zone)
    on = [(opening(placed[0].view.story, turn.speech),)] if len(placed) == 1 else []
    back = keyboards.back(turn.speech, of="learned")
    return [*before, replace(last, buttons=[*last.buttons, *on, back])]


async def _digest_meant(turn: Turn) -> Digest | None:
    message = turn.update.effective_message
    replied = message.reply_to_message if message else None
    if replied is not None:
        delivery = await delivery_of(turn.session, turn.chat.id or 0, replied.message_id)
        if delivery is not None and delivery.kind == "digest":
            return await turn.session.get(Digest, delivery.subject)
    return await last_digest(turn.session, turn.subscriber_id)


async def _placed(turn: Turn, digest: Digest) -> list[Placed]:
    found = []
    for number, item in enumerate(digest.items, start=1):
        views = await views_of(turn, [item["story"]])
        found += [Placed(number, view, item.get("why"), bool(item.get("update"))) for view in views]
    return found


async def pressed_why(turn: Turn, press: Press) -> None:
    """Of the story that was pressed, by the last digest that had it."""
    story = await story_of(turn, press)
    if story is None:
        return
    number = story.id or 0
    became = select(col(Story.id)).where(col(Story.merged_into) == number)
    known = {number, *(await turn.session.execute(became)).scalars()}
    for digest in await _digests(turn):
        if any(item["story"] in known for item in digest.items):
            await _say(turn, [one for one in await _placed(turn, digest) if one.view.story == number])
            return
    turn.toast(turn.speech.gettext("This story was in none of your last digests."), alert=True)


async def _digests(turn: Turn) -> list[Digest]:
    found = await turn.session.execute(
        select(Digest)
        .where(col(Digest.subscriber_id) == turn.subscriber_id, col(Digest.state) == "ready")
        .order_by(col(Digest.composed_at).desc(), col(Digest.id).desc())
        .limit(LOOKED_BACK)
    )
    return list(found.scalars())


# --- what was learned ----------------------------------------------------------------------------


async def pressed_taste(turn: Turn, press: Press) -> None:
    """Turns one thing round, forgets it, or forgets all; the message that was pressed keeps what it says of stories."""
    key, value = press.word(1), VALUES.get(press.word())
    before = await learned_by(turn)
    if press.word() == "all":
        await forget_all(turn.session, turn.subscriber_id)
    elif value is None or key not in before.leans:
        turn.toast(turn.speech.gettext("This button is out of date."))
        return
    else:
        await lean(turn, before, key, value)
    turn.toast(turn.speech.gettext("Saved.") if value else turn.speech.gettext("Forgotten."))
    turn.edit(await _pressed_anew(turn))


async def lean(turn: Turn, learned: Learned, key: str, value: int) -> None:
    """Says it of one thing by hand, in place of what was learned of all that is called so; 0 forgets it."""
    await forget(turn.session, turn.subscriber_id, {key, *learned.alike(key)})
    await lean_by_hand(turn.session, turn.subscriber_id, key, value, now=turn.now)


async def _pressed_anew(turn: Turn) -> Message:
    """The message that was pressed, with what is learned now: the stories that it explains stay in it."""
    query = turn.update.callback_query
    number = query.message.message_id if query and query.message else 0
    delivery = await delivery_of(turn.session, turn.chat.id or 0, number)
    stories = set(delivery.stories) if delivery is not None else set()
    for digest in await _digests(turn) if stories else ():
        if stories <= {item["story"] for item in digest.items}:
            placed = [one for one in await _placed(turn, digest) if one.view.story in stories]
            said = await _messages(turn, placed)
            return said[-1] if len(said) == 1 else await learned_message(turn)
    return await learned_message(turn)


async def learned_message(turn: Turn, *, after: str = "") -> Message:
    """What was learned; before it what was said or done."""
    shown = render_why.learned_message(await learned_by(turn), turn.speech)
    head = [rtl(quiet(after), turn.speech)] if after else []
    rows = [*shown.buttons, keyboards.back(turn.speech, of="learned")]
    return replace(shown, html=paragraphs([*head, shown.html]), buttons=rows)


async def learned_by(turn: Turn, also: Collection[str] = ()) -> Learned:
    """`also`: what else is named beside it."""
    leans = await learned_of(turn.session, turn.subscriber_id, now=turn.now)
    learned = Learned(leans, await read_topics(turn.session))
    keys = dict.fromkeys([*(key for key, _ in learned.by_weight()[: 2 * MOST]), *sorted(also)])
    language = turn.subscriber.digest_language
    return replace(learned, called=await called(turn.session, turn.subscriber_id, keys, language=language))


async def _value(turn: Turn) -> str | None:
    learned = await learned_by(turn)
    said = [
        f"{SIGNS[1 if value > 0 else -1]} {learned.name(key, turn.speech)}"
        for key, value in learned.strongest()
    ]
    return turn.speech.listed(said, most=SHOWN) if said else None


SHOWN = 3
SETTING = Setting(
    "learned",
    "🧠",
    lambda speech: speech.gettext("What I learned from you"),
    _value,
    lambda turn: learned_message(turn),
)
