"""Following topics: by taps in a tree, or by naming them."""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from bot import keyboards
from bot.choosing import feeds, finding_topics, words
from bot.choosing.toggling import left_out, toggle_topic
from bot.keyboards import Rows, ticked
from bot.setting import Setting
from bot.turn import Turn
from news.callbacks import Press, encode
from news.catalogue import TopicEntry, topic_name
from news.clock import fold
from news.i18n import Speech
from news.markup import Html, bold, esc, paragraphs
from news.ports import Button, Message
from news.queries import followed, read_topics
from news.reader.bare_names import without_article
from news.reader.following import follow_topics, follows_beside_topics
from news.reader.presets import COUNTRY, TECH, Preset, presets
from news.reader.small_words import MY_COUNTRY
from news.reader.topic_search import names_of
from news.rendering.directions import directed, rtl
from news.rendering.rows import INCLUDED

SIGNS = "+-−"


async def topics_menu(turn: Turn, *, parent: str = "", page: int = 0, then: str = "settings") -> Message:
    """One level of the tree, ticked as the reader follows; at its top, bundles and the reader's own words."""
    speech = turn.speech
    tree = await read_topics(turn.session)
    mine = await followed(turn.session, turn.subscriber_id)
    title = speech.gettext("What do you want to read about?")
    said = [speech.gettext("Tap to follow, tap again to stop. A topic includes its subtopics.")]
    own: list[Html] = []
    out = await left_out(turn)
    rows = keyboards.topics(tree, speech, followed=mine, left_out=out, parent=parent, page=page, then=then)
    if parent in tree:
        title = f"{tree[parent].emoji} {topic_name(tree[parent], speech.language)}"
        above = parent if parent in mine else keyboards.including(tree, parent, followed=mine, left_out=out)
        if above and parent not in out:
            name = speech.isolated(topic_name(tree[above], speech.language))
            included = speech.gettext("Already included in {topic}.", topic=name)
            how_to = speech.gettext("Tap one to leave it out, tap again to have it back.")
            said = [INCLUDED + speech.prose([included, how_to])]
    else:
        bundles = bundle_rows(presets(tree, zone=turn.subscriber.zone), tree, turn, followed=mine, then=then)
        rows = [*bundles, *words.own_rows(await words.own(turn), turn, then=then), *rows]
        rows.insert(-1, (Button("🔎 " + speech.gettext("Find a topic by name"), encode("search")),))
        said.append(
            speech.gettext(
                "The first bundle follows World and makes your digests a five-minute read. The others follow the topics in "
                "their names."
            )
        )
        own.append(words.how_to(speech))
    told = [rtl(bold(title), speech), *(rtl(esc(one), speech) for one in said), *own]
    return Message(paragraphs(told), rows)


def bundle_rows(
    offered: Iterable[Preset],
    tree: Mapping[str, TopicEntry],
    turn: Turn,
    *,
    followed: Collection[str],
    then: str,
) -> Rows:
    """A button a preset, ticked where all of it is followed."""
    return [
        (
            Button(
                ticked(
                    directed(f"{one.emoji} {preset_name(one, tree, turn.speech)}", turn.speech),
                    on=_is_on(one, turn, followed),
                ),
                encode("preset", one.name, then),
            ),
        )
        for one in offered
    ]


def _is_on(preset: Preset, turn: Turn, followed: Collection[str]) -> bool:
    is_long = preset.minutes is None or turn.subscriber.minutes == preset.minutes
    return is_long and set(preset.topics) <= set(followed)


async def preset_called(turn: Turn, name: str) -> Preset | None:
    """The bundle of that name, in the interface's language or in English: as its button has it, or the name alone."""
    if not name:
        return None
    tree = await read_topics(turn.session)
    said = {_spoken(name), _spoken(without_article(name, turn.speech.language))}
    for preset in presets(tree, zone=turn.subscriber.zone):
        for speech in (turn.speech, turn.app.words("en")):
            if said & _names(preset, tree, speech):
                return preset
    return None


def _names(preset: Preset, tree: Mapping[str, TopicEntry], speech: Speech) -> set[str]:
    """All that it goes by, as `_spoken`."""
    whole = preset_name(preset, tree, speech)
    if preset.name == COUNTRY:
        before = re.split("[:：]", whole)[0]
        return {_spoken(whole), _spoken(before), *MY_COUNTRY}
    bare = _bare_name(preset, speech)
    return {_spoken(whole), _spoken(bare), _spoken(without_article(bare.lower(), speech.language))}


def _spoken(name: str) -> str:
    """For comparing: without case, accents and colons."""
    return fold(re.sub("[:：]", " ", name))


def _bare_name(preset: Preset, speech: Speech) -> str:
    """Without the word for what it is."""
    return (
        speech.gettext("Tech and science") if preset.name == TECH else speech.gettext("World in five minutes")
    )


def preset_name(preset: Preset, tree: Mapping[str, TopicEntry], speech: Speech) -> str:
    if preset.name == COUNTRY:
        return speech.gettext(
            "News about my country: {country}", country=topic_name(tree[preset.topics[0]], speech.language)
        )
    return speech.labelled(speech.gettext("Bundle"), _bare_name(preset, speech))


async def pressed_preset(turn: Turn, press: Press) -> None:
    """Follows what the preset has; where all of it is followed already, stops that."""
    tree = await read_topics(turn.session)
    preset = next((p for p in presets(tree, zone=turn.subscriber.zone) if p.name == press.word()), None)
    if preset is None:
        turn.toast(turn.speech.gettext("This topic is no longer there."))
        return
    await toggle_preset(turn, preset)
    turn.edit(await topics_menu(turn, then=_then(press, at=1)))


