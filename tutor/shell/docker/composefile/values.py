"""Plain values as Go names and prints them.

Source: Go `fmt` (`%v`, `%g`), `reflect`.
"""

from __future__ import annotations

import math
from typing import Any

from tutor.shell.docker.composefile.document import MixedKeys, Timestamp

_KINDS = {str: "string", bool: "bool", int: "int", float: "float64", list: "[]interface {}", Timestamp: "time.Time"}


def go_kind(value: Any) -> str:
    """The Go type that the client's YAML reader makes of a value."""
    if isinstance(value, MixedKeys):
        return "map[interface {}]interface {}"
    if isinstance(value, dict):
        return "map[string]interface {}"
    if type(value) is int and value >= 1 << 63:
        return "uint64"
    return _KINDS[type(value)]


def text_of(value: Any) -> str:
    """A value as Go prints it (`%v`)."""
    if value is None:
        return "<nil>"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return f"[{' '.join(text_of(item) for item in value)}]"
    if isinstance(value, dict):
        members = sorted((text_of(key), text_of(item)) for key, item in value.items())
        return f"map[{' '.join(f'{key}:{item}' for key, item in members)}]"
    return float_text(value) if isinstance(value, float) else str(value)


def float_text(number: float) -> str:
    """`%g` in its shortest form: an exponent below 1e-4 and from 1e+06 on."""
    if not math.isfinite(number):
        return {"nan": "NaN", "inf": "+Inf", "-inf": "-Inf"}[str(number)]
    if number == 0 or 1e-4 <= abs(number) < 1e6:
        return repr(number).removesuffix(".0")
    digits = next(n for n in range(17) if float(f"{number:.{n}e}") == number)
    return f"{number:.{digits}e}"
