"""Following one's own words: offered where a topic is not known, listed and dropped beside the topics.

What the words mean and what they match is said in `news.phrases`.
"""

from sqlalchemy import delete, select
from sqlmodel import col

from bot.keyboards import Rows
from bot.turn import Turn
from news.callbacks import Press, encode
from news.i18n import Speech
from news.markup import esc
from news.models import Subscription, Update
from news.phrases import Phrase, parse, written
from news.ports import Button, Message
from news.render import rtl

MOST = 20
"""Phrases a reader may follow."""
LABEL_CHARS = 40


def quoted(word: str, speech: Speech) -> str:
    shown = word if len(word) <= LABEL_CHARS else word[: LABEL_CHARS - 1] + "…"
    return speech.gettext("“{word}”", word=speech.isolated(shown))


def how_to(speech: Speech) -> str:
    example = speech.gettext("electric cars +Norway !Tesla")
    return speech.gettext(
        "Your own words work, too: {example}", example=speech.isolated(f"/topics {example}")
    )


async def own(turn: Turn) -> dict[int, str]:
    """The phrases this reader follows, by the id of the subscription."""
    rows = await turn.session.execute(
        select(col(Subscription.id), col(Subscription.target))
        .where(col(Subscription.subscriber_id) == turn.subscriber_id, col(Subscription.kind) == "phrase")
        .order_by(col(Subscription.id))
    )
    return {number: target for number, target in rows if number is not None}


def own_rows(phrases: dict[int, str], turn: Turn, *, then: str) -> Rows:
    """A ticked button each; a tap drops it."""
    return [
        (Button(f"✅ {quoted(target, turn.speech)}", encode("unword", number, then)),)
        for number, target in phrases.items()
    ]


def offer(turn: Turn, text: str) -> Rows:
    """A button to follow exactly these words. It names the update they came in: a button holds 64 bytes."""
    phrase = _read(turn, text)
    if phrase is None:
        return []
    label = turn.speech.gettext("Follow {phrase}", phrase=quoted(written(phrase), turn.speech))
    return [(Button(f"🔎 {label}", encode("words", turn.update.update_id)),)]


async def pressed_words(turn: Turn, press: Press) -> None:
    """Follows the words of the message that the button was offered for."""
    asked = await turn.session.get(Update, press.number() or 0)
    is_own = asked is not None and asked.chat_id == turn.chat.chat_id
    message = asked.payload.get("message") if asked is not None and is_own else None
    phrase = _read(turn, str((message or {}).get("text", "")).partition(" ")[2])
    if phrase is None:
        turn.toast(turn.speech.gettext("This button is out of date."))
        return
    mine = await own(turn)
    target = written(phrase)
    if target not in mine.values():
        if len(mine) >= MOST:
            turn.toast(
                turn.speech.gettext(
                    "You follow as many words as I can look for. Drop some in /topics first."
                ),
                alert=True,
            )
            return
        turn.session.add(
            Subscription(subscriber_id=turn.subscriber_id, kind="phrase", target=target, created_at=turn.now)
        )
        await turn.session.flush()
    turn.edit(Message(rtl(esc(_followed(turn, phrase)), turn.speech)))


async def drop(turn: Turn, number: int) -> None:
    await turn.session.execute(
        delete(Subscription).where(
            col(Subscription.id) == number,
            col(Subscription.subscriber_id) == turn.subscriber_id,
            col(Subscription.kind) == "phrase",
        )
    )


def _followed(turn: Turn, phrase: Phrase) -> str:
    """With the languages it can be found in: words are not translated, names and places are the same everywhere."""
    speech = turn.speech
    said = [speech.gettext("You now follow {phrase}.", phrase=quoted(written(phrase), speech))]
    if phrase.languages:
        names = [speech.language_name(code) for code in sorted(phrase.languages)]
        said.append(
            speech.gettext(
                "I look for the words in these languages: {languages}.", languages=speech.listed(names)
            )
        )
    else:
        said.append(speech.gettext("I look for the words as you wrote them."))
    said.append(speech.gettext("Names of people and places I look for in other languages, too."))
    said.append(speech.gettext("/topics lists what you follow."))
    return speech.prose(said)


def _read(turn: Turn, text: str) -> Phrase | None:
    return parse(text, languages=(turn.subscriber.digest_language, turn.subscriber.interface_language))