async def is_on(turn: Turn, preset: Preset) -> bool:
    return _is_on(preset, turn, await followed(turn.session, turn.subscriber_id))


async def toggle_preset(turn: Turn, preset: Preset) -> None:
    if not await is_on(turn, preset):
        turn.toast(turn.speech.gettext("Followed."))
        await follow_preset(turn, preset)
        return
    turn.toast(turn.speech.gettext("No longer followed."))
    await unfollow_preset(turn, preset)


async def unfollow_preset(turn: Turn, preset: Preset) -> None:
    """What it brought goes, what there was before it stays."""
    mine = await followed(turn.session, turn.subscriber_id)
    before = turn.subscriber.before_presets.get(preset.name, {"topics": [], "minutes": None})
    left = [slug for slug in mine if slug not in preset.topics or slug in before["topics"]]
    await follow_topics(turn.session, turn.subscriber_id, left, now=turn.now)
    if preset.minutes is not None:
        turn.subscriber.minutes = before["minutes"]
    _remember(turn, preset, None)


async def follow_preset(turn: Turn, preset: Preset) -> None:
    """Its topics beside those that are followed; and its length. What there was is remembered, for who taps it off again."""
    mine = await followed(turn.session, turn.subscriber_id)
    if not _is_on(preset, turn, mine):
        had = [slug for slug in preset.topics if slug in mine]
        _remember(turn, preset, {"topics": had, "minutes": turn.subscriber.minutes})
    await follow_topics(turn.session, turn.subscriber_id, [*mine, *preset.topics], now=turn.now)
    if preset.minutes is not None:
        turn.subscriber.minutes = preset.minutes
        turn.session.add(turn.subscriber)


def _remember(turn: Turn, preset: Preset, before: dict[str, Any] | None) -> None:
    others = {name: kept for name, kept in turn.subscriber.before_presets.items() if name != preset.name}
    turn.subscriber.before_presets = others | ({preset.name: before} if before else {})
    turn.session.add(turn.subscriber)


async def topics_command(turn: Turn, argument: str) -> None:
    """`/topics world science` follows exactly these; `/topics +sport -world` adds and removes; what names none of them is
    looked for."""
    if not argument.strip():
        turn.say(await topics_menu(turn))
        return
    found, unknown = named(
        argument, names_of(await read_topics(turn.session), (turn.speech.language, *turn.app.words.languages))
    )
    if unknown:
        turn.say(await finding_topics.found_message(turn, argument, asked=turn.update.update_id))
        return
    before = await followed(turn.session, turn.subscriber_id)
    wanted = [slug for _, slug in found]
    if all(word[0] in SIGNS for word, _ in found):
        gone = {slug for word, slug in found if word[0] != "+"}
        wanted = [slug for slug in [*before, *wanted] if slug not in gone]
    await follow_topics(turn.session, turn.subscriber_id, wanted, now=turn.now)
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


async def following_message(turn: Turn) -> Message:
    speech = turn.speech
    names = [*await _topic_names(turn), *await _other_names(turn)]
    if not names:
        text = speech.gettext(
            "You follow no topic in particular, so you get the most important of everything."
        )
    else:
        text = speech.gettext("You follow: {topics}.", topics=speech.listed(names))
    return Message(rtl(esc(text), speech), keyboards.send_now(speech))


async def _topic_names(turn: Turn) -> list[str]:
    mine = await followed(turn.session, turn.subscriber_id)
    tree = await read_topics(turn.session) if mine else {}
    return [topic_name(tree[slug], turn.speech.language) for slug in mine if slug in tree]


async def _other_names(turn: Turn) -> list[str]:
    phrases = [words.quoted(target, turn.speech) for target in (await words.own(turn)).values()]
    return [*phrases, *await feeds.names(turn)]


async def pressed_follow(turn: Turn, press: Press) -> None:
    """Toggles one topic and shows the same page again."""
    slug, page = press.word(), press.number(1) or 0
    tree = await read_topics(turn.session)
    if slug not in tree:
        turn.toast(turn.speech.gettext("This topic is no longer there."))
        return
    await toggle_topic(turn, slug)
    turn.edit(await topics_menu(turn, parent=tree[slug].parent or "", page=page, then=_then(press)))


async def pressed_widen(turn: Turn, press: Press) -> None:
    """Follows a wider topic, offered where nothing was new, and shows what is followed then."""
    tree = await read_topics(turn.session)
    if press.word() not in tree:
        turn.toast(turn.speech.gettext("This topic is no longer there."))
        return
    mine = await followed(turn.session, turn.subscriber_id)
    await follow_topics(turn.session, turn.subscriber_id, [*mine, press.word()], now=turn.now)
    turn.toast(turn.speech.gettext("Followed."))
    turn.say(await following_message(turn))


async def pressed_topics(turn: Turn, press: Press) -> None:
    """Another level or page."""
    turn.edit(await topics_menu(turn, parent=press.word(), page=press.number(1) or 0, then=_then(press)))


def _then(press: Press, *, at: int = 2) -> str:
    """The menu that comes after: a newcomer's next step, or none."""
    return "setup" if press.word(at) == "setup" else "settings"


def _name(speech: Speech) -> str:
    return speech.gettext("Topics")


async def _value(turn: Turn) -> str | None:
    names = await _topic_names(turn)
    if names:
        return turn.speech.listed(names)
    follows_other = await follows_beside_topics(turn.session, turn.subscriber_id)
    return None if follows_other else turn.speech.gettext("everything")


SETTING = Setting("topics", "🏷", _name, _value, topics_menu)
