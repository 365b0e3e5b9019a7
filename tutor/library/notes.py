"""A topic's notes, read through markdown-it-py's tokens: sections with ids, links, code blocks, tables."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutor.library.tryout import Offer, TryOut, offer_of

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Link:
    """A link in a text. `topic` and `section` are set when it leads to notes, else `href` goes outside."""

    text: str
    href: str
    line: int
    topic: str = ""
    section: str = ""


@dataclass(frozen=True, slots=True)
class CodeBlock:
    """A fenced block. `line` is the fence's own, from 1."""

    lang: str
    text: str
    line: int
    said: TryOut | None = None
    """What is said of trying it."""

    @property
    def prepared(self) -> TryOut:
        """The sandbox it is tried in."""
        return self.said or TryOut()

    @property
    def offer(self) -> Offer:
        """Whether it can be tried in a sandbox, and what is typed there."""
        return offer_of(_joined(self.commands), self.said)

    @property
    def commands(self) -> tuple[str, ...]:
        """What a reader would type: lines behind `$ ` in a `console` block, every line of an `sh` block."""
        lines = self.text.splitlines()
        if self.lang == "console":
            return tuple(line[2:] for line in lines if line.startswith("$ "))
        if self.lang in {"sh", "bash"}:
            return tuple(line for line in lines if line.strip() and not line.lstrip().startswith("#"))
        return ()


def _joined(lines: Sequence[str]) -> list[str]:
    """Lines that end in a backslash go on in the next one."""
    text = "\n".join(lines)
    return re.sub(r"\\\n\s*", "", text).splitlines()


@dataclass(frozen=True, slots=True)
class Table:
    """A table as plain text cells."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    line: int


@dataclass(frozen=True, slots=True)
class Section:
    """One screenful of notes."""

    topic: str
    id: str
    """Stable; empty only where a file lacks it, which is a problem that loading tells."""
    title: str
    level: int
    markdown: str
    """Heading and text, without the id comment."""
    text: str
    """The same as plain words, for searching."""
    line: int
    """The heading's line in the file, from 1."""
    links: tuple[Link, ...] = ()
    code: tuple[CodeBlock, ...] = ()
    tables: tuple[Table, ...] = ()

    @property
    def words(self) -> int:
        return len(self.text.split())


@dataclass(frozen=True, slots=True)
class Notes:
    """All notes of one topic."""

    topic: str
    title: str
    intro: str
    """Markdown between the title and the first section."""
    sections: tuple[Section, ...]

    def section(self, section_id: str) -> Section | None:
        return next((section for section in self.sections if section.id == section_id), None)
