"""What an endpoint says when it refuses is kept for the operator, without the key it may repeat."""

import pytest
from aiohttp import web

from news.adapters.endpoint import Endpoint, Refusal, open_client

KEY = "a-key-of-no-known-shape-42"


async def test_a_key_that_an_endpoint_repeats_is_read_by_nobody() -> None:
    async def refuse(request: web.Request) -> web.Response:
        told = {"message": f"no such key: {request.headers['Authorization']}", "code": KEY}
        return web.json_response({"error": told}, status=400)

    application = web.Application()
    application.router.add_get("/{path:.*}", refuse)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        url = f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
        async with open_client(Endpoint("tiny", url, KEY), patience_s=5, connect_s=5) as client:
            with pytest.raises(Refusal) as failed:
                await client.models.list()
    finally:
        await runner.cleanup()
    refusal = failed.value
    assert refusal.complaint == "no such key: Bearer [secret]"
    assert KEY not in f"{refusal} {refusal.code}"
