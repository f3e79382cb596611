"""A reader's question and what the sources say to it, as values: what the modules of this folder hand each other.

Pure; knows no rows, no retrieval, no model and no message. `Question` is the row; these are what it is about.
"""

from dataclasses import dataclass

QUESTION_CHARS = 500
TURN_CHARS = 600
"""Of a turn that went before: its question, and its answer."""
TURNS = 3
MOST_SENTENCES = 3
"""Of an answer that a model words."""

QUOTED, WRITTEN, RETOLD = "quoted", "written", "retold"
"""How an answer is worded: in the outlets' own sentences, by a model from them, or as the story was told to the reader."""


# --- asked ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Earlier:
    """A turn that went before in this chat about these stories. `answer` is what was shown, as plain text: "" for a
    refusal. `language` is the question's."""

    question: str
    answer: str = ""
    language: str | None = None


@dataclass(frozen=True)
class Asked:
    """A question as it is put to the sources. `text` is what the reader wrote, without command, links and noise, at most
    `QUESTION_CHARS`; `language` is the question's, `reads` the one in which it is answered. `earlier` is oldest first."""

    text: str
    language: str
    reads: str
    earlier: tuple[Earlier, ...] = ()


@dataclass(frozen=True)
class Reading:
    """One way to understand a question. `borrowed` is what it leans on, out of the turns before: it is looked for beside
    the reader's own words and never shown. `person` is whom a pronoun is taken for, where it could be somebody else."""

    text: str
    borrowed: str = ""
    person: str = ""


# --- answered ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Rest:
    """What a sentence of an answer rests on: the words `passage`, verbatim, of an article (its row's id); "" for its
    headline. `facts` are figures, dates or names that it gives to the question, where it may not be quoted."""

    article: int
    passage: str
    facts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answered:
    """One sentence of an answer, verbatim where the answer is quoted. `person` is whose reading it answers, where there
    were several. `cut`: whether words of the sentence before and after it are left out. `is_earlier`: another of the answer was told
    since."""

    text: str
    language: str | None
    rests: tuple[Rest, ...]
    person: str = ""
    cut: tuple[bool, bool] = (False, False)
    is_earlier: bool = False

    @property
    def articles(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys(rest.article for rest in self.rests))


@dataclass(frozen=True)
class Answer:
    """What the sources say. Without sentences it is a refusal, and `covered` is what they do tell about.

    `is_sure` False: the passages come close and are shown as that. `links` are passages that say it, where no more may be
    quoted of their outlets.
    """

    sentences: tuple[Answered, ...] = ()
    mode: str = QUOTED
    is_sure: bool = True
    links: tuple[Rest, ...] = ()
    covered: tuple[str, ...] = ()

    @property
    def is_refusal(self) -> bool:
        return not self.sentences and not self.links

    @property
    def is_answer(self) -> bool:
        """Whether it says what was asked: a passage that only comes close does not."""
        return self.is_sure and not self.is_refusal

    @property
    def articles(self) -> tuple[int, ...]:
        """The articles that are cited, in the order of their first use."""
        cited = [article for sentence in self.sentences for article in sentence.articles]
        return tuple(dict.fromkeys([*cited, *(rest.article for rest in self.links)]))
