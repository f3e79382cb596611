"""How a digest looks: how much of each story, originals beside translations, a picture. By `/look full` or by taps, each
change shown on a story of the reader's own news."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select
from sqlmodel import col

from bot import keyboards
from bot.keyboards import switched, ticked
from bot.setting import Setting
from bot.stories.reading import views_of
from bot.turn import Turn
from news.callbacks import Press, encode
from news.clock import fold
from news.i18n import Speech
from news.markup import Html, bold, esc, italic, paragraphs
from news.models import Brief, Story
from news.ports import Button, Message
from news.queries import last_digest
from news.reader import small_words
from news.reader.look import COMPACT, FULL, STANDARD, Look, look_of
from news.reader.small_words import OFF, ON
from news.rendering.directions import rtl
from news.rendering.examples import led
from news.rendering.render_digest import entry, with_image
from news.story.views import StoryView

BILINGUAL, IMAGES = "bilingual", "images"


def names(speech: Speech) -> dict[str, str]:
    return {
        COMPACT: speech.gettext("compact"),
        STANDARD: speech.gettext("standard"),
        FULL: speech.gettext("full"),
    }


def switches(speech: Speech) -> dict[str, str]:
    return {BILINGUAL: speech.gettext("original beside translation"), IMAGES: speech.gettext("with a photo")}


async def look_command(turn: Turn, argument: str) -> None:
    """`/look compact`, `/look full with a photo`, `/look without images`: in English or the reader's language; alone, the menu."""
    wishes = read_wishes(argument, (turn.app.words("en"), turn.speech))
    for code, on in wishes or ():
        _set(turn, code, on=on)
    if wishes is None:
        known = [*names(turn.speech).values(), *switches(turn.speech).values()]
        said = turn.speech.gettext("I know these: {names}.", names=turn.speech.listed(known))
        turn.say(Message(rtl(esc(said), turn.speech)))
        return
    turn.say(await menu(turn))


def read_wishes(line: str, speeches: Iterable[Speech]) -> list[tuple[str, bool]] | None:
    """What the words of a line want or do not want; None where one of them says nothing."""
    known, left = _known(speeches), line.replace(",", " ").split()
    wanted: list[tuple[str, bool]] = []
    while left:
        taken, code, on = _first_named(left, known)
        if code is None:
            return None
        wanted.append((code, on))
        left = left[taken:]
    return wanted


def _known(speeches: Iterable[Speech]) -> dict[str, tuple[str, bool]]:
    """What each look and switch is called, by folded name, and whether the name says that it is wanted; of "with a photo" the
    thing alone, too."""
    said = {BILINGUAL: (BILINGUAL, True)}
    for code, wanted, unwanted in (
        (IMAGES, small_words.PICTURES, small_words.NO_PICTURES),
        (BILINGUAL, small_words.ORIGINALS, small_words.NO_ORIGINALS),
    ):
        said |= dict.fromkeys(wanted, (code, True)) | dict.fromkeys(unwanted, (code, False))
    for speech in speeches:
        for code, name in (names(speech) | switches(speech)).items():
            said[fold(name)] = code, True
            _, _, thing = fold(name).partition(" ")
            if code == IMAGES and thing:
                said[thing] = code, True
    return said


def _first_named(left: Sequence[str], known: Mapping[str, tuple[str, bool]]) -> tuple[int, str | None, bool]:
    """How many words say the first thing, what it is, and whether it is wanted: "no images", "images off", "-images"."""
    for count in range(len(left), 0, -1):
        words = [fold(word.lstrip("+-−")) for word in left[:count]]
        for first, last in ((0, count), (1, count), (0, count - 1)):
            code, on = known.get(" ".join(words[first:last]), (None, False))
            before, behind = words[:first], words[last:]
            if code is not None and _belongs(code, before, behind):
                is_off = left[0][0] in "-−" or any(word in OFF for word in (*before, *behind))
                return count, code, on and not is_off
    return 0, None, False


