"""Looking for topics by typing: `/topics lati`, or after a tap on “Search”. What fits comes as buttons.

Which topics fit is decided in `news.reader.topic_search`.
"""

import asyncio
from collections.abc import Mapping, Sequence

from bot import awaiting
from bot.choosing import words
from bot.choosing.toggling import left_out, toggle_topic
from bot.keyboards import Rows, marked
from bot.turn import Turn
from bot.typed import words_of
from news.callbacks import Press, encode
from news.catalogue import TopicEntry, topic_name
from news.markup import bold, esc, paragraphs
from news.models import Awaited
from news.ports import Button, Message
from news.queries import followed, read_topics
from news.reader.topic_search import begun, names_of, search
from news.rendering.directions import rtl
from news.rendering.rows import in_rows

WORDS_A_TOPIC = 4


async def pressed_search(turn: Turn, _press: Press) -> None:
    """Opens the input for a name."""
    await awaiting.ask(turn, "topic", turn.speech.gettext("Which topic do you look for?"))


async def typed(turn: Turn, text: str, _awaited: Awaited) -> None:
    turn.say(await found_message(turn, text, asked=turn.update.update_id))


async def offered(turn: Turn, text: str) -> bool:
    """Answers words that are the beginning of a topic's name, typed without any command; False for all others."""
    if len(text.split()) > WORDS_A_TOPIC:
        return False
    tree = await read_topics(turn.session)
    if not await asyncio.to_thread(_begins, text, tree, (turn.speech.language, *turn.app.words.languages)):
        return False
    turn.say(await found_message(turn, text, asked=turn.update.update_id))
    return True


async def found_message(turn: Turn, text: str, *, asked: int) -> Message:
    """The topics that fit, each ticked where it is followed, and the words themselves to be followed. `asked` is the
    update that has the words."""
    speech = turn.speech
    tree = await read_topics(turn.session)
    slugs = await asyncio.to_thread(_fitting, text, tree, (turn.speech.language, *turn.app.words.languages))
    mine = await followed(turn.session, turn.subscriber_id)
    out = await left_out(turn)
    labels = {
        slug: marked(_label(tree[slug], turn), slug, tree, followed=mine, left_out=out) for slug in slugs
    }
    rows: Rows = in_rows((Button(label, encode("pick", slug, asked)) for slug, label in labels.items()), 2)
    rows += words.offer(turn, text, asked=asked)
    heading = rtl(bold(f"🔎 {words.quoted(text, speech)}"), speech)
    return Message(paragraphs([heading, rtl(esc(_told(turn, text, is_found=bool(slugs))), speech)]), rows)


def _fitting(text: str, tree: Mapping[str, TopicEntry], languages: Sequence[str]) -> list[str]:
    """Those that the whole text fits, or else each of its words. Takes up to 0.2 s with 25 languages."""
    names = names_of(tree, languages)
    slugs = search(text, names, popular=tree)
    for word in text.split()[:WORDS_A_TOPIC] if not slugs else ():
        slugs += [slug for slug in search(word, names, popular=tree, most=2) if slug not in slugs]
    return slugs


def _begins(text: str, tree: Mapping[str, TopicEntry], languages: Sequence[str]) -> bool:
    return begun(text, names_of(tree, languages))


def _told(turn: Turn, text: str, *, is_found: bool) -> str:
    speech = turn.speech
    if is_found:
        said = [speech.gettext("Tap to follow, tap again to stop. A topic includes its subtopics.")]
    else:
        said = [
            speech.gettext("I do not know the topic {topics}.", topics=words.quoted(text, speech)),
            speech.gettext("Nothing was changed. /topics shows them all."),
        ]
    if words.offer(turn, text, asked=0):
        said.append(speech.gettext("Or follow exactly these words."))
    return speech.prose(said)


def _label(topic: TopicEntry, turn: Turn) -> str:
    return f"{topic.emoji} {topic_name(topic, turn.speech.language)}".strip()


async def pressed_pick(turn: Turn, press: Press) -> None:
    """Toggles a topic that was found, and shows what was found again."""
    slug, asked = press.word(), press.number(1) or 0
    text = await words_of(turn, asked)
    tree = await read_topics(turn.session)
    if slug not in tree or text is None:
        turn.toast(turn.speech.gettext("This button is out of date."))
        return
    await toggle_topic(turn, slug)
    turn.edit(await found_message(turn, text, asked=asked))
