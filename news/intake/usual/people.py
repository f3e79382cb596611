"""Who wrote an item, as feedparser puts a name and an address together. Pure."""

from news.intake.usual.place import Begin, End, Place, Unusual, Values


def _begin_author(at: Place, given: Values) -> None:
    if "author" in at.is_in:
        raise Unusual  # one inside of the other
    at.is_in.add("author")
    at.push("author")
    at.context().setdefault("authors", []).append({})


def _end_author(at: Place) -> None:
    at.pop("author")
    at.is_in.discard("author")
    context = at.context()
    if named := _named(context.get("authors", [{}])[-1]):
        context["author"] = named


def _begin_owner(at: Place, given: Values) -> None:
    if "entry" in at.is_in:
        raise Unusual  # feedparser takes who owns it for one of its authors
    at.is_in.add("publisher")
    at.push("publisher", is_wanted=False)


def _end_owner(at: Place) -> None:
    at.pop("publisher")
    at.is_in.discard("publisher")


def _begin_name(at: Place, given: Values) -> None:
    at.push("name", is_wanted=False)


def _begin_email(at: Place, given: Values) -> None:
    at.push("email", is_wanted=False)


def _begin_url(at: Place, given: Values) -> None:
    at.push("href", is_wanted=False)


def _end_url(at: Place) -> None:
    _know(at, "href")


def _end_name(at: Place) -> None:
    _know(at, "name")


def _end_email(at: Place) -> None:
    _know(at, "email")


def _know(at: Place, what: str) -> None:
    text = at.pop(what)
    is_publisher = "publisher" in at.is_in and what != "href"
    if "author" not in at.is_in or is_publisher:
        return
    context = at.context()
    person, before = context["authors"][-1], context.get("author")
    if before and not person:
        if "@" in before:
            raise Unusual
        person["name"] = before  # who has a mail address only takes the name of the one before
    person[what] = text


def _named(person: Values) -> str | None:
    name, email = person.get("name"), person.get("email")
    return f"{name} ({email})" if name and email else name or email


BEGINS: dict[str, Begin] = {
    "author": _begin_author,
    "itunes_owner": _begin_owner,
    "name": _begin_name,
    "email": _begin_email,
    "url": _begin_url,
}
ENDS: dict[str, End] = {
    "author": _end_author,
    "itunes_owner": _end_owner,
    "url": _end_url,
    "name": _end_name,
    "email": _end_email,
}
