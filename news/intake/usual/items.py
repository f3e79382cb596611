"""What an item has beside its texts: links, a name, dates, categories, pictures. Pure."""

from feedparser.datetimes import _parse_date as date_of

from news.intake.usual.names import HTML
from news.intake.usual.place import Begin, End, Place, Values, joined


def _begin_link(at: Place, given: Values) -> None:
    link = {"rel": "alternate", **given}
    kind = link.setdefault("type", "application/atom+xml" if link["rel"] == "self" else "text/html")
    context = at.context()
    link = _with_href(link)
    if "href" in link:
        link["href"] = joined(at.base, link["href"])
    links = context.setdefault("links", [])
    if not {"entry", "image"} <= at.is_in:
        links.append(link)
    if "href" not in link:
        at.push("link", is_wanted=at.takes_text())
    elif link["rel"] == "alternate" and kind in HTML:
        context["link"] = link["href"]


def _end_link(at: Place) -> None:
    at.pop("link")


def _begin_enclosure(at: Place, given: Values) -> None:
    at.context().setdefault("links", []).append({"rel": "enclosure"})


def _begin_license(at: Place, given: Values) -> None:
    at.context().setdefault("links", []).append({"rel": "license"})


def _begin_language(at: Place, given: Values) -> None:
    at.push("language")


def _begin_guid(at: Place, given: Values) -> None:
    at.guid_is_link = given.get("ispermalink", "true") == "true"
    at.push("id")


def _end_guid(at: Place) -> None:
    text, context = at.pop("id"), at.context()
    context.setdefault("guidislink", at.guid_is_link and "link" not in context)
    if at.guid_is_link:
        context.setdefault("link", text)


def _begin_published(at: Place, given: Values) -> None:
    at.push("published")


def _begin_updated(at: Place, given: Values) -> None:
    at.push("updated")


def _begin_created(at: Place, given: Values) -> None:
    at.push("created")


def _end_published(at: Place) -> None:
    at.context()["published_parsed"] = date_of(at.pop("published"))


def _end_updated(at: Place) -> None:
    at.context()["updated_parsed"] = date_of(at.pop("updated"))


def _end_created(at: Place) -> None:
    at.context()["created_parsed"] = date_of(at.pop("created"))


def _begin_category(at: Place, given: Values) -> None:
    _tag(at, given.get("term"), given.get("scheme", given.get("domain")), given.get("label"))
    at.push("category")


def _begin_media_category(at: Place, given: Values) -> None:
    _begin_category(at, {"scheme": "http://search.yahoo.com/mrss/category_schema", **given})


def _begin_itunes_category(at: Place, given: Values) -> None:
    _tag(at, given.get("text"), "http://www.itunes.com/", None)
    at.push("category")


def _end_category(at: Place) -> None:
    if not (term := at.pop("category")):
        return
    tags = at.context()["tags"]
    if tags and not tags[-1]["term"]:
        tags[-1]["term"] = term
    else:
        _tag(at, term, None, None)


def _end_media_keywords(at: Place) -> None:
    _tag_all(at, at.pop("media_keywords"), None)


def _end_itunes_keywords(at: Place) -> None:
    _tag_all(at, at.pop("itunes_keywords"), "http://www.itunes.com/")


def _tag_all(at: Place, terms: str | None, scheme: str | None) -> None:
    for term in (terms or "").split(","):
        if term.strip():
            _tag(at, term.strip(), scheme, None)


def _tag(at: Place, term: str | None, scheme: str | None, label: str | None) -> None:
    tags = at.context().setdefault("tags", [])
    tag = {"term": term, "scheme": scheme, "label": label}
    if (term or scheme or label) and tag not in tags:
        tags.append(tag)


def _begin_media_content(at: Place, given: Values) -> None:
    at.context().setdefault("media_content", []).append(given)


def _begin_media_thumbnail(at: Place, given: Values) -> None:
    at.context().setdefault("media_thumbnail", []).append(given)
    at.push("url", is_wanted=False)


def _end_media_thumbnail(at: Place) -> None:
    at.pop("url")


def _with_href(link: Values) -> Values:
    href = link.get("url", link.get("uri", link.get("href")))
    if not href:
        return link
    return {name: value for name, value in link.items() if name not in ("url", "uri")} | {"href": href}


BEGINS: dict[str, Begin] = {
    "link": _begin_link,
    "enclosure": _begin_enclosure,
    "cc_license": _begin_license,
    "language": _begin_language,
    "guid": _begin_guid,
    "published": _begin_published,
    "updated": _begin_updated,
    "created": _begin_created,
    "category": _begin_category,
    "media_category": _begin_media_category,
    "itunes_category": _begin_itunes_category,
    "media_content": _begin_media_content,
    "media_thumbnail": _begin_media_thumbnail,
}
ENDS: dict[str, End] = {
    "link": _end_link,
    "guid": _end_guid,
    "published": _end_published,
    "updated": _end_updated,
    "created": _end_created,
    "category": _end_category,
    "media_keywords": _end_media_keywords,
    "itunes_keywords": _end_itunes_keywords,
    "media_thumbnail": _end_media_thumbnail,
    "media_category": _end_category,
    "itunes_category": _end_category,
}
