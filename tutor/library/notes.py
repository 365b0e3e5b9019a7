"""A topic's notes, read through markdown-it-py's tokens: sections with ids, links, code blocks, tables."""

from __future__ import annotations

from dataclasses import dataclass


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

    @property
    def commands(self) -> tuple[str, ...]:
        """What a reader would type: lines behind `$ ` in a `console` block, every line of an `sh` block."""
        lines = self.text.splitlines()
        if self.lang == "console":
            return tuple(line[2:] for line in lines if line.startswith("$ "))
        if self.lang in {"sh", "bash"}:
            return tuple(line for line in lines if line.strip() and not line.lstrip().startswith("#"))
        return ()


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
