"""The functions a template may call: Go's predefined ones and the docker client's.

Source: Go `text/template/funcs.go`, docker/cli `templates/templates.go`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias
from urllib.parse import quote_plus

from tutor.shell.docker.gotemplate.formatting import formatted, shown, spaced, type_name
from tutor.shell.docker.gotypes import (
    MISSING,
    STRINGS,
    TYPES,
    Missing,
    Operand,
    Shape,
    Value,
    elements,
    encode,
    escape_html,
    indirect,
    is_number,
    length,
    to_json,
    to_text,
    truth,
    wrap,
)


class CallError(Exception):
    """A function refuses its arguments; the message is what stands behind `error calling NAME: `."""


class ArgumentError(Exception):
    """An argument has the wrong type or number; the whole message is Go's. `at` says which one."""

    def __init__(self, message: str, at: int | None = None, wanted: str = "") -> None:
        super().__init__(message)
        self.at = at
        self.wanted = wanted


Function: TypeAlias = Callable[[Sequence[Operand]], Operand]


Reader: TypeAlias = Callable[[Operand], Any]


def _wrong(value: Operand, wanted: str) -> ArgumentError:
    if isinstance(value, Missing):
        return ArgumentError(f"invalid value; expected {wanted}", wanted=wanted)
    return ArgumentError(f"wrong type for value; expected {wanted}; got {value.type.name}", wanted=wanted)


def _text(value: Operand) -> str:
    """A string argument; pointers and interfaces are followed."""
    if isinstance(value, Value):
        inner, nil = indirect(value)
        if not nil and inner.type.shape is Shape.STRING:
            text: str = inner.data or ""
            return text
    raise _wrong(value, "string")


def _number(value: Operand) -> int:
    if isinstance(value, Value):
        inner, nil = indirect(value)
        if not nil and is_number(inner):
            return int(inner.data or 0)
    raise _wrong(value, "int")


def _strings(value: Operand) -> list[str]:
    listed = isinstance(value, Value) and value.type.shape is Shape.SLICE
    if isinstance(value, Value) and listed and TYPES.find(value.type.elem).shape is Shape.STRING:
        return [to_text(item) for item in elements(value)]
    raise _wrong(value, "[]string")


def _any(value: Operand) -> Operand:
    return value


def fixed(name: str, readers: Sequence[Reader], function: Callable[..., Any]) -> Function:
    """A function with one argument per reader."""

    def call(arguments: Sequence[Operand]) -> Operand:
        if len(arguments) != len(readers):
            raise ArgumentError(f"wrong number of args for {name}: want {len(readers)} got {len(arguments)}")
        given = []
        for n, (reader, argument) in enumerate(zip(readers, arguments, strict=True)):
            try:
                given.append(reader(argument))
            except ArgumentError as error:
                raise ArgumentError(str(error), n, error.wanted) from None
        return wrap(function(*given))

    return call


# ------------------------------------------------------- the docker client's
def _title(text: str) -> str:
    return re.sub(r"(^|[^\w'])(\w)", lambda match: match[1] + match[2].upper(), text)


def _split(text: str, separator: str) -> Value:
    return Value(STRINGS, text.split(separator) if separator else list(text))


def _pad(text: str, before: int, after: int) -> str:
    return " " * before + text + " " * after if text else text


def _same_text(text: str, *_: Any) -> str:
    return text


def _json(value: Operand) -> str:
    """A row encodes itself, with `<`, `>` and `&` escaped; anything else is encoded without that."""
    text = encode(to_json(value))
    return escape_html(text) if isinstance(value, Value) and value.type.shape is Shape.ROW else text


CLIENT_FUNCTIONS: dict[str, Function] = {
    "json": fixed("json", [_any], _json),
    "split": fixed("split", [_text, _text], _split),
    "join": fixed("join", [_strings, _text], lambda items, mark: mark.join(items)),
    "title": fixed("title", [_text], _title),
    "lower": fixed("lower", [_text], str.lower),
    "upper": fixed("upper", [_text], str.upper),
    "pad": fixed("pad", [_text, _number, _number], _pad),
    "truncate": fixed("truncate", [_text, _number], lambda text, width: text[:width]),
}
HEADER_FUNCTIONS: dict[str, Function] = {
    "json": fixed("json", [_text], _same_text),
    "split": fixed("split", [_text, _any], _same_text),
    "join": fixed("join", [_text, _any], _same_text),
    "title": fixed("title", [_text], _same_text),
    "lower": fixed("lower", [_text], _same_text),
    "upper": fixed("upper", [_text], _same_text),
    "truncate": fixed("truncate", [_text, _any], _same_text),
}
"""What those names mean in the header of a table: they leave it alone."""


