"""What a template must know of Go: the types behind API JSON, zero values, `%v`, JSON, ordering.

Values are pairs of a type and plain data in the API's JSON shape (`None` where JSON has nothing). The
types themselves are declared as text, one struct per block (see `goschema`):

    swarm.Node
      ID string
      +Meta swarm.Meta            embedded: its fields are the struct's own
      Id=ID string                Go name, then the JSON name where they differ
      ManagerStatus *swarm.ManagerStatus ?      `?`: left out of JSON when empty
    swarm.NodeRole = string       a named type
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum, auto
from typing import Any, NamedTuple

from tutor.shell.docker.gotext import format_duration, format_float, format_mode


class Shape(Enum):
    """What a type is made of (`reflect.Kind`, as far as templates care)."""

    ANY = auto()
    BOOL = auto()
    STRING = auto()
    INT = auto()
    UINT = auto()
    FLOAT = auto()
    DURATION = auto()
    TIME = auto()
    MODE = auto()
    BYTES = auto()
    SLICE = auto()
    MAP = auto()
    POINTER = auto()
    STRUCT = auto()
    ROW = auto()
    """A formatter's context: methods only."""


_NUMBERS = (Shape.INT, Shape.UINT, Shape.FLOAT, Shape.DURATION, Shape.MODE)
_BASIC = {
    "any": Shape.ANY,
    "interface {}": Shape.ANY,
    "bool": Shape.BOOL,
    "string": Shape.STRING,
    "int": Shape.INT,
    "int8": Shape.INT,
    "int32": Shape.INT,
    "int64": Shape.INT,
    "uint": Shape.UINT,
    "uint8": Shape.UINT,
    "uint16": Shape.UINT,
    "uint32": Shape.UINT,
    "uint64": Shape.UINT,
    "float32": Shape.FLOAT,
    "float64": Shape.FLOAT,
    "time.Duration": Shape.DURATION,
    "time.Time": Shape.TIME,
    "os.FileMode": Shape.MODE,
    "[]byte": Shape.BYTES,
}


@dataclass(frozen=True, slots=True)
class GoField:
    name: str
    json: str
    type_name: str
    omit_empty: bool
    embedded: bool


@dataclass(frozen=True, slots=True)
class GoType:
    """A type. `elem` and `fields` name other types; `Types.find` resolves them."""

    name: str
    shape: Shape
    elem: str = ""
    fields: tuple[GoField, ...] = ()


class Value(NamedTuple):
    """Data and its type. A null pointer, map or slice and a missing number have the data `None`."""

    type: GoType
    data: Any


@dataclass(slots=True)
class Row:
    """One line of a listing: methods a template may call, and how Go calls the type."""

    type_name: str
    columns: Mapping[str, Any]
    """Plain values, or functions of the method's arguments."""


@dataclass(slots=True)
class Types:
    """The declared types, by name."""

    _structs: dict[str, tuple[GoField, ...]] = field(default_factory=dict)
    _named: dict[str, str] = field(default_factory=dict)
    _cache: dict[str, GoType] = field(default_factory=dict)

    def declare(self, schema: str) -> None:
        """Add the types of a schema text."""
        current = ""
        for line in schema.splitlines():
            words = line.split()
            if not words:
                continue
            if not line.startswith(" "):
                current = words[0]
                if len(words) == 3 and words[1] == "=":
                    self._named[current] = words[2]
                else:
                    self._structs[current] = ()
                continue
            name, _, key = words[0].lstrip("+").partition("=")
            new = GoField(name, key or name, words[1], words[-1] == "?", words[0].startswith("+"))
            self._structs[current] = (*self._structs[current], new)

    def find(self, name: str) -> GoType:
        """The type of that name, for example `[]*swarm.SecretReference`."""
        found = self._cache.get(name)
        if found is None:
            found = self._cache[name] = self._resolve(name)
        return found

    def _resolve(self, name: str) -> GoType:
        if name in _BASIC:
            return GoType("interface {}" if name == "any" else name, _BASIC[name])
        if name.startswith("*"):
            return GoType(name, Shape.POINTER, name[1:])
        if name.startswith("["):
            return GoType(name, Shape.SLICE, name[name.index("]") + 1 :])
        if name.startswith("map["):
            return GoType(name, Shape.MAP, name[name.index("]") + 1 :])
        if name in self._named:
            under = self.find(self._named[name])
            return GoType(name, under.shape, under.elem, under.fields)
        return GoType(name, Shape.STRUCT, fields=self._structs.get(name, ()))


TYPES = Types()
_ANY_MAP = TYPES.find("map[string]interface {}")
_ANY_SLICE = TYPES.find("[]interface {}")
_STRING, _BOOL, _INT, _FLOAT = (TYPES.find(n) for n in ("string", "bool", "int", "float64"))
STRINGS = TYPES.find("[]string")
NIL = Value(TYPES.find("any"), None)
"""No value: a nil interface."""