def _belongs(code: str, before: Sequence[str], behind: Sequence[str]) -> bool:
    """Whether the words around a thing say whether it is wanted. There is no digest without a look: what is not wanted beside
    the name of one is something else."""
    around = {*before, *behind}
    if not around <= OFF | ON or any(word in small_words.WITHOUT for word in behind):
        return False
    return code in (BILINGUAL, IMAGES) or not around & OFF


def _set(turn: Turn, code: str, *, on: bool) -> None:
    reader = turn.subscriber
    if code == BILINGUAL:
        reader.is_bilingual = on
    elif code == IMAGES:
        reader.has_images = on
    elif on:
        reader.look = code
    turn.session.add(reader)


async def pressed_look(turn: Turn, press: Press) -> None:
    reader, word = turn.subscriber, press.word()
    is_on = {BILINGUAL: reader.is_bilingual, IMAGES: reader.has_images}
    if word not in (*names(turn.speech), *is_on):
        turn.toast(turn.speech.gettext("This button is out of date."))
        return
    _set(turn, word, on=not is_on.get(word, False))
    turn.toast(turn.speech.gettext("Saved."))
    turn.edit(await menu(turn))


async def menu(turn: Turn) -> Message:
    """The choice, and below it a story as it looks now."""
    speech, reader = turn.speech, turn.subscriber
    looks = [
        Button(ticked(said, on=code == reader.look), encode("look", code))
        for code, said in names(speech).items()
    ]
    is_on = {BILINGUAL: reader.is_bilingual, IMAGES: reader.has_images}
    toggles = [
        (Button(switched(said, on=is_on[code]), encode("look", code)),)
        for code, said in switches(speech).items()
    ]
    view = await _a_story(turn)
    about = speech.gettext(
        "“{compact}” is headlines only, “{standard}” adds two sentences, “{full}” several. The photo is the first story’s.",
        compact=names(speech)[COMPACT],
        standard=names(speech)[STANDARD],
        full=names(speech)[FULL],
    )
    title = rtl(bold("🎨 " + speech.gettext("How should a digest look?")), speech)
    line = led(speech.gettext("Or type:"), f"/look {names(speech)[FULL]}", speech=speech)
    look = look_of(reader.look, is_bilingual=reader.is_bilingual, has_images=reader.has_images)
    text = paragraphs(
        [title, rtl(esc(about), speech), line, _sample(view, speech, look) if view else Html("")]
    )
    message = Message(text, [tuple(looks), *toggles, keyboards.back(speech, of="look")])
    return with_image([message], [view])[0] if view and look.has_images else message


def _sample(view: StoryView, speech: Speech, look: Look) -> Html:
    block = entry(1, view, speech, look=look, is_breaking=False)
    return paragraphs([rtl(italic(speech.gettext("This is how it looks:")), speech), block.html])


async def _a_story(turn: Turn) -> StoryView | None:
    """One that the reader was sent, or else the newest that is told in their language."""
    digest = await last_digest(turn.session, turn.subscriber_id)
    stories = [item["story"] for item in digest.items] if digest else []
    if not stories:
        stories = await _newest(turn)
    views = [view for view in await views_of(turn, stories) if view.sentences]
    return next((view for view in views if view.mode != "extractive"), next(iter(views), None))


async def _newest(turn: Turn) -> list[int]:
    found = await turn.session.execute(
        select(col(Story.id))
        .join(Brief, col(Brief.story_id) == col(Story.id))
        .where(col(Brief.state) == "ready", col(Brief.language) == turn.subscriber.digest_language)
        .where(col(Story.merged_into).is_(None))
        .order_by(col(Story.last_published_at).desc())
        .limit(1)
    )
    return [story for story in found.scalars() if story is not None]


def _name(speech: Speech) -> str:
    return speech.gettext("Look")


async def _value(turn: Turn) -> str:
    reader, speech = turn.subscriber, turn.speech
    is_on = {BILINGUAL: reader.is_bilingual, IMAGES: reader.has_images}
    more = [said for code, said in switches(speech).items() if is_on[code]]
    return speech.listed([names(speech).get(reader.look, reader.look), *more])


SETTING = Setting("look", "🎨", _name, _value, menu)