# ----------------------------------------------------------------------- Go's
def _index(arguments: Sequence[Operand]) -> Operand:
    if not arguments:
        raise ArgumentError("wrong number of args for index: want at least 1 got 0")
    item: Operand = arguments[0]
    if isinstance(item, Missing):
        raise CallError("index of untyped nil")
    for key in arguments[1:]:
        assert not isinstance(item, Missing)
        item = _one_index(item, key)
    return item


def _one_index(item: Value, key: Operand) -> Operand:
    inner, nil = indirect(item)
    if nil:
        raise CallError("index of nil pointer")
    match inner.type.shape:
        case Shape.SLICE | Shape.BYTES:
            at = _index_number(key)
            found = elements(inner)
            if not 0 <= at < len(found):
                raise CallError(f"index out of range: {at}")
            return found[at]
        case Shape.STRING:
            at = _index_number(key)
            raw = (inner.data or "").encode()
            if not 0 <= at < len(raw):
                raise CallError(f"index out of range: {at}")
            return Value(TYPES.find("uint8"), raw[at])
        case Shape.MAP:
            return _map_entry(inner, key)
    raise CallError(f"can't index item of type {inner.type.name}")


def _index_number(key: Operand) -> int:
    if isinstance(key, Missing):
        raise CallError("cannot index slice/array with nil")
    if not is_number(key) or key.type.shape is Shape.FLOAT:
        raise CallError(f"cannot index slice/array with type {key.type.name}")
    return int(key.data or 0)


def _map_entry(item: Value, key: Operand) -> Operand:
    if isinstance(key, Missing):
        raise CallError("value is nil; should be of type string")
    if key.type.shape is not Shape.STRING:
        raise CallError(f"value has type {key.type.name}; should be string")
    kind = TYPES.find(item.type.elem or "any")
    data = (item.data or {}).get(key.data)
    return MISSING if data is None and kind.shape is Shape.ANY else Value(kind, data)


def _slice(arguments: Sequence[Operand]) -> Operand:
    if not arguments or isinstance(arguments[0], Missing):
        raise CallError("slice of untyped nil")
    item, _ = indirect(arguments[0])
    if item.type.shape not in (Shape.STRING, Shape.SLICE):
        raise CallError(f"can't slice item of type {item.type.name}")
    data = item.data or ("" if item.type.shape is Shape.STRING else [])
    bounds = [_index_number(bound) for bound in arguments[1:]]
    for bound in bounds:
        if not 0 <= bound <= len(data):
            raise CallError(f"index out of range: {bound}")
    low, high = (bounds[0] if bounds else 0), (bounds[1] if len(bounds) > 1 else len(data))
    if low > high:
        raise CallError(f"invalid slice index: {low} > {high}")
    return Value(item.type, data[low:high])


def _len(arguments: Sequence[Operand]) -> Operand:
    if len(arguments) != 1:
        raise ArgumentError(f"wrong number of args for len: want 1 got {len(arguments)}")
    if isinstance(arguments[0], Missing):
        raise CallError("len of untyped nil")
    item, nil = indirect(arguments[0])
    size = None if nil else length(item)
    if size is None:
        raise CallError("len of nil pointer" if nil else f"len of type {item.type.name}")
    return wrap(size)


def _not(arguments: Sequence[Operand]) -> Operand:
    if len(arguments) != 1:
        raise ArgumentError(f"wrong number of args for not: want 1 got {len(arguments)}")
    return wrap(not truth(arguments[0]))


def _printf(arguments: Sequence[Operand]) -> Operand:
    if not arguments:
        raise ArgumentError("wrong number of args for printf: want at least 1 got 0")
    return wrap(formatted(_text(arguments[0]), arguments[1:]))


