"""What is outside, as the program wants to see it. Adapters fulfil these; tests bring their own.

Values that cross a port are here too. Knows no library.
"""

from news.ports.feeds import (
    Body,
    Fetched,
    Fetcher,
    Freshness,
    Inventory,
    Noted,
    Pages,
    PageText,
    ParsedArticle,
    ParsedFeed,
    Parser,
    Unchanged,
    Withheld,
)
from news.ports.media import Painter, Speaker, Spoken
from news.ports.messages import Button, Message, coded
from news.ports.models import Again, Embedder, Memory, Model, OnPart, Phrasebook, Prompt, Reply
from news.ports.telegram import (
    Barred,
    File,
    Gone,
    Later,
    Messenger,
    Missing,
    Moved,
    Outcome,
    Outgoing,
    Refused,
    Sent,
    Unknown,
)

__all__ = [
    "Again",
    "Barred",
    "Body",
    "Button",
    "Embedder",
    "Fetched",
    "Fetcher",
    "File",
    "Freshness",
    "Gone",
    "Inventory",
    "Later",
    "Memory",
    "Message",
    "Messenger",
    "Missing",
    "Model",
    "Moved",
    "Noted",
    "OnPart",
    "Outcome",
    "Outgoing",
    "PageText",
    "Pages",
    "Painter",
    "ParsedArticle",
    "ParsedFeed",
    "Parser",
    "Phrasebook",
    "Prompt",
    "Refused",
    "Reply",
    "Sent",
    "Speaker",
    "Spoken",
    "Unchanged",
    "Unknown",
    "Withheld",
    "coded",
]
