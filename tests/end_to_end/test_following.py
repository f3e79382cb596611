"""What people follow, over HTTP, with the real program: sites, lists, own words; and a link that chooses topics."""

import signal
from datetime import UTC, datetime, timedelta

import aiohttp
from aiohttp import web

from tests.end_to_end.conftest import an_hour_far_off, its_button
from tests.end_to_end.test_conversation import is_digest
from tests.end_to_end.test_own_data import content_of
from tests.news.intake.feed_sites import rss

PAGE = '<html><head><link rel="alternate" type="application/rss+xml" href="/posts.xml"></head><body>Ann</body></html>'


async def a_site() -> tuple[web.AppRunner, str]:
    """A site with a feed, on loopback; the program is told that it may fetch there."""

    async def answer(request: web.Request) -> web.Response:
        if request.path == "/posts.xml":
            told = rss("blog", at=datetime.now(UTC) - timedelta(hours=1))
            return web.Response(text=told, content_type="application/rss+xml")
        return (
            web.Response(text=PAGE, content_type="text/html")
            if request.path == "/"
            else web.Response(status=404)
        )

    application = web.Application()
    application.router.add_get("/{path:.*}", answer)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return runner, f"http://127.0.0.1:{runner.addresses[0][1]}"


async def test_a_site_is_found_followed_and_read_by_its_follower_alone(town):
    runner, site = await a_site()
    try:
        ann, ben = await town.person(71), await town.person(72)
        await ann.send(f"/follow {site}")
        await ann.hears("I am looking at")
        await town.program.stop(signal.SIGKILL)
        await town.program.start()
        shown = await ann.hears("Ann's blog")
        assert "Ferry sinks off Marel" in shown["text"]
        await ann.press(shown, "Follow")
        page = await ann.sees(shown["message_id"], "You now get only what you follow.")
        await town.program.stop(signal.SIGKILL)
        await town.program.start()
        await ann.send("/digest")
        digest = await ann.hears(is_digest, patience_s=90)
        assert "Ferry sinks off Marel" in digest["text"]
        await ben.send("/digest")
        assert "Ferry sinks off Marel" not in (await ben.hears(is_digest, patience_s=90))["text"]
        await ann.press(page, "Stop following")
        gone = await ann.sees(shown["message_id"], "No longer followed.")
        await ann.press(gone, "Follow again")
        await ann.sees(shown["message_id"], "You now get only what you follow.")
    finally:
        await runner.cleanup()


async def test_a_list_is_sent_as_a_file_and_comes_back_as_one(town):
    runner, site = await a_site()
    try:
        ann = await town.person(73)
        listed = f'<opml version="2.0"><body><outline text="Ann" xmlUrl="{site}/posts.xml"/><outline text="Gone" xmlUrl="{site}/gone.xml"/></body></opml>'
        form = aiohttp.FormData()
        form.add_field("document", listed.encode(), filename="feeds.opml", content_type="text/x-opml")
        async with ann.http.post(f"{ann.url}/people/73/chats/73/send_document", data=form) as answer:
            assert answer.status < 300, await answer.text()
        await ann.hears("I found 2 feeds in your list.", patience_s=60)
        report = await ann.hears("Your list has been read.", patience_s=60)
        assert "Now followed: 1" in report["text"]
        assert "Not reachable: 1" in report["text"]
        await ann.send("/follow")
        menu = await ann.hears("Sites you follow: ")
        await ann.press(menu, "Sites you follow")
        await ann.press(await ann.sees(menu["message_id"], "Send me the address"), "OPML")
        sent = await ann.hears(lambda message: "document" in message)
        assert sent["document"]["file_name"] == "pressradar.opml"
        assert f"{site}/posts.xml" in await content_of(ann, sent["document"]["file_id"])
    finally:
        await runner.cleanup()


async def test_a_newcomer_by_a_link_has_a_digest_of_its_topics_within_five_taps(town):
    other = await town.person(74)
    await other.send(
        "/digest"
    )  # the feeds have been read once: a program that has just started reads them first
    await other.hears(is_digest, patience_s=90)
    ann = await town.person(75)
    await ann.send("/start t_science")
    hello = await ann.hears("You follow: Science")
    await ann.press(hello, "Continue")
    menu = await ann.sees(hello["message_id"], "What do you want to read about?")
    await ann.press(menu, "Continue")
    hours = await ann.sees(hello["message_id"], "When should your digest come?")
    await ann.press(hours, its_button(an_hour_far_off()))
    await ann.hears(is_digest)
    await ann.sees(hello["message_id"], "Your news desk is ready.")


async def test_words_asked_for_survive_a_restart(town):
    ann = await town.person(76)
    await ann.send("/follow electric cars +Norway")
    page = await ann.hears("All of these")
    await ann.press(page, "Change the words")
    await ann.hears("Which words should I look for?")
    await town.program.stop(signal.SIGKILL)
    await ann.send("electric bikes +Norway")
    await town.program.start()
    assert "bikes" in (await ann.hears("All of these"))["text"]
