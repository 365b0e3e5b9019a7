"""Request bodies: JSON read as Go's decoder reads it into the API's types, with its own words for what does not fit.

Names of members match whatever their case, members that a type does not have are dropped, and so is `null`.
Sources: Go `encoding/json` (1.24), engine `api/server/httputils`.
"""

from __future__ import annotations

import base64
import binascii
import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tutor.engine.errors import EngineError
from tutor.serve.request_types import TYPES
from tutor.shell.docker.gotypes import GoType, Shape

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tutor.shell.docker.gotypes import GoField

INVALID = 400
LARGEST = {8: 255, 16: 65535, 32: 2**32 - 1, 64: 2**64 - 1}
MISSING = object()


class Misfit(ValueError):
    """A value that cannot become the wanted Go type; the message is the decoder's."""


def check_content_type(headers: Mapping[str, str]) -> None:
    """A body has to say that it is JSON. Raises EngineError."""
    given = headers.get("content-type", "")
    if headers.get("content-length", "") in ("", "0") and "transfer-encoding" not in headers and not given:
        return
    kind = given.partition(";")[0].strip().lower()
    if kind != "application/json":
        raise EngineError(INVALID, f"unsupported Content-Type header ({given}): must be 'application/json'")


def decoded(raw: bytes, type_name: str) -> Any:
    """The body as data of that Go type. Raises EngineError."""
    kind = TYPES.find(type_name)
    try:
        value = fitted(_json(raw), kind)
    except Misfit as misfit:
        raise EngineError(INVALID, str(misfit)) from None
    return {} if value is MISSING else value


def _json(raw: bytes) -> Any:
    """The one JSON value in the body. Raises Misfit."""
    text = raw.decode("utf-8", "replace")
    if not text.strip():
        raise Misfit("invalid JSON: got EOF while reading request body")
    start = len(text) - len(text.lstrip())
    try:
        value, end = json.JSONDecoder(parse_constant=_refuse_constant).raw_decode(text, start)
    except RecursionError:
        raise Misfit("invalid JSON: json: exceeded max depth") from None
    except json.JSONDecodeError as error:
        raise Misfit(f"invalid JSON: {_complaint(text, error)}") from None
    if text[end:].strip():
        raise Misfit("unexpected content after JSON")
    return value


def _refuse_constant(name: str) -> Any:
    raise Misfit(f"invalid JSON: invalid character '{name[0]}' looking for beginning of value")


def _complaint(text: str, error: json.JSONDecodeError) -> str:
    if error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated"):
        return "unexpected EOF"
    place = {
        "Expecting property name enclosed in double quotes": "looking for beginning of object key string",
        "Expecting ':' delimiter": "after object key",
        "Expecting ',' delimiter": "after object key:value pair",
    }.get(error.msg, "looking for beginning of value")
    return f"invalid character '{text[error.pos]}' {place}"


# ------------------------------------------------------------------ into a type
def fitted(value: Any, kind: GoType, path: str = "", owner: str = "") -> Any:
    """The value as data of the type; MISSING for null. `path` and `owner` tell where it stands. Raises Misfit."""
    if value is None:
        return MISSING
    match kind.shape:
        case Shape.POINTER:
            return fitted(value, TYPES.find(kind.elem), path, owner)
        case Shape.STRUCT:
            return _struct(value, kind, path, owner)
        case Shape.MAP:
            return _map(value, kind, path, owner)
        case Shape.SLICE:
            return _slice(value, kind, path, owner)
        case Shape.ANY:
            return value
        case Shape.BOOL:
            right = isinstance(value, bool)
        case Shape.INT | Shape.UINT | Shape.DURATION | Shape.MODE:
            right = _is_number_of(value, kind)
        case Shape.FLOAT:
            right = isinstance(value, (int, float)) and not isinstance(value, bool)
        case Shape.BYTES:
            return _bytes(value, kind, path, owner)
        case Shape.TIME:
            return _time(value, kind, path, owner)
        case _:
            right = isinstance(value, str)
    if not right:
        raise _misfit(value, kind, path, owner)
    return value


