"""Articles' pages as JSON: what `news.adapters.page` and its worker processes say to each other, and the worker itself."""

import json
from typing import Any

from news.adapters.serving import Answer, serve
from news.errors import ParseFailed
from news.ports import PageText, Withheld


def decoded(reply: bytes, url: str) -> PageText | Withheld:
    """What a worker made of a page. Raises ParseFailed where it says so, or is no reply of ours."""
    try:
        said = json.loads(reply)
        if "failed" in said:
            raise ParseFailed(url, str(said["failed"]))
        return PageText(str(said["text"])) if "text" in said else Withheld(str(said["withheld"]))
    except (ValueError, TypeError, KeyError) as error:
        raise ParseFailed(url, "the worker's answer cannot be read") from error


def prepare() -> Answer:
    import trafilatura  # noqa: F401  takes 0.3 s: before the memory is limited, and not in the first page's time

    from news.intake.fulltext_page import read_page

    return lambda body, _: _said(read_page(body))


def _said(made: PageText | Withheld) -> dict[str, Any]:
    return {"text": made.text} if isinstance(made, PageText) else {"withheld": made.reason}


if __name__ == "__main__":
    serve(prepare)
