"""A topic's cheat sheet: one page made from its notes by rule, so that nothing is written twice.

The rule: every box (`> **Remember:** …`) is taken; then the first command of each section's first command block; then
tables of few rows, the shortest first; then further commands of these blocks, in turns. What would overfill the page is
left out, and a section of which nothing was taken is not named.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from textwrap import wrap
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tutor.library.notes import CodeBlock, Notes, Section, Table
    from tutor.library.pack import Topic

PAGE_LINES = 80
"""Lines of a page, its title and the blank line under it included."""
PAGE_WIDTH = 100
"""Characters of a line, by which long ones are counted as several."""
MOST_COMMANDS = 3
"""Of one section."""
MOST_ROWS = 8
"""Rows of a table that is short enough to be taken."""
_BOX = re.compile(r"\*\*[^*]+:\*\*\s*")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_HEAD_LINES = 2
_INDENT = "  "


@dataclass(frozen=True, slots=True)
class Entry:
    """What the page says of one section. Texts of boxes are Markdown of one paragraph, all others plain."""

    section: str
    title: str
    boxes: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()
    facts: str = ""
    """A table in a line: `row: value; row: value`."""

    @property
    def empty(self) -> bool:
        return not (self.boxes or self.commands or self.facts)


@dataclass(frozen=True, slots=True)
class CheatSheet:
    """One page on a topic."""

    topic: str
    title: str
    entries: tuple[Entry, ...]


def cheat_sheet(topic: Topic) -> CheatSheet:
    """The page of a topic."""
    return CheatSheet(topic.slug, topic.title, _entries(topic.notes))


def _entries(notes: Notes) -> tuple[Entry, ...]:
    page = [Entry(section.id, section.title, boxes=tuple(_boxes(section))) for section in notes.sections]
    for place, more in _additions(notes.sections):
        entry = replace(
            page[place], commands=(*page[place].commands, *more.commands), facts=page[place].facts or more.facts
        )
        fuller = [*page[:place], entry, *page[place + 1 :]]
        if _HEAD_LINES + sum(map(_height, fuller)) <= PAGE_LINES:
            page = fuller
    return tuple(entry for entry in page if not entry.empty)


def _additions(sections: Sequence[Section]) -> Iterator[tuple[int, Entry]]:
    """(place of a section, one thing more to say of it), what matters most first; no command twice."""
    said: set[str] = set()
    commands: list[list[str]] = []
    for section in sections:
        commands.append([line for line in _commands(section) if line not in said][:MOST_COMMANDS])
        said.update(commands[-1])
    yield from _turn(commands, 0)
    facts = [(_facts(section), place) for place, section in enumerate(sections)]
    for words, place in sorted(facts, key=lambda entry: (len(entry[0]), entry[1])):
        if words:
            yield place, Entry("", "", facts=words)
    for turn in range(1, MOST_COMMANDS):
        yield from _turn(commands, turn)


def _turn(commands: list[list[str]], turn: int) -> Iterator[tuple[int, Entry]]:
    for place, lines in enumerate(commands):
        if turn < len(lines):
            yield place, Entry("", "", commands=(lines[turn],))


def _height(entry: Entry) -> int:
    """Lines that the entry takes on the page."""
    return 0 if entry.empty else sum(len(wrap(line, PAGE_WIDTH)) for line in _markdown_lines(entry))


# ---------------------------------------------------------------------- what notes hold
@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark")


def _boxes(section: Section) -> Iterator[str]:
    """Paragraphs of quotes that open with a bold word and a colon, without that word, on one line."""
    quoted = 0
    for token in _parser().parse(section.markdown):
        quoted += {"blockquote_open": 1, "blockquote_close": -1}.get(token.type, 0)
        if quoted and token.type == "inline" and (label := _BOX.match(token.content)):
            yield " ".join(_LINK.sub(r"\1", token.content[label.end() :]).split())


def _commands(section: Section) -> tuple[str, ...]:
    """The commands of the first block that has any."""
    return next((lines for block in section.code if (lines := tuple(_whole_lines(block)))), ())


def _whole_lines(block: CodeBlock) -> Iterator[str]:
    """The block's commands; one that goes on behind a backslash is one command."""
    rest = block.text.splitlines()
    typed = set(block.commands)
    while rest:
        line = rest.pop(0)
        command = line.removeprefix("$ ") if block.lang == "console" else line
        if command not in typed:
            continue
        while command.endswith("\\") and rest:
            command = f"{command[:-1].rstrip()} {rest.pop(0).removeprefix('> ').strip()}"
        yield re.sub(r"\s{2,}#", "  #", command.strip())


def _facts(section: Section) -> str:
    table = next((one for one in section.tables if 0 < len(one.rows) <= MOST_ROWS), None)
    return "; ".join(_fact(table, row) for row in table.rows) if table else ""


def _fact(table: Table, row: tuple[str, ...]) -> str:
    """`row: value`, or with several columns `row: name value, name value`."""
    head, *cells = (cell.strip() for cell in row)
    if len(cells) == 1:
        return f"{head}: {cells[0]}" if head else cells[0]
    named = (f"{name.strip()} {cell}".strip() for name, cell in zip(table.header[1:], cells, strict=False) if cell)
    return f"{head}: {', '.join(named)}"


# ---------------------------------------------------------------------- as Markdown
def as_markdown(sheet: CheatSheet) -> str:
    """The page as a file."""
    lines = [f"# {sheet.title}: cheat sheet", ""]
    for entry in sheet.entries:
        lines += _markdown_lines(entry)
    return "\n".join(lines) + "\n"


def _markdown_lines(entry: Entry) -> list[str]:
    said = [*entry.boxes, *map(_code, entry.commands)]
    if entry.facts:
        said.append(_escaped(entry.facts))
    head = f"- **{_escaped(entry.title)}**"
    if len(said) == 1:
        return [f"{head}: {said[0]}"]
    return [head, *(f"{_INDENT}- {words}" for words in said)]


def _code(command: str) -> str:
    """A code span, fenced by more backticks than the command has in a row."""
    longest = max((len(run) for run in re.findall("`+", command)), default=0)
    fence, gap = "`" * (longest + 1), " " if longest else ""
    return f"{fence}{gap}{command}{gap}{fence}"


def _escaped(words: str) -> str:
    """Plain words, so that Markdown shows each sign as it is."""
    return re.sub(r"([\\`*_<>\[\]|#])", r"\\\1", words)
