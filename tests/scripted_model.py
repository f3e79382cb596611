"""An OpenAI-compatible server on loopback that plays what it is told: good answers, bad ones, and all ways to fail.

It keeps what it was sent. Its good answers are derived from the sources that it finds in the prompt, between the marks of
`news.writing.fence`, so that a prompt that loses its sources fails. It refuses what OpenAI would refuse.
"""

import asyncio
import json
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

LINE = re.compile(r"^⟦([0-9a-f]+) ([^⟧]+)⟧ (.*)$", re.MULTILINE)
INJECTED = "https://evil.example/win"
KNOWN = {
    "messages",
    "model",
    "temperature",
    "stream",
    "stream_options",
    "max_tokens",
    "max_completion_tokens",
    "response_format",
}

Story = dict[str, Any]
Say = Callable[[str], str]


@dataclass(frozen=True)
class Asked:
    """One request, and what was made of it."""

    body: Mapping[str, Any]
    key: str | None
    play: str
    billed: dict[str, int] = field(default_factory=dict)
    """The tokens of what was answered, as the endpoint counts them; empty where it answered with an error, or not yet."""

    @property
    def system(self) -> str:
        return str(self.body["messages"][0]["content"])

    @property
    def user(self) -> str:
        return str(self.body["messages"][1]["content"])

    @property
    def turns(self) -> list[str]:
        return [message["role"] for message in self.body["messages"]]

    @property
    def format(self) -> str:
        return str(self.body.get("response_format", {}).get("type", "plain"))

    @property
    def schema(self) -> Mapping[str, Any]:
        """Of the answer: as a parameter, or in words."""
        if self.format == "json_schema":
            return dict(self.body["response_format"]["json_schema"]["schema"])
        in_words = re.search(r"JSON Schema[^\n]*\n(\{.*\})", self.system)
        return dict(json.loads(in_words[1])) if in_words else {}

    @property
    def lines(self) -> dict[str, str]:
        """All that stands behind a mark, by its label."""
        return {label: text for _, label, text in LINE.findall(self.user)}

    @property
    def nonces(self) -> set[str]:
        return {nonce for nonce, _, _ in LINE.findall(self.user)}

    @property
    def sources(self) -> dict[str, str]:
        """Sentences of sources, by id."""
        return {label: text for label, text in self.lines.items() if re.fullmatch(r"\d+\.\d+", label)}

    @property
    def items(self) -> dict[int, str]:
        """Numbered sentences that are to be mended or translated."""
        numbered = (
            (re.match(r"(?:[a-z]+ )?(\d+)(?![.\d])", label), text) for label, text in self.lines.items()
        )
        return {int(found[1]): text for found, text in numbered if found}

    @property
    def kind(self) -> str:
        properties = self.schema.get("properties", {})
        if "headline" in properties:
            return "story"
        if "answerable" in properties:
            return "answer"
        item = properties.get("sentences", {}).get("items", {}).get("properties", {})
        if "i" in item:
            return "repair" if "evidence" in item else "translation"
        return "other"


