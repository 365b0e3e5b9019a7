"""Reading a command line as bash does: quotes, comments, variables, `$( )`, pipes, lists, redirections.

Also `for`, `while`, `until`, `if`, `( )` and `{ }`. A line that is not finished raises `Incomplete`, so
that the terminal can ask for the rest.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tutor.shell.syntax import (
    CommandList,
    CommandNode,
    Conditional,
    Grouped,
    Incomplete,
    Literal,
    Loop,
    Pipeline,
    Redirection,
    SimpleCommand,
    SyntaxTrouble,
    Word,
)
from tutor.shell.words import BREAKS, NAME, WordReader

__all__ = ["Incomplete", "SyntaxTrouble", "parse"]

_ASSIGNMENT = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)=")
_REDIRECTION = re.compile(r"(\d?)(&>>|&>|<<<|<<-|<<|>>|>&|<&|>\||>|<)")
_RESERVED = frozenset(("for", "while", "until", "if", "then", "elif", "else", "fi", "do", "done", "in", "{", "}", "!"))


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


class _Parser(WordReader):
    def __init__(self, source: str) -> None:
        super().__init__(source)
        self._documents: list[_HereDocument] = []

    def parse(self) -> CommandList:
        parsed = self._list(())
        if self._at < len(self._source):
            raise self._unexpected()
        if self._documents:
            raise Incomplete(f"here-document delimited by end-of-file (wanted `{self._documents[0].delimiter}')")
        return parsed

    # -- characters
    def _newline(self) -> None:
        self._at += 1
        while self._documents:
            self._read_document(self._documents.pop(0))

    def _skip_newlines(self) -> None:
        while self._operator() == "\n":
            self._newline()

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
        match = NAME.match(self._source, self._at)
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
                blank = self._at >= len(self._source) or self._peek() in BREAKS
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
        if self._at >= len(self._source) or self._peek() in BREAKS:
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
        target: Word = (Literal(text, quoted=True),) if document.quoted else WordReader(text).inside_document()
        at = next(n for n, known in enumerate(document.holder) if known is document.redirection)
        document.holder[at] = Redirection(0, "<<", target)


def _is_stream(word: Word) -> bool:
    return len(word) == 1 and isinstance(word[0], Literal) and word[0].text in ("1", "2", "-")
