"""Reads `notes.md`: markdown-it-py's tokens into sections."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache
from typing import TYPE_CHECKING, TypeVar

from markdown_it import MarkdownIt

from tutor.library.decode import decode
from tutor.library.notes import CodeBlock, Link, Notes, Section, Table
from tutor.library.problem import ContentError, Problem
from tutor.library.tryout import TRY_COMMENT, TryOut
from tutor.library.yaml_source import document_of, read_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from markdown_it.token import Token

T = TypeVar("T")

SECTION_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_ID_COMMENT = re.compile(r"\s*<!--\s*id:\s*(\S*)\s*-->\s*")
_NOTES_LINK = re.compile(
    r"(?:(?:\.\./)?(?P<folder>[a-z0-9-]+)/notes\.md|(?P<topic>[a-z0-9-]+)\.md)?(?:#(?P<section>.*))?"
)


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark").enable("table")


class _Heading:
    """A heading and the id comment under it."""

    def __init__(self, tokens: Sequence[Token], index: int) -> None:
        token = tokens[index]
        self.level = int(token.tag[1])
        self.first, self.after = token.map or [0, 0]
        self.title = plain_text(tokens[index + 1])
        self.id = ""
        self.id_line = -1
        follower = tokens[index + 3] if index + 3 < len(tokens) else None
        comment = follower and follower.type == "html_block" and _ID_COMMENT.fullmatch(follower.content)
        if follower and comment:
            self.id = comment[1]
            self.id_line = (follower.map or [0])[0]


def read_notes(file: Path, topic: str, problems: list[Problem]) -> Notes:
    """Read a topic's notes. Adds to `problems` what is wrong. Raises ContentError for an unreadable file."""
    text = read_text(file)
    lines = text.splitlines()
    tokens = _parser().parse(text)
    headings = [
        _Heading(tokens, i) for i, token in enumerate(tokens) if token.type == "heading_open" and token.level == 0
    ]
    starts = [heading for heading in headings if heading.level == 2 or (heading.level > 2 and heading.id)]
    problems += _heading_problems(file, headings, starts)
    title = headings[0] if headings and headings[0].level == 1 else None
    ends = [heading.first for heading in starts[1:]] + [len(lines)]
    said = _said_of_blocks(file, tokens, problems)
    placed = [token for token in tokens if token.map]
    tables = list(_tables(tokens))
    sections = []
    for heading, end in zip(starts, ends, strict=True):
        inside = _between(placed, heading.first, end, lambda token: (token.map or [0])[0])
        sections.append(_section(topic, heading, end, lines, inside, tables, said))
    intro_end = starts[0].first if starts else len(lines)
    intro = "\n".join(lines[title.after if title else 0 : intro_end]).strip()
    return Notes(topic, title.title if title else "", intro, tuple(sections))


def _heading_problems(file: Path, headings: Sequence[_Heading], starts: Sequence[_Heading]) -> Iterator[Problem]:
    if not headings or headings[0].level != 1:
        yield Problem(file, 1, "no title", "`# Title` as the first line")
    for heading in headings[1:]:
        if heading.level == 1:
            yield Problem(file, heading.first + 1, "a second `#` title", "`##` for sections")
    known: dict[str, int] = {}
    for heading in starts:
        line = heading.first + 1
        if not heading.id:
            yield Problem(file, line, f"section {heading.title!r} has no id", "`<!-- id: some-slug -->` right below")
        elif not SECTION_ID.fullmatch(heading.id):
            yield Problem(file, line + 1, f"section id {heading.id!r}", "lower-case words with hyphens")
        elif heading.id in known:
            yield Problem(
                file,
                line + 1,
                f"section id {heading.id!r} is on line {known[heading.id]}, too",
                "each id once in a file",
            )
        known.setdefault(heading.id, line + 1)


def _between(ordered: Sequence[T], first: int, end: int, line: Callable[[T], int]) -> Sequence[T]:
    """Those that begin on a line (from 0) from `first` up to `end`; they stand in the order of their lines."""
    return ordered[bisect_left(ordered, first, key=line) : bisect_left(ordered, end, key=line)]


