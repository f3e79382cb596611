"""Following sites and feeds: by an address, by a list of another reader (OPML), and back out as such a list.

What is at an address is looked up by the `look` step, for which it is only ordered here.
"""

from telegram import MessageEntity

from bot import awaiting, keyboards
from bot.choosing import words
from bot.limiting import may, speaker
from bot.setting import Setting
from bot.turn import Turn
from news.callbacks import Press, encode
from news.comparing.post import read_post
from news.i18n import Speech
from news.intake.discovery import is_site, read_address_typed, site_of
from news.intake.found_feeds import FEED, FOLLOWED, from_row
from news.intake.opml import write_opml
from news.looking import MOST_FILE_BYTES
from news.markup import Html, bold, broken, esc, isolate, lines, paragraphs, quiet
from news.models import Awaited, BroughtPost, Feed, FeedLookup, Outlet, Subscription
from news.ports import Button, File, Message
from news.queries import followed
from news.reader.brought import MOST_FEEDS, as_catalogue, feeds_of, follow_feed, wake
from news.reader.following import drop, own_subscription
from news.reader.limits import Thing
from news.rendering.directions import rtl
from news.rendering.render import moment
from news.rendering.render_feeds import unreadable_message
from news.sending.deliveries import owe_file
from news.work import owe

_LISTS = (".opml", ".xml")
_LIST_TYPES = {"text/x-opml", "text/x-opml+xml", "application/xml", "text/xml", "application/x-opml+xml"}


# --- looking -------------------------------------------------------------------------------------


async def look(turn: Turn, address: str, *, for_feed: int | None = None) -> None:
    """Orders the look, and says so at once. `for_feed` is what the operator looks for (`FeedLookup`)."""
    if not await may(turn, Thing.SITE):
        return
    row = await _ordered(turn, address=address, for_feed=for_feed)
    site = turn.speech.isolated(quiet(site_of(row.address)))
    said = turn.speech.gettext("I am looking at {site}. One moment.", site=site)
    turn.say(Message(rtl(esc(said), turn.speech)))


async def typed_site(turn: Turn, text: str) -> bool:
    """Looks at the site whose bare address was typed; False for words, and for the address of an article. Telegram says what
    is an address: “done.Thanks” is none."""
    address, message = read_address_typed(text), turn.update.effective_message
    if address is None or not is_site(address) or message is None or message.reply_to_message is not None:
        return False
    if message.forward_origin is not None or not message.parse_entities([MessageEntity.URL]):
        return False
    await look(turn, address)
    return True


async def pressed_site_in(turn: Turn, press: Press) -> None:
    """Looks at the site of the link in a post that was brought to be compared."""
    row = await turn.session.get(BroughtPost, press.number() or 0)
    if row is None or row.subscriber_id != turn.subscriber_id:
        turn.toast(turn.speech.gettext("This button is out of date."))
        return
    post = read_post(row.text, reads=turn.subscriber.digest_language, links=row.links)
    address = next((read_address_typed(link) for link in post.links), None)
    if address is not None:
        await look(turn, address)


async def typed(turn: Turn, text: str, _awaited: Awaited) -> None:
    """The address that was asked for."""
    address = read_address_typed(text)
    if address is None:
        example = turn.speech.isolated(quiet("example.org"))
        said = turn.speech.gettext("That is no web address. One looks like this: {example}", example=example)
        turn.say(Message(rtl(esc(said), turn.speech)))
        return
    await look(turn, address)


async def take_file(turn: Turn) -> bool:
    """Takes a list of feeds to be followed; False where the message has no such file. What is in it is said when it was read."""
    message = turn.update.effective_message
    document = message.document if message else None
    if document is None or message is None:
        return False
    is_list = (document.file_name or "").lower().endswith(_LISTS) or document.mime_type in _LIST_TYPES
    if not is_list:
        return False
    if (document.file_size or 0) > MOST_FILE_BYTES:
        turn.say(unreadable_message(turn.speech, reply_to=message.message_id))
    elif await may(turn, Thing.LIST):
        await _ordered(turn, file_id=document.file_id)
    return True


