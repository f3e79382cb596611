"""Following topics: by taps in a tree, or by naming them."""

import re
from collections.abc import Mapping
from difflib import get_close_matches

from sqlalchemy import delete
from sqlmodel import col

from bot import keyboards, words
from bot.keyboards import Rows
from bot.setting import Setting
from bot.turn import Turn
from news.callbacks import Press
from news.catalogue import TopicEntry, topic_name
from news.clock import fold
from news.i18n import Speech
from news.markup import bold, esc, paragraphs
from news.models import Subscription
from news.ports import Message
from news.queries import followed, read_topics
from news.render import rtl

SUGGESTIONS = 3
SIGNS = "+-−"


async def topics_menu(turn: Turn, *, parent: str = "", page: int = 0, then: str = "settings") -> Message:
    """One level of the tree, ticked as the reader follows."""
    speech = turn.speech
    tree = await read_topics(turn.session)
    mine = await followed(turn.session, turn.subscriber_id)
    title = speech.gettext("What do you want to read about?")
    told = [speech.gettext("Tap to follow, tap again to stop. A topic brings everything below it.")]
    rows = keyboards.topics(tree, speech, followed=mine, parent=parent, page=page, then=then)
    if parent in tree:
        title = f"{tree[parent].emoji} {topic_name(tree[parent], speech.language)}"
    else:
        rows = words.own_rows(await words.own(turn), turn, then=then) + rows
        told.append(words.how_to(speech))
    return Message(paragraphs([rtl(bold(title), speech), *(rtl(esc(one), speech) for one in told)]), rows)


async def topics_command(turn: Turn, argument: str) -> None:
    """`/topics world science` follows exactly these; `/topics +sport -world` adds and removes."""
    if not argument.strip():
        turn.say(await topics_menu(turn))
        return
    tree = await read_topics(turn.session)
    found, unknown = named(argument, _names(tree, turn))
    if unknown:
        turn.say(_unknown(turn, unknown, tree, words.offer(turn, argument)))
        return
    before = await followed(turn.session, turn.subscriber_id)
    if all(word[0] in SIGNS for word, _ in found):
        gone = {slug for word, slug in found if word[0] != "+"}
        wanted = [
            *(slug for slug in before if slug not in gone),
            *(slug for word, slug in found if word[0] == "+"),
        ]
    else:
        wanted = [slug for _, slug in found]
    await follow_exactly(turn, list(dict.fromkeys(wanted)))
    turn.say(await following_message(turn))


def named(text: str, names: Mapping[str, str]) -> tuple[list[tuple[str, str]], list[str]]:
    """The slugs that are named, each with the first word of its name as written, and the words that name none.

    A name may be of several words ("Latin America"): the longest that fits counts. `names` are folded.
    """
    left = [word for word in re.split(r"[\s,;،、，]+", text) if word]
    longest = max((name.count(" ") + 1 for name in names), default=1)
    found: list[tuple[str, str]] = []
    unknown: list[str] = []
    while left:
        last = next((n for n, word in enumerate(left[1:], start=1) if word[0] in SIGNS), len(left))
        lengths = range(min(last, longest), 0, -1)
        phrases = ((length, fold(" ".join(left[:length]).lstrip(SIGNS + "/#"))) for length in lengths)
        length, slug = next(((n, names[phrase]) for n, phrase in phrases if phrase in names), (1, None))
        if slug is None:
            unknown.append(left[0])
        else:
            found.append((left[0], slug))
        left = left[length:]
    return found, unknown


def _names(tree: Mapping[str, TopicEntry], turn: Turn) -> dict[str, str]:
    """Everything a topic may be called: its name in each shipped language, and its slug above all."""
    names = {
        fold(topic_name(topic, language)): slug
        for language in turn.app.words.languages
        for slug, topic in tree.items()
    }
    return names | {fold(slug): slug for slug in tree}


