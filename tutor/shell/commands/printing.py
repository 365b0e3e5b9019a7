"""`echo` and `printf`."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from tutor.shell.process import Write

if TYPE_CHECKING:
    from tutor.shell.invocation import Invocation
    from tutor.shell.process import Process

_ESCAPE = re.compile(r"\\(0[0-7]{1,3}|[0-7]{1,3}|x[0-9A-Fa-f]{1,2}|.)", re.DOTALL)
_SIMPLE = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v", "e": "\x1b", "\\": "\\"}
_VERB = re.compile(r"%([-+ 0#]*)(\d*)(?:\.(\d+))?([sdiuxXofbqc%])")


def unescape(text: str) -> str:
    """Backslash sequences as `echo -e` and `printf` read them."""

    def replace(match: re.Match[str]) -> str:
        mark = match[1]
        if mark[0].isdecimal():
            return chr(int(mark, 8))
        if mark[0] == "x" and len(mark) > 1:
            return chr(int(mark[1:], 16))
        return _SIMPLE.get(mark, "\\" + mark)

    return _ESCAPE.sub(replace, text)


def echo(invocation: Invocation) -> Process:
    words = list(invocation.args)
    escapes, end = False, "\n"
    while words and re.fullmatch(r"-[neE]+", words[0]):
        flags = words.pop(0)
        end = "" if "n" in flags else end
        escapes = ("e" in flags) or (escapes and "E" not in flags)
    text = " ".join(words)
    yield Write((unescape(text) if escapes else text) + end)
    return 0


def printf(invocation: Invocation) -> Process:
    if not invocation.args:
        yield Write("bash: printf: usage: printf [-v var] format [arguments]\n", "stderr")
        return 2
    template, *values = invocation.args
    while True:
        wanted = sum(verb[4] != "%" for verb in _VERB.finditer(template))
        yield Write(_formatted(template, values[:wanted]))
        values = values[wanted:]
        if not values or not wanted:
            return 0


def _formatted(template: str, values: list[str]) -> str:
    rest = list(values)

    def replace(match: re.Match[str]) -> str:
        flags, width, precision, verb = match.groups()
        if verb == "%":
            return "%"
        value = rest.pop(0) if rest else ""
        if verb == "b":
            text = unescape(value)
        elif verb in "sqc":
            text = value[: int(precision)] if precision else value
        else:
            text = _number(value, verb, precision)
        size = int(width or 0)
        if "-" in flags:
            return text.ljust(size)
        return text.rjust(size, "0" if "0" in flags and verb not in "sqbc" else " ")

    return _VERB.sub(replace, unescape(template))


def _number(value: str, verb: str, precision: str | None) -> str:
    try:
        number = float(value or 0)
    except ValueError:
        number = 0.0
    if verb == "f":
        return f"{number:.{precision or 6}f}"
    return format(int(number) if math.isfinite(number) else 0, {"i": "d", "u": "d"}.get(verb, verb))
