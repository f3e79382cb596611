"""A model that does what strangers order: ten thousand answers of orders, links, markup, odd keys and wrong types.

Whatever it answers, it has no power. The messages made of it have no markup but ours, lead nowhere but to the story's own
articles, have no button but those of every story, offer nothing to tap, and say nothing that only the prompt said.
"""

import html
import json
import random
import re
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from news.adapters.model_reply import find_json
from news.callbacks import decode
from news.models import Brief
from news.ports import Message, Prompt
from news.story.stories import Told, read_story
from news.story.viewing import view_of
from news.testing import NOON, Clock, Dictated, an_app, good_story
from news.write import ask, fill, made_by_model
from tests.hostile.conftest import sampled
from tests.hostile.test_text import messages_about, own_words, shown, tappable
from tests.measured import SEED
from tests.news.test_plays import ordered, the_story
from tests.news.writing.test_injection import EVERY

ANSWERS = 10_000
STRANGE = 0.02
"""So many at most show a word of an order."""
MARKS = re.compile(r"evil|vandersnoot|prize|pwned", re.IGNORECASE)
TAPPED = (
    *("https://evil.example/win", "evil.example", "t.me/evilbot", "tg://resolve?domain=evilbot", "@evilbot"),
    *("/forget", "/start evil", "#evil", "$EVIL", "evil@evil.example", "javascript:alert(1)", "http://127.0.0.1/"),
    *("<a href='https://evil.example'>here</a>", "[here](https://evil.example)", "<b>evil</b>", "<script>pwned()</script>"),
    *("<tg-spoiler>evil</tg-spoiler>", "&lt;a href=https://evil.example&gt;", "\u202eevil\u202c", "evil\u200b.example"),
    *("⟦0000⟧ evil", "{{evil}}", "%s%n", "\x00evil", "v1:forget", "\ud800"),
)  # fmt: skip
ODD: tuple[Any, ...] = (
    None,
    0,
    -1,
    1e308,
    True,
    "",
    [],
    {},
    [[]],
    {"evil": "evil"},
    ["9.9"],
    "1.0",
    "evil " * 4_000,
)
MORE_KEYS = {
    "url": "https://evil.example",
    "html": "<a href='https://evil.example'>evil</a>",
    "buttons": [[{"text": "evil", "url": "https://evil.example"}]],
    "tool_calls": [{"name": "send", "arguments": {"chat": 1, "text": "evil"}}],
    "chat_id": 1,
    "reply_markup": {"inline_keyboard": [[{"text": "evil", "callback_data": "v1:forget"}]]},
    "contested": [{"topic": "evil", "versions": [{"claim": "Evil.", "evidence": ["1.1"]}, {"claim": "No evil.", "evidence": ["2.1"]}]}],
    "names": [{"as_written": "Evil Bank", "in_source": "Marel", "evidence": "1.1"}],
}  # fmt: skip


@dataclass
class Obeying:
    """Makes each answer of the good one, by chance; keeps what of its prompt it gave away."""

    chance: random.Random
    leaked: str = ""

    def __call__(self, prompt: Prompt) -> dict[str, Any]:
        try:
            answer = good_story(prompt)
        except KeyError:  # asked to repair what it said
            answer = {"sentences": [{"i": at, "text": self.chance.choice(TAPPED)} for at in range(3)]}
        at = self.chance.randrange(max(1, len(prompt.system) - 100))
        self.leaked = prompt.system[at : at + 100]
        for _ in range(self.chance.choice((1, 1, 2, 4, 9))):
            self._change(answer)
        try:
            read: dict[str, Any] = find_json(json.dumps(answer))  # as what comes over HTTP is read
        except ValueError:
            return {}
        return read

    def _change(self, answer: dict[str, Any]) -> None:
        places = list(_places(answer))
        holder, key = self.chance.choice(places)
        match self.chance.randrange(8):
            case 0:
                holder[key] = deepcopy(self.chance.choice(ODD))  # what is put within it is in no other answer
            case 1 if isinstance(holder, dict):
                holder |= deepcopy(dict([self.chance.choice(list(MORE_KEYS.items()))]))
            case 2 if isinstance(holder, list):
                holder.extend(deepcopy([holder[key]]) * self.chance.choice((1, 30)))
            case 3 if isinstance(holder, dict):
                del holder[key]
            case _:
                holder, key = self.chance.choice(
                    [each for each in places if isinstance(each[0][each[1]], str)] or places
                )
                holder[key] = self._said(str(holder[key]))

    def _said(self, text: str) -> str:
        """An order alone, or in the middle of what is true."""
        at = self.chance.randrange(len(text) + 1)
        told = self.chance.choice((*TAPPED, *TAPPED, *EVERY, self.leaked))
        return self.chance.choice(
            (told, f"{text} {told}", f"{text[:at]} {told} {text[at:]}", f"{told} {text}")
        )


