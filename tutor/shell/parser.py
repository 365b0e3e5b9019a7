"""Reading a command line as bash does: quotes, comments, variables, `$( )`, pipes, lists, redirections.

Also `for`, `while`, `until`, `if`, `( )` and `{ }`. A line that is not finished raises `Incomplete`, so
that the terminal can ask for the rest.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tutor.shell.syntax import (
    LENGTH,
    Arithmetic,
    CommandList,
    CommandNode,
    Conditional,
    Grouped,
    Literal,
    Loop,
    Piece,
    Pipeline,
    Redirection,
    SimpleCommand,
    Substitution,
    Variable,
    Word,
)

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_ASSIGNMENT = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)=")
_REDIRECTION = re.compile(r"(\d?)(&>>|&>|<<<|<<-|<<|>>|>&|<&|>\||>|<)")
_OPERATORS = ("&&", "||", ";;", ";", "|&", "|", "&", "(", ")", "\n")
_SPECIAL = "?$#@*!-0123456789"
_BREAKS = " \t\n;|&()<>"
_RESERVED = frozenset(("for", "while", "until", "if", "then", "elif", "else", "fi", "do", "done", "in", "{", "}", "!"))


class SyntaxTrouble(Exception):
    """bash refuses the line; the message is what it prints behind `bash: `."""


class Incomplete(Exception):
    """The line goes on: an open quote, `$(`, here-document, or a command that wants its end."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(slots=True)
class _HereDocument:
    delimiter: str
    quoted: bool
    strips_tabs: bool
    redirection: Redirection
    holder: list[Redirection]


def parse(source: str) -> CommandList:
    """Parse a whole input.

    Raises:
        SyntaxTrouble: bash would refuse it.
        Incomplete: it needs more lines.
    """
    return _Parser(source).parse()