def _struct(value: Any, kind: GoType, path: str, owner: str) -> Any:
    if not isinstance(value, dict):
        raise _misfit(value, kind, path, owner)
    members = {name.lower(): (entry, inside) for name, entry, inside in _members(kind)}
    short = kind.name.rpartition(".")[2]
    new: dict[str, Any] = {}
    for key, member in value.items():
        entry, inside = members.get(key.lower(), (None, ""))
        if entry is None:
            continue
        where = ".".join(part for part in (path, inside, entry.json) if part)
        fit = fitted(member, TYPES.find(entry.type_name), where, short)
        if fit is not MISSING:
            new[entry.json] = fit
    return new


def _members(kind: GoType, inside: str = "") -> Iterable[tuple[str, GoField, str]]:
    """Members with their names and the embedded structs they come from."""
    for entry in kind.fields:
        if entry.embedded:
            embedded = TYPES.find(entry.type_name.lstrip("*"))
            yield from _members(embedded, ".".join(part for part in (inside, entry.name) if part))
        else:
            yield entry.json, entry, inside


def _map(value: Any, kind: GoType, path: str, owner: str) -> Any:
    if not isinstance(value, dict):
        raise _misfit(value, kind, path, owner)
    elem = TYPES.find(kind.elem)
    return {key: _or_zero(fitted(member, elem, path, owner), elem) for key, member in value.items()}


def _slice(value: Any, kind: GoType, path: str, owner: str) -> Any:
    elem = TYPES.find(kind.elem)
    if isinstance(value, str) and kind.name == "strslice.StrSlice":
        return [value]
    if not isinstance(value, list):
        raise _misfit(value, kind, path, owner)
    return [_or_zero(fitted(member, elem, path, owner), elem) for member in value]


def _or_zero(value: Any, kind: GoType) -> Any:
    """`null` among elements is the zero value of their type."""
    if value is not MISSING:
        return value
    zeros = {Shape.STRING: "", Shape.BOOL: False, Shape.STRUCT: {}, Shape.MAP: {}, Shape.SLICE: [], Shape.ANY: None}
    return {} if kind.shape is Shape.POINTER else zeros.get(kind.shape, 0)


def _is_number_of(value: Any, kind: GoType) -> bool:
    if isinstance(value, bool) or not isinstance(value, int):
        return False
    bits = int(kind.name.lstrip("uint") or 64) if kind.name.lstrip("uint").isdigit() else 64
    if kind.shape in (Shape.UINT, Shape.MODE):
        return 0 <= value <= LARGEST[32 if kind.shape is Shape.MODE else bits]
    return -(LARGEST[bits] + 1) // 2 <= value <= LARGEST[bits] // 2


def _bytes(value: Any, kind: GoType, path: str, owner: str) -> Any:
    if not isinstance(value, str):
        raise _misfit(value, kind, path, owner)
    try:
        base64.b64decode(value.replace("\r", "").replace("\n", ""), validate=True)
    except (binascii.Error, ValueError):
        raise Misfit("invalid JSON: illegal base64 data at input byte 0") from None
    return value


def _time(value: Any, kind: GoType, path: str, owner: str) -> Any:
    if not isinstance(value, str):
        raise _misfit(value, kind, path, owner)
    try:
        datetime.fromisoformat(value)
    except ValueError:
        layout = "2006-01-02T15:04:05Z07:00"
        quoted = json.dumps(value)
        raise Misfit(f'invalid JSON: parsing time {quoted} as "{layout}": cannot parse {quoted} as "2006"') from None
    return value


def _misfit(value: Any, kind: GoType, path: str, owner: str) -> Misfit:
    what = {bool: "bool", int: "number", float: "number", str: "string", list: "array", dict: "object"}[type(value)]
    if what == "number" and kind.shape in (Shape.INT, Shape.UINT, Shape.DURATION, Shape.MODE):
        what = f"number {json.dumps(value)}"
    where = f"Go struct field {owner}.{path}" if path else "Go value"
    return Misfit(f"invalid JSON: json: cannot unmarshal {what} into {where} of type {kind.name}")
