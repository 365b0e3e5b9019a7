"""Reading words as bash does: quotes, backslashes, variables, `$( )`, backquotes, `$(( ))`."""

from __future__ import annotations

import re

from tutor.shell.syntax import (
    LENGTH,
    Arithmetic,
    Incomplete,
    Literal,
    Piece,
    Substitution,
    SyntaxTrouble,
    Variable,
    Word,
)

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
BREAKS = " \t\n;|&()<>"
_BLANK = re.compile(r"(?:[ \t]|\\\n)+")
_ORDINARY = re.compile(r"[^\s;|&()<>\\'\"$`]+")
"""A run of characters that mean nothing to the shell."""
_ORDINARY_INSIDE = re.compile(r"[^\\\"$`]+")
"""The same between double quotes and in here-documents."""
_OPERATORS = ("&&", "||", ";;", ";", "|&", "|", "&", "(", ")", "\n")
_SPECIAL = "?$#@*!-0123456789"


class WordReader:
    """A source and how far it has been read."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0

    def _peek(self, length: int = 1) -> str:
        return self._source[self._at : self._at + length]

    def _skip_blank(self) -> None:
        blank = _BLANK.match(self._source, self._at)
        if blank:
            self._at = blank.end()
        if self._peek() == "#":
            end = self._source.find("\n", self._at)
            self._at = len(self._source) if end < 0 else end

    def _operator(self) -> str:
        """The control operator that stands here; it is not consumed."""
        self._skip_blank()
        if self._peek(2) == "&>":
            return ""
        for operator in _OPERATORS:
            if self._source.startswith(operator, self._at):
                return operator
        return ""

    def _unexpected(self) -> SyntaxTrouble:
        token = self._operator() or self._plain_word() or "newline"
        return SyntaxTrouble(f"syntax error near unexpected token `{'newline' if token == chr(10) else token}'")

    def _plain_word(self) -> str:
        end = self._at
        while end < len(self._source) and self._source[end] not in BREAKS:
            end += 1
        return self._source[self._at : end]

    def inside_document(self) -> Word:
        """The whole source as the text of an unquoted here-document: variables and `$( )` count."""
        pieces: list[Piece] = []
        while self._at < len(self._source):
            self._inside_quotes(pieces, escapes="$`\\\n")
        return tuple(pieces)

    def _word(self) -> Word:
        self._skip_blank()
        pieces: list[Piece] = []
        start = self._at
        while self._at < len(self._source) and self._peek() not in BREAKS:
            ordinary = _ORDINARY.match(self._source, self._at)
            if ordinary:
                pieces.append(Literal(ordinary[0]))
                self._at = ordinary.end()
                continue
            character = self._peek()
            if character == "\\":
                self._backslash(pieces)
            elif character == "'":
                self._single_quotes(pieces)
            elif character == '"':
                self._double_quotes(pieces)
            elif self._peek(2) == "$'":
                self._ansi_quotes(pieces)
            elif character in "$`":
                self._dollar(pieces, quoted=False)
            else:
                pieces.append(Literal(character))
                self._at += 1
        if self._at == start:
            raise self._unexpected()
        return _joined(pieces)

    def _backslash(self, pieces: list[Piece]) -> None:
        following = self._source[self._at + 1 : self._at + 2]
        if not following:
            raise Incomplete("unexpected end of file")
        if following != "\n":
            pieces.append(Literal(following, quoted=True))
        self._at += 2

    def _single_quotes(self, pieces: list[Piece]) -> None:
        end = self._source.find("'", self._at + 1)
        if end < 0:
            raise Incomplete("unexpected EOF while looking for matching `''")
        pieces.append(Literal(self._source[self._at + 1 : end], quoted=True))
        self._at = end + 1

    def _ansi_quotes(self, pieces: list[Piece]) -> None:
        end = self._source.find("'", self._at + 2)
        if end < 0:
            raise Incomplete("unexpected EOF while looking for matching `''")
        text = self._source[self._at + 2 : end]
        for mark, character in (("\\n", "\n"), ("\\t", "\t"), ("\\r", "\r"), ("\\\\", "\\")):
            text = text.replace(mark, character)
        pieces.append(Literal(text, quoted=True))
        self._at = end + 1

    def _double_quotes(self, pieces: list[Piece]) -> None:
        self._at += 1
        pieces.append(Literal("", quoted=True))
        while self._peek() != '"':
            if self._at >= len(self._source):
                raise Incomplete("unexpected EOF while looking for matching `\"'")
            self._inside_quotes(pieces, escapes='$`"\\\n')
        self._at += 1

    def _inside_quotes(self, pieces: list[Piece], escapes: str) -> None:
        ordinary = _ORDINARY_INSIDE.match(self._source, self._at)
        if ordinary:
            pieces.append(Literal(ordinary[0], quoted=True))
            self._at = ordinary.end()
            return
        character = self._peek()
        if character == "\\":
            following = self._source[self._at + 1 : self._at + 2]
            if following == "\n":
                self._at += 2
            elif following and following in escapes:
                pieces.append(Literal(following, quoted=True))
                self._at += 2
            else:
                pieces.append(Literal("\\", quoted=True))
                self._at += 1
        elif character in "$`":
            self._dollar(pieces, quoted=True)
        else:
            pieces.append(Literal(character, quoted=True))
            self._at += 1

    def _dollar(self, pieces: list[Piece], *, quoted: bool) -> None:
        if self._peek() == "`":
            end = self._source.find("`", self._at + 1)
            if end < 0:
                raise Incomplete("unexpected EOF while looking for matching ``'")
            pieces.append(Substitution(self._source[self._at + 1 : end], quoted))
            self._at = end + 1
        elif self._peek(3) == "$((":
            inner = self._balanced(self._at + 3, "))", quoted=quoted)
            pieces.append(Arithmetic(WordReader(inner).inside_document(), quoted))
        elif self._peek(2) == "$(":
            pieces.append(Substitution(self._balanced(self._at + 2, ")", quoted=quoted), quoted))
        elif self._peek(2) == "${":
            pieces.append(_parameter(self._balanced(self._at + 2, "}", quoted=quoted), quoted))
        else:
            self._plain_variable(pieces, quoted=quoted)

    def _plain_variable(self, pieces: list[Piece], *, quoted: bool) -> None:
        match = NAME.match(self._source, self._at + 1)
        if match:
            pieces.append(Variable(match[0], quoted))
            self._at = match.end()
            return
        following = self._source[self._at + 1 : self._at + 2]
        if following and following in _SPECIAL:
            pieces.append(Variable(following, quoted))
            self._at += 2
            return
        pieces.append(Literal("$", quoted=True))
        self._at += 1

    def _balanced(self, start: int, closing: str, *, quoted: bool) -> str:
        """The text from `start` to the closing mark, which is consumed; quotes and nesting are respected."""
        opening = {")": "(", "))": "(", "}": "{"}[closing]
        depth, at = 0, start
        while at < len(self._source):
            character = self._source[at]
            if character == "\\":
                at += 2
                continue
            if character == "'" and (closing != "}" or not quoted):
                at = self._source.find("'", at + 1)
                if at < 0:
                    break
            elif character == '"':
                at = self._end_of_double(at)
            elif character == opening:
                depth += 1
            elif character == closing[0] and depth:
                depth -= 1
            elif self._source.startswith(closing, at):
                self._at = at + len(closing)
                return self._source[start:at]
            at += 1
        raise Incomplete(f"unexpected EOF while looking for matching `{closing[0]}'")

    def _end_of_double(self, at: int) -> int:
        at += 1
        while at < len(self._source) and self._source[at] != '"':
            at += 2 if self._source[at] == "\\" else 1
        return at


def _parameter(inner: str, quoted: bool) -> Variable:
    """What stands in `${ }`."""
    if inner.startswith("#") and len(inner) > 1:
        return Variable(inner[1:], quoted, LENGTH)
    match = re.match(r"([A-Za-z_]\w*|[?$#@*!0-9])(:?[-+=?]|%%?|##?)?", inner, re.ASCII)
    if match is None or (match[2] is None and match.end() < len(inner)):
        raise SyntaxTrouble(f"${{{inner}}}: bad substitution")
    word = WordReader(inner[match.end() :]).inside_document() if match[2] else ()
    return Variable(match[1], quoted, match[2] or "", word)


def _joined(pieces: list[Piece]) -> Word:
    """Neighbouring characters of one kind in one piece."""
    out: list[Piece] = []
    for piece in pieces:
        last = out[-1] if out else None
        if isinstance(piece, Literal) and isinstance(last, Literal) and piece.quoted == last.quoted:
            out[-1] = Literal(last.text + piece.text, piece.quoted)
        else:
            out.append(piece)
    return tuple(out)
