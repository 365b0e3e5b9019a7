"""Short and long forms of single values: lists or mappings of pairs, host names, sizes, durations.

Sources: docker/cli `compose/loader/loader.go` (the `transform...` functions).
"""

from __future__ import annotations

import math
from typing import Any

from tutor.shell.docker.composefile.errors import ComposeError
from tutor.shell.docker.gotext import BadValue, parse_duration
from tutor.shell.docker.service_words import split
from tutor.shell.docker.sizes import parse_bytes


def decoding_failed(text: str) -> ComposeError:
    """What the client says when a value passed the schema and still cannot be read."""
    return ComposeError(f"decoding failed due to the following error(s):\n\n{text}")


def text_of(value: Any) -> str:
    """A YAML scalar as Go prints it (`%v`)."""
    if value is None:
        return "<nil>"
    if isinstance(value, bool):
        return "true" if value else "false"
    return float_text(value) if isinstance(value, float) else str(value)


def float_text(number: float) -> str:
    """`%g` in its shortest form: an exponent below 1e-4 and from 1e+06 on."""
    if not math.isfinite(number):
        return {"nan": "NaN", "inf": "+Inf", "-inf": "-Inf"}[str(number)]
    if number == 0 or 1e-4 <= abs(number) < 1e6:
        return repr(number).removesuffix(".0")
    digits = next(n for n in range(17) if float(f"{number:.{n}e}") == number)
    return f"{number:.{digits}e}"


def pairs(value: Any) -> dict[str, str]:
    """`{a: 1, b:}` or `["a=1", "b"]` -> `{"a": "1", "b": ""}`: labels, options, system controls."""
    return {key: item or "" for key, item in pairs_or_none(value).items()}


def pairs_or_none(value: Any) -> dict[str, str | None]:
    """The same, where a key without value stays without (environment)."""
    if isinstance(value, dict):
        return {key: None if item is None else text_of(item) for key, item in value.items()}
    found: dict[str, str | None] = {}
    for entry in value:
        key, equals, item = entry.partition("=")
        found[key] = item if equals else None
    return found


def strings(value: Any) -> list[str]:
    """One string or a list of strings."""
    return [value] if isinstance(value, str) else [text_of(item) for item in value]


def command(value: Any, field: str) -> list[str]:
    """`sh -c "a b"` or a list of words. `field`: what the client calls it in an error."""
    if not isinstance(value, str):
        return list(value)
    try:
        return split(value)
    except BadValue as error:
        raise decoding_failed(f"error decoding '{field}': {error}") from error


def hosts(value: Any) -> list[str]:
    """`{host: ip}` or `["host:ip", "host=ip"]` -> `["host:ip"]`, brackets around IPv6 taken off."""
    if isinstance(value, dict):
        entries = sorted(f"{name}:{text_of(ip)}" for name, ip in value.items() if ip is not None)
    else:
        joined = (entry.replace("=", ":", 1) for entry in value)
        entries = [entry for entry in joined if ":" in entry]
    result = []
    for entry in entries:
        name, _, ip = entry.partition(":")
        bare = ip[1:-1] if len(ip) > 2 and ip[0] == "[" and ip[-1] == "]" else ip
        result.append(f"{name}:{bare}")
    return result


def duration(value: Any, field: str) -> int:
    """Nanoseconds."""
    try:
        return parse_duration(str(value))
    except BadValue as error:
        raise decoding_failed(f"error decoding '{field}': {error}") from error


def size(value: Any, field: str) -> int:
    """Bytes."""
    if isinstance(value, int):
        return value
    try:
        return parse_bytes(value)
    except BadValue as error:
        raise decoding_failed(f"error decoding '{field}': {error}") from error


def whole(value: Any) -> int:
    """A number that JSON calls an integer, `3.0` included."""
    return int(value)


def unsigned(value: Any, field: str) -> int:
    if value < 0:
        raise decoding_failed(f"cannot parse '{field}', {text_of(value)} overflows uint")
    return int(value)