@dataclass
class ScriptedModel:
    """`plays` are used up, one a request; then it is `always`. `say` is how it writes a source's sentence in another
    language, `other` what it answers where it is asked for no story."""

    plays: list[str] = field(default_factory=list)
    always: str = "good"
    say: Say = str
    other: Mapping[str, Any] = field(default_factory=lambda: {"answer": 42})
    asked: list[Asked] = field(default_factory=list)
    url: str = ""
    hung_up: threading.Event = field(default_factory=threading.Event)
    """Set once somebody who was being answered has gone."""
    go_on: threading.Event = field(default_factory=threading.Event)
    """What the play "held_stream" waits for after its first sentence."""

    @property
    def paid(self) -> int:
        """Requests that an endpoint bills."""
        return sum(play_of(asked).is_paid(asked) for asked in self.asked)

    async def complete(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        asked = Asked(
            body, request.headers.get("Authorization"), self.plays.pop(0) if self.plays else self.always
        )
        self.asked.append(asked)
        if complaint := complaint_about(body):
            return error(400, complaint, code="invalid_request_error")
        try:
            return await play_of(asked).act(self, request, asked)
        finally:
            if is_left(request):
                self.hung_up.set()

    async def models(self, _: web.Request) -> web.StreamResponse:
        return web.json_response({"object": "list", "data": [{"id": "scripted", "object": "model"}]})


@contextmanager
def playing(*plays: str, **more: Any) -> Iterator[ScriptedModel]:
    """The server, in a thread of its own, at `url`."""
    model = ScriptedModel(list(plays), **more)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    site = web.Application(client_max_size=10**7)
    site.router.add_post("/v1/chat/completions", model.complete)
    site.router.add_get("/v1/models", model.models)
    runner = web.AppRunner(site, shutdown_timeout=0.1)

    async def open_site() -> None:
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()

    try:
        asyncio.run_coroutine_threadsafe(open_site(), loop).result(10)
        model.url = f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
        yield model
    finally:
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


# --- what it refuses as OpenAI does --------------------------------------------------------------


def complaint_about(body: Mapping[str, Any]) -> str | None:
    unknown = set(body) - KNOWN
    if unknown:
        return f"Unrecognized request argument supplied: {', '.join(unknown)}"
    roles = [message["role"] for message in body["messages"]]
    if roles[:2] != ["system", "user"] or any(not message["content"] for message in body["messages"]):
        return "messages must be a system's and a user's, and not be empty"
    if "stream_options" in body and not body.get("stream"):
        return "stream_options only with stream"
    told = body.get("response_format", {})
    if told.get("type") == "json_schema":
        if not re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", told["json_schema"]["name"]):
            return "response_format: invalid name"
        return loose(told["json_schema"]["schema"])
    if told.get("type") == "json_object" and "json" not in str(body["messages"]).casefold():
        return "'messages' must contain the word 'json' in some form"
    return None


def loose(schema: Mapping[str, Any]) -> str | None:
    """What strict mode does not take in a schema."""
    if schema.get("type") == "object":
        properties = schema.get("properties", {})
        if schema.get("additionalProperties") is not False or set(schema.get("required", ())) != set(
            properties
        ):
            return "response_format: Invalid schema: additionalProperties must be false and all keys required"
        found = [loose(part) for part in properties.values()]
        return next((complaint for complaint in found if complaint), None)
    return loose(schema["items"]) if schema.get("type") == "array" else None


# --- good answers --------------------------------------------------------------------------------


def good(model: ScriptedModel, asked: Asked) -> Story:
    """Raises LookupError where the prompt lost what it is about."""
    if asked.kind == "story":
        return story_of(asked.sources, language_of(asked), model.say)
    if asked.kind == "answer":
        return answer_of(asked, model.say)
    if asked.kind == "repair":
        sources = list(asked.sources.items())
        mended = [
            {
                "i": i,
                "text": model.say(sources[i % len(sources)][1]),
                "evidence": [sources[i % len(sources)][0]],
            }
            for i in asked.items
        ]
        return {"sentences": [m | {"kind": "fact"} for m in mended], "names": []}
    if asked.kind == "translation":
        if not asked.items:
            raise LookupError("nothing to translate")
        said = [{"i": i, "text": model.say(text)} for i, text in sorted(asked.items.items())]
        return {"sentences": said, "names": []}
    return dict(model.other)


def language_of(asked: Asked) -> str:
    named = re.search(r"(?:Write in|into): [^\n(]*\(?([a-z]{2,3}(?:-[A-Za-z]+)?)\)?", asked.user)
    return named[1] if named else "en"


def story_of(sources: Mapping[str, str], language: str, say: Say) -> Story:
    """The first title, and six sentences of the sources by turns."""
    bodies = [id for id in sources if not id.endswith(".0")]
    turns = sorted(bodies, key=lambda id: (int(id.split(".")[1]), int(id.split(".")[0])))[:6]
    title = next(iter(sources))
    said = [{"text": say(sources[id]), "evidence": [id], "kind": "fact"} for id in turns or [title]]
    return {
        "language": language,
        "insufficient": False,
        "headline": {"text": say(sources[title]), "evidence": [title]},
        "paragraphs": [{"sentences": said[at : at + 2]} for at in range(0, len(said), 2)],
        "contested": [],
        "names": [],
    }


def answer_of(asked: Asked, say: Say) -> Story:
    """The two sentences of the sources that share most words with the question and the turns before it."""
    wanted = {word for label, text in asked.lines.items() if "question" in label for word in spoken(text)}
    bodies = {id: text for id, text in asked.sources.items() if not id.endswith(".0")} or asked.sources
    if not bodies or "question" not in asked.lines:
        raise LookupError("nothing to answer from")
    best = sorted(bodies, key=lambda id: -len(wanted & spoken(bodies[id])))[:2]
    return {
        "answerable": True,
        "language": language_of(asked),
        "standalone": asked.lines["question"],
        "sentences": [{"text": say(bodies[id]), "evidence": [id]} for id in best],
    }


def spoken(text: str) -> set[str]:
    return {word for word in re.findall(r"\w+", text.casefold()) if len(word) > 3}


# --- how an answer is sent -----------------------------------------------------------------------


async def send(
    request: web.Request,
    asked: Asked,
    text: str | None,
    *,
    finish: str | None = "stop",
    refusal: str | None = None,
    stop_after: float = 1.0,
    then: str = "",
    with_usage: bool = True,
    thinks: bool = False,
    piece_chars: int = 40,
) -> web.StreamResponse:
    """As a stream or as a body, as asked. `stop_after` is the part of a stream after which `then` happens. Who `thinks` bills as much as
    it may, and says only how much it read."""
    bound = asked.body.get("max_tokens") or asked.body.get("max_completion_tokens")
    said = int(bound) if thinks and bound else len(text or "") // 4 + 1
    usage = {"prompt_tokens": len(str(asked.body)) // 4, "completion_tokens": said}
    asked.billed.update(usage)
    counted = {"prompt_tokens": usage["prompt_tokens"]} if thinks else usage
    if not asked.body.get("stream"):
        message = {"role": "assistant", "content": text, "refusal": refusal}
        choice = {"index": 0, "message": message, "finish_reason": finish}
        whole = {"id": "1", "object": "chat.completion", "model": "scripted-1", "choices": [choice]}
        return web.json_response(whole | ({"usage": counted} if with_usage else {}))
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await response.prepare(request)
    await response.write(event({"role": "assistant", "content": ""}))
    pieces = [text[at : at + piece_chars] for at in range(0, len(text), piece_chars)] if text else []
    for piece in pieces[: round(len(pieces) * stop_after)]:
        await response.write(event({"content": piece}))
        await asyncio.sleep(0 if piece_chars > 2 else 0.001)
    if then == "stall":
        await silence(request)
    if then == "abort" and request.transport is not None:
        request.transport.abort()
        return response
    if then != "cut":
        await response.write(event({"refusal": refusal} if refusal else {}, finish=finish))
        if with_usage and asked.body.get("stream_options", {}).get("include_usage"):
            await response.write(event(None, usage=counted))
        await response.write(b"data: [DONE]\n\n")
    await response.write_eof()
    return response


async def silence(request: web.Request, until: Callable[[], bool] = lambda: False) -> None:
    """Not a word until then, or until whoever asked has gone."""
    while not (until() or is_left(request)):
        await asyncio.sleep(0.01)


def is_left(request: web.Request) -> bool:
    return request.transport is None or request.transport.is_closing()


def event(delta: Any, *, finish: str | None = None, usage: Any = None) -> bytes:
    choices = [] if delta is None else [{"index": 0, "delta": delta, "finish_reason": finish}]
    told = {"id": "1", "object": "chat.completion.chunk", "model": "scripted-1", "choices": choices}
    return f"data: {json.dumps(told | ({'usage': usage} if usage else {}), ensure_ascii=False)}\n\n".encode()


def error(
    status: int, message: str, *, code: str = "", param: str | None = None, **headers: str
) -> web.Response:
    told = {"error": {"message": message, "type": code or "error", "param": param, "code": code or None}}
    return web.json_response(
        told, status=status, headers={k.replace("_", "-"): v for k, v in headers.items()}
    )


# --- the plays -----------------------------------------------------------------------------------


class Play:
    """A good answer, unless a play says otherwise."""

    def is_paid(self, asked: Asked) -> bool:
        return True

    async def act(self, model: ScriptedModel, request: web.Request, asked: Asked) -> web.StreamResponse:
        try:
            return await self.tell(request, asked, good(model, asked))
        except LookupError:
            return error(500, "the prompt holds no sources")

    async def tell(self, request: web.Request, asked: Asked, story: Story) -> web.StreamResponse:
        return await send(request, asked, json.dumps(story, ensure_ascii=False))


@dataclass(frozen=True)
class Changed(Play):
    """A good answer, changed."""

    change: Callable[[Story, Asked], object]

    async def tell(self, request: web.Request, asked: Asked, story: Story) -> web.StreamResponse:
        self.change(story, asked)
        return await send(request, asked, json.dumps(story, ensure_ascii=False))


@dataclass(frozen=True)
class Worded(Play):
    """A good answer, written otherwise."""

    word: Callable[[str], str | None]
    sent: Mapping[str, Any] = field(default_factory=dict)

    async def tell(self, request: web.Request, asked: Asked, story: Story) -> web.StreamResponse:
        return await send(request, asked, self.word(json.dumps(story, ensure_ascii=False)), **self.sent)


@dataclass(frozen=True)
class Failing(Play):
    """An HTTP error, where it is `about` what was asked: without one, always."""

    fail: Callable[[], web.Response]
    about: Callable[[Asked], bool] = lambda _: True

    def is_paid(self, asked: Asked) -> bool:
        return not self.about(asked)

    async def act(self, model: ScriptedModel, request: web.Request, asked: Asked) -> web.StreamResponse:
        return self.fail() if self.about(asked) else await super().act(model, request, asked)


class Resetting(Play):
    def is_paid(self, asked: Asked) -> bool:
        return False

    async def act(self, model: ScriptedModel, request: web.Request, asked: Asked) -> web.StreamResponse:
        if request.transport is not None:
            request.transport.abort()
        return web.Response()


class Held(Play):
    """Of an answer the first sentence; the rest when it is told to go on."""

    async def act(self, model: ScriptedModel, request: web.Request, asked: Asked) -> web.StreamResponse:
        if asked.kind != "answer":
            return await super().act(model, request, asked)
        text = json.dumps(good(model, asked), ensure_ascii=False)
        first_end = text.index("}") + 1
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        await response.write(event({"content": text[:first_end]}))
        await silence(request, model.go_on.is_set)
        if not is_left(request):
            await response.write(event({"content": text[first_end:]}, finish="stop") + b"data: [DONE]\n\n")
            await response.write_eof()
        return response


class Hanging(Play):
    async def act(self, model: ScriptedModel, request: web.Request, asked: Asked) -> web.StreamResponse:
        await asyncio.Event().wait()
        raise AssertionError


class Dripping(Play):
    """Signs of life, and not a word."""

    async def act(self, model: ScriptedModel, request: web.Request, asked: Asked) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        while True:
            await response.write(b": still here\n\n")
            await asyncio.sleep(0.02)


def sentences(story: Story) -> list[Story]:
    if "paragraphs" in story:
        return [said for paragraph in story["paragraphs"] for said in paragraph["sentences"]]
    return list(story.get("sentences", ()))


def first(change: Callable[[Story], object]) -> Changed:
    """Only the first sentence is changed."""
    return Changed(lambda story, _: change(sentences(story)[0]))


def every(change: Callable[[Story], object]) -> Changed:
    return Changed(lambda story, _: [change(said) for said in sentences(story)])


def adding(text: str) -> Changed:
    return first(lambda said: said.update(text=f"{said['text'].rstrip('.')}{text}"))


def swap(story: Story, asked: Asked) -> None:
    """Every sentence cites what the next one says."""
    said = sentences(story)
    cites = [each.get("evidence") for each in said]
    for each, other in zip(said, cites[1:] + cites[:1], strict=True):
        each["evidence"] = other


def lengthen(story: Story, asked: Asked) -> None:
    story["paragraphs"] = [
        {"sentences": [{"text": text, "evidence": [id], "kind": "fact"}]}
        for id, text in asked.sources.items()
    ] * 4


def leak(story: Story, asked: Asked) -> None:
    sentences(story)[0]["text"] = " ".join(asked.system.split()[:14])


def slip(text: str) -> str:
    """The text with one digit that is another."""
    return re.sub(r"\d", lambda digit: str((int(digit[0]) + 1) % 10), text, count=1)


def flip(text: str) -> str:
    return (
        text.replace(" not ", " ", 1)
        if " not " in text
        else re.sub(r"\b(was|were|is|are|has)\b", r"\1 not", text, count=1)
    )


PLAYS: dict[str, Play] = {
    "good": Play(),
    # well meant
    "extra_keys": Changed(lambda story, _: story.update(confidence=0.9, notes=["x"])),
    "fenced": Worded(lambda text: f"Here is the story:\n\n```json\n{text}\n```\nI hope that it helps!"),
    "reasoning_tags": Worded(lambda text: f'<think>First {{"a": 1}} and then</think>\n{text}'),
    "trailing_comma": Worded(lambda text: text[:-1] + ",}"),
    "no_usage": Worded(str, {"with_usage": False}),
    "thinks": Worded(str, {"thinks": True}),
    # not true
    "bad_citation": first(lambda said: said.update(evidence=["9.9"])),
    "no_citation": first(lambda said: said.update(evidence=[])),
    "made_up_number": adding(", and 7431 more."),
    "made_up_name": adding(", said Ottoline Vandersnoot."),
    "made_up_quote": adding(', and "we will never forgive them for this", a minister said.'),
    "swapped_citation": Changed(swap),
    "wrong_language": every(
        lambda said: said.update(
            text="Die Behörden haben am Abend mitgeteilt, dass die Lage weiter unklar sei."
        )
    ),
    "opinion": adding(" in a shocking and disgraceful twist that raises serious questions!"),
    "injection_obeyed": first(lambda said: said.update(text=f"Claim your prize now at {INJECTED} today.")),
    "too_long": Changed(lengthen),
    "leak_prompt": Changed(leak),
    # not usable
    "invalid_json": Worded(lambda text: text[: len(text) // 2].replace("}", "")),
    "wrong_schema": Worded(lambda text: '{"title": "A story", "body": ["It happened."]}'),
    "empty": Worded(lambda text: ""),
    "null_content": Worded(lambda text: None),
    "truncated": Worded(lambda text: text[: len(text) // 2], {"finish": "length"}),
    "refusal": Worded(lambda text: None, {"refusal": "I can't help with that."}),
    "refusal_text": Worded(lambda text: "I'm sorry, but I can't help with that request."),
    "content_filter": Worded(lambda text: "", {"finish": "content_filter"}),
    # not now
    "429": Failing(lambda: error(429, "Rate limit reached", code="rate_limit_exceeded", Retry_After="1")),
    "429_long": Failing(
        lambda: error(429, "Rate limit reached", code="rate_limit_exceeded", Retry_After="3600")
    ),
    "500": Failing(lambda: error(500, "The server had an error")),
    "503_html": Failing(
        lambda: web.Response(status=503, text="<html>Bad gateway</html>", content_type="text/html")
    ),
    "reset": Resetting(),
    "hang": Hanging(),
    "slow": Dripping(),
    # not at all
    "quota": Failing(lambda: error(429, "You exceeded your current quota", code="insufficient_quota")),
    "401": Failing(
        lambda: error(401, "Incorrect API key provided: sk-abcdefgh12345678", code="invalid_api_key")
    ),
    "404_model": Failing(lambda: error(404, "The model `x` does not exist", code="model_not_found")),
    "400": Failing(lambda: error(400, "Bad request")),
    # not so
    "context_length": Failing(
        lambda: error(
            400,
            "This model's maximum context length is 512 tokens.",
            code="context_length_exceeded",
            param="messages",
        )
    ),
    "filtered_prompt": Failing(lambda: error(400, "The prompt triggered our policy", code="content_filter")),
    "no_bounds": Failing(
        lambda: error(
            400,
            "Invalid schema for response_format 'story': 'maxLength' is not permitted.",
            param="response_format",
        ),
        lambda asked: "maxItems" in str(asked.schema) or "maxLength" in str(asked.schema),
    ),
    "no_json_schema": Failing(
        lambda: error(400, "This response_format type is unavailable now"),
        lambda asked: asked.format == "json_schema",
    ),
    "no_json_object": Failing(
        lambda: error(400, "'response_format.type' must be 'text'"), lambda asked: asked.format != "plain"
    ),
    "no_temperature": Failing(
        lambda: error(400, "Unsupported value: 'temperature' does not support 0", param="temperature"),
        lambda asked: "temperature" in asked.body,
    ),
    "no_max_tokens": Failing(
        lambda: error(
            400,
            "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.",
            param="max_tokens",
        ),
        lambda asked: "max_tokens" in asked.body,
    ),
    "no_stream": Failing(
        lambda: error(400, "'stream' is not supported here", param="stream"),
        lambda asked: bool(asked.body.get("stream")),
    ),
    # not to the end
    "slow_stream": Worded(str, {"piece_chars": 2}),
    "stall_stream": Worded(str, {"stop_after": 0.5, "then": "stall"}),
    "cut_stream": Worded(str, {"stop_after": 0.5, "then": "cut"}),
    "torn_stream": Worded(str, {"stop_after": 0.5, "then": "abort"}),
    # translations
    "drop_item": Changed(lambda story, _: story["sentences"].pop()),
    "reorder": Changed(lambda story, _: story["sentences"].reverse()),
    "digit_slip": every(lambda said: said.update(text=slip(said["text"]))),
    "negation_flip": every(lambda said: said.update(text=flip(said["text"]))),
    "untranslated": Changed(
        lambda story, asked: [said.update(text=asked.items[said["i"]]) for said in sentences(story)]
    ),
}


def know_better(story: Story, asked: Asked) -> None:
    """Answers from what everybody knows, with a citation beside it."""
    id = next(iter(asked.sources))
    story["sentences"] = [
        {"text": "The tallest mountain of the world is Mount Everest in Nepal.", "evidence": [id]}
    ]


ANSWERS: dict[str, Play] = {
    "answer_unanswerable": Changed(know_better),
    "answer_other_language": PLAYS["wrong_language"],
    "held_stream": Held(),
    "says_unanswerable": Changed(lambda story, _: story.update(answerable=False, sentences=[])),
}
"""Only where a question is to be answered."""


def play_of(asked: Asked) -> Play:
    return (PLAYS | ANSWERS)[asked.play]
