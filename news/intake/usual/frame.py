"""What a feed is made of: its channel, its items, its pictures, and where an item was taken from. Pure."""

from news.intake.usual.place import Begin, End, Place, Unusual, Values


def _begin_rss(at: Place, given: Values) -> None:
    if not at.version.startswith("rss"):
        at.version = "rss"


def _begin_channel(at: Place, given: Values) -> None:
    if "lastmod" in given or "href" in given:
        raise Unusual
    at.is_in.add("feed")


def _begin_feed(at: Place, given: Values) -> None:
    at.is_in.add("feed")
    at.version = at.version or "atom"


def _end_feed(at: Place) -> None:
    at.is_in.discard("feed")


def _begin_item(at: Place, given: Values) -> None:
    if "lastmod" in given or "href" in given or "entry" in at.is_in:
        raise Unusual
    at.entries.append({})
    at.depths = {}
    at.push("item", is_wanted=False)
    at.is_in.add("entry")
    at.guid_is_link, at.title_depth = False, -1
    if about := given.get(at.names.of_about()):
        at.context()["id"] = about


def _end_item(at: Place) -> None:
    at.pop("item")
    at.is_in.discard("entry")
    at.has_content = False


def _begin_picture(at: Place, given: Values) -> None:
    if "entry" not in at.is_in:
        at.context().setdefault("image", {})
    at.is_in.add("image")
    at.title_depth = -1
    at.push("image", is_wanted=False)


def _end_picture(at: Place) -> None:
    at.pop("image")
    at.is_in.discard("image")


def _begin_input(at: Place, given: Values) -> None:
    context = at.context()
    if context is not at.feed:
        raise Unusual
    context.setdefault("textinput", {})
    at.is_in.add("textinput")
    at.title_depth = -1
    at.push("textinput", is_wanted=False)


def _end_input(at: Place) -> None:
    at.pop("textinput")
    at.is_in.discard("textinput")


def _begin_cover(at: Place, given: Values) -> None:
    at.push("itunes_image", is_wanted=False)
    if given.get("href") or given.get("url"):
        at.context()["image"] = {}


def _begin_source(at: Place, given: Values) -> None:
    at.push("source", is_wanted=False)
    at.is_in.add("source")
    at.title_depth = -1


def _end_source(at: Place) -> None:
    at.is_in.discard("source")
    at.pop("source")
    at.source = {}


def _pass(at: Place, given: Values) -> None:
    pass


BEGINS: dict[str, Begin] = {
    "rss": _begin_rss,
    "channel": _begin_channel,
    "feed": _begin_feed,
    "item": _begin_item,
    "image": _begin_picture,
    "textinput": _begin_input,
    "itunes_image": _begin_cover,
    "source": _begin_source,
    "cloud": _pass,
    "media_group": _pass,
}
ENDS: dict[str, End] = {
    "feed": _end_feed,
    "item": _end_item,
    "image": _end_picture,
    "textinput": _end_input,
    "source": _end_source,
    "channel": _end_feed,
}
