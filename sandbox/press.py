"""Serves the sample edition on loopback: feeds, the pages they link to, and a catalogue of them.

It is what a newcomer without a network sees. Knows nothing of who reads it; needs aiohttp only.
Times are shifted so that the newest article is minutes old when the press starts, and then stay.
"""

import hashlib
import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape
from pathlib import Path

from aiohttp import web

from sandbox.edition import contents
from sandbox.edition.contents import Feed, Item, Outlet
from sandbox.edition.dress import TYPES, dress

SOURCE = "sample edition, invented (MIT)"

_NOTES = {
    "en": "Invented article of the sample edition: no such place, person or event exists.",
    "de": "Erfundener Artikel der Musterausgabe: Orte, Personen und Ereignisse gibt es nicht.",
    "es": "Artículo inventado de la edición de muestra: no existen tales lugares, personas ni hechos.",
    "fr": "Article inventé de l’édition d’exemple : ces lieux, personnes et faits n’existent pas.",
    "ru": "Вымышленная статья пробного выпуска: таких мест, людей и событий не существует.",
    "ar": "مقال متخيل من العدد النموذجي: لا وجود لهذه الأماكن والأشخاص والأحداث.",
}
_STYLE = (
    "body{font:1.1rem/1.6 Georgia,serif;max-width:38rem;margin:3rem auto;padding:0 1rem}"
    "small,time,footer{color:#666;font:0.9rem sans-serif}footer{border-top:1px solid #ccc;margin-top:2rem}"
    "@media(prefers-color-scheme:dark){body{background:#16181c;color:#e6e6e6}small,time,footer{color:#aaa}}"
)


@dataclass(frozen=True)
class Press:
    """A running press. `url` has no slash at its end."""

    url: str
    outlets: tuple[Outlet, ...]
    started_at: datetime
    update_after: timedelta
    phrasebook_path: Path = contents.FOLDER / "phrasebook"

    def catalogue(self, base_url: str | None = None) -> str:
        """The outlets and feeds as TOML in the catalogue format, at this press or at `base_url`."""
        return "\n".join(_catalogue_entry(outlet, base_url or self.url) for outlet in self.outlets)

    def standing(self, feed: Feed, at: datetime) -> list[Item]:
        """The items of a feed at a moment, newest first."""
        return contents.standing(feed, at, started_at=self.started_at, update_after=self.update_after)


@asynccontextmanager
async def serve(
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    now: Callable[[], datetime],
    update_after: timedelta = timedelta(seconds=90),
) -> AsyncIterator[Press]:
    """Serves the edition until the block is left; port 0 takes a free one. Raises OSError for a taken one.

    From `update_after` on, one article has new text under its old guid, and a follow-up has appeared.
    """
    application = web.Application()
    runner = web.AppRunner(application, access_log=None)
    presses: list[Press] = []
    _add_routes(application, lambda: presses[0], now)
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port)
        await site.start()
        bound_host, bound_port = runner.addresses[0][:2]
        name = f"[{bound_host}]" if ":" in bound_host else bound_host
        # Whole seconds, as the dialects have no finer ones.
        started_at = now().astimezone(UTC).replace(microsecond=0)
        presses.append(Press(f"http://{name}:{bound_port}", contents.outlets(), started_at, update_after))
        yield presses[0]
    finally:
        await runner.cleanup()


def _add_routes(
    application: web.Application, press: Callable[[], Press], now: Callable[[], datetime]
) -> None:
    async def feed_handler(request: web.Request) -> web.StreamResponse:
        return _feed_response(request, press(), now())

    async def page_handler(request: web.Request) -> web.StreamResponse:
        return _page_response(request, press(), now())

    application.router.add_get("/pages/{domain}/{slug}", page_handler)
    application.router.add_get("/{folder}/{file}", feed_handler)


