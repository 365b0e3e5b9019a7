"""The kinds of values a flag takes: how a text is read, how values add up, what help calls them.

Source: `spf13/pflag` and docker/cli `opts/`. A kind whose reading fails raises `BadValue` with the
words of the real client; `flags.py` puts `invalid argument ... for ... flag:` in front.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from tutor.shell.docker import gotext
from tutor.shell.docker.gotext import BadValue, csv_fields, format_duration, format_float, parse_duration, quote
from tutor.shell.docker.sizes import bytes_size, parse_bytes, parse_cpus

if TYPE_CHECKING:
    from collections.abc import Callable


def _replace(_: Any, new: Any) -> Any:
    return new


def _append(old: Any, new: Any) -> Any:
    return (*(old or ()), new)


def _extend(old: Any, new: Any) -> Any:
    return (*(old or ()), *new)


def _merge(old: Any, new: Any) -> Any:
    return {**(old or {}), **new}


def _add_filter(old: Any, new: Any) -> Any:
    if new is None:
        return old
    key, value = new
    values = {name: tuple(kept) for name, kept in (old or {}).items()}
    values[key] = (*(v for v in values.get(key, ()) if v != value), value)
    return values


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of flag value.

    `read` makes a value of one text, `add` joins it to the value so far. `bare` is the text that a flag
    without a value stands for (only `bool` has one). `zero` is the value when nothing was given, `show`
    how a default other than zero appears in help.
    """

    name: str
    read: Callable[[str], Any]
    zero: Any = None
    add: Callable[[Any, Any], Any] = _replace
    bare: str | None = None
    show: Callable[[Any], str] = str

    def named(self, name: str) -> Kind:
        """The same under another name in help."""
        return replace(self, name=name)


def repeated(name: str, read: Callable[[str], Any]) -> Kind:
    """One value per flag, in a tuple: `--label a=b --label c=d`."""
    return Kind(name, read, zero=(), add=_append)


def single(name: str, read: Callable[[str], Any], zero: Any = None) -> Kind:
    """The last value counts."""
    return Kind(name, read, zero=zero)


def _split(text: str) -> tuple[str, ...]:
    return tuple(csv_fields(text)) if text else ()


def _read_filter(text: str) -> tuple[str, str] | None:
    if not text:
        return None
    name, equals, value = text.partition("=")
    if not equals:
        raise BadValue("bad format of filter (expected name=value)")
    return name.strip().lower(), value.strip()


def _read_pair(text: str) -> dict[str, str]:
    key, _, value = text.partition("=")
    return {key: value}


def _read_command(text: str) -> tuple[str, ...]:
    try:
        return tuple(shlex.split(text, comments=True))
    except ValueError as error:
        raise BadValue("EOF found when expecting closing quote") from error


def label(text: str) -> str:
    """`opts.ValidateLabel`: `key` or `key=value`."""
    key = text.partition("=")[0].lstrip(" \t")
    if not key:
        raise BadValue(f"invalid label '{text}': empty name")
    if " " in key or "\t" in key:
        raise BadValue(f"label '{key}' contains whitespaces")
    return text


def _positive_duration(text: str) -> int:
    nanoseconds = parse_duration(text)
    if nanoseconds < 0:
        raise BadValue("duration cannot be negative")
    return nanoseconds


BOOL = Kind("", gotext.parse_bool, zero=False, bare="true", show=lambda on: "true" if on else "false")
STRING = Kind("string", str, zero="", show=quote)
INT = Kind("int", gotext.parse_int, zero=0)
INT64 = Kind("int", gotext.parse_int, zero=0)
UINT = Kind("uint", gotext.parse_uint, zero=0)
UINT32 = Kind("uint32", lambda text: gotext.parse_uint(text, 32), zero=0)
UINT16 = Kind("uint16", lambda text: gotext.parse_uint(text, 16), zero=0)
FLOAT = Kind("float", gotext.parse_float, zero=0.0, show=format_float)
DURATION = Kind("duration", parse_duration, zero=0, show=format_duration)
POSITIVE_DURATION = Kind("duration", _positive_duration, zero=None, show=format_duration)
OPTIONAL_UINT = Kind("uint", gotext.parse_uint, zero=None)
OPTIONAL_DURATION = Kind("duration", parse_duration, zero=None, show=format_duration)
BYTES = Kind("bytes", parse_bytes, zero=0, show=bytes_size)
MEMORY_SWAP = Kind("bytes", lambda text: -1 if text == "-1" else parse_bytes(text), zero=0, show=bytes_size)
DECIMAL = Kind("decimal", parse_cpus, zero=0)
LIST = repeated("list", str)
LABELS = repeated("list", label)
STRINGS = Kind("strings", _split, zero=(), add=_extend, show=lambda values: f"[{','.join(values)}]")
MAP = Kind("map", _read_pair, zero={}, add=_merge)
FILTER = Kind("filter", _read_filter, zero={}, add=_add_filter)
COMMAND = Kind("command", _read_command, zero=())
