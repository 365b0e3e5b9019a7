"""A pack: what `pack.yaml` says, and the whole of it once it is read."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import msgspec

from tutor.library.question import Kind  # noqa: TC001 (msgspec reads the annotation)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tutor.library.glossary import Term
    from tutor.library.lab import Lab
    from tutor.library.notes import Notes, Section
    from tutor.library.question import Question

BASE_LANGUAGE = "en"


class Objective(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The exam objective a pack teaches."""

    exam: str
    number: str
    title: str
    version: str
    weight: int
    """Roughly the number of the exam's 60 questions that are about it."""
    description: str = ""


class Area(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One of the objective's key-knowledge areas."""

    slug: str
    title: str
    topics: tuple[str, ...]
    share: int
    """Per cent of a mock exam."""


class TopicEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A topic's name; the rest lies in `topics/<slug>/`."""

    slug: str
    title: str


class Chapter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A chapter of the course of labs. Its labs name it, and say in which order they stand."""

    slug: str
    title: str


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where facts come from."""

    slug: str
    title: str
    url: str = ""


class TopicTarget(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The least that a topic is to hold."""

    questions: int = 0
    sections: int = 0


class Targets(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How full and how mixed the pack wants to be. `lint` holds it against what is there."""

    topics: dict[str, TopicTarget] = {}
    kinds: dict[Kind, int] = {}
    """Per cent of all questions by kind."""
    difficulty: tuple[int, int, int] | None = None
    """Per cent of all questions of difficulty 1, 2 and 3."""
    situations: int = 0
    """Per cent of the questions that are at least `form: situation`."""
    labs: int = 0
    """The least number of labs."""
    leeway: int = 5
    """Percentage points by which a share may miss."""


class PackFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`pack.yaml`."""

    format: Literal[1]
    slug: str
    version: str
    """Grows with every edit of the content; stored with each answer."""
    objective: Objective
    areas: tuple[Area, ...]
    topics: tuple[TopicEntry, ...]
    sources: tuple[Source, ...]
    chapters: tuple[Chapter, ...] = ()
    """The course of labs, in order."""
    targets: Targets | None = None
    retired: tuple[str, ...] = ()
    """Slugs of questions and labs that the pack had once. They are never used again: answers are kept by them."""


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic: its notes and its questions, in file order."""

    slug: str
    title: str
    notes: Notes
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Pack:
    """A whole pack in one language. Slugs in it are unique and every reference leads somewhere."""

    root: Path
    slug: str
    version: str
    objective: Objective
    areas: tuple[Area, ...]
    topics: tuple[Topic, ...]
    sources: tuple[Source, ...]
    labs: tuple[Lab, ...]
    """In the order of the course."""
    chapters: tuple[Chapter, ...] = ()
    glossary: tuple[Term, ...] = ()
    """In the order of the alphabet."""
    language: str = BASE_LANGUAGE
    languages: tuple[str, ...] = field(default=(BASE_LANGUAGE,))
    """Codes of the languages its files have, the base language first."""

    @cached_property
    def questions(self) -> Mapping[str, Question]:
        """Every question by slug, in the order of topics and files."""
        return {question.slug: question for topic in self.topics for question in topic.questions}

    @cached_property
    def _topics(self) -> Mapping[str, Topic]:
        return {topic.slug: topic for topic in self.topics}

    @cached_property
    def _labs(self) -> Mapping[str, Lab]:
        return {lab.slug: lab for lab in self.labs}

    @cached_property
    def _areas(self) -> Mapping[str, Area]:
        return {area.slug: area for area in self.areas}

    @cached_property
    def _sources(self) -> Mapping[str, Source]:
        return {source.slug: source for source in self.sources}

    def question(self, slug: str) -> Question | None:
        """None when there is none of that name (any more): progress outlives content."""
        return self.questions.get(slug)

    def topic(self, slug: str) -> Topic:
        """Raises KeyError."""
        return self._topics[slug]

    def area(self, slug: str) -> Area:
        """Raises KeyError."""
        return self._areas[slug]

    def source(self, slug: str) -> Source:
        """Raises KeyError."""
        return self._sources[slug]

    def lab(self, slug: str) -> Lab | None:
        return self._labs.get(slug)

    def section(self, topic: str, section: str) -> Section | None:
        found = self._topics.get(topic)
        return found.notes.section(section) if found else None