def _feed_response(request: web.Request, press: Press, at: datetime) -> web.Response:
    for outlet in press.outlets:
        for feed in outlet.feeds:
            if request.path == f"/{feed.path}":
                items = press.standing(feed, at)
                body = dress(outlet, feed, items, base_url=press.url)
                return _answer(request, body, TYPES[feed.dialect], feed.encoding, items)
    raise web.HTTPNotFound


def _page_response(request: web.Request, press: Press, at: datetime) -> web.Response:
    domain, slug = request.match_info["domain"], request.match_info["slug"]
    for outlet in press.outlets:
        for feed in outlet.feeds if outlet.domain == domain else ():
            for item in press.standing(feed, at):
                if item.slug == slug:
                    return _answer(request, _page(outlet, item).encode(), "text/html", "utf-8", [item])
    raise web.HTTPNotFound


def _answer(
    request: web.Request, body: bytes, content_type: str, charset: str, items: Sequence[Item]
) -> web.Response:
    """A conditional GET (RFC 9110, 13.1): If-None-Match goes before If-Modified-Since."""
    etag = hashlib.sha256(body).hexdigest()[:20]
    modified_at = max(item.updated_at for item in items)
    headers = {
        # Weak, because the same tag stands for the gzipped body.
        "ETag": f'W/"{etag}"',
        "Last-Modified": format_datetime(modified_at.astimezone(UTC), usegmt=True),
        "Cache-Control": "max-age=60",
        "Vary": "Accept-Encoding",
    }
    if _is_unchanged(request, etag, modified_at):
        return web.Response(status=304, headers=headers)
    response = web.Response(body=body, content_type=content_type, charset=charset, headers=headers)
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        response.enable_compression(web.ContentCoding.gzip)
    return response


def _is_unchanged(request: web.Request, etag: str, modified_at: datetime) -> bool:
    if request.if_none_match is not None:
        return any(tag.value in (etag, "*") for tag in request.if_none_match)
    since = request.if_modified_since
    return since is not None and modified_at <= since


def _page(outlet: Outlet, item: Item) -> str:
    direction = "rtl" if outlet.language == "ar" else "ltr"
    byline = f"<p><small>{escape(item.author)}</small></p>" if item.author else ""
    sentences = "".join(f"<p>{escape(sentence)}</p>" for sentence in item.sentences)
    moment = item.updated_at.astimezone(UTC)
    return (
        f'<!doctype html>\n<html lang="{outlet.language}" dir="{direction}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{escape(item.title)}</title>'
        f"<style>{_STYLE}</style></head>\n<body><p><small>{escape(outlet.name)}</small></p>"
        f"<article><h1>{escape(item.title)}</h1>{byline}"
        f'<p><time datetime="{moment.isoformat()}">{moment:%Y-%m-%d %H:%M} UTC</time></p>'
        f"{sentences}</article>"
        f"<footer><p>{_NOTES[outlet.language]}</p></footer></body></html>\n"
    )


def _catalogue_entry(outlet: Outlet, base_url: str) -> str:
    lines = ["[[outlet]]", f"name = {_toml(outlet.name)}", f"domain = {_toml(outlet.domain)}"]
    if outlet.country:
        lines.append(f"country = {_toml(outlet.country)}")
    lines += [
        f"language = {_toml(outlet.language)}",
        f"owner = {_toml(outlet.owner)}",
        f"kind = {_toml(outlet.kind)}",
        f"source = {_toml(SOURCE)}",
    ]
    for feed in outlet.feeds:
        topics = ", ".join(_toml(topic) for topic in feed.topics)
        lines += ["[[outlet.feed]]", f"url = {_toml(f'{base_url}/{feed.path}')}", f"topics = [{topics}]"]
    return "\n".join(lines) + "\n"


def _toml(text: str) -> str:
    """A JSON string without control characters is a TOML basic string (toml.io/en/v1.0.0#string)."""
    return json.dumps(text, ensure_ascii=False)
