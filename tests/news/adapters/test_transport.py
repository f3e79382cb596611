"""What travels to Telegram and back, and what is known of a call that failed: whether it may have been sent."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from telegram import InputFile
from telegram.error import NetworkError, TimedOut
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter

from news.adapters.transport import NotSent, Transport


@pytest.fixture
async def transport() -> AsyncIterator[Transport]:
    made = Transport(connections=1, connect_s=2.0, pool_s=0.2, read_s=0.2, is_proxied=False)
    yield made
    await made.shutdown()


@pytest.fixture
async def server() -> AsyncIterator[TestServer]:
    async def echo(request: web.Request) -> web.Response:
        form = await request.post()
        told = {
            name: value if isinstance(value, str) else value.file.read().decode()
            for name, value in form.items()
        }
        return web.json_response({"kind": request.content_type} | told, status=418)

    async def never(_: web.Request) -> web.Response:
        await asyncio.sleep(30)
        return web.Response()

    async def hang_up(request: web.Request) -> web.Response:
        assert request.transport is not None
        request.transport.close()
        return web.Response()

    site = web.Application()
    site.add_routes([web.post("/echo", echo), web.post("/never", never), web.post("/hang", hang_up)])
    made = TestServer(site, shutdown_timeout=0.1)
    await made.start_server()
    yield made
    await made.close()


def asked(**parameters: object) -> RequestData:
    return RequestData([RequestParameter.from_input(name, value) for name, value in parameters.items()])


async def test_parameters_and_files_arrive_as_they_are(transport: Transport, server: TestServer) -> None:
    status, body = await transport.do_request(
        str(server.make_url("/echo")), "POST", asked(text="Größe & <b>", chat_id=7)
    )
    form = "application/x-www-form-urlencoded"
    assert (status, json.loads(body)) == (418, {"kind": form, "text": "Größe & <b>", "chat_id": "7"})
    file = InputFile(b"a chart", filename="chart.png", attach=False)
    _, body = await transport.do_request(str(server.make_url("/echo")), "POST", asked(photo=file, chat_id=7))
    assert json.loads(body) == {"kind": "multipart/form-data", "photo": "a chart", "chat_id": "7"}


async def test_a_call_without_a_connection_was_surely_not_sent(
    transport: Transport, unused_tcp_port: int
) -> None:
    with pytest.raises(NetworkError) as raised:
        await transport.do_request(f"http://127.0.0.1:{unused_tcp_port}/", "POST")
    assert isinstance(raised.value.__cause__, NotSent)


async def test_a_call_that_found_no_free_connection_was_surely_not_sent(server: TestServer) -> None:
    transport = Transport(connections=1, connect_s=0.1, pool_s=0.1, read_s=5.0, is_proxied=False)
    async with asyncio.TaskGroup() as tasks:
        first = tasks.create_task(
            transport.do_request(str(server.make_url("/never")), "POST", read_timeout=1.0)
        )
        await asyncio.sleep(0)
        with pytest.raises(NetworkError) as raised:
            await transport.do_request(str(server.make_url("/echo")), "POST")
        assert isinstance(raised.value.__cause__, NotSent)
        first.cancel()
    await transport.shutdown()


async def test_a_call_without_answer_may_have_been_sent(transport: Transport, server: TestServer) -> None:
    with pytest.raises(TimedOut) as raised:
        await transport.do_request(str(server.make_url("/never")), "POST")
    assert not isinstance(raised.value.__cause__, NotSent)


async def test_a_call_that_was_hung_up_on_may_have_been_sent(
    transport: Transport, server: TestServer
) -> None:
    with pytest.raises(NetworkError) as raised:
        await transport.do_request(str(server.make_url("/hang")), "POST")
    assert not isinstance(raised.value.__cause__, NotSent)


class Telegraph:
    """A server that counts the requests it has read whole. It answers the first `answered` of a connection; after the next it hangs
    up, by `how`."""

    def __init__(self, *, answered: int, how: str) -> None:
        self.read = 0
        self._answered, self._how = answered, how

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for _ in range(self._answered):
            await self._read(reader)
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Type: application/json\r\n\r\n{}")
            await writer.drain()
        if self._how == "at once":  # the connection is stale before the next request is written
            writer.close()
            return
        await self._read(reader)
        if self._how == "in the middle of its answer":
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{")
            await writer.drain()
        if self._how == "by a reset":
            writer.transport.abort()
        writer.close()

    async def _read(self, reader: asyncio.StreamReader) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(line for line in head.lower().splitlines() if line.startswith(b"content-length"))
        await reader.readexactly(int(length.split(b":")[1]))
        self.read += 1


@pytest.mark.parametrize("answered", [0, 1], ids=["a new connection", "a used connection"])
@pytest.mark.parametrize("how", ["in order", "by a reset", "in the middle of its answer"])
async def test_a_request_that_was_read_is_never_written_again(
    transport: Transport, answered: int, how: str
) -> None:
    telegraph = Telegraph(answered=answered, how=how)
    async with await asyncio.start_server(telegraph.talk, "127.0.0.1", 0) as site:
        url = f"http://127.0.0.1:{site.sockets[0].getsockname()[1]}/botX/sendMessage"
        for _ in range(answered):
            await transport.do_request(url, "POST", asked(chat_id=1, text="before"))
        with pytest.raises(NetworkError) as raised:
            await transport.do_request(url, "POST", asked(chat_id=1, text="once"))
    assert not isinstance(raised.value.__cause__, NotSent)
    assert telegraph.read == answered + 1


async def test_a_request_on_a_connection_that_was_closed_meanwhile_arrives_once_or_not_at_all(
    transport: Transport,
) -> None:
    telegraph = Telegraph(answered=1, how="at once")
    async with await asyncio.start_server(telegraph.talk, "127.0.0.1", 0) as site:
        url = f"http://127.0.0.1:{site.sockets[0].getsockname()[1]}/botX/sendMessage"
        answers = [await answer(transport, url) for _ in range(6)]
    assert telegraph.read == answers.count("answered")
    assert "never left" not in answers


async def answer(transport: Transport, url: str) -> str:
    try:
        await transport.do_request(url, "POST", asked(chat_id=1, text="hello"))
    except NetworkError as error:
        return "never left" if isinstance(error.__cause__, NotSent) else "not known"
    return "answered"


async def test_a_call_that_is_given_up_while_it_waits_for_a_connection_leaves_nothing_behind(
    server: TestServer,
) -> None:
    transport = Transport(connections=1, connect_s=5.0, pool_s=5.0, read_s=5.0, is_proxied=False)
    telegraph = Telegraph(answered=9, how="in order")
    async with await asyncio.start_server(telegraph.talk, "127.0.0.1", 0) as site:
        url = f"http://127.0.0.1:{site.sockets[0].getsockname()[1]}/botX/sendMessage"
        first = asyncio.create_task(transport.do_request(str(server.make_url("/never")), "POST"))
        given_up = asyncio.create_task(transport.do_request(url, "POST", asked(text="given up")))
        await asyncio.sleep(0)
        given_up.cancel()
        first.cancel()
        await asyncio.wait({first, given_up})
        await transport.do_request(url, "POST", asked(text="after it"))
    assert telegraph.read == 1
    await transport.shutdown()
