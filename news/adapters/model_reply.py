"""What a chat endpoint answers, read as what a stranger wrote: a body or a stream of events, and the JSON in its words.

Pure: bytes and text in, values out. Knows no network and no story.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

MOST_TOKENS = 10_000_000
"""Of a count that can be believed."""

_LOST_FOR_WORDS = re.compile(
    r"\W*(?:(?:i['’]?m|i am)\s+(?:very\s+|so\s+|really\s+)?(?:sorry|unable|not able|afraid)|sorry\b|unfortunately,? i\b"
    r"|i\s+(?:can['’]?t|cannot|won['’]?t|will not|must decline)\b|as an ai\b"
    r"|es tut mir leid|tut mir leid|ich kann (?:das|dies|diese|ihnen|dir|bei)\b"
    r"|(?:je suis )?désolée?\b|je ne (?:peux|suis) pas\b|lo siento\b|no puedo\b|mi dispiace\b|non posso\b"
    r"|desculpe\b|lamento\b|não posso\b|przepraszam\b|nie mogę\b|извините\b|к сожалению\b|я не могу\b"
    r"|вибачте\b|на жаль\b|üzgünüm\b|maalesef\b|عذرا|آسف|لا أستطيع|لا يمكنني|माफ़|मुझे खेद|क्षमा करें"
    r"|抱歉|对不起|對不起|很遗憾|申し訳|すみません|죄송|xin lỗi\b|maaf\b)",
    re.IGNORECASE,
)
_LONGEST_REFUSAL = 600
_THOUGHT = re.compile(r"<(think|thinking|reasoning)>.*?</\1>", re.DOTALL | re.IGNORECASE)
_END_OF_THOUGHT = re.compile(r"\A.*</(?:think|thinking|reasoning)>", re.DOTALL | re.IGNORECASE)
_FENCED = re.compile(r"```[a-zA-Z0-9_-]*[ \t]*\n(.*?)(?:\n[ \t]*```|\Z)", re.DOTALL)
_STRING_OR_COMMA = re.compile(r'"(?:[^"\\]|\\.)*"|,(?=\s*[}\]])', re.DOTALL)


@dataclass(frozen=True)
class Answer:
    """`finish` is the endpoint's `finish_reason`, None where it gives none: a stream broke, or it never says.

    Tokens are None where it does not count them, or not believably. `error` is what went wrong in the middle.
    """

    text: str = ""
    finish: str | None = None
    refusal: str = ""
    model: str = ""
    tokens_in: int | None = None
    tokens_out: int | None = None
    error: str = ""


def read_answer(body: bytes) -> Answer:
    """From a whole body or from what came of a stream. What cannot be read is an answer without words."""
    text = body.decode("utf-8", "replace")
    if text.lstrip()[:1] == "{":
        return _joined([_load(text)])
    events = (line[5:].strip() for line in _LINE_END.split(text) if line.startswith("data:"))
    return _joined([_load(event) for event in events if event != "[DONE]"])


def words_of_event(line: str) -> str:
    """What one line of a stream adds to the text."""
    told = line[5:].strip() if line.startswith("data:") else ""
    return "" if told in ("", "[DONE]") else _joined([_load(told)]).text


def has_words(body: bytes) -> bool:
    """Whether the answer proper has begun: models that think first say nothing for long."""
    return _WORDS.search(body) is not None


_LINE_END = re.compile(r"\r\n|\n|\r")  # of a stream: JSON may hold what Python takes for a line's end
_WORDS = re.compile(rb'"content"\s*:\s*"[^"]')


def _load(text: str) -> Mapping[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _joined(events: list[Mapping[str, Any]]) -> Answer:
    choices = [choice for event in events for choice in _first_choice(event)]
    messages = [choice.get("delta") or choice.get("message") or {} for choice in choices]
    spoken = [message for message in messages if isinstance(message, dict)]
    finishes = [choice["finish_reason"] for choice in choices if isinstance(choice.get("finish_reason"), str)]
    counts = [event["usage"] for event in events if isinstance(event.get("usage"), dict)]
    usage: Mapping[str, Any] = counts[-1] if counts else {}
    return Answer(
        text="".join(_words(message.get("content")) for message in spoken),
        finish=finishes[-1] if finishes else None,
        refusal="".join(_words(message.get("refusal")) for message in spoken),
        model=next((_name(str(event["model"])) for event in events if event.get("model")), ""),
        tokens_in=_count(usage.get("prompt_tokens")),
        tokens_out=_count(usage.get("completion_tokens")),
        error=next((str(event["error"])[:300] for event in events if event.get("error")), ""),
    )


def _name(told: str) -> str:
    """Of a model: some call it by the place of its file on their machine."""
    is_path = told.startswith("/") or "\\" in told
    return (re.split(r"[/\\]", told)[-1] if is_path else told)[:120]


def _first_choice(event: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    choices = event.get("choices")
    if isinstance(choices, list) and choices and isinstance(choices[0], dict):
        yield choices[0]


def _words(content: Any) -> str:
    """Some endpoints send a list of parts where others send a text."""
    if isinstance(content, list):
        return "".join(_words(part.get("text")) for part in content if isinstance(part, dict))
    return content if isinstance(content, str) else ""


def _count(told: Any) -> int | None:
    return told if type(told) is int and 0 < told <= MOST_TOKENS else None


def find_json(text: str) -> Any:
    """The object in an answer, whatever stands around it: thoughts, a fence, prose. Raises ValueError.

    A comma before a closing bracket is forgiven, nothing else: what has to be guessed is not an answer.
    """
    bare = _END_OF_THOUGHT.sub("", _THOUGHT.sub("", text))
    fenced = _FENCED.search(bare)
    if fenced is not None and "{" in fenced[1]:
        bare = fenced[1]
    begin, end = bare.find("{"), bare.rfind("}")
    if begin < 0:
        raise ValueError("there is no JSON object in it")
    try:
        return _strict(bare[begin:])
    except ValueError:
        return _strict(bare[begin : end + 1])


def _strict(text: str) -> Any:
    """The value at the beginning of the text."""
    plain = _STRING_OR_COMMA.sub(lambda found: "" if found[0] == "," else found[0], text)
    try:
        return _whole(json.JSONDecoder(parse_constant=_refuse_constant).raw_decode(plain)[0])
    except RecursionError as error:
        raise ValueError("it is nested too deep") from error


def _whole(value: Any) -> Any:
    """Its texts without halves of signs beyond 16 bits, which nothing can store or send: JSON may write one by itself, and a stream
    may break between two, which are one sign again here."""
    written = json.dumps(value, ensure_ascii=False)
    mended = written.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    return value if mended == written else json.loads(mended)


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def sounds_refused(text: str) -> bool:
    """Whether an answer without JSON is a model's excuse. By its first words, in the languages we know them in."""
    return len(text) <= _LONGEST_REFUSAL and _LOST_FOR_WORDS.match(text) is not None
