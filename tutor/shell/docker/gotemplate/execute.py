"""Executing a parsed template on a value.

Source: Go `text/template/exec.go`; the error texts are its.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from tutor.shell.docker.gotemplate.functions import (
    CLIENT_FUNCTIONS,
    GO_FUNCTIONS,
    NAMES,
    SHORT_CIRCUIT,
    ArgumentError,
    CallError,
    Function,
)
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
from tutor.shell.docker.gotemplate.parser import Parser, TemplateError
from tutor.shell.docker.gotext import quote
from tutor.shell.docker.gotypes import (
    MISSING,
    NIL,
    TYPES,
    Missing,
    Operand,
    Row,
    Shape,
    Value,
    concrete,
    elements,
    entries,
    indirect,
    is_number,
    struct_field,
    to_text,
    truth,
    wrap,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


_BUILT_IN: Mapping[str, Function] = {**GO_FUNCTIONS, **CLIENT_FUNCTIONS}


class _Break(Exception):
    pass


class _Continue(Exception):
    pass


@dataclass(frozen=True, slots=True)
class Template:
    """A template that has been parsed."""

    source: str
    trees: Mapping[str, list[Node]]

    def execute(self, data: Any, *, functions: Mapping[str, Function] | None = None, strict: bool = False) -> str:
        """The text for `data` (a `Value`, a `Row` or plain data).

        `functions` replace the docker client's; `strict` makes a missing map entry an error.

        Raises:
            TemplateError: Go's words, from `template: ` on.
        """
        known = {**_BUILT_IN, **functions} if functions else _BUILT_IN
        run = _Run(self, known, strict)
        dot = wrap(data)
        try:
            run.walk(self.trees[""], dot, [("$", dot)])
        except TemplateError as trouble:
            trouble.written = "".join(run.out)
            raise
        return "".join(run.out)


@lru_cache(maxsize=256)
def compile_template(source: str) -> Template:
    """Parse a template; what was parsed is kept, for tables use the same ones again and again.

    Raises:
        TemplateError: Go's words, from `template: ` on.
    """
    return Template(source, Parser(source, NAMES).parse())


_Scope = list[tuple[str, Operand]]


def _settled(value: Operand) -> Operand:
    """The end of a pipeline: what an interface holds, nothing when that is nil."""
    if isinstance(value, Missing) or value is NIL:
        return value
    inner = concrete(value)
    return MISSING if inner.type.shape is Shape.ANY and inner.data is None else inner


def _cell(pipe: Pipe, dot: Operand) -> str | None:
    """`{{.Name}}` in a row of a table, which is most of what is ever asked; None for everything else."""
    if len(pipe.commands) != 1 or pipe.variables or isinstance(dot, Missing) or dot.type.shape is not Shape.ROW:
        return None
    args = pipe.commands[0].args
    first = args[0]
    if len(args) != 1 or not isinstance(first, Field) or len(first.names) != 1:
        return None
    column = dot.data.columns.get(first.names[0])
    return column if isinstance(column, str) else None


class _Run:
    def __init__(self, template: Template, functions: Mapping[str, Function], strict: bool) -> None:
        self._template = template
        self._functions = functions
        self._strict = strict
        self._depth = 0
        self._last: Node = Dot(0)
        self.out: list[str] = []

    def _error(self, node: Node, message: str) -> TemplateError:
        before = self._template.source[: node.pos]
        line = before.count("\n") + 1
        column = len(before.rpartition("\n")[2].encode())
        return TemplateError(f'template: :{line}:{column}: executing "" at <{node}>: {message}')

    # -- structure
    def walk(self, nodes: Sequence[Node], dot: Operand, scope: _Scope) -> None:
        for node in nodes:
            match node:
                case Text():
                    self.out.append(node.text)
                case Action():
                    cell = _cell(node.pipe, dot)
                    if cell is not None:
                        self.out.append(cell)
                        continue
                    value = self._pipe(node.pipe, dot, scope)
                    if not node.pipe.variables:
                        self.out.append(to_text(value))
                case Branch() if node.word == "range":
                    self._range(node, dot, scope)
                case Branch():
                    self._branch(node, dot, scope)
                case Jump():
                    raise _Break if node.word == "break" else _Continue
                case Include():
                    self._include(node, dot, scope)

    def _branch(self, node: Branch, dot: Operand, scope: _Scope) -> None:
        mark = len(scope)
        value = self._pipe(node.pipe, dot, scope)
        if truth(value):
            self.walk(node.body, value if node.word == "with" else dot, scope)
        elif node.otherwise is not None:
            self.walk(node.otherwise, dot, scope)
        del scope[mark:]

    def _range(self, node: Branch, dot: Operand, scope: _Scope) -> None:
        mark = len(scope)
        value = self._pipe(node.pipe, dot, scope, declare=False)
        pairs = self._items(node, value)
        for key, item in pairs:
            del scope[mark:]
            self._loop_variables(node.pipe, key, item, scope)
            try:
                self.walk(node.body, item, scope)
            except _Break:
                break
            except _Continue:
                continue
        del scope[mark:]
        if not pairs and node.otherwise is not None:
            self.walk(node.otherwise, dot, scope)

    def _loop_variables(self, pipe: Pipe, key: Value, item: Value, scope: _Scope) -> None:
        values = [item] if len(pipe.variables) == 1 else [key, item]
        for name, value in zip(pipe.variables, values, strict=False):
            if pipe.assigns:
                self._assign(name, value, scope)
            else:
                scope.append((name, value))

    def _items(self, node: Branch, value: Operand) -> list[tuple[Value, Value]]:
        if isinstance(value, Missing):
            return []
        inner, nil = indirect(value)
        if nil and inner.type.shape is Shape.ANY:
            return []
        match inner.type.shape:
            case Shape.SLICE | Shape.BYTES:
                return [(wrap(n), item) for n, item in enumerate(elements(inner))]
            case Shape.MAP:
                return [(wrap(key), item) for key, item in entries(inner)]
            case Shape.INT | Shape.UINT:
                return [(wrap(n), wrap(n)) for n in range(inner.data or 0)]
        raise self._error(node.pipe, f"range can't iterate over {to_text(value)}")

    def _include(self, node: Include, dot: Operand, scope: _Scope) -> None:
        tree = self._template.trees.get(node.name)
        if tree is None:
            raise self._error(node, f"template {quote(node.name)} not defined")
        self._depth += 1
        if self._depth > 1000:
            raise self._error(node, "exceeded maximum template depth (1000)")
        inner = MISSING if node.pipe is None else self._pipe(node.pipe, dot, scope)
        self.walk(tree, inner, [("$", inner)])
        self._depth -= 1

    # -- pipelines
    def _pipe(self, pipe: Pipe, dot: Operand, scope: _Scope, *, declare: bool = True) -> Operand:
        value: Operand | None = None
        for command in pipe.commands:
            value = self._command(command, dot, value, scope)
            value = _settled(value)
        assert value is not None
        if declare:
            for name in pipe.variables:
                if pipe.assigns:
                    self._assign(name, value, scope)
                else:
                    scope.append((name, value))
        return value

    def _assign(self, name: str, value: Operand, scope: _Scope) -> None:
        for n in range(len(scope) - 1, -1, -1):
            if scope[n][0] == name:
                scope[n] = (name, value)
                return

    def _command(self, command: Command, dot: Operand, final: Operand | None, scope: _Scope) -> Operand:
        first, arguments = command.args[0], command.args[1:]
        match first:
            case Field():
                return self._fields(first, first.names, dot, dot, arguments, final, scope)
            case Variable():
                start = self._variable(first, scope)
                if len(first.names) == 1:
                    self._no_arguments(first, arguments, final)
                    return start
                return self._fields(first, first.names[1:], start, dot, arguments, final, scope)
            case Chain():
                if isinstance(first.base, Nil):
                    raise self._error(first, f"indirection through explicit nil in {first}")
                start = self._argument(first.base, dot, scope)
                return self._fields(self._last, first.names, start, dot, arguments, final, scope)
            case Identifier():
                return self._function(first, command, dot, final, scope)
            case Pipe():
                self._no_arguments(first, arguments, final)
                return self._pipe(first, dot, scope)
            case Nil():
                raise self._error(first, "nil is not a command")
        self._no_arguments(first, arguments, final)
        return self._argument(first, dot, scope)

    def _no_arguments(self, node: Node, arguments: Sequence[Node], final: Operand | None) -> None:
        if arguments or final is not None:
            raise self._error(node, f"can't give argument to non-function {node}")

    def _variable(self, node: Variable, scope: _Scope) -> Operand:
        value: Operand
        for name, value in reversed(scope):
            if name == node.names[0]:
                return value
        raise self._error(node, f"undefined variable: {node.names[0]}")

    def _argument(self, node: Node, dot: Operand, scope: _Scope) -> Operand:
        """A node where a value is wanted."""
        self._last = node
        match node:
            case Dot():
                return dot
            case Nil():
                return NIL
            case Bool():
                return wrap(node.value)
            case Number():
                return wrap(node.value)
            case String():
                return wrap(node.value)
            case Field():
                return self._fields(node, node.names, dot, dot, (), None, scope)
            case Variable():
                start = self._variable(node, scope)
                return self._fields(node, node.names[1:], start, dot, (), None, scope) if node.names[1:] else start
            case Pipe():
                return self._pipe(node, dot, scope)
            case Identifier():
                return self._function(node, Command(node.pos, [node]), dot, None, scope)
            case Chain():
                start = self._argument(node.base, dot, scope)
                return self._fields(self._last, node.names, start, dot, (), None, scope)
        raise self._error(node, f"can't evaluate {node}")

    # -- functions
    def _function(
        self, node: Identifier, command: Command, dot: Operand, final: Operand | None, scope: _Scope
    ) -> Operand:
        arguments = command.args[1:]
        self._last = node
        if node.name in SHORT_CIRCUIT:
            return self._short_circuit(node, arguments, dot, final, scope)
        values = [self._argument(argument, dot, scope) for argument in arguments]
        if final is not None:
            values.append(final)
        if node.name == "call":  # its errors name what was to be called as it is written
            values.insert(0, wrap(str(arguments[0])) if arguments else next(iter(values), MISSING))
        try:
            return self._functions[node.name](values)
        except CallError as error:
            raise self._error(command, f"error calling {node.name}: {error}") from None
        except ArgumentError as error:
            if error.at is None or error.at >= len(arguments):
                raise self._error(node, str(error)) from None
            wrong = arguments[error.at]
            literal = isinstance(wrong, Bool | Number | String)
            wanted = {"int": "integer"}.get(error.wanted, error.wanted)
            message = f"expected {wanted}; found {wrong}" if literal else str(error)
            raise self._error(wrong, message) from None

    def _short_circuit(
        self, node: Identifier, arguments: Sequence[Node], dot: Operand, final: Operand | None, scope: _Scope
    ) -> Operand:
        if not arguments and final is None:
            raise self._error(node, f"wrong number of args for {node.name}: want at least 1 got 0")
        value: Operand = MISSING
        for argument in arguments:
            value = self._argument(argument, dot, scope)
            if truth(value) == (node.name == "or"):
                return value
        return value if final is None else final

    # -- fields
    def _fields(
        self,
        node: Node,
        names: Sequence[str],
        start: Operand,
        dot: Operand,
        arguments: Sequence[Node],
        final: Operand | None,
        scope: _Scope,
    ) -> Operand:
        value = start
        for name in names[:-1]:
            value = self._field(node, name, value, (), None)
        values = [self._argument(argument, dot, scope) for argument in arguments]
        return self._field(node, names[-1], value, values, final)

    def _field(
        self, node: Node, name: str, value: Operand, arguments: Sequence[Operand], final: Operand | None
    ) -> Operand:
        if isinstance(value, Missing):
            if self._strict:
                raise self._error(node, f"nil data; no entry for key {quote(name)}")
            return MISSING
        kind = value.type.name
        inner, nil = indirect(value)
        if nil:
            raise self._nil(node, name, value, inner)
        given = [*arguments, *([final] if final is not None else [])]
        match inner.type.shape:
            case Shape.ROW:
                return self._method(node, name, inner.data, given)
            case Shape.STRUCT:
                found = struct_field(inner, name)
                if found is not None:
                    if given:
                        raise self._error(node, f"{name} has arguments but cannot be invoked as function")
                    return found
            case Shape.MAP:
                if given:
                    raise self._error(node, f"{name} is not a method but has arguments")
                return self._entry(node, name, inner)
            case _ if name == "String" and (is_number(inner) or inner.type.shape is Shape.TIME):
                return wrap(to_text(inner))
            case Shape.DURATION if name in ("Seconds", "Minutes", "Hours"):
                return wrap((inner.data or 0) / {"Seconds": 1e9, "Minutes": 6e10, "Hours": 3.6e12}[name])
        raise self._error(node, f"can't evaluate field {name} in type {kind}")

    def _nil(self, node: Node, name: str, value: Value, inner: Value) -> TemplateError:
        if inner.type.shape is Shape.POINTER:
            target = TYPES.find(inner.type.elem)
            if target.shape is Shape.STRUCT and struct_field(Value(target, None), name) is None:
                return self._error(node, f"can't evaluate field {name} in type {value.type.name}")
        return self._error(node, f"nil pointer evaluating {value.type.name}.{name}")

    def _entry(self, node: Node, name: str, inner: Value) -> Operand:
        data = inner.data or {}
        if name in data:
            return Value(TYPES.find(inner.type.elem or "any"), data[name])
        if self._strict:
            raise self._error(node, f"map has no entry for key {quote(name)}")
        return MISSING

    def _method(self, node: Node, name: str, row: Row, given: Sequence[Operand]) -> Operand:
        if name not in row.columns:
            raise self._error(node, f"can't evaluate field {name} in type {row.type_name}")
        column = row.columns[name]
        wanted = 1 if callable(column) else 0
        if len(given) != wanted:
            raise self._error(node, f"wrong number of args for {name}: want {wanted} got {len(given)}")
        return wrap(column(*(to_text(value) for value in given)) if callable(column) else column)
