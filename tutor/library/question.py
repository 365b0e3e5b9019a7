"""A question as its file tells it. Three kinds, the ones the exam uses."""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

import msgspec

Kind: TypeAlias = Literal["single", "multiple", "fill"]
Form: TypeAlias = Literal["recall", "situation"]
Judge: TypeAlias = Literal["words", "command", "effect"]


class Option(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One option. Each has its own reason, the wrong ones, too."""

    text: str
    correct: bool
    why: str


class Exhibit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An output or a file that is shown in a box under the stem."""

    lang: Literal["console", "yaml", "text", "sh", "json"]
    text: str


class Near(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A near miss: a regular expression for the whole answer (case does not count) and what to say of it."""

    match: str
    why: str

    def fits(self, answer: str) -> bool:
        return re.fullmatch(self.match, answer, re.IGNORECASE) is not None


class _Base(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag_field="kind"):
    slug: str
    """Unique in the pack; never changes, because progress is kept by it."""
    form: Form
    area: str
    section: str
    """The section of this topic's notes that explains it."""
    difficulty: Literal[1, 2, 3]
    stem: str
    """Inline Markdown."""
    source: str
    exhibit: Exhibit | None = None
    as_of: str = ""
    """Year and month (`2026-11`) of a fact that may age."""
    topic: str = ""
    """Left out in a file: the file says it once for all its questions."""


class _Choice(_Base, frozen=True, kw_only=True):
    options: tuple[Option, ...]

    @property
    def key(self) -> tuple[int, ...]:
        """Indexes of the correct options, rising."""
        return tuple(index for index, option in enumerate(self.options) if option.correct)


class SingleChoice(_Choice, frozen=True, kw_only=True, tag="single"):
    """Exactly one option is correct."""

    @property
    def kind(self) -> Kind:
        return "single"


class MultipleChoice(_Choice, frozen=True, kw_only=True, tag="multiple"):
    """Two or more options are correct; the stem says how many: `(Choose two.)`."""

    @property
    def kind(self) -> Kind:
        return "multiple"


class FillIn(_Base, frozen=True, kw_only=True, tag="fill"):
    """The answer is typed."""

    answers: tuple[str, ...]
    """Every accepted answer; the first one is shown as the model answer."""
    why: str
    judge: Judge = "words"
    near: tuple[Near, ...] = ()
    cluster: str = ""
    """With `judge: effect`: a name from `data/clusters.yaml`."""
    swarm: bool = False
    """With `judge: effect`: start from a formed swarm, the first host its manager."""
    setup: tuple[str, ...] = ()
    """With `judge: effect`: lines `HOST$ command` that make the situation."""

    @property
    def kind(self) -> Kind:
        return "fill"


Choice: TypeAlias = SingleChoice | MultipleChoice
Question: TypeAlias = SingleChoice | MultipleChoice | FillIn


class QuestionsFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`questions.yaml`, or one of `questions/*.yaml`."""

    topic: str
    questions: tuple[Question, ...]


class OptionText(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An option in a second language."""

    text: str
    why: str


class QuestionText(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A question's words in a second language. What is left out stays as it is."""

    slug: str
    stem: str = ""
    exhibit: Exhibit | None = None
    options: tuple[OptionText, ...] = ()
    """As many as the question has, in its order."""
    near: tuple[str, ...] = ()
    """The reasons of the near misses, in their order."""
    why: str = ""


class QuestionsOverlay(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`questions.es.yaml`: words in a second language, by slug."""

    topic: str
    questions: tuple[QuestionText, ...]
