"""Plain data -> values of the client's types: checks what the schema lets through, and words what does not fit.

All that is wrong in one service or section is told at once, in the order of the type's members.
Source: mapstructure v2 `mapstructure.go`, docker/cli `compose/loader/loader.go` (`Transform`).
"""

from __future__ import annotations

from typing import Any

from tutor.shell.docker.composefile.errors import ComposeError
from tutor.shell.docker.composefile.shapes import ListOf, MapOf, Optional, Record, Scalar, Shape
from tutor.shell.docker.composefile.values import go_kind, text_of
from tutor.shell.docker.gotext import BadValue

_BITS = {"uint32": 1 << 32, "uint64": 1 << 64}
_CATEGORIES = {"[]interface {}": "slice", "time.Time": "struct"}


def decode(data: Any, shape: Shape) -> Any:
    """The value in its shape. Raises ComposeError with the client's text."""
    decoder = _Decoder()
    value = decoder.value("", data, shape)
    if decoder.problems:
        told = "\n".join(decoder.problems)
        raise ComposeError(f"decoding failed due to the following error(s):\n\n{told}")
    return value


def _category(value: Any) -> str:
    """The kind of the type: `map`, `slice`, `struct` or the type itself."""
    return "map" if isinstance(value, dict) else _CATEGORIES.get(go_kind(value), go_kind(value))


class _Decoder:
    def __init__(self) -> None:
        self.problems: list[str] = []

    def value(self, name: str, data: Any, shape: Shape) -> Any:
        """None where there was nothing, or where it did not fit (a problem is noted)."""
        if data is None:
            return None
        if shape.prepare is not None:
            try:
                data = shape.prepare(data)
            except BadValue as error:
                self.problems.append(f"error decoding '{name}': {error}")
                return None
        match shape:
            case Scalar():
                return self._scalar(name, data, shape.kind)
            case Optional():
                return self.value(name, data, shape.item)
            case ListOf():
                return self._list(name, data, shape)
            case MapOf():
                return self._map(name, data, shape)
            case Record():
                return self._record(name, data, shape)

    def _scalar(self, name: str, data: Any, kind: str) -> Any:
        given = type(data)
        if kind == "string" and given is str:
            return data
        if kind == "bool" and given is bool:
            return data
        if kind == "float32" and given in (int, float):
            return data
        if kind == "int64" and given in (int, float):
            return int(data)
        if kind in _BITS and given in (int, float):
            return self._unsigned(name, data, kind)
        self.problems.append(
            f"'{name}' expected type '{kind}', got unconvertible type '{go_kind(data)}', value: '{text_of(data)}'"
        )
        return None

    def _unsigned(self, name: str, data: int | float, kind: str) -> int | None:
        if data < 0:
            shown = f"{data:f}" if isinstance(data, float) else str(data)
            self.problems.append(f"cannot parse '{name}', {shown} overflows uint")
            return None
        return int(data) % _BITS[kind]

    def _list(self, name: str, data: Any, shape: ListOf) -> list[Any] | None:
        if not isinstance(data, list):
            self.problems.append(f"'{name}': source data must be an array or slice, got {_category(data)}")
            return None
        return [self.value(f"{name}[{index}]", item, shape.item) for index, item in enumerate(data)]

    def _map(self, name: str, data: Any, shape: MapOf) -> dict[str, Any] | None:
        if not isinstance(data, dict):
            self.problems.append(f"'{name}' expected a map, got '{_category(data)}'")
            return None
        return {key: self.value(f"{name}[{key}]", item, shape.item) for key, item in data.items()}

    def _record(self, name: str, data: Any, shape: Record) -> dict[str, Any] | None:
        if not isinstance(data, dict):
            self.problems.append(f"'{name}' expected a map, got '{_category(data)}'")
            return None
        found = {}
        for member in shape.members:
            key = _key(data, member.name)
            if key is None:
                continue
            value = self.value(f"{name}.{member.name}" if name else member.name, data[key], member.shape)
            if value is not None:
                found[member.key] = value
        return found


def _key(data: dict[str, Any], name: str) -> str | None:
    """The key under which a member was given; capitals do not count."""
    if name in data:
        return name
    return next((key for key in data if key.casefold() == name.casefold()), None)
