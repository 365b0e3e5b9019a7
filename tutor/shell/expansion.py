"""Turning parsed words into the words a command is given: variables, `$( )`, braces, splitting, file names.

Source of the order and of the error texts: bash.
"""

from __future__ import annotations

import ast
import fnmatch
import itertools
import operator
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from tutor.shell.files import FileTrouble, resolve
from tutor.shell.process import Part
from tutor.shell.syntax import LENGTH, Arithmetic, Literal, Substitution, Variable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from tutor.shell.host import HostShell
    from tutor.shell.syntax import Piece, Word

Texts: TypeAlias = Part[list[str]]
Text: TypeAlias = Part[str]
_BRACES = re.compile(r"^((?:[^{}]|\{\})*?)\{([^{}]*)\}(.*)$", re.DOTALL)
_SPAN = re.compile(r"(-?\d+)\.\.(-?\d+)")


class ExpansionTrouble(Exception):
    """The words cannot be made; the message is what bash prints behind `bash: `."""


@dataclass(slots=True)
class _Field:
    """A word in the making: runs of characters and whether they are quoted."""

    runs: list[tuple[str, bool]]
    real: bool = False
    """It counts even when empty, because something in it was quoted."""

    @property
    def text(self) -> str:
        return "".join(text for text, _ in self.runs)


@dataclass(frozen=True, slots=True)
class Expander:
    """Expands words on one host. `substitute` runs a command line and gives what it wrote."""

    host: HostShell
    substitute: Callable[[str], Text]

    def words(self, words: Iterable[Word]) -> Texts:
        """All words, split and matched against file names."""
        out: list[str] = []
        for word in words:
            for alternative in _braces(word):
                out += yield from self._split(alternative)
        return out

    def text(self, word: Word) -> Text:
        """One word that is neither split nor matched: an assignment, a file to redirect to."""
        parts = []
        for n, piece in enumerate(word):
            text = yield from self._piece(piece)
            parts.append(self._tilde(text) if n == 0 and isinstance(piece, Literal) and not piece.quoted else text)
        return "".join(parts)

    def _split(self, word: Word) -> Texts:
        fields = [_Field([])]
        for n, piece in enumerate(word):
            text = yield from self._piece(piece)
            if isinstance(piece, Literal) or piece.quoted:
                quoted = piece.quoted
                if n == 0 and not quoted:
                    text = self._tilde(text)
                fields[-1].runs.append((text, quoted))
                fields[-1].real = fields[-1].real or quoted or bool(text)
                if isinstance(piece, Variable) and piece.name in "@*" and not text:
                    fields[-1].real = fields[-1].real and len(fields[-1].runs) > 1
            else:
                self._add_split(fields, text)
        names = (self._names(field) for field in fields if field.real or field.text)
        return list(itertools.chain.from_iterable(names))

    def _add_split(self, fields: list[_Field], text: str) -> None:
        """The value of an unquoted variable or substitution: white space separates fields."""
        if text[:1].isspace() and fields[-1].text:
            fields.append(_Field([]))
        for n, part in enumerate(text.split()):
            if n:
                fields.append(_Field([]))
            fields[-1].runs.append((part, False))
        if text[-1:].isspace() and text.strip():
            fields.append(_Field([]))

    def _tilde(self, text: str) -> str:
        if text == "~" or text.startswith("~/"):
            return self.host.env.get("HOME", "/root") + text[1:]
        return text

    # -- pieces
    def _piece(self, piece: Piece) -> Text:
        if isinstance(piece, Literal):
            return piece.text
        if isinstance(piece, Substitution):
            text = yield from self.substitute(piece.source)
            return text.rstrip("\n")
        if isinstance(piece, Arithmetic):
            expression = yield from self.text(piece.expression)
            return str(calculate(expression, self.host.env))
        return (yield from self._variable(piece))

    def _variable(self, piece: Variable) -> Text:
        value = self._value(piece.name)
        if piece.operator == LENGTH:
            return str(len(value or ""))
        if not piece.operator:
            return value or ""
        word = yield from self.text(piece.word)
        if piece.operator[0] in "%#":
            return _stripped(value or "", piece.operator, word)
        unset = value is None or (piece.operator.startswith(":") and not value)
        match piece.operator[-1]:
            case "-":
                return word if unset else value or ""
            case "+":
                return "" if unset else word
            case "=":
                if unset:
                    self.host.env[piece.name] = word
                return word if unset else value or ""
        if unset:
            raise ExpansionTrouble(f"{piece.name}: {word or 'parameter null or not set'}")
        return value or ""

    def _value(self, name: str) -> str | None:
        if name == "?":
            return str(self.host.status)
        special = {"$": "1", "#": "0", "0": "bash", "@": "", "*": "", "!": "", "-": ""}
        if name in special:
            return special[name]
        if name == "PWD":
            return self.host.cwd
        return self.host.env.get(name)

    # -- file names
    def _names(self, field: _Field) -> list[str]:
        if not any(not quoted and any(mark in text for mark in "*?[") for text, quoted in field.runs):
            return [field.text]
        pattern = "".join(text if not quoted else _escaped(text) for text, quoted in field.runs)
        return matching(self.host, pattern) or [field.text]