class Missing:
    """Nothing at all: an entry that a map does not have, printed as `<no value>`."""


MISSING = Missing()
Operand = Value | Missing


def wrap(data: Any) -> Value:
    """A plain Python value as Go would see it behind an interface."""
    match data:
        case Value():
            return data
        case None:
            return NIL
        case bool():
            return Value(_BOOL, data)
        case str():
            return Value(_STRING, data)
        case int():
            return Value(_INT, data)
        case float():
            return Value(_FLOAT, data)
        case Row():
            return Value(GoType(data.type_name, Shape.ROW), data)
        case Mapping():
            return Value(_ANY_MAP, data)
        case _:
            return Value(STRINGS if data and all(isinstance(item, str) for item in data) else _ANY_SLICE, data)


def concrete(value: Value) -> Value:
    """What an interface holds; other values as they are."""
    return wrap(value.data) if value.type.shape is Shape.ANY and value.data is not None else value


def indirect(value: Value) -> tuple[Value, bool]:
    """Follow pointers and interfaces; whether it ended at nil."""
    while value.type.shape in (Shape.POINTER, Shape.ANY):
        if value.data is None:
            return value, True
        value = wrap(value.data) if value.type.shape is Shape.ANY else Value(TYPES.find(value.type.elem), value.data)
    return value, False


def struct_field(value: Value, name: str) -> Value | None:
    """A field of a struct, embedded ones included."""
    for entry in value.type.fields:
        if entry.name == name:
            data = value.data if entry.embedded else (value.data or {}).get(entry.json)
            return Value(TYPES.find(entry.type_name), data)
    for entry in value.type.fields:
        if entry.embedded:
            inner, nil = indirect(Value(TYPES.find(entry.type_name), value.data))
            found = None if nil else struct_field(inner, name)
            if found is not None:
                return found
    return None


def elements(value: Value) -> list[Value]:
    """The elements of a slice."""
    kind = TYPES.find(value.type.elem or "any")
    if value.type.shape is Shape.BYTES:
        return [Value(TYPES.find("uint8"), byte) for byte in base64.b64decode(value.data or "")]
    return [concrete(Value(kind, item)) for item in value.data or ()]


def entries(value: Value) -> list[tuple[str, Value]]:
    """Keys and values of a map in Go's printing order (sorted)."""
    kind = TYPES.find(value.type.elem or "any")
    return [(key, concrete(Value(kind, (value.data or {})[key]))) for key in sorted(value.data or {})]


def truth(value: Operand) -> bool:
    """`if`: zero, empty and nil are false; a struct is true."""
    if isinstance(value, Missing):
        return False
    if value.type.shape in (Shape.STRUCT, Shape.ROW, Shape.TIME):
        return True
    if value.type.shape is Shape.ANY:
        return value.data is not None and truth(wrap(value.data))
    if value.type.shape is Shape.POINTER:
        return value.data is not None
    return bool(value.data)


def length(value: Value) -> int | None:
    """`len`; None for what has none."""
    if value.type.shape is Shape.STRING:
        return len((value.data or "").encode())
    if value.type.shape is Shape.BYTES:
        return len(base64.b64decode(value.data or ""))
    return len(value.data or ()) if value.type.shape in (Shape.SLICE, Shape.MAP) else None


# ------------------------------------------------------------------ printing
def parse_time(text: str | None) -> tuple[datetime, str] | None:
    """An RFC 3339 time: its seconds in UTC and the digits of its fraction; None for Go's zero time."""
    if not text or text.startswith("0001-01-01"):
        return None
    head, _, fraction = text.rstrip("Z").partition(".")
    return datetime.fromisoformat(head).replace(tzinfo=UTC), fraction.rstrip("0")


def format_time(text: str | None) -> str:
    """`time.Time.String()` of a time in UTC."""
    parsed = parse_time(text)
    if parsed is None:
        return "0001-01-01 00:00:00 +0000 UTC"
    moment, fraction = parsed
    return f"{moment:%Y-%m-%d %H:%M:%S}{'.' + fraction if fraction else ''} +0000 UTC"


def to_text(value: Operand, depth: int = 0) -> str:
    """`%v`."""
    if isinstance(value, Missing):
        return "<no value>"
    if depth == 0 and value.type.shape is Shape.POINTER and value.data is not None:
        value, _ = indirect(value)
    if value.type.shape is Shape.POINTER and value.data is not None:
        pointed, _ = indirect(value)
        value = pointed if _has_string(pointed) else value
    printer = _STRINGERS.get(value.type.name) or _PRINTERS.get(value.type.shape)
    if printer:
        return printer(value.data)
    match value.type.shape:
        case Shape.ANY:
            return "<nil>" if value.data is None else to_text(wrap(value.data), depth)
        case Shape.POINTER:
            return "<nil>" if value.data is None else _address(value)
        case Shape.SLICE | Shape.BYTES:
            return "[" + " ".join(to_text(item, depth + 1) for item in elements(value)) + "]"
        case Shape.MAP:
            return "map[" + " ".join(f"{key}:{to_text(item, depth + 1)}" for key, item in entries(value)) + "]"
        case _:
            fields = (_direct(value, entry) for entry in value.type.fields)
            return "{" + " ".join(to_text(item, depth + 1) for item in fields) + "}"


