"""What a digest's row keeps of its making: which stories it shows, why each was chosen, and what mutes kept out. Pure."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from news.digest.rank import Candidate
from news.reader.interests import is_own
from news.reader.look import DEPTHS, STANDARD
from news.reader.mutes import Asked, Rule, kept_out, words_said
from news.reader.muting import Muting
from news.story.views import Sentence, StoryView

Item = Mapping[str, Any]


def chosen(candidate: Candidate, why: Item) -> dict[str, Any]:
    """A story as it is chosen, before it is told."""
    return _item(candidate.story, candidate.revision, is_update=candidate.is_update, why=why)


def shown(view: StoryView, why: Item, *, depth: int) -> dict[str, Any]:
    """A story as the digest shows it, with `depth` sentences, and why it was chosen then."""
    reasons = {**why, "is_breaking": view.breaking_at is not None}
    item = _item(view.story, view.revision, is_update=view.is_update, why=reasons) | {"depth": depth}
    return item | {"new": [_fingerprint(sentence) for sentence in view.new]} if view.is_update else item


def sentences_shown(view: StoryView, item: Item) -> tuple[Sentence, ...]:
    """Of the story as it is told now, what the digest showed of it. Where none of an update's new sentences is told any more,
    its first ones."""
    fresh = tuple(sentence for sentence in view.sentences if _fingerprint(sentence) in item.get("new", ()))
    return (fresh or view.sentences)[: item.get("depth", DEPTHS[STANDARD])]


def _fingerprint(sentence: Sentence) -> str:
    return sha256(sentence.text.encode()).hexdigest()[:12]


def _item(story: int, revision: int, *, is_update: bool, why: Item) -> dict[str, Any]:
    return {"story": story, "revision": revision, "brief": None, "update": is_update, "why": dict(why)}


def hidden(stories: Mapping[int, Sequence[Rule]]) -> list[dict[str, Any]]:
    """The stories that mutes keep out, with which."""
    return [
        {"story": story, "mutes": [{"kind": rule.kind, "target": rule.target} for rule in rules]}
        for story, rules in stories.items()
    ]


def why_of(item: Item) -> Item:
    """What was reckoned; nothing of digests that were made before it was kept."""
    return item.get("why") or {}


def mutes_of(view: StoryView, why: Item, muting: Muting) -> tuple[Rule, ...]:
    """What keeps a chosen story out, by the words that the reader would see: another language may say what no article did."""
    if not muting.rules:
        return ()
    told = " ".join(sentence.text for sentence in (view.new if view.is_update else view.sentences))
    said = words_said(muting.words, told, title=view.headline, language=view.language, read=muting.languages)
    own = [interest for interest in why.get("for", ()) if is_own(interest)]
    topics = tuple(dict.fromkeys((*own, *view.topics)))
    return kept_out(Asked(topics, said=said), muting.rules, wants=muting.wants)