def _escaped(text: str) -> str:
    return re.sub(r"([*?\[])", r"[\1]", text)


def matching(host: HostShell, pattern: str) -> list[str]:
    """Files and folders whose name matches a pattern, sorted; hidden ones only when asked for."""
    folder, _, last = pattern.rpartition("/")
    where = resolve(host.cwd, folder or ("/" if pattern.startswith("/") else "."))
    try:
        names = host.files.names(where)
    except FileTrouble:
        return []
    names = [n for n in names if fnmatch.fnmatchcase(n, last) and (not n.startswith(".") or last.startswith("."))]
    prefix = f"{folder}/" if folder or pattern.startswith("/") else ""
    return [prefix + name for name in names]


def _stripped(value: str, mark: str, pattern: str) -> str:
    """`${NAME%pattern}` and its kin."""
    longest = len(mark) == 2
    if mark[0] == "%":
        starts = range(len(value) + 1) if longest else range(len(value), -1, -1)
        found = next((n for n in starts if fnmatch.fnmatchcase(value[n:], pattern)), None)
        return value if found is None else value[:found]
    ends = range(len(value), -1, -1) if longest else range(len(value) + 1)
    found = next((n for n in ends if fnmatch.fnmatchcase(value[:n], pattern)), None)
    return value if found is None else value[found:]


def _braces(word: Word) -> Sequence[Word]:
    """`web{1,2}` and `node{1..3}` in a word that is one unquoted literal; other words as they are."""
    if len(word) != 1 or not isinstance(word[0], Literal) or word[0].quoted or "{" not in word[0].text:
        return [word]
    return [(Literal(text),) for text in _brace_texts(word[0].text)]


def _brace_texts(text: str) -> list[str]:
    match = _BRACES.match(text)
    if match is None:
        return [text]
    before, inside, after = match.groups()
    span = _SPAN.fullmatch(inside)
    if span:
        low, high = int(span[1]), int(span[2])
        step = 1 if low <= high else -1
        choices = [str(n) for n in range(low, high + step, step)]
    elif "," in inside:
        choices = inside.split(",")
    else:
        rest = _brace_texts(after)
        return [f"{before}{{{inside}}}{tail}" for tail in rest] if len(rest) > 1 else [text]
    return [before + choice + tail for choice in choices for tail in _brace_texts(after)]


_OPERATIONS: dict[type[ast.operator], Callable[[int, int], int]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
}


def calculate(expression: str, env: dict[str, str]) -> int:
    """`$(( ))` with whole numbers, variables, `+ - * / %` and parentheses.

    Raises:
        ExpansionTrouble: it is no such expression.
    """
    if len(expression) > 200:
        raise ExpansionTrouble("arithmetic expression is too long")
    try:
        tree = ast.parse(re.sub(r"\$", "", expression).replace("/", "//").strip() or "0", mode="eval")
        return _number(tree.body, env)
    except (SyntaxError, ValueError, RecursionError):
        raise ExpansionTrouble(f"{expression}: syntax error: operand expected") from None
    except ZeroDivisionError:
        raise ExpansionTrouble(f"{expression}: division by 0") from None


def _number(node: ast.expr, env: dict[str, str]) -> int:
    if isinstance(node, ast.Constant) and isinstance(node.value, int):
        return node.value
    if isinstance(node, ast.Name):
        return int(env.get(node.id, "0") or "0")
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_number(node.operand, env)
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATIONS:
        return _OPERATIONS[type(node.op)](_number(node.left, env), _number(node.right, env))
    raise ValueError(ast.dump(node))
