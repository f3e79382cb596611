"""Something that a reader follows, as one word: a topic's slug, "=" before words of their own, "@" before the site of a feed.

So stories are marked with what they serve, and mutes, reasons and openings name it, whatever becomes of the rows. Pure.
"""

from news.intake.discovery import site_of


def of_words(phrase: str) -> str:
    """As no slug begins."""
    return f"={phrase}"


def of_feed(url: str) -> str:
    return f"@{site_of(url)}"


def is_own(interest: str) -> bool:
    """Whether it is no topic of the catalogue."""
    return interest.startswith(("=", "@"))
