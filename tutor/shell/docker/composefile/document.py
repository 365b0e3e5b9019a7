"""The text of a stack file -> plain data, resolved the way the docker client resolves it.

The client reads YAML with Go's yaml.v3, whose rules differ from PyYAML's: `yes` and `on` are strings,
`22:22` is a string, `0777` is octal, a key that is given twice is an error. So only PyYAML's events
are used here; scalars are resolved, and the client's error texts made, by this module.
Sources: yaml.v3 `resolve.go`, `decode.go` (`fail`, `mapping`, `merge`); checked with `docker stack config`.
"""

from __future__ import annotations

import math
import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

import yaml
from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    ScalarEvent,
    SequenceStartEvent,
)

from tutor.shell.docker.composefile.errors import ComposeError
from tutor.shell.docker.gotext import quote

if TYPE_CHECKING:
    from collections.abc import Iterator

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_WORDS: dict[str, Any] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), float("inf")),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), float("-inf")),
}
_INTEGER = re.compile(r"[-+]?(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]*|[1-9][0-9]*)$")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$")
_TIMESTAMP = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:([Tt ])(\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.(\d+))?(Z|[-+]\d\d:\d\d)?)?$", re.ASCII
)
_MERGE = "<<"


class MixedKeys(dict[Any, Any]):
    """A mapping with keys that are not strings; the client refuses it when it checks the file."""


class Timestamp(str):
    """A date or time; as text it is what Go prints (`%v`), `iso` is how JSON and YAML write it."""

    __slots__ = ("iso",)
    iso: str


class _OpenAnchor:
    """Stands for the value of an anchor while it is being read."""


def parse(text: str) -> dict[str, Any]:
    """The mapping that a stack file holds. Raises ComposeError with the client's text."""
    try:
        reader = _Reader(yaml.parse(text, Loader=_Loader))
        data = reader.document()
    except yaml.MarkedYAMLError as error:
        raise ComposeError(_syntax_error(error)) from error
    except yaml.reader.ReaderError as error:
        raise ComposeError("yaml: control characters are not allowed") from error
    if reader.doubled:
        raise ComposeError("yaml: unmarshal errors:\n  " + "\n  ".join(reader.doubled))
    if not isinstance(data, dict) or isinstance(data, MixedKeys):
        raise ComposeError("top-level object must be a mapping")
    return data


def _syntax_error(error: yaml.MarkedYAMLError) -> str:
    """yaml.v3 counts lines from 0 in the parser and from 1 in the scanner."""
    offset = 1 if isinstance(error, yaml.scanner.ScannerError) else 0
    marks = (mark for mark in (error.context_mark, error.problem_mark) if mark is not None and mark.line)
    mark = next(marks, None)
    where = "" if mark is None else f"line {mark.line + offset}: "
    return f"yaml: {where}{error.problem}"


class _Reader:
    """Builds data out of parser events."""

    def __init__(self, events: Iterator[Event]) -> None:
        self._events = events
        self._anchors: dict[str, Any] = {}
        self.doubled: list[str] = []
        """Complaints about keys that are given twice."""

    def document(self) -> Any:
        """The first document of the stream; what follows is never looked at."""
        for event in self._events:
            if isinstance(event, DocumentStartEvent):
                _check_version(event)
                value = self._value(next(self._events))
                next(self._events)  # the end of the document: what disturbs it is found here
                return value
        return None

    def _value(self, event: Event) -> Any:
        if isinstance(event, AliasEvent):
            if event.anchor not in self._anchors:
                raise ComposeError(f"yaml: unknown anchor '{event.anchor}' referenced")
            if isinstance(self._anchors[event.anchor], _OpenAnchor):
                raise ComposeError(f"yaml: anchor '{event.anchor}' value contains itself")
            return self._anchors[event.anchor]
        value: Any
        anchor = getattr(event, "anchor", None)
        if anchor is not None:
            self._anchors[anchor] = _OpenAnchor()
        if isinstance(event, ScalarEvent):
            value = scalar(event.value, event.tag, plain=event.implicit[0])
        elif isinstance(event, SequenceStartEvent):
            value = self._sequence()
        elif isinstance(event, MappingStartEvent):
            value = self._mapping()
        else:
            raise ComposeError("yaml: unknown problem parsing YAML content")
        if anchor is not None:
            self._anchors[anchor] = value
        return value

    def _sequence(self) -> list[Any]:
        items = []
        for event in self._events:
            if isinstance(event, CollectionEndEvent):
                break
            items.append(self._value(event))
        return items

    def _mapping(self) -> dict[Any, Any]:
        own: dict[Any, Any] = {}
        merged: dict[Any, Any] = {}
        keys: list[tuple[str, int]] = []
        before = len(self.doubled)
        for event in self._events:
            if isinstance(event, CollectionEndEvent):
                break
            merge = isinstance(event, ScalarEvent) and event.value == _MERGE and event.implicit[0]
            key = _MERGE if merge else self._value(event)
            if isinstance(event, ScalarEvent):
                keys.append((event.value, event.start_mark.line + 1 if event.start_mark else 0))
            value = self._value(next(self._events))
            if merge:
                merged.update(_merged(value))
            else:
                own[_hashable(key)] = value
        doubled = _doubled(keys)
        if doubled:  # the client looks no further into such a mapping
            self.doubled[before:] = doubled
        whole = {**merged, **own}
        return whole if all(type(key) is str for key in whole) else MixedKeys(whole)


