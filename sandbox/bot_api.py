"""The bot's side over HTTP: reads a request, lays it before the specification, does the method, answers.

Also here: the log of calls, and the trouble an operator ordered.
"""

from __future__ import annotations

import asyncio
import inspect
import json
import socket
import struct
import time
from collections import Counter, deque
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from sandbox.chats import World
from sandbox.errors import Json, Refused, malformed
from sandbox.faults import Fault, Faults
from sandbox.files import UPLOAD_BYTES, Upload
from sandbox.methods import METHODS
from sandbox.rooms import not_found
from sandbox.spec import MethodSpec, load
from sandbox.updates import SET_WEBHOOK
from sandbox.webhooks import Webhook, WebhookSender, check_url

KEPT_CALLS = 10_000
LONGEST_POLL_SECONDS = 50
USE_DELETE_WEBHOOK = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)
UNAUTHORIZED = Refused(401, "Unauthorized")
NOT_FOUND = Refused(404, "Not Found")
_FILES = "\0uploads"


class BotApi:
    def __init__(self, world: World, *, retry_seconds: float) -> None:
        self.world = world
        self.faults = Faults()
        self.calls: deque[Json] = deque(maxlen=KEPT_CALLS)
        self.violations: deque[Json] = deque(maxlen=KEPT_CALLS)
        self.call_count = 0
        self.called: Counter[str] = Counter()  # how often each method was, in all
        self.under_way: Counter[str] = Counter()  # and how many calls of it have no outcome yet
        self.sender = WebhookSender(
            world.updates, reply=self.obey, now=world.now, retry_seconds=retry_seconds
        )

    def routes(self) -> list[web.RouteDef]:
        return [
            web.route("*", "/bot{token}/{method}", self.answer),
            web.get("/file/bot{token}/{path:.+}", self.download),
        ]

    async def answer(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != self.world.token:
            return _refuse(UNAUTHORIZED)
        spec = load().methods.get(request.match_info["method"].lower())
        began = time.perf_counter()
        problem: Refused | None
        try:
            given = await read_parameters(request)
        except Refused as refusal:
            given, problem = {}, refusal
        else:
            problem = Refused(404, "Not Found", broke_spec=True) if spec is None else None
        name = spec.name if spec else request.match_info["method"]
        fault = self.faults.take(name, given.get("chat_id")) if problem is None else None
        if fault is not None and fault.kind in ("timeout", "reset"):
            self._log(name, given, began, Refused(0, f"{fault.kind} on order"))
            return await _break_off(request, fault)
        self.under_way[name] += 1
        try:
            if fault is not None and fault.kind == "delay":
                await asyncio.sleep(fault.seconds)
            outcome = await self._outcome(spec, given, problem, fault, began)
        finally:
            self.under_way[name] -= 1
        if fault is not None and fault.kind == "lost_reply":
            return await _break_off(request, fault)
        return _refuse(outcome, fault) if isinstance(outcome, Refused) else outcome

    async def _outcome(
        self, spec: MethodSpec | None, given: Json, problem: Refused | None, fault: Fault | None, began: float
    ) -> web.Response | Refused:
        name = spec.name if spec else "?"
        try:
            if fault is not None and fault.kind == "error":
                raise fault.refusal()
            if problem is not None:
                raise problem
            assert spec is not None
            result, unknown = await self.call(spec, given)
        except Refused as refusal:
            self._log(name, given, began, refusal)
            return refusal
        self._log(name, given, began, None, unknown)
        return _accept(result)

    async def call(self, spec: MethodSpec, given: Json) -> tuple[Any, list[str]]:
        """The method's result, and the parameters that nobody knows. Raises Refused."""
        uploads = given.pop(_FILES, {})
        arguments, unknown = spec.read(given)
        arguments["uploads"] = uploads
        special = getattr(self, _SPECIAL.get(spec.name, ""), None)
        if special is not None:
            result = special(arguments)
            return (await result if inspect.isawaitable(result) else result), _unattached(unknown, uploads)
        method = METHODS.get(spec.name)
        if method is None:
            raise not_found(spec.name)
        return method(self.world, arguments), _unattached(unknown, uploads)

    async def obey(self, method: str, parameters: Json) -> None:
        """A method named in the answer to a webhook; its result is told to nobody."""
        spec = load().methods.get(method.lower())
        began = time.perf_counter()
        problem = Refused(404, "Not Found", broke_spec=True) if spec is None else None
        await self._outcome(spec, parameters, problem, None, began)

    async def get_updates(self, args: Json) -> list[Json]:
        if self.sender.webhook is not None:
            raise Refused(409, USE_DELETE_WEBHOOK)
        queue = self.world.updates
        if "allowed_updates" in args:
            queue.allowed = args["allowed_updates"] or None
        self.world.is_changed = self.world.is_changed or bool(args.get("offset"))
        return await queue.poll(
            offset=args.get("offset", 0),
            limit=max(1, min(100, args.get("limit", 100))),
            timeout_seconds=max(0, min(LONGEST_POLL_SECONDS, args.get("timeout", 0))),
        )

    async def set_webhook(self, args: Json) -> bool:
        if not args.get("url"):
            return await self.delete_webhook(args)
        check_url(args["url"])
        queue = self.world.updates
        queue.interrupt(SET_WEBHOOK)
        if args.get("drop_pending_updates"):
            queue.clear()
        if "allowed_updates" in args:
            queue.allowed = args["allowed_updates"] or None
        connections = max(1, min(100, args.get("max_connections", 40)))
        webhook = Webhook(args["url"], args.get("secret_token", ""), connections, args.get("ip_address", ""))
        self.world.is_changed = True
        await self.sender.start(webhook)
        return True

    async def delete_webhook(self, args: Json) -> bool:
        await self.sender.stop()
        if args.get("drop_pending_updates"):
            self.world.updates.clear()
        self.world.is_changed = True
        return True

    def get_webhook_info(self, _args: Json) -> Json:
        webhook = self.sender.webhook or Webhook("")
        return webhook.info(self.sender.pending, self.world.updates.allowed)

    async def download(self, request: web.Request) -> web.Response:
        stored = self.world.files.at(request.match_info["path"])
        if request.match_info["token"] != self.world.token:
            return _refuse(UNAUTHORIZED)
        if stored is None:
            return _refuse(NOT_FOUND)
        return web.Response(body=stored.content, content_type="application/octet-stream")

    def _log(
        self,
        method: str,
        given: Json,
        began: float,
        refusal: Refused | None,
        unknown: list[str] | None = None,
    ) -> None:
        self.call_count += 1
        self.called[method] += 1
        call: Json = {
            "n": self.call_count,
            "at": self.world.now(),
            "method": method,
            "parameters": {
                key: str(value) if isinstance(value, Upload) else value
                for key, value in given.items()
                if key != _FILES
            },
            "ok": refusal is None,
            "error_code": refusal.code if refusal else None,
            "description": refusal.description if refusal else None,
            "duration_ms": round((time.perf_counter() - began) * 1000, 3),
        }
        if unknown:
            call["unknown_parameters"] = unknown
        self.calls.append(call)
        if unknown or (refusal is not None and refusal.broke_spec):
            self.violations.append(call)


_SPECIAL = {
    "getUpdates": "get_updates",
    "setWebhook": "set_webhook",
    "deleteWebhook": "delete_webhook",
    "getWebhookInfo": "get_webhook_info",
}


async def read_parameters(request: web.Request) -> Json:
    """Parameters of the query and the body, uploaded files among them. Raises Refused."""
    given: Json = dict(request.query)
    kind = request.content_type
    if kind == "multipart/form-data":
        return {**given, **await _multipart(request)}
    try:
        raw = await request.read()
    except web.HTTPRequestEntityTooLarge:
        raise Refused(413, "Request Entity Too Large") from None
    if not raw:
        return given
    try:
        body = json.loads(raw) if kind == "application/json" else _form(raw)
    except UnicodeDecodeError:
        raise malformed("strings must be encoded in UTF-8") from None
    except ValueError:
        raise malformed("can't parse JSON object") from None
    if not isinstance(body, dict):
        raise malformed("can't parse JSON object")
    _check_encoding(raw, body)
    return {**given, **body}


def _form(raw: bytes) -> Json:
    return dict(parse_qsl(raw.decode(), keep_blank_values=True, errors="strict"))


def _check_encoding(raw: bytes, body: Json) -> None:
    """JSON can write half a character (`\\ud800`) that UTF-8 cannot."""
    if b"\\ud" not in raw and b"\\uD" not in raw:
        return
    try:
        json.dumps(body, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise malformed("strings must be encoded in UTF-8") from None


async def _multipart(request: web.Request) -> Json:
    given: Json = {}
    uploads: dict[str, Upload] = {}
    try:
        form = await request.post()
    except web.HTTPRequestEntityTooLarge:
        raise Refused(413, "Request Entity Too Large") from None
    for name, value in form.items():
        if isinstance(value, web.FileField):
            upload = Upload(value.filename, value.content_type, value.file.read())
            if len(upload.content) > UPLOAD_BYTES:
                raise Refused(413, "Request Entity Too Large")
            given[name] = uploads[name] = upload
        else:
            given[name] = value
    return {
        **{key: _attached(value, uploads) for key, value in given.items()},
        _FILES: uploads,
    }


def _attached(value: Any, uploads: dict[str, Upload]) -> Any:
    """`attach://name` where a file may stand is the file of that name."""
    if isinstance(value, str) and value.startswith("attach://"):
        return uploads.get(value.removeprefix("attach://"), value)
    return value


def _unattached(unknown: list[str], uploads: Json) -> list[str]:
    return [name for name in unknown if name not in uploads]


def _accept(result: Any) -> web.Response:
    body = json.dumps({"ok": True, "result": result}, ensure_ascii=False, separators=(",", ":"))
    return web.Response(body=body.encode(), content_type="application/json")


def _refuse(refusal: Refused, fault: Fault | None = None) -> web.Response:
    if refusal.code == 502 and fault is not None and not fault.description:
        page = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body></body>\r\n</html>\r\n"
        return web.Response(status=502, text=page, content_type="text/html")
    return web.json_response(refusal.answer(), status=refusal.code)


async def _break_off(request: web.Request, fault: Fault) -> web.Response:
    """No answer: after `seconds` for a timeout, else at once, with a TCP reset where ordered."""
    if fault.kind == "timeout":
        await asyncio.sleep(fault.seconds)
    transport = request.transport
    if transport is not None:
        connection = transport.get_extra_info("socket")
        if fault.kind == "reset" and connection is not None:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
    return web.Response()
