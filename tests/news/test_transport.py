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
