"""What the pack shows: command lines and files, each with the place where it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from tutor.library.packs import load_pack
from tutor.library.question import FillIn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tutor.library.notes import CodeBlock, Section
    from tutor.library.pack import Pack
    from tutor.library.question import Exhibit, Question

PACK = Path(__file__).parents[2] / "content" / "352.4"
TOOLS = ("docker", "docker-compose", "kubectl", "helm")
_FENCED = re.compile(r"^(`{3,}).*?^\1`*$", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"(`+)(.+?)\1", re.DOTALL)
_CAT = re.compile(r"\$ cat (\S+\.ya?ml)$")
_REFUSAL = re.compile(
    r"unknown (shorthand )?flag|unknown command(?!: docker compose)|flag needs an argument"
    r"|accepts no arg|requires .* arg"
)
_FILE_NAME = re.compile(r"# \S+\.ya?ml$")


@dataclass(frozen=True, slots=True)
class Line:
    """A command line. `whole`: as it is typed; otherwise a mention in a sentence, which may be cut short."""

    where: str
    """`topic/section` or the slug of a question."""
    topic: str
    text: str
    whole: bool
    refused: bool = False
    """The output below it says that the tool could not read the line."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A file, or a part of one."""

    where: str
    topic: str
    lang: str
    text: str


@dataclass(frozen=True, slots=True)
class Output:
    """A command typed at a prompt, and what stands below it."""

    where: str
    topic: str
    command: str
    lines: tuple[str, ...]


@cache
def pack() -> Pack:
    return load_pack(PACK)


def sections() -> Iterator[Section]:
    for topic in pack().topics:
        yield from topic.notes.sections


def place(section: Section) -> str:
    return f"{section.topic}/{section.id}"


@cache
def lines() -> tuple[Line, ...]:
    """Every command line that the pack shows as right: notes and questions, without the text of wrong options."""
    found = [line for section in sections() for line in _of_section(section)]
    found += [line for question in pack().questions.values() for line in _of_question(question)]
    return tuple(found)


def _of_section(section: Section) -> Iterator[Line]:
    where = place(section)
    for block in section.code:
        for text, refused in _typed(block.lang, block.text):
            yield Line(where, section.topic, text, True, refused)
    for text in _spans(_FENCED.sub("", section.markdown)):
        yield Line(where, section.topic, text, whole=False)


def _of_question(question: Question) -> Iterator[Line]:
    if question.exhibit is not None:
        for text, refused in _typed(question.exhibit.lang, question.exhibit.text):
            yield Line(question.slug, question.topic, text, True, refused)
    for prose in _prose(question):
        for text in _spans(prose):
            yield Line(question.slug, question.topic, text, whole=False)
    if isinstance(question, FillIn):
        for answer in question.answers:
            if answer.split()[0] in TOOLS and (question.judge != "words" or len(answer.split()) > 2):
                whole = question.judge != "words" or len(answer.split()) > 3
                yield Line(question.slug, question.topic, answer, whole)


def _prose(question: Question) -> Iterator[str]:
    yield question.stem
    if isinstance(question, FillIn):
        yield question.why
        yield from (near.why for near in question.near)
        return
    for option in question.options:
        yield option.why
        if option.correct:
            yield option.text


def _spans(markdown: str) -> Iterator[str]:
    for span in _SPAN.finditer(markdown):
        text = " ".join(span[2].split())
        if text.startswith(tuple(f"{tool} " for tool in TOOLS)):
            yield text


def _typed(lang: str, text: str) -> Iterator[tuple[str, bool]]:
    """(command line, whether the tool refused to read it) of a block."""
    if lang in {"console", "text"}:
        for command, below in _answers(text):
            yield command, bool(below and _REFUSAL.search(below[0]))
    elif lang in {"sh", "bash"}:
        for line in _joined(text):
            if line.strip() and not line.lstrip().startswith("#"):
                yield line.removeprefix("$ "), False


def blocks() -> Iterator[tuple[str, str, CodeBlock | Exhibit]]:
    """(where, topic, block) of every block of the notes and every exhibit."""
    for section in sections():
        yield from ((place(section), section.topic, block) for block in section.code)
    for question in pack().questions.values():
        if question.exhibit is not None:
            yield question.slug, question.topic, question.exhibit


def outputs() -> Iterator[Output]:
    """Every command at a prompt with its output."""
    for where, topic, block in blocks():
        if block.lang not in {"console", "text"}:
            continue
        for command, below in _answers(block.text):
            yield Output(where, topic, command, tuple(below))


def _answers(text: str) -> list[tuple[str, list[str]]]:
    found: list[tuple[str, list[str]]] = []
    for line in _joined(text):
        if line.startswith("$ "):
            found.append((line[2:], []))
        elif found:
            found[-1][1].append(line)
    return found


def _joined(text: str) -> list[str]:
    """Lines; one that goes on behind a backslash is one."""
    return re.sub(r"\\\n\s*", "", text).splitlines()


def files() -> Iterator[Shown]:
    """Every YAML and JSON block, and every YAML file that a `cat` shows. Several files in one block are taken apart."""
    for where, topic, block in blocks():
        if block.lang == "json":
            yield Shown(where, topic, "json", block.text)
        elif block.lang == "yaml":
            yield from (Shown(where, topic, "yaml", text) for text in _named_parts(block.text))
    for output in outputs():
        if _CAT.match(f"$ {output.command}"):
            yield Shown(output.where, output.topic, "yaml", "\n".join(output.lines) + "\n")


def _named_parts(text: str) -> list[str]:
    parts: list[list[str]] = [[]]
    for line in text.splitlines(keepends=True):
        if _FILE_NAME.match(line.rstrip()) and any(part.strip() for part in parts[-1]):
            parts.append([])
        parts[-1].append(line)
    return ["".join(part) for part in parts]