def _said_of_blocks(file: Path, tokens: Sequence[Token], problems: list[Problem]) -> dict[int, TryOut]:
    """What comments say of the block right behind them, by the line (from 1) of its fence."""
    said: dict[int, TryOut] = {}
    for token, follower in zip(tokens, [*tokens[1:], None], strict=False):
        comment = TRY_COMMENT.fullmatch(token.content) if token.type == "html_block" else None
        if comment is None:
            continue
        if follower is None or follower.type != "fence":
            problems.append(Problem(file, _line(token), "`<!-- try` without a block", "a fenced block right behind it"))
            continue
        try:  # blank lines before it make its lines those of the file
            document = document_of(file, "\n" * (_line(token) - 1) + (comment[1].strip(" ") or "{}"))
        except ContentError as error:
            problems.append(error.problem)
            continue
        value, found = decode(document, TryOut)
        problems += found
        if value is not None:
            said[_line(follower)] = value
    return said


def _section(
    topic: str,
    heading: _Heading,
    end: int,
    lines: Sequence[str],
    inside: Sequence[Token],
    tables: Sequence[Table],
    said: Mapping[int, TryOut],
) -> Section:
    unseen = {heading.id_line, *(line for token in inside if _is_said(token) for line in range(*(token.map or [0, 0])))}
    body = [line for number, line in enumerate(lines[heading.first : end], heading.first) if number not in unseen]
    return Section(
        topic=topic,
        id=heading.id,
        title=heading.title,
        level=heading.level,
        markdown="\n".join(body).strip() + "\n",
        text="\n".join(filter(None, (plain_text(token) for token in inside))),
        line=heading.first + 1,
        links=tuple(link for token in inside for link in _links(token, topic)),
        code=tuple(_blocks(inside, said)),
        tables=tuple(_between(tables, heading.first, end, lambda table: table.line - 1)),
    )


def _blocks(inside: Sequence[Token], said: Mapping[int, TryOut]) -> Iterator[CodeBlock]:
    above = ""
    for token in inside:
        if token.type == "fence":
            line, lang = _line(token), next(iter(token.info.split()), "")
            own = said.get(line)
            yield CodeBlock(lang, token.content, line, own.with_above(above) if own else None)
            above = token.content


def _is_said(token: Token) -> bool:
    return token.type == "html_block" and bool(TRY_COMMENT.fullmatch(token.content))


def _line(token: Token) -> int:
    return (token.map or [0])[0] + 1


def plain_text(token: Token) -> str:
    """A token's words, without its marks."""
    if token.type in {"fence", "code_block"}:
        return token.content.rstrip()
    if token.type != "inline":
        return ""
    words = []
    for child in token.children or ():
        if child.type in {"text", "code_inline"}:
            words.append(child.content)
        elif child.type in {"softbreak", "hardbreak"}:
            words.append(" ")
    return "".join(words)


def _links(token: Token, topic: str) -> Iterator[Link]:
    children = token.children or []
    for index, child in enumerate(children):
        if child.type == "link_open":
            close = next(i for i in range(index, len(children)) if children[i].type == "link_close")
            text = "".join(one.content for one in children[index:close])
            yield _link(text, str(child.attrs.get("href", "")), _line(token), topic)


def _link(text: str, href: str, line: int, topic: str) -> Link:
    inside = _NOTES_LINK.fullmatch(href)
    if not inside:
        return Link(text, href, line)
    return Link(text, href, line, inside["topic"] or inside["folder"] or topic, inside["section"] or "")


def _tables(tokens: Sequence[Token]) -> Iterator[Table]:
    rows: list[list[str]] = []
    line = 0
    for index, token in enumerate(tokens):
        if token.type == "table_open":
            rows, line = [], _line(token)
        elif token.type == "tr_open":
            rows.append([])
        elif token.type in {"th_open", "td_open"}:
            rows[-1].append(plain_text(tokens[index + 1]))
        elif token.type == "table_close":
            yield Table(tuple(rows[0]), tuple(tuple(row) for row in rows[1:]), line)


def stray_html(text: str) -> Iterator[tuple[int, str]]:
    """(line from 1, the HTML) for raw HTML that is neither an id nor a `try` comment: a screen would swallow it."""
    for token in _parser().parse(text):
        if token.type == "html_block" and not (_ID_COMMENT.fullmatch(token.content) or _is_said(token)):
            yield _line(token), token.content.strip().splitlines()[0]
        for child in token.children or ():
            if child.type == "html_inline":
                yield _line(token), child.content