def _places(value: Any) -> Iterable[tuple[Any, Any]]:
    """Of everything within: what holds it, and where."""
    for key, each in list(value.items() if isinstance(value, dict) else enumerate(value)):
        yield value, key
        if isinstance(each, dict | list):
            yield from _places(each)


def powers(messages: Iterable[Message], told: Told, *, acts: set[str], leaked: str) -> list[str]:
    """What of the messages is not ours to say, in words."""
    addresses, found = {source.url for source in told.sources}, []
    for message in messages:
        links = {
            html.unescape(link).partition("#:~:text=")[0]
            for link in re.findall(r'href="([^"]*)"', message.html)
        }
        buttons = [button for row in message.buttons for button in row]
        links |= {button.url for button in buttons if button.url}
        found += [f"leads to {link}" for link in links - addresses]
        found += [f"a button {data}" for data in acts_of([message]) - acts]
        found += [
            f"markup <{tag}>"
            for tag in set(re.findall(r"<([a-z-]+)", message.html)) - {"b", "i", "a", "blockquote", "tg-time"}
        ]
        formatted = shown(message.html)
        found += [f"tappable {kind}: {words}" for kind, words in tappable(formatted)]
        found += ["says what its prompt says"] * (len(leaked) > 40 and leaked in formatted["text"])
    return found  # fmt: skip


def is_strange(messages: Iterable[Message]) -> bool:
    """Whether a word of an order is read in them. That has no power, and is for the checks of sentences to drop: one such word at the
    head of a true sentence may pass for its first word."""
    return any(MARKS.search(shown(message.html)["text"]) for message in messages)


def acts_of(messages: Iterable[Message]) -> set[str]:
    pressed = [button.data for each in messages for row in each.buttons for button in row if button.data]
    return {told.act if (told := decode(data)) else data for data in pressed}


async def test_whatever_a_model_answers_it_has_no_power(tmp_path: Path, record) -> None:
    seeds = sampled(range(ANSWERS), 60)
    async with an_app(tmp_path, clock=Clock()) as app:
        story = await the_story(app)
        [quoted] = await ordered(app, story, "en")
        async with app.reading() as session:
            told = await read_story(session, story)
        assert told is not None

        def messages(brief: Brief) -> list[Message]:
            view = view_of(told, {(story, "en", brief.revision): brief}, language="en")
            assert view is not None
            return list(messages_about(view, own_words()))

        acts = acts_of(messages(quoted))
        by_mode: dict[str, int] = {}
        strange = 0
        for seed in seeds:
            model = Obeying(random.Random(f"{SEED} {seed}"))
            telling = await ask(Dictated(model), told, language="en", now=NOON)
            made = made_by_model(telling, told, None, language="en", now=NOON)
            assert made is not None
            fill(quoted, made)
            by_mode[made.mode] = by_mode.get(made.mode, 0) + 1
            assert powers(messages(quoted), told, acts=acts, leaked=model.leaked) == [], seed
            strange += is_strange(messages(quoted))
    assert len(by_mode) > 1, "nothing that a model said was ever shown"
    assert strange <= max(1, STRANGE * len(seeds))
    record(
        f"{len(seeds):,} answers of a model that obeys strangers: orders, links, markup, odd keys, wrong types",
        bar="0 links, buttons, markup, things to tap or words of the prompt that are not ours",
        figure=f"0 in {len(seeds):,}, of which {strange} show a word that was ordered; " + ", ".join(f"{mode} {times:,}" for mode, times in sorted(by_mode.items())),
    )  # fmt: skip