async def _ordered(
    turn: Turn, *, address: str = "", file_id: str | None = None, for_feed: int | None = None
) -> FeedLookup:
    message = turn.update.effective_message
    row = FeedLookup(
        update_id=turn.update.update_id, subscriber_id=turn.subscriber_id, address=address, file_id=file_id,
        reply_to=message.message_id if message else None, for_feed=for_feed, asked_at=turn.now,
    )  # fmt: skip
    turn.session.add(row)
    await turn.session.flush()
    await owe(turn.session, "look", row.id or 0, at=turn.now, urgent=True, lane=speaker(turn.update))
    turn.ring("look")
    return row


# --- following -----------------------------------------------------------------------------------


async def pressed_feed(turn: Turn, press: Press) -> None:
    """Follows one of the feeds that were found, and shows it."""
    row = await _lookup(turn, press)
    at = press.number(1)
    if row is None or at is None or at >= len(row.found) or row.found[at]["state"] != FEED:
        turn.toast(turn.speech.gettext("This button is out of date."))
        return
    followed_now = await follow_feed(turn.session, turn.subscriber_id, from_row(row.found[at]), now=turn.now)
    if followed_now is None:
        turn.toast(_full(turn.speech), alert=True)
        return
    turn.ring("fetch")
    turn.toast(turn.speech.gettext("Followed."))
    turn.edit(await page(turn, followed_now))


def _full(speech: Speech) -> str:
    most = speech.ngettext("You can follow {n} site.", "You can follow {n} sites.", MOST_FEEDS)
    return speech.prose([most, speech.gettext("Drop some in /follow first.")])


async def _lookup(turn: Turn, press: Press) -> FeedLookup | None:
    row = await turn.session.get(FeedLookup, press.number() or 0)
    return row if row is not None and row.subscriber_id == turn.subscriber_id else None


async def pressed_unlist(turn: Turn, press: Press) -> None:
    """Ends what a list began."""
    row = await _lookup(turn, press)
    if row is None:
        turn.toast(turn.speech.gettext("This button is out of date."))
        return
    urls = {one["url"] for one in row.found if one["state"] == FOLLOWED}
    for number, (feed, _) in (await feeds_of(turn.session, turn.subscriber_id)).items():
        if urls & {feed.url, feed.listed_as}:
            await drop(turn.session, await turn.session.get_one(Subscription, number), now=turn.now)
    turn.toast(turn.speech.gettext("No longer followed."))
    turn.edit(await menu(turn))


# --- one of them ---------------------------------------------------------------------------------


async def page(turn: Turn, row: Subscription) -> Message:
    """What is known of a feed that the reader follows, and what can be done with it."""
    speech = turn.speech
    feed = await turn.session.get_one(Feed, int(row.target))
    outlet = await turn.session.get_one(Outlet, feed.outlet_id)
    told = [
        rtl(bold("📡 " + isolate(quiet(_name_of(feed, outlet)))), speech),
        rtl(_about(feed, speech), speech),
    ]
    told.append(rtl(esc(_state(feed, turn)), speech))
    if not await _follows_more(turn):
        told.append(
            rtl(esc(speech.gettext("You now get only what you follow. Add topics with /topics.")), speech)
        )
    stop = Button("✕ " + speech.gettext("Stop following"), encode("unsite", row.id or 0))
    return Message(lines(told), [(stop,), keyboards.back(speech, of="sites")])


def _about(feed: Feed, speech: Speech) -> Html:
    site = isolate(quiet(site_of(feed.url)))
    return esc(speech.language_name(feed.language) + " · ") + site if feed.language else site


def _state(feed: Feed, turn: Turn) -> str:
    speech = turn.speech
    if feed.fetched_at is None:
        return speech.gettext("I read it for the first time now.")
    at = moment(feed.fetched_at, speech, turn.subscriber.zone)
    if feed.failures:
        return speech.gettext("It could not be read, last tried {time}.", time=at)
    return speech.gettext("Read last {time}.", time=at)


async def _follows_more(turn: Turn) -> bool:
    return bool(await followed(turn.session, turn.subscriber_id) or await words.own(turn))


def _name_of(feed: Feed, outlet: Outlet) -> str:
    return feed.title or outlet.name


async def pressed_site(turn: Turn, press: Press) -> None:
    row = await own_subscription(turn.session, turn.subscriber_id, press.number() or 0, kind="feed")
    if row is None:
        turn.toast(turn.speech.gettext("This button is out of date."))
        return
    turn.edit(await page(turn, row))


