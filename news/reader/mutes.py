"""What a reader does not want: which mutes keep a story out. Pure: no rows, no readers, no network.

A story that a reader gets for several things they follow is kept out only where a mute holds for each of them: "football"
muted within sport leaves the match that a reader of Norway wants. An outlet's mute keeps out what only muted outlets tell.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from news.clustering.topics import GENERAL
from news.reader.phrases import Phrase, may_be_in, read_passage, says_whole

EVERYWHERE = ""


@dataclass(frozen=True)
class Rule:
    """A mute: `kind` is word, topic or outlet. `within` is the interest of what it holds in (a slug, "=words"), or everywhere;
    `reach` are the slugs of a topic and of all below it."""

    kind: str
    target: str
    within: str = EVERYWHERE
    reach: frozenset[str] = field(default=frozenset(), compare=False)


@dataclass(frozen=True)
class Asked:
    """What muting asks of a story: topics, with the interests of the reader's words it is about; the domains of its outlets; and
    which muted words it says."""

    topics: Sequence[str]
    outlets: frozenset[str] = frozenset()
    said: Collection[str] = ()


def kept_out(story: Asked, rules: Sequence[Rule], *, wants: Mapping[str, frozenset[str]]) -> tuple[Rule, ...]:
    """The mutes that keep the story out; none where it is wanted by something that no mute holds for. `wants` gives for each
    interest that is followed what it reaches."""
    ways = [interest for interest, reach in wants.items() if not reach.isdisjoint(story.topics)]
    found: dict[Rule, None] = {}
    for way in ways or [EVERYWHERE]:
        at_work = _at_work([rule for rule in rules if rule.within in (EVERYWHERE, way)], story)
        if not at_work:
            return ()
        found.update(dict.fromkeys(at_work))
    return tuple(found)


def _at_work(rules: Iterable[Rule], story: Asked) -> list[Rule]:
    by_kind: dict[str, list[Rule]] = {"word": [], "topic": [], "outlet": []}
    for rule in rules:
        by_kind[rule.kind].append(rule)
    subjects = [topic for topic in story.topics if topic not in GENERAL] or story.topics
    return [
        *(rule for rule in by_kind["topic"] if not rule.reach.isdisjoint(subjects)),
        *(rule for rule in by_kind["word"] if rule.target in story.said),
        *_outlets_at_work(by_kind["outlet"], story.outlets),
    ]


def _outlets_at_work(rules: Sequence[Rule], outlets: frozenset[str]) -> list[Rule]:
    is_all = bool(outlets) and all(any(is_of(domain, rule.target) for rule in rules) for domain in outlets)
    return [rule for rule in rules if any(is_of(domain, rule.target) for domain in outlets)] if is_all else []


def is_of(domain: str, muted: str) -> bool:
    """Whether a domain is the muted one, or below it."""
    return domain == muted or domain.endswith("." + muted)


def words_said(
    targets: Iterable[str], told: str, *, title: str, language: str | None, read: Collection[str]
) -> frozenset[str]:
    """Which of the muted words a text that would be shown says, in its headline or below. `read`: languages the reader reads."""
    passage = read_passage(title, told, language)
    return frozenset(
        target for target in targets if says_whole(target, passage, phrase_of(target, read=read))
    )


def phrase_of(target: str, *, read: Collection[str]) -> Phrase:
    """Muted words as what is looked for: one word, or several in this order."""
    return Phrase((target,), languages=may_be_in(target, read))
