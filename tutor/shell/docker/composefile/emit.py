"""Plain data -> YAML text as `docker stack config` prints it: block style, two spaces, Go's quoting.

Source: yaml.v3 `encode.go`, `emitterc.go`, `sorter.go`; checked with the real client.
"""

from __future__ import annotations

import re
from functools import cmp_to_key
from typing import Any

from tutor.shell.docker.composefile.document import Timestamp, scalar
from tutor.shell.docker.composefile.values import float_text

_OLD_BOOLEANS = frozenset("y Y yes Yes YES on On ON n N no No NO off Off OFF".split())  # noqa: SIM905
_BASE60 = re.compile(r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$")
_FIRST_INDICATORS = frozenset("#,[]{}&*!|>'\"%@`")
_ESCAPES = {
    "\0": "0",
    "\a": "a",
    "\b": "b",
    "\t": "t",
    "\n": "n",
    "\v": "v",
    "\f": "f",
    "\r": "r",
    "\x1b": "e",
    '"': '"',
    "\\": "\\",
    "\x85": "N",
    "\xa0": "_",
    "\u2028": "L",
    "\u2029": "P",
}
_STEP = 2


def emit(data: dict[str, Any]) -> str:
    """Keys are written in the order of the mapping."""
    return "".join(_mapping(data, 0))


def sorted_keys(mapping: dict[str, Any]) -> dict[str, Any]:
    """A mapping in the order in which Go writes one: letters before digits, numbers by value."""
    return {key: mapping[key] for key in sorted(mapping, key=cmp_to_key(_compare))}


def _mapping(data: dict[str, Any], indent: int) -> list[str]:
    lines = []
    for key, value in data.items():
        lines.append(" " * indent + _scalar(key, indent, key=True) + ":")
        lines += _value(value, indent)
    return lines


def _value(value: Any, indent: int) -> list[str]:
    """What follows `key:`, up to and with the line feed."""
    if isinstance(value, dict) and value:
        return ["\n", *_mapping(value, indent + _STEP)]
    if isinstance(value, list) and value:
        return ["\n", *_sequence(value, indent + _STEP)]
    return [" ", _leaf(value, indent)]


def _sequence(items: list[Any], indent: int) -> list[str]:
    lines = []
    for item in items:
        lines.append(" " * indent + "- ")
        if isinstance(item, dict) and item:
            lines += _without_indent(_mapping(item, indent + _STEP))
        elif isinstance(item, list) and item:
            lines += _without_indent(_sequence(item, indent + _STEP))
        else:
            lines.append(_leaf(item, indent))
    return lines


def _without_indent(lines: list[str]) -> list[str]:
    return [lines[0].lstrip(" "), *lines[1:]]


def _leaf(value: Any, indent: int) -> str:
    if isinstance(value, (dict, list)):
        return "{}\n" if isinstance(value, dict) else "[]\n"
    text = _scalar(value, indent)
    return text if text.endswith("\n") else text + "\n"


def _scalar(value: Any, indent: int, *, key: bool = False) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return float_text(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Timestamp):
        return value.iso
    return _text(value, indent, key=key)


def _text(text: str, indent: int, *, key: bool) -> str:
    if "\n" in text:
        special = any(_unprintable(c) for c in text if c != "\t")
        if key or special or text.endswith(" ") or " \n" in text:
            return _double_quoted(text)
        return _literal(text, indent + _STEP)
    if not _stays_text(text):
        return _double_quoted(text)
    if _plain_allowed(text):
        return text
    if any(_unprintable(c) for c in text):
        return _double_quoted(text)
    return "'" + text.replace("'", "''") + "'"


def _stays_text(text: str) -> bool:
    """Would it be read back as text when it stands there without quotes?"""
    resolved = scalar(text, None, plain=True)
    if text == "<<" or text in _OLD_BOOLEANS or _BASE60.match(text):
        return text == "<<"
    return resolved == text and isinstance(resolved, str)


def _plain_allowed(text: str) -> bool:
    if text[0] == " " or text[-1] == " " or text.startswith(("---", "...")) or any(_unprintable(c) for c in text):
        return False
    if text[0] in _FIRST_INDICATORS or re.match(r"[?:-]([ \t]|$)", text):
        return False
    return not re.search(r":([ \t]|$)|[ \t]#", text)


def _unprintable(character: str) -> bool:
    code = ord(character)
    return not (0x20 <= code <= 0x7E or 0xA0 <= code <= 0xD7FF or (0xE000 <= code <= 0xFFFD and code != 0xFEFF)) and (
        character != "\n"
    )


def _double_quoted(text: str) -> str:
    out = []
    for character in text:
        if character in _ESCAPES:
            out.append("\\" + _ESCAPES[character])
        elif _unprintable(character):
            code = ord(character)
            digits = 2 if code <= 0xFF else 4 if code <= 0xFFFF else 8
            out.append(f"\\{'xuU'[(digits // 4)]}{code:0{digits}X}")
        else:
            out.append(character)
    return '"' + "".join(out) + '"'


def _literal(text: str, indent: int) -> str:
    hint = str(_STEP) if text[0] in " \n" else ""
    if not text.endswith("\n"):
        hint += "-"
    elif text == "\n" or text.endswith("\n\n"):
        hint += "+"
    lines = text.removesuffix("\n").split("\n") if text != "\n" else []
    return f"|{hint}\n" + "".join(f"{' ' * indent if line else ''}{line}\n" for line in lines)


def _compare(first: str, second: str) -> int:
    return -1 if _less(first, second) else 1 if _less(second, first) else 0


def _less(first: str, second: str) -> bool:
    digits = False
    for index, (a, b) in enumerate(zip(first, second, strict=False)):
        if a == b:
            digits = a.isdecimal()
            continue
        if a.isalpha() and b.isalpha():
            return a < b
        if a.isalpha() or b.isalpha():
            return a.isalpha() if digits else b.isalpha()
        return (*_numbers(first, index), a) < (*_numbers(second, index, beside=first), b)
    return len(first) < len(second)


def _numbers(text: str, index: int, beside: str = "") -> tuple[int, int]:
    """The number that starts at `index`, and where it ends."""
    before = re.search(r"[0-9]*$", (beside or text)[:index])
    lead = "1" if before and before[0].strip("0") else ""
    end = index
    while end < len(text) and text[end].isdecimal():
        end += 1
    return int(lead + text[index:end] or "0"), end
