"""From tokens to a tree, with Go's complaints.

Source: Go `text/template/parse/parse.go`.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tutor.shell.docker.gotemplate.lexer import Lexeme, Lexer, Token
from tutor.shell.docker.gotemplate.nodes import (
    Action,
    Bool,
    Branch,
    Chain,
    Command,
    Dot,
    Field,
    Identifier,
    Include,
    Jump,
    Nil,
    Node,
    Number,
    Pipe,
    String,
    Text,
    Variable,
)
from tutor.shell.docker.gotext import quote

if TYPE_CHECKING:
    from collections.abc import Collection


class TemplateError(Exception):
    """A template cannot be parsed or executed; the message is Go's, from `template: ` on."""

    written: str = ""
    """What had been made of the data before."""


_OPERANDS = (
    Lexeme.BOOL,
    Lexeme.CHARACTER_CONSTANT,
    Lexeme.DOT,
    Lexeme.FIELD,
    Lexeme.IDENTIFIER,
    Lexeme.NUMBER,
    Lexeme.RAW_STRING,
    Lexeme.STRING,
    Lexeme.VARIABLE,
    Lexeme.LEFT_PAREN,
)


class Parser:
    """Parses one source; `trees` holds the templates it defines, the main one under `""`."""

    def __init__(self, source: str, functions: Collection[str]) -> None:
        self._tokens = list(Lexer(source).tokens())
        self._at = 0
        self._functions = functions
        self._variables = ["$"]
        self._loops = 0
        self._line = 0
        self.trees: dict[str, list[Node]] = {}

    def parse(self) -> dict[str, list[Node]]:
        body, end = self._list(top=True)
        if end is not None:
            raise self._error(f"unexpected {{{{{end}}}}}")
        self.trees[""] = body
        return self.trees

    # -- tokens
    def _next(self) -> Token:
        token = self._tokens[min(self._at, len(self._tokens) - 1)]
        self._at += 1
        return token

    def _peek(self) -> Token:
        return self._tokens[min(self._at, len(self._tokens) - 1)]

    def _skip_space(self) -> None:
        while self._peek().kind is Lexeme.SPACE:
            self._at += 1

    def _next_solid(self) -> Token:
        self._skip_space()
        return self._next()

    def _peek_solid(self) -> Token:
        self._skip_space()
        return self._peek()

    def _expect(self, kind: Lexeme, context: str) -> Token:
        token = self._next_solid()
        if token.kind is not kind:
            raise self._unexpected(token, context)
        return token

    def _error(self, message: str) -> TemplateError:
        line = self._tokens[min(max(self._at - 1, 0), len(self._tokens) - 1)].line
        return TemplateError(f"template: :{line}: {message}")

    def _unexpected(self, token: Token, context: str) -> TemplateError:
        if token.kind is Lexeme.ERROR:
            extra = ""
            if self._line and self._line != token.line:
                extra = f" in action started at :{self._line}"
                if token.text.endswith(" action"):
                    extra = extra.removeprefix(" in action")
            return self._error(f"{token}{extra}")
        return self._error(f"unexpected {token} in {context}")

    # -- structure
    def _list(self, *, top: bool = False) -> tuple[list[Node], str | None]:
        """Nodes up to `{{end}}`, `{{else}}` (whose word is the second result) or the end of the source."""
        body: list[Node] = []
        while True:
            token = self._next()
            if token.kind is Lexeme.EOF:
                if top:
                    return body, None
                raise self._error("unexpected EOF")
            if token.kind is Lexeme.TEXT:
                body.append(Text(token.pos, token.text))
            elif token.kind is Lexeme.LEFT_DELIM:
                self._line = token.line
                node = self._action(token)
                self._line = 0
                if isinstance(node, str):
                    return body, node
                if node is not None:
                    body.append(node)
            else:
                raise self._unexpected(token, "input")

    def _action(self, opening: Token) -> Node | str | None:
        """One action; the word `end` or `else` (`else if`, `else with` keep their tokens) when it is one."""
        token = self._next_solid()
        if token.kind is Lexeme.KEYWORD:
            match token.text:
                case "if" | "with" | "range":
                    return self._branch(token)
                case "end":
                    self._expect(Lexeme.RIGHT_DELIM, "end")
                    return "end"
                case "else":
                    return self._else()
                case "break" | "continue":
                    return self._jump(token)
                case "define":
                    self._define()
                    return None
                case "block":
                    return self._block(token)
                case "template":
                    return self._include()
        self._at -= 1
        return Action(opening.pos, self._pipeline("command", Lexeme.RIGHT_DELIM))

    def _else(self) -> str:
        token = self._peek_solid()
        if token.kind is Lexeme.KEYWORD and token.text in ("if", "with"):
            return "else"
        self._expect(Lexeme.RIGHT_DELIM, "else")
        return "else"

    def _branch(self, word: Token) -> Branch:
        scope = len(self._variables)
        loop = word.text == "range"
        pipe = self._pipeline(word.text, Lexeme.RIGHT_DELIM)
        self._loops += loop
        body, end = self._list()
        self._loops -= loop
        otherwise: list[Node] | None = None
        if end == "else":
            following = self._peek()
            if following.kind is Lexeme.KEYWORD and following.text in ("if", "with"):
                if word.text == "range" or (word.text, following.text) not in (("if", "if"), ("with", "with")):
                    raise self._unexpected(self._next(), word.text if word.text != "range" else "input")
                otherwise = [self._branch(self._next())]
            else:
                otherwise, end = self._list()
                if end != "end":
                    raise self._error("expected end; found {{else}}")
        del self._variables[scope:]
        return Branch(word.pos, word.text, pipe, body, otherwise)

    def _jump(self, word: Token) -> Jump:
        token = self._next_solid()
        if token.kind is not Lexeme.RIGHT_DELIM:
            raise self._unexpected(token, f"{{{{{word.text}}}}}")
        if not self._loops:
            raise self._error(f"{{{{{word.text}}}}} outside {{{{range}}}}")
        return Jump(word.pos, word.text)

    def _name(self, context: str) -> str:
        token = self._next_solid()
        if token.kind not in (Lexeme.STRING, Lexeme.RAW_STRING):
            raise self._unexpected(token, context)
        return self._unquote(token)

    def _define(self) -> None:
        name = self._name("define clause")
        self._expect(Lexeme.RIGHT_DELIM, "define clause")
        self.trees[name] = self._separately()

    def _separately(self) -> list[Node]:
        """The body of a definition: no variable of the surroundings is seen there."""
        variables, self._variables = self._variables, ["$"]
        body, end = self._list()
        if end != "end":
            raise self._error("unexpected {{else}} in define clause")
        self._variables = variables
        return body

    def _block(self, word: Token) -> Include:
        name = self._name("block clause")
        pipe = self._pipeline("block clause", Lexeme.RIGHT_DELIM)
        self.trees[name] = self._separately()
        return Include(word.pos, name, pipe)

    def _include(self) -> Include:
        word = self._peek_solid()
        name = self._name("template clause")
        pipe = None
        if self._next_solid().kind is not Lexeme.RIGHT_DELIM:
            self._at -= 1
            pipe = self._pipeline("template clause", Lexeme.RIGHT_DELIM)
        return Include(word.pos, name, pipe)

    # -- pipelines
    def _pipeline(self, context: str, end: Lexeme) -> Pipe:
        pipe = Pipe(self._peek_solid().pos)
        self._declarations(pipe, context)
        while True:
            token = self._next_solid()
            if token.kind is end:
                self._check(pipe, context)
                return pipe
            if token.kind in _OPERANDS or (token.kind is Lexeme.KEYWORD and token.text == "nil"):
                self._at -= 1
                pipe.commands.append(self._command())
            else:
                raise self._unexpected(token, context)

    def _declarations(self, pipe: Pipe, context: str) -> None:
        while self._peek_solid().kind is Lexeme.VARIABLE:
            mark = self._at
            variable = self._next()
            following = self._next_solid()
            if following.kind in (Lexeme.ASSIGN, Lexeme.DECLARE):
                pipe.assigns = following.kind is Lexeme.ASSIGN
                pipe.variables.append(variable.text)
                self._variables.append(variable.text)
                return
            if following.kind is Lexeme.CHAR and following.text == ",":
                pipe.variables.append(variable.text)
                self._variables.append(variable.text)
                if context == "range" and len(pipe.variables) < 2:
                    continue
                raise self._error(f"too many declarations in {context}")
            self._at = mark
            return

    def _check(self, pipe: Pipe, context: str) -> None:
        if not pipe.commands:
            raise self._error(f"missing value for {context}")
        for n, command in enumerate(pipe.commands[1:], 2):
            if isinstance(command.args[0], Bool | Dot | Nil | Number | String):
                raise self._error(f"non executable command in pipeline stage {n}")

    def _command(self) -> Command:
        command = Command(self._peek_solid().pos, [])
        while True:
            self._skip_space()
            operand = self._operand()
            if operand is not None:
                command.args.append(operand)
            token = self._next()
            if token.kind is Lexeme.SPACE:
                continue
            if token.kind in (Lexeme.RIGHT_DELIM, Lexeme.RIGHT_PAREN):
                self._at -= 1
            elif token.kind is not Lexeme.PIPE:
                raise self._unexpected(token, "operand")
            break
        if not command.args:
            raise self._error("empty command")
        return command

    def _operand(self) -> Node | None:
        node = self._term()
        if node is None or self._peek().kind is not Lexeme.FIELD:
            return node
        pos = self._peek().pos
        names: list[str] = []
        while self._peek().kind is Lexeme.FIELD:
            names.append(self._next().text[1:])
        if isinstance(node, Field):
            return Field(pos, (*node.names, *names))
        if isinstance(node, Variable):
            return Variable(pos, (*node.names, *names))
        if isinstance(node, Bool | String | Number | Nil | Dot):
            raise self._error(f"unexpected . after term {quote(str(node))}")
        return Chain(pos, node, tuple(names))

    def _term(self) -> Node | None:
        token = self._next_solid()
        match token.kind:
            case Lexeme.IDENTIFIER:
                if token.text not in self._functions:
                    raise self._error(f"function {quote(token.text)} not defined")
                return Identifier(token.pos, token.text)
            case Lexeme.DOT:
                return Dot(token.pos)
            case Lexeme.KEYWORD if token.text == "nil":
                return Nil(token.pos)
            case Lexeme.VARIABLE:
                if token.text not in self._variables:
                    raise self._error(f"undefined variable {quote(token.text)}")
                return Variable(token.pos, (token.text,))
            case Lexeme.FIELD:
                return Field(token.pos, (token.text[1:],))
            case Lexeme.BOOL:
                return Bool(token.pos, token.text == "true")
            case Lexeme.NUMBER:
                return self._number(token)
            case Lexeme.CHARACTER_CONSTANT:
                return Number(token.pos, ord(self._unquote(token)), token.text)
            case Lexeme.LEFT_PAREN:
                return self._pipeline("parenthesized pipeline", Lexeme.RIGHT_PAREN)
            case Lexeme.STRING | Lexeme.RAW_STRING:
                return String(token.pos, self._unquote(token), token.text)
        self._at -= 1
        return None

    def _number(self, token: Token) -> Number:
        text = token.text.replace("_", "")
        for read in (lambda t: int(t, 0), lambda t: int(t, 8), float):
            try:
                return Number(token.pos, read(text), token.text)
            except ValueError:
                continue
        raise self._error(f"bad number syntax: {quote(token.text)}")

    def _unquote(self, token: Token) -> str:
        if token.text.startswith("`"):
            return token.text[1:-1]
        try:
            value: str = ast.literal_eval(token.text)
        except (ValueError, SyntaxError):
            raise self._error("invalid syntax") from None
        return value
