"""Another site's page, open in the same browser, has no say here."""

import aiohttp
import pytest

from sandbox.server import serve


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://evil.example"}, {"Host": "evil.example"}, {"Origin": "null"}],
    ids=["script", "rebinding", "sandboxed frame"],
)
async def test_other_sites_are_refused(headers):
    async with serve() as sandbox, aiohttp.ClientSession() as http:
        async with http.post(f"{sandbox.url}/operator/reset", headers=headers) as answer:
            assert answer.status == 403


async def test_the_page_itself_is_served_and_may_post():
    async with serve() as sandbox, aiohttp.ClientSession(headers={"Origin": sandbox.url}) as http:
        async with http.post(f"{sandbox.url}/people", json={"user": 1}) as answer:
            assert answer.status == 200
