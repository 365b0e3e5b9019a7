"""A line of shell taken apart into the commands in it, with placeholders and cuts dealt with by rule."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_BETWEEN = frozenset({"|", "||", "&&", ";", "&"})
_REDIRECTIONS = frozenset({">", ">>", "<"})
_JOINED_STREAMS = re.compile(r"\s\d?>&\d")
_BRACKETS = re.compile(r"<([a-z][a-z0-9.-]*)>")
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=")
_DOTS = frozenset({"…", "..."})
_GAP = "____"


@dataclass(frozen=True, slots=True)
class Simple:
    """One command: its words. `cut`: an ellipsis stood for further words."""

    words: tuple[str, ...]
    cut: bool

    @property
    def text(self) -> str:
        return " ".join(self.words)


def simple_commands(line: str) -> Iterator[Simple]:
    """The commands of a line, `sudo`, assignments and redirections taken away.

    `<token>` is read as a word, `…` as words left out; a command with a gap to fill in (`____`) says nothing.
    Raises ValueError when the shell could not read the line.
    """
    text = _BRACKETS.sub(r"\1", _JOINED_STREAMS.sub("", line))
    lexer = shlex.shlex(text, posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    words: list[str] = []
    for word in (*lexer, ";"):
        if word not in _BETWEEN:
            words.append(word)
            continue
        if words and not any(_GAP in one for one in words):
            yield _simple(words)
        words = []


def _simple(words: list[str]) -> Simple:
    kept: list[str] = []
    pending = iter(words)
    for word in pending:
        if word in _REDIRECTIONS:
            next(pending, None)
        elif kept or not (word == "sudo" or _ASSIGNMENT.match(word)):
            kept.append(word)
    return Simple(tuple(word for word in kept if word not in _DOTS), any(word in _DOTS for word in kept))
