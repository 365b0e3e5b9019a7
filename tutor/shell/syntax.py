"""The parsed form of a command line: words made of pieces, commands, pipelines, lists."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Literal:
    """Characters as typed; quoted ones are neither split nor matched against file names."""

    text: str
    quoted: bool = False


LENGTH = "length"


@dataclass(frozen=True, slots=True)
class Variable:
    """`$NAME`, `${NAME}`, `${NAME:-word}` (`operator` with its `word`) or `${#NAME}` (operator `LENGTH`)."""

    name: str
    quoted: bool = False
    operator: str = ""
    word: Word = ()


@dataclass(frozen=True, slots=True)
class Substitution:
    """`$(command line)` or backquotes."""

    source: str
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """`$((expression))`."""

    expression: Word
    quoted: bool = False


Piece: TypeAlias = Literal | Variable | Substitution | Arithmetic
Word: TypeAlias = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Redirection:
    """`stream` 1 or 2 (0 for input), or -1 for both outputs.

    `operator` is `>`, `>>`, `<`, `>&` (to another stream), `<<<` or `<<` (then `target` is the text itself).
    """

    stream: int
    operator: str
    target: Word


@dataclass(slots=True)
class SimpleCommand:
    """Assignments, words and redirections."""

    assignments: list[tuple[str, Word]] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)
    redirections: list[Redirection] = field(default_factory=list)


@dataclass(slots=True)
class Loop:
    """`for NAME in WORDS; do BODY; done`, or `while`/`until` (in `kind`) with a condition."""

    kind: str
    name: str
    words: list[Word]
    condition: CommandList | None
    body: CommandList
    redirections: list[Redirection] = field(default_factory=list)


@dataclass(slots=True)
class Conditional:
    """`if ...; then ...; elif ...; else ...; fi`."""

    branches: list[tuple[CommandList, CommandList]]
    otherwise: CommandList | None
    redirections: list[Redirection] = field(default_factory=list)


@dataclass(slots=True)
class Grouped:
    """`( ... )` or `{ ...; }`."""

    body: CommandList
    subshell: bool
    redirections: list[Redirection] = field(default_factory=list)


CommandNode: TypeAlias = SimpleCommand | Loop | Conditional | Grouped


@dataclass(slots=True)
class Pipeline:
    commands: list[CommandNode]
    negated: bool = False


@dataclass(slots=True)
class CommandList:
    """Pipelines and what joins each to the one before: `;`, `&&`, `||` (the first: `;`)."""

    items: list[tuple[str, Pipeline]] = field(default_factory=list)
    background: bool = False
    """Something was put into the background with `&`."""


class SyntaxTrouble(Exception):
    """bash refuses the line; the message is what it prints behind `bash: `."""


class Incomplete(Exception):
    """The line goes on: an open quote, `$(`, here-document, or a command that wants its end."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