_PRINTERS: dict[Shape, Callable[[Any], str]] = {
    Shape.BOOL: lambda data: "true" if data else "false",
    Shape.STRING: lambda data: data or "",
    Shape.INT: lambda data: str(data or 0),
    Shape.UINT: lambda data: str(data or 0),
    Shape.FLOAT: lambda data: format_float(data or 0),
    Shape.DURATION: lambda data: format_duration(data or 0),
    Shape.MODE: lambda data: format_mode(data or 0),
    Shape.TIME: format_time,
    Shape.ROW: lambda _: "{}",
}


_STRINGERS: dict[str, Callable[[Any], str]] = {"swarm.Version": lambda data: str((data or {}).get("Index") or 0)}
"""Structs that have a method `String`."""


def _has_string(value: Value) -> bool:
    """Whether the type has a method `String`, which is used even behind a pointer."""
    return value.type.shape in (Shape.DURATION, Shape.TIME) or value.type.name in _STRINGERS


def _direct(value: Value, entry: GoField) -> Value:
    data = value.data if entry.embedded else (value.data or {}).get(entry.json)
    return Value(TYPES.find(entry.type_name), data)


def _address(value: Value) -> str:
    """Where a pointer inside a struct points: some address, the same for the same text."""
    number = sum((n + 1) * ord(c) for n, c in enumerate(json.dumps(value.data, sort_keys=True)))
    return f"0xc000{number % 0x100000 & ~7:06x}"


# ---------------------------------------------------------------------- JSON
def to_json(value: Operand) -> Any:
    """Plain data as Go's encoder writes the value: every field unless empty and left out when empty."""
    if isinstance(value, Missing):
        return None
    data = value.data
    match value.type.shape:
        case Shape.ROW:
            return {name: data.columns[name] for name in sorted(data.columns) if not callable(data.columns[name])}
        case Shape.ANY:
            return data
        case Shape.POINTER:
            return None if data is None else to_json(Value(TYPES.find(value.type.elem), data))
        case Shape.SLICE:
            return None if data is None else [to_json(Value(TYPES.find(value.type.elem), item)) for item in data]
        case Shape.MAP:
            return None if data is None else {key: to_json(item) for key, item in entries(value)}
        case Shape.STRUCT:
            return _struct_json(value)
        case Shape.TIME:
            return data or "0001-01-01T00:00:00Z"
        case Shape.BYTES:
            return data
        case Shape.BOOL:
            return bool(data)
        case Shape.STRING:
            return data or ""
    return data or 0


def _struct_json(value: Value) -> dict[str, Any]:
    if not value.type.fields:
        return dict(value.data or {})
    out: dict[str, Any] = {}
    members = value.data or {}
    for entry in value.type.fields:
        if entry.embedded:
            target, nil = indirect(_direct(value, entry))
            out.update({} if nil else _struct_json(target))
            continue
        kind, data = TYPES.find(entry.type_name), members.get(entry.json)
        if not (entry.omit_empty and _empty(kind, data)):
            out[entry.json] = to_json(Value(kind, data))
    return out


def _empty(kind: GoType, data: Any) -> bool:
    """What `omitempty` leaves out: never a struct or a time."""
    if data:
        return False
    if kind.shape in (Shape.STRUCT, Shape.TIME):
        return False
    return data is None or kind.shape not in (Shape.POINTER, Shape.ANY)


class _Encoder(json.JSONEncoder):
    def default(self, o: Any) -> Any:
        """Rows hold tuples, read-only mappings and typed values."""
        if isinstance(o, Mapping):
            return dict(o)
        if isinstance(o, Sequence):
            return list(o)
        return super().default(o)


def encode(data: Any, indent: int | None = None) -> str:
    """JSON text as Go writes it (HTML characters not escaped)."""
    separators = (",", ":") if indent is None else (",", ": ")
    return json.dumps(_plain(data), ensure_ascii=False, separators=separators, indent=indent, cls=_Encoder)


def escape_html(text: str) -> str:
    """JSON text as Go's encoder writes it unless told otherwise."""
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _plain(data: Any) -> Any:
    """Numbers as Go writes them: a float that is whole has no fraction."""
    if isinstance(data, Value):
        return _plain(to_json(data))
    if isinstance(data, float) and data == int(data):
        return int(data)
    if isinstance(data, Mapping):
        return {key: _plain(item) for key, item in data.items()}
    if isinstance(data, list | tuple):
        return [_plain(item) for item in data]
    return data


def is_number(value: Value) -> bool:
    return value.type.shape in _NUMBERS
