"""`print`, `printf` and their verbs, as Go's `fmt` does them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tutor.shell.docker.gotext import quote
from tutor.shell.docker.gotypes import Missing, Operand, Shape, Value, indirect, is_number, to_text

if TYPE_CHECKING:
    from collections.abc import Sequence


def type_name(value: Operand) -> str:
    """`%T`."""
    return "<nil>" if isinstance(value, Missing) else value.type.name


def spaced(arguments: Sequence[Operand]) -> str:
    """`fmt.Sprint`: a blank between operands when neither is a string."""
    out = ""
    for n, argument in enumerate(arguments):
        strings = [isinstance(a, Value) and a.type.shape is Shape.STRING for a in arguments[max(n - 1, 0) : n + 1]]
        out += " " if n and not any(strings) else ""
        out += shown(argument)
    return out


def shown(value: Operand) -> str:
    return "<nil>" if isinstance(value, Missing) else to_text(value)


_VERB = re.compile(r"%([-+# 0]*)(\d+|\*)?(?:\.(\d+))?([a-zA-Z%])")


def formatted(layout: str, operands: Sequence[Operand]) -> str:
    """`fmt.Sprintf`."""
    rest = list(operands)

    def replace(match: re.Match[str]) -> str:
        if match[4] == "%":
            return "%"
        if not rest:
            return f"%!{match[4]}(MISSING)"
        return _verb(match, rest.pop(0))

    text = _VERB.sub(replace, layout)
    if rest:
        text += "%!(EXTRA " + ", ".join(f"{type_name(r)}={shown(r)}" for r in rest) + ")"
    return text


def _verb(match: re.Match[str], value: Operand) -> str:
    flags, width, precision, verb = match.groups()
    inner = value if isinstance(value, Missing) else indirect(value)[0]
    text = _verb_text(verb, flags, precision, inner)
    if width and width != "*":
        if "-" in flags:
            return text.ljust(int(width))
        return text.zfill(int(width)) if "0" in flags and verb in "dfxXob" else text.rjust(int(width))
    return text


def _verb_text(verb: str, flags: str, precision: str | None, value: Operand) -> str:
    text = shown(value)
    number = value.data or 0 if isinstance(value, Value) and is_number(value) else None
    match verb:
        case "v" | "s":
            if verb == "s" and isinstance(value, Value) and value.type.shape in (Shape.INT, Shape.UINT, Shape.BOOL):
                return f"%!s({value.type.name}={text})"
            return text[: int(precision)] if precision and verb == "s" else text
        case "q":
            return quote(text)
        case "T":
            return type_name(value)
        case "t" if isinstance(value, Value) and value.type.shape is Shape.BOOL:
            return text
        case "d" | "x" | "X" | "o" | "b" if number is not None and not isinstance(number, float):
            sign = "+" if "+" in flags and number >= 0 else ""
            return sign + format(number, verb)
        case "x" | "X" if isinstance(value, Value) and value.type.shape is Shape.STRING:
            return (value.data or "").encode().hex()
        case "f" | "e" | "g" if number is not None:
            return format(float(number), f".{precision or 6}{verb}" if verb != "g" or precision else "g")
        case "c" if number is not None:
            return chr(int(number))
    return f"%!{verb}({type_name(value)}={text})"
