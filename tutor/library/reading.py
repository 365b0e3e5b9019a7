"""Reads every file of a pack and keeps what it found and where; what is wrong is collected, not raised.

Loading a pack and linting it both stand on this: one takes the first problem, the other all of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import msgspec

from tutor.library.decode import decode
from tutor.library.glossary import GlossaryFile
from tutor.library.lab import Lab
from tutor.library.notes_source import read_notes
from tutor.library.pack import PackFile
from tutor.library.problem import ContentError, Problem
from tutor.library.question import FillIn, MultipleChoice, QuestionText, SingleChoice
from tutor.library.yaml_source import Document, read_document

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tutor.library.glossary import Term
    from tutor.library.notes import Notes
    from tutor.library.question import Question
    from tutor.library.yaml_source import Route

T = TypeVar("T")
PACK_FILE = "pack.yaml"
GLOSSARY_FILE = "glossary.yaml"
_LANGUAGE = re.compile(r".+\.([a-z]{2})\.(?:md|yaml)")
_QUESTION_KINDS: dict[Any, Any] = {"single": SingleChoice, "multiple": MultipleChoice, "fill": FillIn}


@dataclass(frozen=True, slots=True)
class Placed(Generic[T]):
    """A value and where it was written."""

    value: T
    document: Document
    route: Route = ()

    @property
    def line(self) -> int:
        return self.document.line(self.route)

    def problem(self, problem: str, expected: str, *inner: str | int) -> Problem:
        """A problem of this value, or of something inside it."""
        return self.document.problem((*self.route, *inner), problem, expected)


@dataclass
class Reading:
    """All of a pack as it was read, in file order."""

    root: Path
    problems: list[Problem] = field(default_factory=list)
    pack: Placed[PackFile] | None = None
    notes: dict[str, Notes] = field(default_factory=dict)
    """Base language, by topic."""
    questions: list[Placed[Question]] = field(default_factory=list)
    labs: list[Placed[Lab]] = field(default_factory=list)
    glossary: list[Placed[Term]] = field(default_factory=list)
    translated_notes: dict[str, dict[str, Notes]] = field(default_factory=dict)
    """Language -> topic -> notes."""
    translated_questions: dict[str, list[Placed[QuestionText]]] = field(default_factory=dict)
    """Language -> overlays."""

    def topic_folder(self, topic: str) -> Path:
        return self.root / "topics" / topic

    def notes_file(self, topic: str) -> Path:
        return self.topic_folder(topic) / "notes.md"

    def questions_of(self, topic: str) -> Iterator[Placed[Question]]:
        return (placed for placed in self.questions if placed.value.topic == topic)


def read_pack(root: Path) -> Reading:
    """Read a pack's folder. Never raises for its content: see `Reading.problems`."""
    reading = Reading(root)
    document = _document(root / PACK_FILE, reading)
    if document is None:
        return reading
    pack, problems = decode(document, PackFile)
    reading.problems += problems
    if pack is None:
        return reading
    reading.pack = Placed(pack, document)
    for topic in pack.topics:
        _read_topic(reading, topic.slug)
    for file in sorted(root.glob("labs/**/*.yaml")):
        _read_lab(reading, file)
    if (root / GLOSSARY_FILE).is_file():
        _read_glossary(reading, root / GLOSSARY_FILE)
    return reading


def language_of(file: Path) -> str:
    """`es` for `notes.es.md`; empty for a file in the base language."""
    match = _LANGUAGE.fullmatch(file.name)
    return match[1] if match else ""


def _document(file: Path, reading: Reading) -> Document | None:
    try:
        return read_document(file)
    except ContentError as error:
        reading.problems.append(error.problem)
        return None


def _read_topic(reading: Reading, topic: str) -> None:
    folder = reading.topic_folder(topic)
    for file in sorted(folder.glob("notes*.md")):
        _read_notes(reading, file, topic)
    for file in sorted([*folder.glob("questions*.yaml"), *folder.glob("questions/*.yaml")]):
        document = _document(file, reading)
        if document is None or not _about(reading, document, topic):
            continue
        language = language_of(file)
        if language:
            _read_overlay(reading, document, language)
        else:
            _read_questions(reading, document, topic)


def _read_notes(reading: Reading, file: Path, topic: str) -> None:
    try:
        notes = read_notes(file, topic, reading.problems)
    except ContentError as error:
        reading.problems.append(error.problem)
        return
    language = language_of(file)
    if language:
        reading.translated_notes.setdefault(language, {})[topic] = notes
    else:
        reading.notes[topic] = notes


def _about(reading: Reading, document: Document, topic: str) -> bool:
    """Whether the document is a list of questions on this topic; one question that is wrong spoils no other."""
    data = document.data
    expected = "`topic:` and `questions:` with a list"
    if not isinstance(data, dict) or not isinstance(data.get("questions"), list):
        reading.problems.append(document.problem((), "no list of questions", expected))
        return False
    for name in sorted(data.keys() - {"topic", "questions"}):
        reading.problems.append(document.problem((name,), f"unknown field `{name}`", expected))
    if data.get("topic") != topic:
        reading.problems.append(
            document.problem(("topic",), f"topic is {data.get('topic')!r}", f"{topic!r}, as the folder is named")
        )
        return False
    return True


def _read_questions(reading: Reading, document: Document, topic: str) -> None:
    for index, data in enumerate(document.data["questions"]):
        route: Route = ("questions", index)
        kind = data.get("kind") if isinstance(data, dict) else None
        if not isinstance(kind, str) or kind not in _QUESTION_KINDS:
            reading.problems.append(
                document.problem(
                    (*route, "kind"), "a question of no known kind", "`kind: single`, `multiple` or `fill`"
                )
            )
            continue
        question, problems = decode(document, _QUESTION_KINDS[kind], route)
        reading.problems += problems
        if question is None:
            continue
        if question.topic not in {"", topic}:
            reading.problems.append(document.problem((*route, "topic"), "a topic of its own", "the file's topic only"))
        reading.questions.append(Placed(msgspec.structs.replace(question, topic=topic), document, route))


def _read_overlay(reading: Reading, document: Document, language: str) -> None:
    for index in range(len(document.data["questions"])):
        text, problems = decode(document, QuestionText, ("questions", index))
        reading.problems += problems
        if text is not None:
            overlay = reading.translated_questions.setdefault(language, [])
            overlay.append(Placed(text, document, ("questions", index)))


def _read_lab(reading: Reading, file: Path) -> None:
    document = _document(file, reading)
    if document is None:
        return
    lab, problems = decode(document, Lab)
    reading.problems += problems
    if lab is not None:
        reading.labs.append(Placed(lab, document))


def _read_glossary(reading: Reading, file: Path) -> None:
    document = _document(file, reading)
    if document is None:
        return
    glossary, problems = decode(document, GlossaryFile)
    reading.problems += problems
    if glossary is not None:
        reading.glossary += [Placed(term, document, ("terms", n)) for n, term in enumerate(glossary.terms)]
