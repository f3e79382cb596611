"""What a button says to us: at most 64 bytes of `v1:act:arguments`. Whatever renders a message writes these.

A button that sets up another chat than the one it stands in says which: `v1@chat:act:arguments`.

A press is a reader's input: `decode` gives None for anything that is not ours or of an older shape, and the
bot answers that politely. Arguments never carry authority; handlers check whose chat it is.
"""

from dataclasses import dataclass

VERSION = "v1"
LIMIT_BYTES = 64
LARGEST_ID = 2**63 - 1  # what a column of ids holds
ACTS = {
    "found",  # update, page, newest article: another page of what that message looked for
    "open",  # story [, digest]: the whole story as its own message
    "radar",  # story: every outlet's headline
    "ask",  # story: ask about it
    "meant",  # question, story: it is about this story
    "stand",  # question: answer it when a source does
    "lend",  # yes or no, question: whether questions may go to a model elsewhere
    "forget",  # forget my questions
    "timeline",  # story: what was reported when
    "coverage",  # story: who reported it
    "differ",  # story: what outlets differ on, and who is on which side
    "silent",  # story: who of those we read was not seen to report it
    "titles",  # story: the headlines of its radar, translated
    "ledger",  # story, number of a sentence (0: all of them): the passages behind it
    "picture",  # story: its coverage, drawn
    "listen",  # digest: as a voice message
    "now",  # a digest now
    "topics",  # parent slug, page, what follows: the topic menu
    "preset",  # name, what follows: follow a bundle of topics, or stop that
    "search",  # type the name of a topic
    "pick",  # slug, update: toggle a topic that was found for the words of that message
    "words",  # update: follow the words of that message
    "word",  # subscription, what follows: what these words mean
    "reword",  # subscription (0: none): type the words as they should be
    "more",  # story, 1 or 0: the rarer buttons under it, shown or folded
    "less",  # story: what of it there should be less of
    "mute",  # kind (t, w, o), target [, days, 0 for ever]: how long, then mute it
    "within",  # mute, subscription: in this alone, or everywhere again
    "unmute",  # mute: lift it
    "remute",  # mute: what was lifted with it is muted again, as it was
    "mutes",  # the list of what is muted
    "mutemore",  # the input for what is to be muted
    "vote",  # story, up or down: more or less like it
    "why",  # story: why the digest had it
    "taste",  # up, down or forget, key; or all: edit what was learned
    "prune",  # subscription, keep or drop: what is never opened
    "hidden",  # digest: what mutes kept out of it
    "unword",  # subscription, what follows: follow these words no more
    "feed",  # lookup, number: follow that feed of what was found
    "site",  # subscription: what is known of this feed
    "unsite",  # subscription: follow this feed no more
    "addsite",  # type the address of a site
    "sitein",  # post: look for the feeds of the site that it links to
    "unlist",  # lookup: follow nothing of that list
    "opml",  # the reader's feeds as a file
    "again",  # dropped: follow it again
    "follow",  # slug, page, what follows: toggle a topic; a slug may take 40 bytes
    "done",  # what: close a menu
    "langs",  # page, what for or what follows: another page of languages
    "tongue",  # code (empty: no): whether I speak the language that the reader writes
    "linked",  # update: follow the topics of that link
    "widen",  # slug: follow this wider topic, too
    "lang",  # code, what for (both, digests, buttons) or what follows: choose a language
    "hour",  # HH:MM
    "slot",  # schedule (0: a new one), what of it, value: a digest's page and what is set there
    "zone",  # IANA name
    "place",  # chat: set up that group, topic or channel
    "menu",  # which settings menu; or up, menu: to where that one is listed
    "count",  # stories a digest; or m and minutes
    "alerts",  # level; or sound: with or without
    "quiet",  # from and until as HHMM-HHMM, or off
    "pause",  # for how many days; or off, or stop
    "look",  # which one, or what of it is turned on or off
    "own",  # story, followed, saved or muted, 1 or 0: whether it is
    "unown",  # story, page, followed, saved or muted, 1 or 0: whether it is, from the list
    "saved",  # page: the list of one's own stories
    "export",  # everything that is kept about me
    "erase",  # ask, again, yes or no: all of it
    "kept",  # export, ask, again, yes or no [, whom and what it was put to, when]: what is kept about a group, channel or topic
    "away",  # seconds since 1970: what happened since then
    "help",  # which section of it; none: the beginning
    "admin",  # what, of which row: for the operator only
    "setup",  # the next step of /start
}


@dataclass(frozen=True)
class Press:
    act: str
    arguments: tuple[str, ...]
    place: int | None = None  # the row of the chat that it sets up, where that is another

    def number(self, at: int = 0) -> int | None:
        """The argument at `at` as a row id, None where there is none."""
        word = self.word(at)
        return int(word) if _is_id(word) else None

    def word(self, at: int = 0) -> str:
        return self.arguments[at] if at < len(self.arguments) else ""


def encode(act: str, *arguments: str | int) -> str:
    """Raises ValueError for an act that does not exist or data over the limit: a bug of ours, not of a reader."""
    coded = ":".join((VERSION, act, *(str(argument) for argument in arguments)))
    if (
        act not in ACTS
        or len(coded.encode()) > LIMIT_BYTES
        or any(":" in str(a) for a in arguments if act != "hour")
    ):
        raise ValueError(f"no such button: {coded}")
    return coded


def has_no_room(coded: str) -> bool:
    """Whether a button may be too long to name a chat, so that only its message says which it is for."""
    return len(coded.encode()) + 1 + len(str(LARGEST_ID)) > LIMIT_BYTES


def for_place(coded: str, place: int) -> str:
    """The button, for the settings of that chat. One that has no room for it stays as it is."""
    version, _, rest = coded.partition(":")
    bound = f"{version}@{place}:{rest}"
    return bound if version == VERSION and len(bound.encode()) <= LIMIT_BYTES else coded


def decode(text: str | None) -> Press | None:
    head, _, rest = (text or "").partition(":")
    version, at, place = head.partition("@")
    act, _, arguments = rest.partition(":")
    if version != VERSION or act not in ACTS or (at and not _is_id(place)):
        return None
    listed = (arguments,) if act == "hour" else tuple(arguments.split(":")) if arguments else ()
    return Press(act, listed, int(place) if at else None)


def _is_id(word: str) -> bool:
    return word.isascii() and word.isdigit() and int(word) <= LARGEST_ID