class _Parser:
    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0
        self._documents: list[_HereDocument] = []

    def parse(self) -> CommandList:
        parsed = self._list(())
        if self._at < len(self._source):
            raise self._unexpected()
        if self._documents:
            raise Incomplete(f"here-document delimited by end-of-file (wanted `{self._documents[0].delimiter}')")
        return parsed

    # -- characters
    def _peek(self, length: int = 1) -> str:
        return self._source[self._at : self._at + length]

    def _skip_blank(self) -> None:
        while True:
            if self._peek() and self._peek() in " \t":
                self._at += 1
            elif self._peek(2) == "\\\n":
                self._at += 2
            elif self._peek() == "#":
                end = self._source.find("\n", self._at)
                self._at = len(self._source) if end < 0 else end
            else:
                return

    def _operator(self) -> str:
        """The control operator that stands here; it is not consumed."""
        self._skip_blank()
        if self._peek(2) == "&>":
            return ""
        for operator in _OPERATORS:
            if self._source.startswith(operator, self._at):
                return operator
        return ""

    def _newline(self) -> None:
        self._at += 1
        while self._documents:
            self._read_document(self._documents.pop(0))

    def _skip_newlines(self) -> None:
        while self._operator() == "\n":
            self._newline()

    def _unexpected(self) -> SyntaxTrouble:
        token = self._operator() or self._plain_word() or "newline"
        return SyntaxTrouble(f"syntax error near unexpected token `{'newline' if token == chr(10) else token}'")

    def _plain_word(self) -> str:
        end = self._at
        while end < len(self._source) and self._source[end] not in _BREAKS:
            end += 1
        return self._source[self._at : end]

    def _reserved(self) -> str:
        """The reserved word that stands here, where a command may begin."""
        self._skip_blank()
        word = self._plain_word()
        return word if word in _RESERVED else ""

    def _wanted(self, word: str) -> None:
        """Consume a reserved word, or complain."""
        self._skip_newlines()
        if self._reserved() != word:
            if self._at >= len(self._source):
                raise Incomplete("syntax error: unexpected end of file")
            raise self._unexpected()
        self._at += len(word)

    # -- lists
    def _list(self, ends: tuple[str, ...]) -> CommandList:
        """Pipelines up to one of the reserved words (or `)`) of `ends`, or the end."""
        parsed = CommandList()
        joiner = ";"
        while True:
            self._skip_newlines()
            operator = self._operator()
            done = self._at >= len(self._source) or self._reserved() in ends or (operator == ")" and ")" in ends)
            if done or operator == ")":
                if joiner in ("&&", "||"):
                    raise Incomplete("syntax error: unexpected end of file") if done else self._unexpected()
                return parsed
            parsed.items.append((joiner, self._pipeline()))
            operator = self._operator()
            if operator in ("&&", "||", ";", "&"):
                self._at += len(operator)
                parsed.background = parsed.background or operator == "&"
                joiner = ";" if operator == "&" else operator
            elif operator == "\n":
                joiner = ";"
            elif operator in ("", ")"):
                if self._at < len(self._source) and operator == "" and self._reserved() not in ends:
                    raise self._unexpected()
                joiner = ";"
            else:
                raise self._unexpected()

    def _pipeline(self) -> Pipeline:
        negated = False
        while self._reserved() == "!":
            negated = not negated
            self._at += 1
        commands = [self._command()]
        while self._operator() in ("|", "|&"):
            operator = self._operator()
            self._at += len(operator)
            if operator == "|&":
                commands[-1].redirections.append(Redirection(2, ">&", (Literal("1"),)))
            self._skip_newlines()
            if self._at >= len(self._source):
                raise Incomplete("syntax error: unexpected end of file")
            commands.append(self._command())
        return Pipeline(commands, negated)

    def _command(self) -> CommandNode:
        reserved = self._reserved()
        if reserved in ("for", "while", "until", "if", "{"):
            node = self._compound(reserved)
        elif self._operator() == "(":
            self._at += 1
            body = self._list((")",))
            if self._operator() != ")":
                raise Incomplete("syntax error: unexpected end of file")
            self._at += 1
            node = Grouped(self._checked(body), subshell=True)
        elif reserved:
            raise self._unexpected()
        else:
            return self._simple()
        while self._redirection(node.redirections):
            pass
        return node

    def _checked(self, body: CommandList) -> CommandList:
        if not body.items:
            raise self._unexpected()
        return body

    def _compound(self, word: str) -> Loop | Conditional | Grouped:
        self._at += len(word)
        if word == "for":
            return self._for()
        if word == "if":
            return self._if()
        if word == "{":
            body = self._checked(self._list(("}",)))
            self._wanted("}")
            return Grouped(body, subshell=False)
        condition = self._checked(self._list(("do",)))
        return Loop(word, "", [], condition, self._do())

    def _for(self) -> Loop:
        self._skip_blank()
        match = _NAME.match(self._source, self._at)
        if match is None:
            raise self._unexpected()
        self._at = match.end()
        words: list[Word] = []
        if self._reserved() == "in":
            self._at += 2
            while not self._operator() and self._at < len(self._source):
                words.append(self._word())
        if self._operator() == ";":
            self._at += 1
        return Loop("for", match[0], words, None, self._do())

    def _do(self) -> CommandList:
        self._wanted("do")
        body = self._list(("done",))
        self._wanted("done")
        return self._checked(body)

    def _if(self) -> Conditional:
        branches = []
        while True:
            condition = self._checked(self._list(("then",)))
            self._wanted("then")
            branches.append((condition, self._checked(self._list(("elif", "else", "fi")))))
            self._skip_newlines()
            if self._reserved() != "elif":
                break
            self._at += len("elif")
        otherwise = None
        if self._reserved() == "else":
            self._at += len("else")
            otherwise = self._checked(self._list(("fi",)))
        self._wanted("fi")
        return Conditional(branches, otherwise)

    # -- simple commands
    def _simple(self) -> SimpleCommand:
        command = SimpleCommand()
        while True:
            self._skip_blank()
            if self._at >= len(self._source):
                break
            if self._redirection(command.redirections):
                continue
            if self._operator():
                break
            match = _ASSIGNMENT.match(self._source, self._at)
            if match and not command.words:
                self._at = match.end()
                blank = self._at >= len(self._source) or self._peek() in _BREAKS
                command.assignments.append((match[1], () if blank else self._word()))
                continue
            command.words.append(self._word())
        if not (command.words or command.assignments or command.redirections):
            raise self._unexpected()
        return command

    def _redirection(self, into: list[Redirection]) -> bool:
        self._skip_blank()
        match = _REDIRECTION.match(self._source, self._at)
        if match is None:
            return False
        digits, operator = match.groups()
        self._at = match.end()
        self._skip_blank()
        if self._at >= len(self._source) or self._peek() in _BREAKS:
            raise self._unexpected()
        if operator in ("<<", "<<-"):
            self._announce(operator, into)
            return True
        stream = int(digits) if digits else (0 if operator.startswith("<") else 1)
        target = self._word()
        if operator.startswith("&"):
            stream, operator = -1, operator[1:]
        elif operator == ">&" and not digits and not _is_stream(target):
            stream, operator = -1, ">"
        into.append(Redirection(stream, ">" if operator == ">|" else operator, target))
        return True

    def _announce(self, operator: str, into: list[Redirection]) -> None:
        """A here-document: its text comes after the line."""
        word = self._word()
        quoted = any(isinstance(piece, Literal) and piece.quoted for piece in word)
        delimiter = "".join(piece.text for piece in word if isinstance(piece, Literal))
        redirection = Redirection(0, "<<", ())
        into.append(redirection)
        self._documents.append(_HereDocument(delimiter, quoted, operator == "<<-", redirection, into))

    def _read_document(self, document: _HereDocument) -> None:
        lines = []
        while True:
            if self._at >= len(self._source):
                raise Incomplete(f"here-document delimited by end-of-file (wanted `{document.delimiter}')")
            end = self._source.find("\n", self._at)
            end = len(self._source) if end < 0 else end
            line = self._source[self._at : end]
            self._at = min(end + 1, len(self._source))
            if document.strips_tabs:
                line = line.lstrip("\t")
            if line == document.delimiter:
                break
            lines.append(line + "\n")
        text = "".join(lines)
        target: Word = (Literal(text, quoted=True),) if document.quoted else _Parser(text).inside_document()
        at = next(n for n, known in enumerate(document.holder) if known is document.redirection)
        document.holder[at] = Redirection(0, "<<", target)

    def inside_document(self) -> Word:
        """The whole source as the text of an unquoted here-document: variables and `$( )` count."""
        pieces: list[Piece] = []
        while self._at < len(self._source):
            self._inside_quotes(pieces, escapes="$`\\\n")
        return tuple(pieces)

    # -- words
    def _word(self) -> Word:
        self._skip_blank()
        pieces: list[Piece] = []
        start = self._at
        while self._at < len(self._source) and self._peek() not in _BREAKS:
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
            pieces.append(Arithmetic(_Parser(inner).inside_document(), quoted))
        elif self._peek(2) == "$(":
            pieces.append(Substitution(self._balanced(self._at + 2, ")", quoted=quoted), quoted))
        elif self._peek(2) == "${":
            pieces.append(_parameter(self._balanced(self._at + 2, "}", quoted=quoted), quoted))
        else:
            self._plain_variable(pieces, quoted=quoted)

    def _plain_variable(self, pieces: list[Piece], *, quoted: bool) -> None:
        match = _NAME.match(self._source, self._at + 1)
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


def _is_stream(word: Word) -> bool:
    return len(word) == 1 and isinstance(word[0], Literal) and word[0].text in ("1", "2", "-")


def _parameter(inner: str, quoted: bool) -> Variable:
    """What stands in `${ }`."""
    if inner.startswith("#") and len(inner) > 1:
        return Variable(inner[1:], quoted, LENGTH)
    match = re.match(r"([A-Za-z_]\w*|[?$#@*!0-9])(:?[-+=?]|%%?|##?)?", inner, re.ASCII)
    if match is None or (match[2] is None and match.end() < len(inner)):
        raise SyntaxTrouble(f"${{{inner}}}: bad substitution")
    word = _Parser(inner[match.end() :]).inside_document() if match[2] else ()
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
