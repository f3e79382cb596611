"""Titles, summaries and contents: texts that may be HTML, in the order in which feedparser lets them take each other's place. Pure."""

from news.intake.usual.place import Begin, End, Place, Unusual, Values

_TYPES = {"text": "text/plain", "plain": "text/plain", "html": "text/html"}


def _push_content(at: Place, name: str, given: Values, usual: str, *, is_wanted: bool = True) -> None:
    written = given.get("type", usual).lower()
    kind = _TYPES.get(written, written)
    if kind not in ("text/plain", "text/html") or given.get("mode", "") == "base64":
        raise Unusual
    base, language = at.scopes[-1]
    at.detail = {"type": kind, "language": language and language.replace("_", "-"), "base": base}
    at.push(name, is_wanted=is_wanted)


def _pop_content(at: Place, name: str) -> str | None:
    text = at.pop(name)
    at.detail = None
    return text


def _begin_title(at: Place, given: Values) -> None:
    _push_content(at, "title", given, "text/plain", is_wanted=at.takes_text())


def _end_title(at: Place) -> None:
    if _pop_content(at, "title"):
        at.title_depth = at.depth


def _end_media_title(at: Place) -> None:
    before = at.title_depth
    _end_title(at)
    at.title_depth = before


def _begin_description(at: Place, given: Values) -> None:
    if _is_content_already(at):
        _begin_more(at, given)
    else:
        _push_content(at, "description", given, "text/html", is_wanted=at.takes_text())


def _begin_abstract(at: Place, given: Values) -> None:
    _push_content(at, "description", given, "text/plain", is_wanted=at.takes_text())


def _begin_summary(at: Place, given: Values) -> None:
    if _is_content_already(at):
        _begin_more(at, given)
    else:
        at.summary_is = "summary"
        _push_content(at, "summary", given, "text/plain")


def _is_content_already(at: Place) -> bool:
    """A second summary is the content, where there is none."""
    return "summary" in at.context() and not at.has_content


def _begin_more(at: Place, given: Values) -> None:
    at.summary_is = "content"
    _begin_content(at, given)


def _end_description(at: Place) -> None:
    if at.summary_is == "content":
        _end_content(at)
    else:
        _pop_content(at, "description")
    at.summary_is = ""


def _end_summary(at: Place) -> None:
    if at.summary_is == "content":
        _end_content(at)
    else:
        _pop_content(at, "summary")
    at.summary_is = ""


def _begin_content(at: Place, given: Values) -> None:
    at.has_content = True
    _push_content(at, "content", given, "text/plain")
    at.push("content")


def _begin_encoded(at: Place, given: Values) -> None:
    at.has_content = True
    _push_content(at, "content", given, "text/html")


def _end_content(at: Place) -> None:
    text = _pop_content(at, "content")
    at.context().setdefault("summary", text)


def _begin_aside(at: Place, given: Values) -> None:
    """Rights and subtitles: texts that may be HTML, and are not asked for."""
    _push_content(at, "aside", given, "text/plain", is_wanted=False)


def _end_aside(at: Place) -> None:
    _pop_content(at, "aside")


BEGINS: dict[str, Begin] = {
    "title": _begin_title,
    "description": _begin_description,
    "abstract": _begin_abstract,
    "summary": _begin_summary,
    "content": _begin_content,
    "content_encoded": _begin_encoded,
    "*aside": _begin_aside,
    "media_title": _begin_title,
}
ENDS: dict[str, End] = {
    "title": _end_title,
    "media_title": _end_media_title,
    "description": _end_description,
    "summary": _end_summary,
    "content": _end_content,
    "*aside": _end_aside,
    "content_encoded": _end_content,
    "abstract": _end_description,
}
