"""What a server's headers say of how long an answer is good, and when to ask again. Pure; RFC 9110 and
9111.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from news.ports import Freshness

SOONEST, LATEST = timedelta(minutes=1), timedelta(hours=24)
VALIDATOR_CHARS = 1_000
_SECONDS = re.compile(r"\s*(-?[0-9]{1,12})(?:\.[0-9]*)?\s*")
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?([0-9]{1,12})", re.IGNORECASE)
_NO_CACHE = re.compile(r"(?:^|[\s,])no-(?:cache|store)", re.IGNORECASE)


def read_freshness(headers: Mapping[str, str], *, now: datetime) -> Freshness:
    """`max_age` is zero where the server says not to keep it; None where it says nothing."""
    return Freshness(
        etag=_validator(headers.get("ETag")),
        last_modified=_validator(headers.get("Last-Modified")),
        max_age=_max_age(headers, now),
        retry_after=retry_after(headers.get("Retry-After"), now=now),
    )


def retry_after(written: str | None, *, now: datetime) -> timedelta | None:
    """Retry-After in seconds or as a date, kept between a minute and a day; None where there is none or
    junk.
    """
    if not written:
        return None
    if seconds := _SECONDS.fullmatch(written):
        after = timedelta(seconds=min(int(seconds[1]), 10**8))
    elif (at := _date(written)) is not None:
        after = at - now
    else:
        return None
    return min(max(after, SOONEST), LATEST)


def _max_age(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    control = headers.get("Cache-Control", "")
    if _NO_CACHE.search(control):
        return timedelta(0)
    if found := _MAX_AGE.search(control):
        age = _SECONDS.fullmatch(headers.get("Age", "0"))
        left = int(found[1]) - (max(int(age[1]), 0) if age else 0)
        return timedelta(seconds=min(max(left, 0), 10**8))
    if "Expires" in headers:
        expires = _date(headers["Expires"])
        return max(expires - (_date(headers.get("Date")) or now), timedelta(0)) if expires else timedelta(0)
    return None


def _date(written: str | None) -> datetime | None:
    try:
        at = parsedate_to_datetime(written or "")
    except (ValueError, OverflowError, TypeError):
        return None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at


def _validator(written: str | None) -> str | None:
    """Only what can be stored and sent back as it came: printable ASCII of sane length."""
    fits = written and written.isascii() and written.isprintable() and len(written) <= VALIDATOR_CHARS
    return written if fits else None
