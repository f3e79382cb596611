"""What mutes keep out, as words: a line of a digest, and the list behind its button. Pure, as `render` is."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from news import callbacks
from news.catalogue import TopicEntry, topic_name
from news.i18n import Speech
from news.markup import Html, bold, esc, isolate, italic, lines, quiet
from news.ports import Button, Message
from news.rendering.directions import rtl
from news.rendering.packing import Block, pack
from news.rendering.render import by_model
from news.story.views import StoryView

Topics = Mapping[str, TopicEntry]
Hidden = Sequence[Mapping[str, Any]]
Names = Mapping[str, str]
"""Of outlets, by their domains."""


def muted_domains(hidden: Hidden) -> frozenset[str]:
    """Whose names the words below need."""
    rules = (rule for item in hidden for rule in item["mutes"])
    return frozenset(str(rule["target"]) for rule in rules if rule["kind"] == "outlet")


def thing(
    kind: str,
    target: str,
    topics: Topics,
    speech: Speech,
    *,
    outlets: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """What is muted or followed, as people say it: a topic by its name, words in quotation marks, an outlet by its name, or
    its domain where none is given."""
    if kind == "topic":
        entry = topics.get(target)
        return f"{entry.emoji} {topic_name(entry, speech.language)}".strip() if entry else target
    shown = speech.isolated(outlets.get(target, target) if kind == "outlet" else target)
    return shown if kind == "outlet" else speech.gettext("“{word}”", word=shown)


def interest_name(interest: str, topics: Topics, speech: Speech) -> str:
    """Something that is followed, by its interest: a slug, "=" before a reader's words, or "@" before a site."""
    if interest.startswith("@"):
        return thing("outlet", interest[1:], topics, speech)
    return (
        thing("word", interest[1:], topics, speech)
        if interest.startswith("=")
        else thing("topic", interest, topics, speech)
    )


def muted(
    kind: str, target: str, topics: Topics, speech: Speech, *, within: str = "", until: date | None = None
) -> str:
    """ "“Tesla” · Business · until 1 Dec 2026" """
    said = [thing(kind, target, topics, speech)]
    if within:
        said.append(only_in(within, topics, speech))
    if until is not None:
        said.append(speech.gettext("until {date}", date=speech.short_date(until)))
    return " · ".join(said)


def only_in(interest: str, topics: Topics, speech: Speech) -> str:
    return speech.gettext("only in {topic}", topic=interest_name(interest, topics, speech))


def hidden_line(hidden: Hidden, topics: Topics, speech: Speech, *, outlets: Names) -> Html:
    """ "3 stories hidden: “Tesla” 2, Sport 1"; nothing where nothing is hidden."""
    if not hidden:
        return Html("")
    counts = Counter(
        (str(rule["kind"]), str(rule["target"])) for item in hidden for rule in item["mutes"][:1]
    )
    why = speech.listed(
        f"{thing(kind, target, topics, speech, outlets=outlets)} {speech.number(n)}"
        for (kind, target), n in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    )
    many = speech.ngettext("{n} story hidden", "{n} stories hidden", len(hidden))
    return rtl(italic("🔇 " + quiet(speech.labelled(many, why))), speech)


def show_button(digest: int, speech: Speech) -> Button:
    return Button("🔇 " + speech.gettext("Show what is hidden"), callbacks.encode("hidden", digest))


def hidden_stories(
    views: Sequence[tuple[StoryView, Sequence[Mapping[str, Any]]]],
    topics: Topics,
    speech: Speech,
    *,
    outlets: Names,
) -> list[Message]:
    """Each under its headline, with the mutes that kept it out and a button to open it."""
    blocks = []
    for number, (view, rules) in enumerate(views, start=1):
        why = speech.listed(
            thing(str(rule["kind"]), str(rule["target"]), topics, speech, outlets=outlets) for rule in rules
        )
        head = bold(f"{speech.number(number)}. " + isolate(quiet(view.headline)))
        told_by = speech.ngettext("{n} outlet", "{n} outlets", view.outlets)
        block = lines([rtl(head, speech), rtl(italic(esc(f"{told_by} · 🔇 ") + quiet(why)), speech)])
        blocks.append(
            Block(block, (Button(speech.number(number), callbacks.encode("open", view.story)),), view.story)
        )
    title = rtl(bold("🔇 " + speech.gettext("Hidden from your digest")), speech)
    return pack(blocks, speech, header=title, footer=by_model((view for view, _ in views), speech))