def _unknown(turn: Turn, unknown: list[str], tree: Mapping[str, TopicEntry], offered: Rows) -> Message:
    speech = turn.speech
    names = _names(tree, turn)
    near = [
        m for word in unknown for m in get_close_matches(fold(word), list(names), n=SUGGESTIONS, cutoff=0.7)
    ]
    said = [
        speech.gettext(
            "I do not know the topic {topics}.",
            topics=speech.listed([words.quoted(word, speech) for word in unknown[:SUGGESTIONS]]),
        )
    ]
    if near:
        slugs = list(dict.fromkeys(names[name] for name in near))[:SUGGESTIONS]
        said.append(
            speech.gettext(
                "Did you mean {topics}?", topics=speech.listed([speech.isolated(slug) for slug in slugs])
            )
        )
    said.append(speech.gettext("Nothing was changed. /topics shows them all."))
    if offered:
        said.append(speech.gettext("Or follow exactly these words."))
    return Message(rtl(esc(speech.prose(said)), speech), offered)


async def follow_exactly(turn: Turn, slugs: list[str]) -> None:
    await turn.session.execute(
        delete(Subscription).where(
            col(Subscription.subscriber_id) == turn.subscriber_id, col(Subscription.kind) == "topic"
        )
    )
    for slug in slugs:
        turn.session.add(Subscription(subscriber_id=turn.subscriber_id, target=slug, created_at=turn.now))
    await turn.session.flush()


async def following_message(turn: Turn) -> Message:
    speech = turn.speech
    names = await _followed_names(turn)
    if not names:
        text = speech.gettext(
            "You follow no topic in particular, so you get the most important of everything."
        )
    else:
        text = speech.gettext("You follow: {topics}.", topics=speech.listed(names))
    return Message(rtl(esc(text), speech), keyboards.send_now(speech))


async def _followed_names(turn: Turn) -> list[str]:
    tree = await read_topics(turn.session)
    mine = await followed(turn.session, turn.subscriber_id)
    names = [topic_name(tree[slug], turn.speech.language) for slug in mine if slug in tree]
    return names + [words.quoted(target, turn.speech) for target in (await words.own(turn)).values()]


async def pressed_follow(turn: Turn, press: Press) -> None:
    """Toggles one topic and shows the same page again."""
    slug, page = press.word(), press.number(1) or 0
    tree = await read_topics(turn.session)
    if slug not in tree:
        turn.toast(turn.speech.gettext("This topic is no longer there."))
        return
    mine = await followed(turn.session, turn.subscriber_id)
    if slug in mine:
        mine.remove(slug)
        turn.toast(turn.speech.gettext("No longer followed."))
    else:
        mine.append(slug)
        turn.toast(turn.speech.gettext("Followed."))
    await follow_exactly(turn, mine)
    turn.edit(await topics_menu(turn, parent=tree[slug].parent or "", page=page, then=_then(press)))


async def pressed_topics(turn: Turn, press: Press) -> None:
    """Another level or page."""
    turn.edit(await topics_menu(turn, parent=press.word(), page=press.number(1) or 0, then=_then(press)))


async def pressed_unword(turn: Turn, press: Press) -> None:
    """Stops following words, and shows the top of the tree again."""
    await words.drop(turn, press.number() or 0)
    turn.toast(turn.speech.gettext("No longer followed."))
    turn.edit(await topics_menu(turn, then=_then(press, at=1)))


def _then(press: Press, *, at: int = 2) -> str:
    """The menu that comes after: a newcomer's next step, or none."""
    return "setup" if press.word(at) == "setup" else "settings"


def _name(speech: Speech) -> str:
    return speech.gettext("Topics")


async def _value(turn: Turn) -> str:
    names = await _followed_names(turn)
    return turn.speech.listed(names) if names else turn.speech.gettext("everything")


SETTING = Setting("topics", "🏷", _name, _value, topics_menu)