def _check_version(event: DocumentStartEvent) -> None:
    if event.version not in (None, (1, 1)):
        line = event.start_mark.line if event.start_mark else 0
        raise ComposeError(f"yaml: {f'line {line}: ' if line else ''}found incompatible YAML document")


def _doubled(keys: list[tuple[str, int]]) -> list[str]:
    """`keys`: the keys of one mapping and their lines."""
    return [
        f"line {line}: mapping key {quote(key)} already defined at line {first}"
        for index, (key, first) in enumerate(keys)
        for other, line in keys[index + 1 :]
        if other == key
    ]


def _hashable(key: Any) -> Any:
    if isinstance(key, (dict, list)):
        raise ComposeError(f"yaml: invalid map key: {_go_syntax(key)}")
    return key


def _go_syntax(value: Any) -> str:
    """`%#v`."""
    if isinstance(value, list):
        return f"[]interface {{}}{{{', '.join(_go_syntax(item) for item in value)}}}"
    if isinstance(value, dict):
        key_type = "interface {}" if isinstance(value, MixedKeys) else "string"
        members = ", ".join(f"{_go_syntax(key)}:{_go_syntax(item)}" for key, item in sorted(value.items(), key=str))
        return f"map[{key_type}]interface {{}}{{{members}}}"
    if value is None:
        return "interface {}(nil)"
    return quote(value) if isinstance(value, str) else str(value).lower()


def _merged(value: Any) -> dict[Any, Any]:
    """What `<<` brings in: a mapping, or several of which the first wins."""
    if isinstance(value, dict):
        return value
    if isinstance(value, list) and all(isinstance(item, dict) for item in value):
        result: dict[Any, Any] = {}
        for item in reversed(value):
            result.update(item)
        return result
    raise ComposeError("yaml: map merge requires map or sequence of maps as the value")


def scalar(text: str, tag: str | None, *, plain: bool) -> Any:
    """A scalar's value. `plain`: neither quoted nor a block, so that its type is guessed."""
    if tag is not None and tag.endswith(":str"):
        return text
    if tag is None and not plain:
        return text
    if text in _WORDS:
        return _WORDS[text]
    number = _number(text)
    if number is not None:
        return number
    return _timestamp(text) or text


def _number(text: str) -> int | float | None:
    if not text or text[0] not in "+-.0123456789":
        return None
    plain = text.replace("_", "") if text[0] != "." else text
    if _INTEGER.match(plain):
        sign = -1 if plain[0] == "-" else 1
        digits = plain.lstrip("+-").lower()
        if re.match(r"0[0-7]", digits):
            digits = "0o" + digits
        number = sign * int(digits, 0)
        return number if -(2**63) <= number < 2**64 else float(number)
    if not _FLOAT.match(plain):
        return None
    value = float(plain)
    return None if math.isinf(value) else value


def _timestamp(text: str) -> Timestamp | None:
    """A point in time: a date alone, or with a time in UTC or another zone."""
    match = _TIMESTAMP.match(text)
    if not match:
        return None
    year, month, day, separator, hour, minute, second, fraction, zone = match.groups()
    if (separator == " ") == bool(zone) and separator is not None:
        return None
    try:
        moment = datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0))
    except ValueError:
        return None
    nanoseconds = f".{fraction[:9]}".rstrip("0").rstrip(".") if fraction else ""
    date, time = f"{moment:%Y-%m-%d}".zfill(10), f"{moment:%H:%M:%S}{nanoseconds}"
    offset = "+0000" if zone in (None, "Z") else zone.replace(":", "")
    timestamp = Timestamp(f"{date} {time} {offset} {'UTC' if zone in (None, 'Z') else offset}")
    timestamp.iso = f"{date}T{time}{zone or 'Z'}"
    return timestamp