async def pressed_unsite(turn: Turn, press: Press) -> None:
    """Stops following a feed; one more tap brings it back."""
    number = press.number() or 0
    row = await own_subscription(turn.session, turn.subscriber_id, number, kind="feed")
    if row is None:
        turn.toast(turn.speech.gettext("This button is out of date."))
        return
    feed, outlet = (await feeds_of(turn.session, turn.subscriber_id))[number]
    dropped = await drop(turn.session, row, now=turn.now)
    turn.toast(turn.speech.gettext("No longer followed."))
    name = turn.speech.isolated(quiet(_name_of(feed, outlet)))
    turn.edit(words.gone(turn.speech, name, dropped.id or 0, of="sites"))


async def followed_again(turn: Turn, row: Subscription) -> Message:
    """The page of a feed that was brought back: it is read again."""
    feed = await turn.session.get_one(Feed, int(row.target))
    await wake(turn.session, feed, by=row.subscriber_id, now=turn.now)
    turn.ring("fetch")
    return await page(turn, row)


async def named(turn: Turn, text: str) -> list[tuple[str, str, str]]:
    """The followed feeds that the text names, by title, address or site: kind, target and name."""
    wanted = {text.casefold(), site_of(read_address_typed(text) or text).casefold()}
    return [
        ("feed", str(feed.id), turn.speech.isolated(quiet(_name_of(feed, outlet))))
        for feed, outlet in (await feeds_of(turn.session, turn.subscriber_id)).values()
        if wanted & {_name_of(feed, outlet).casefold(), feed.url.casefold(), site_of(feed.url).casefold()}
    ]


# --- the setting ---------------------------------------------------------------------------------


async def menu(turn: Turn) -> Message:
    """All of them, and the ways in and out."""
    speech = turn.speech
    mine = await feeds_of(turn.session, turn.subscriber_id)
    rows: keyboards.Rows = [
        (Button(f"✅ {words.cut(_name_of(feed, outlet), speech)}", encode("site", number)),)
        for number, (feed, outlet) in list(mine.items())[:SHOWN]
    ]
    rows.append((Button("+ " + speech.gettext("Add a site"), encode("addsite")),))
    if mine:
        rows[-1] += (Button("📄 OPML", encode("opml")),)
    rows.append(keyboards.back(speech, of="sites"))
    told = [
        speech.gettext("Send me the address of a site or of its feed."),
        speech.gettext("Coming from another feed reader? Send its list of feeds as an OPML file."),
    ]
    heading = rtl(bold("📡 " + _name(speech)), speech)
    return Message(paragraphs([heading, rtl(esc(speech.prose(told)), speech)]), rows)


SHOWN = 60
"""Telegram takes a hundred buttons; the others are reached by /unfollow and the list."""


async def pressed_addsite(turn: Turn, _press: Press) -> None:
    await awaiting.ask(turn, "feed", turn.speech.gettext("Send me the address of a site or of its feed."))


async def pressed_opml(turn: Turn, _press: Press) -> None:
    """The reader's feeds as a file."""
    if not await may(turn, Thing.FILE):
        return
    speech = turn.speech
    listed = write_opml(await as_catalogue(turn.session, turn.subscriber_id))
    said = speech.gettext("Your sites, as other feed readers take them.")
    file = File("pressradar.opml", listed.encode())
    await owe_file(turn.session, turn.chat, file, Message(rtl(esc(said), speech)), now=turn.now)
    turn.ring("deliver")


def _name(speech: Speech) -> str:
    return speech.gettext("Sites you follow")


async def _value(turn: Turn) -> str | None:
    listed = await names(turn)
    return turn.speech.listed(listed) if listed else None


async def names(turn: Turn) -> list[str]:
    """What the followed feeds are called, or how many they are."""
    mine = (await feeds_of(turn.session, turn.subscriber_id)).values()
    if len(mine) > NAMED:
        return [turn.speech.ngettext("{n} site", "{n} sites", len(mine))]
    return [turn.speech.isolated(broken(_name_of(feed, outlet))) for feed, outlet in mine]


NAMED = 8

SETTING = Setting("sites", "📡", _name, _value, menu)
