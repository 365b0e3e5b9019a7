"""Tokens of a template: text, and what stands between `{{` and `}}`.

Source: Go `text/template/parse/lex.go`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from tutor.shell.docker.gotext import quote

if TYPE_CHECKING:
    from collections.abc import Iterator

KEYWORDS = frozenset(("block", "break", "continue", "define", "else", "end", "if", "range", "nil", "template", "with"))
_SPACE = " \t\r\n"


class Lexeme(Enum):
    ERROR = auto()
    BOOL = auto()
    CHAR = auto()
    CHARACTER_CONSTANT = auto()
    ASSIGN = auto()
    DECLARE = auto()
    EOF = auto()
    FIELD = auto()
    IDENTIFIER = auto()
    LEFT_DELIM = auto()
    LEFT_PAREN = auto()
    NUMBER = auto()
    PIPE = auto()
    RAW_STRING = auto()
    RIGHT_DELIM = auto()
    RIGHT_PAREN = auto()
    SPACE = auto()
    STRING = auto()
    TEXT = auto()
    VARIABLE = auto()
    DOT = auto()
    KEYWORD = auto()


@dataclass(frozen=True, slots=True)
class Token:
    kind: Lexeme
    text: str
    pos: int
    line: int

    def __str__(self) -> str:
        """How parse errors show it."""
        if self.kind is Lexeme.EOF:
            return "EOF"
        if self.kind is Lexeme.ERROR:
            return self.text
        if self.kind in (Lexeme.KEYWORD, Lexeme.DOT):
            return f"<{self.text}>"
        if len(self.text) > 10:
            return f"{quote(self.text[:10])}..."
        return quote(self.text)


_NUMBER = re.compile(
    r"[+-]?(?:0[xX][0-9a-fA-F_]*(?:\.[0-9a-fA-F_]*)?(?:[pP][+-]?[0-9_]+)?|0[bB][01_]+|0[oO][0-7_]+|"
    r"[0-9_]*(?:\.[0-9_]*)?(?:[eE][+-]?[0-9_]+)?)"
)
_TERMINATORS = frozenset(".,|:()" + _SPACE)


class Lexer:
    """Splits a template into tokens; an error is a token too and is the last one."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0
        self._parens = 0

    def tokens(self) -> Iterator[Token]:
        while True:
            yield from self._text()
            if self._at >= len(self._source):
                yield self._token(Lexeme.EOF, self._at, self._at)
                return
            if self._comment():
                broken = self._skip_comment()
                if broken is not None:
                    yield broken
                    return
                continue
            for token in self._action():
                yield token
                if token.kind is Lexeme.ERROR:
                    return

    def _token(self, kind: Lexeme, start: int, end: int) -> Token:
        return Token(kind, self._source[start:end], start, self._source.count("\n", 0, start) + 1)

    def _error(self, message: str) -> Token:
        return Token(Lexeme.ERROR, message, self._at, self._source.count("\n", 0, self._at) + 1)

    def _text(self) -> Iterator[Token]:
        start = self._at
        end = self._source.find("{{", start)
        end = len(self._source) if end < 0 else end
        text = self._source[start:end]
        if self._source[end : end + 3] == "{{-" and self._source[end + 3 : end + 4] in tuple(_SPACE):
            text = text.rstrip(_SPACE)
        self._at = end
        if text:
            yield self._token(Lexeme.TEXT, start, start + len(text))

    def _comment(self) -> bool:
        return self._source.startswith("/*", self._after_left())

    def _after_left(self) -> int:
        """Behind `{{` or behind `{{- `."""
        trimmed = self._source[self._at + 2 : self._at + 3] == "-" and self._source[
            self._at + 3 : self._at + 4
        ] in tuple(_SPACE)
        return self._at + (4 if trimmed else 2)

    def _skip_comment(self) -> Token | None:
        end = self._source.find("*/", self._after_left())
        if end < 0:
            return self._error("unclosed comment")
        self._at = end + 2
        length, trims = self._right()
        if not length:
            return self._error("comment ends before closing delimiter")
        self._at += length
        if trims:
            self._trim()
        return None

    def _right(self) -> tuple[int, bool]:
        """Length of the closing delimiter here (0: none), and whether it trims what follows."""
        if self._source.startswith("}}", self._at):
            return 2, False
        rest = self._source[self._at : self._at + 4]
        if len(rest) == 4 and rest[0] in _SPACE and rest[1:] == "-}}":
            return 4, True
        return 0, False

    def _trim(self) -> None:
        while self._at < len(self._source) and self._source[self._at] in _SPACE:
            self._at += 1

    def _action(self) -> Iterator[Token]:
        yield self._token(Lexeme.LEFT_DELIM, self._at, self._at + 2)
        self._at = self._after_left()
        self._parens = 0
        while True:
            length, trims = self._right()
            if length:
                if self._parens:
                    yield self._error("unclosed left paren")
                    return
                start = self._at + (2 if trims else 0)
                yield self._token(Lexeme.RIGHT_DELIM, start, start + 2)
                self._at += length
                if trims:
                    self._trim()
                return
            token = self._inside()
            yield token
            if token.kind is Lexeme.ERROR:
                return

    def _take(self, kind: Lexeme, end: int) -> Token:
        token = self._token(kind, self._at, end)
        self._at = end
        return token

    def _inside(self) -> Token:
        at, source = self._at, self._source
        if at >= len(source):
            return self._error("unclosed action")
        first = source[at]
        if first in _SPACE:
            return self._space()
        simple = {"=": Lexeme.ASSIGN, "|": Lexeme.PIPE}.get(first)
        if simple:
            return self._take(simple, at + 1)
        if source.startswith(":=", at):
            return self._take(Lexeme.DECLARE, at + 2)
        if first == ":":
            return self._error("expected :=")
        if first in "()":
            return self._paren(first)
        if first in '"`':
            return self._string(first)
        if first == "'":
            return self._character()
        if first == "." and not source[at + 1 : at + 2].isdecimal():
            return self._field()
        if first == "$":
            return self._word(Lexeme.VARIABLE, at + 1)
        if first.isdecimal() or first in "+-.":
            return self._number()
        if first.isalnum() or first == "_":
            return self._word(Lexeme.IDENTIFIER, at)
        if first.isascii() and first.isprintable():
            return self._take(Lexeme.CHAR, at + 1)
        return self._error(f"unrecognized character in action: U+{ord(first):04X} '{first}'")

    def _space(self) -> Token:
        end = self._at
        while end < len(self._source) and self._source[end] in _SPACE:
            if self._source.startswith("-}}", end + 1) and end > self._at:
                break
            end += 1
        if self._source.startswith("-}}", end) and end - self._at > 1:
            end -= 1
        return self._take(Lexeme.SPACE, end)

    def _paren(self, which: str) -> Token:
        if which == "(":
            self._parens += 1
            return self._take(Lexeme.LEFT_PAREN, self._at + 1)
        self._parens -= 1
        if self._parens < 0:
            return self._error("unexpected right paren")
        return self._take(Lexeme.RIGHT_PAREN, self._at + 1)

    def _string(self, mark: str) -> Token:
        if mark == "`":
            end = self._source.find("`", self._at + 1)
            return self._error("unterminated raw quoted string") if end < 0 else self._take(Lexeme.RAW_STRING, end + 1)
        at = self._at + 1
        while at < len(self._source) and self._source[at] != "\n":
            if self._source[at] == "\\":
                at += 2
                continue
            if self._source[at] == '"':
                return self._take(Lexeme.STRING, at + 1)
            at += 1
        return self._error("unterminated quoted string")

    def _character(self) -> Token:
        at = self._at + 1
        while at < len(self._source) and self._source[at] != "\n":
            if self._source[at] == "\\":
                at += 2
                continue
            if self._source[at] == "'":
                return self._take(Lexeme.CHARACTER_CONSTANT, at + 1)
            at += 1
        return self._error("unterminated character constant")

    def _end_of_word(self, at: int) -> int:
        while at < len(self._source) and (self._source[at].isalnum() or self._source[at] == "_"):
            at += 1
        return at

    def _ends_well(self, end: int) -> bool:
        return end >= len(self._source) or self._source[end] in _TERMINATORS or self._source.startswith("}}", end)

    def _field(self) -> Token:
        end = self._end_of_word(self._at + 1)
        if end == self._at + 1:
            return self._take(Lexeme.DOT, end) if self._ends_well(end) else self._bad_character(end)
        return self._take(Lexeme.FIELD, end) if self._ends_well(end) else self._bad_character(end)

    def _word(self, kind: Lexeme, start: int) -> Token:
        end = self._end_of_word(start)
        if not self._ends_well(end):
            return self._bad_character(end)
        word = self._source[self._at : end]
        if kind is Lexeme.IDENTIFIER:
            if word in KEYWORDS:
                kind = Lexeme.KEYWORD
            elif word in ("true", "false"):
                kind = Lexeme.BOOL
        return self._take(kind, end)

    def _bad_character(self, at: int) -> Token:
        return self._error(f"bad character U+{ord(self._source[at]):04X} '{self._source[at]}'")

    def _number(self) -> Token:
        match = _NUMBER.match(self._source, self._at)
        end = match.end() if match else self._at
        following = self._source[end : end + 1]
        if following and (following.isalnum() or following == "_"):
            return self._error(f"bad number syntax: {quote(self._source[self._at : end + 1])}")
        return self._take(Lexeme.NUMBER, end)
