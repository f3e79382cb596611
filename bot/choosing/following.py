"""`/follow` and `/unfollow`: topics, own words and sites by one line of text; without any, everything that is followed."""

from collections.abc import Collection

from bot import settings
from bot.choosing import feeds, topics, words
from bot.choosing.topics import following_message, named
from bot.turn import Turn
from news.callbacks import Press
from news.catalogue import topic_name
from news.intake.discovery import read_address_typed
from news.markup import paragraphs, quiet
from news.ports import Message
from news.queries import followed, read_topics
from news.reader.bare_names import without_article
from news.reader.following import drop, follow_topics, own_subscription, subscriptions
from news.reader.phrases import Phrase, parse, written
from news.reader.topic_search import names_of
from news.rendering.directions import rtl


async def follow_command(turn: Turn, argument: str) -> None:
    """`/follow science`, `/follow electric cars +Norway`, `/follow example.org`, `/follow tech and science`, which is a bundle;
    alone it shows what is followed."""
    if not argument:
        turn.say(await settings.show(turn, "following"))
        return
    address = read_address_typed(argument)
    slugs = await _topics_named(turn, argument)
    preset = await topics.preset_called(turn, argument)
    if preset is not None:
        await topics.follow_preset(turn, preset)
        turn.say(await following_message(turn))
    elif address is not None:
        await feeds.look(turn, address)
    elif slugs:
        mine = await followed(turn.session, turn.subscriber_id)
        await follow_topics(turn.session, turn.subscriber_id, [*mine, *slugs], now=turn.now)
        turn.say(await following_message(turn))
    else:
        await words.follow_words(turn, argument)


async def unfollow_command(turn: Turn, argument: str) -> None:
    """What is named is followed no more: a topic, a bundle or own words, as they are written in the list."""
    preset = await topics.preset_called(turn, argument)
    if preset is not None and await topics.is_on(turn, preset):
        await topics.unfollow_preset(turn, preset)
        turn.say(await following_message(turn))
        return
    for kind, target, name in await _meant(turn, argument):
        mine = await subscriptions(turn.session, turn.subscriber_id, kind=kind)
        number = next((number for number, followed in mine.items() if followed == target), 0)
        row = await own_subscription(turn.session, turn.subscriber_id, number, kind=kind)
        if row is not None:
            dropped = await drop(turn.session, row, now=turn.now)
            of = {"feed": "sites", "phrase": "words"}.get(kind, "topics")
            turn.say(words.gone(turn.speech, name, dropped.id or 0, of=of))
    if turn.said:
        return
    shown = await settings.show(turn, "following")
    if argument:
        said = turn.speech.gettext("You do not follow {name}.", name=words.quoted(argument, turn.speech))
        shown = Message(paragraphs([rtl(quiet(said), turn.speech), shown.html]), shown.buttons)
    turn.say(shown)


async def _meant(turn: Turn, argument: str) -> list[tuple[str, str, str]]:
    """Kind, target and name of what the words name."""
    tree = await read_topics(turn.session)
    found = [
        ("topic", slug, f"{tree[slug].emoji} {topic_name(tree[slug], turn.speech.language)}")
        for slug in await _topics_named(turn, argument)
    ]
    found += await feeds.named(turn, argument)
    mine = (await words.own(turn)).values()
    phrases = [
        phrase
        for said in dict.fromkeys((argument, without_article(argument, turn.speech.language)))
        if (phrase := parse(said)) is not None
    ]
    texts = [text for phrase in phrases if (text := written(phrase)) in mine]
    if not texts and not await _follows_any(turn, found):
        texts = [alike for phrase in phrases if (alike := _followed_by(phrase, mine))]
    return found + [("phrase", text, words.quoted(text, turn.speech)) for text in dict.fromkeys(texts)]


async def _follows_any(turn: Turn, found: Collection[tuple[str, str, str]]) -> bool:
    of = {
        kind: (await subscriptions(turn.session, turn.subscriber_id, kind=kind)).values()
        for kind in {kind for kind, _, _ in found}
    }
    return any(target in of[kind] for kind, target, _ in found)


def _followed_by(said: Phrase, mine: Collection[str]) -> str | None:
    """Which of one's own words are meant where they are not said whole: the one thing with these plain words."""
    if said.must or said.never:
        return None
    plain = [part.casefold() for part in said.plain]
    alike = [
        text
        for text in mine
        if (one := parse(text)) is not None and [part.casefold() for part in one.plain] == plain
    ]
    return alike[0] if len(alike) == 1 else None


async def _topics_named(turn: Turn, text: str) -> list[str]:
    """The topics that the text names, where it names nothing else."""
    names = names_of(await read_topics(turn.session), (turn.speech.language, *turn.app.words.languages))
    for said in dict.fromkeys((text, without_article(text, turn.speech.language))):
        found, unknown = named(said, names)
        if not unknown:
            return list(dict.fromkeys(slug for _, slug in found))
    return []


async def pressed_again(turn: Turn, press: Press) -> None:
    """Follows again what was just dropped."""
    row = await words.undrop(turn, press)
    if row is None:
        return
    if row.kind == "phrase":
        turn.edit(words.page(turn, row))
    elif row.kind == "feed":
        turn.edit(await feeds.followed_again(turn, row))
    else:
        turn.edit(await topics.following_message(turn))