def _class_of(value: Operand) -> str:
    if isinstance(value, Missing):
        return "nil"
    if is_number(value):
        return "float" if value.type.shape is Shape.FLOAT else "int"
    return {Shape.STRING: "string", Shape.BOOL: "bool"}.get(value.type.shape, "other")


def _plain(value: Operand) -> Any:
    if isinstance(value, Missing):
        return None
    zero = {"string": "", "bool": False, "int": 0, "float": 0.0}.get(_class_of(value))
    return zero if value.data is None else value.data


def _inner(value: Operand) -> Operand:
    if isinstance(value, Value) and value.type.shape is Shape.ANY:
        return MISSING if value.data is None else wrap(value.data)
    return value


def _equal(arguments: Sequence[Operand]) -> Operand:
    if len(arguments) < 2:
        if not arguments:
            raise ArgumentError("wrong number of args for eq: want at least 1 got 0")
        raise CallError("missing argument for comparison")
    first, *others = [_inner(argument) for argument in arguments]
    for other in others:
        left, right = _class_of(first), _class_of(other)
        if left != right and "nil" not in (left, right):
            raise CallError("incompatible types for comparison")
        if left == right == "other" and not _comparable(first):
            raise CallError(f"non-comparable type {to_text(first)}: {type_name(first)}")
        if _plain(first) == _plain(other):
            return wrap(True)
    return wrap(False)


def _comparable(value: Operand) -> bool:
    return isinstance(value, Value) and value.type.shape not in (Shape.SLICE, Shape.MAP, Shape.BYTES)


def _less(first: Operand, second: Operand) -> bool:
    left, right = _class_of(_inner(first)), _class_of(_inner(second))
    if left not in ("int", "float", "string"):
        raise CallError("invalid type for comparison")
    if left != right:
        raise CallError("incompatible types for comparison")
    return bool(_plain(_inner(first)) < _plain(_inner(second)))


def _same(first: Operand, second: Operand) -> bool:
    return truth(_equal([first, second]))


def _escape_html(text: str) -> str:
    for raw, safe in (("&", "&amp;"), ("'", "&#39;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&#34;")):
        text = text.replace(raw, safe)
    return text


def _script(text: str) -> str:
    marks = {"\\": "\\\\", "'": "\\'", '"': '\\"', "<": "\\u003C", ">": "\\u003E", "&": "\\u0026", "=": "\\u003D"}
    return "".join(marks.get(c, c if c >= " " else f"\\u{ord(c):04X}") for c in text)


def _call(arguments: Sequence[Operand]) -> Operand:
    """No function is a value here. The first argument is the name of what is called."""
    if len(arguments) < 2 or isinstance(arguments[1], Missing):
        raise CallError("call of nil")
    raise CallError(f"non-function {to_text(arguments[0])} of type {type_name(arguments[1])}")


GO_FUNCTIONS: dict[str, Function] = {
    "call": _call,
    "index": _index,
    "slice": _slice,
    "len": _len,
    "not": _not,
    "print": lambda arguments: wrap(spaced(arguments)),
    "println": lambda arguments: wrap(" ".join(shown(a) for a in arguments) + "\n"),
    "printf": _printf,
    "html": lambda arguments: wrap(_escape_html(spaced(arguments))),
    "js": lambda arguments: wrap(_script(spaced(arguments))),
    "urlquery": lambda arguments: wrap(quote_plus(spaced(arguments))),
    "eq": _equal,
    "ne": fixed("ne", [_any, _any], lambda a, b: not _same(a, b)),
    "lt": fixed("lt", [_any, _any], _less),
    "le": fixed("le", [_any, _any], lambda a, b: _less(a, b) or _same(a, b)),
    "gt": fixed("gt", [_any, _any], lambda a, b: not (_less(a, b) or _same(a, b))),
    "ge": fixed("ge", [_any, _any], lambda a, b: not _less(a, b)),
}
SHORT_CIRCUIT = frozenset(("and", "or"))
"""Predefined functions that do not evaluate every argument; the executor does them."""
NAMES = frozenset((*GO_FUNCTIONS, *CLIENT_FUNCTIONS, *SHORT_CIRCUIT))
