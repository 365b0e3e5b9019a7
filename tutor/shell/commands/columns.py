"""`cut`, `tr`, `column` and the part of `awk` that picks columns."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tutor.shell.commands.options import UsageTrouble, inputs, read_options
from tutor.shell.commands.printing import unescape
from tutor.shell.commands.usage import telling_usage
from tutor.shell.docker.tables import align
from tutor.shell.process import Write

if TYPE_CHECKING:
    from collections.abc import Callable

    from tutor.shell.invocation import Invocation
    from tutor.shell.process import Process


@telling_usage(1)
def cut(invocation: Invocation) -> Process:
    options = read_options(invocation.args, "f:d:c:b:s", {"fields": "f", "delimiter": "d", "characters": "c"})
    texts, failed = yield from inputs(invocation, options.operands)
    lines = [line for _, text in texts for line in text.splitlines()]
    if "c" in options or "b" in options:
        chosen = _positions(options.values.get("c", options.values.get("b", "")))
        yield from _lines(["".join(c for n, c in enumerate(line, 1) if chosen(n)) for line in lines])
    elif "f" in options:
        chosen = _positions(options.values["f"])
        mark = options.values.get("d", "\t")
        kept = [line for line in lines if mark in line or "s" not in options]
        yield from _lines(
            [
                mark.join(f for n, f in enumerate(line.split(mark), 1) if chosen(n)) if mark in line else line
                for line in kept
            ]
        )
    else:
        raise UsageTrouble("you must specify a list of bytes, characters, or fields")
    return int(failed)


def _lines(lines: list[str]) -> Process:
    if lines:
        yield Write("".join(f"{line}\n" for line in lines))
    return 0


def _positions(text: str) -> Callable[[int], bool]:
    """`1,3-5,7-` as a test of positions."""
    spans: list[tuple[int, float]] = []
    for part in text.split(","):
        match = re.fullmatch(r"(\d*)(-?)(\d*)", part)
        if match is None or not (match[1] or match[3]):
            raise UsageTrouble(f"invalid field value '{part}'")
        low = int(match[1] or 1)
        high = float(match[3] or "inf") if match[2] else low
        spans.append((low, high))
    return lambda n: any(low <= n <= high for low, high in spans)


@telling_usage(1)
def tr(invocation: Invocation) -> Process:
    options = read_options(invocation.args, "ds", {"delete": "d", "squeeze-repeats": "s"})
    if not options.operands:
        raise UsageTrouble("missing operand")
    text = invocation.stdin or ""
    first = _members(options.operands[0])
    if "d" in options:
        yield Write("".join(c for c in text if c not in first))
        return 0
    if len(options.operands) > 1:
        second = _members(options.operands[1])
        second = second.ljust(len(first), second[-1:] or " ")
        text = text.translate(str.maketrans(first, second[: len(first)]))
    if "s" in options:
        repeated = _members(options.operands[-1])
        text = re.sub(f"([{re.escape(repeated)}])\\1+", r"\1", text)
    yield Write(text)
    return 0


def _members(text: str) -> str:
    text = unescape(text)
    for name, members in (("upper", "A-Z"), ("lower", "a-z"), ("digit", "0-9"), ("space", " \t\n\r")):
        text = text.replace(f"[:{name}:]", members)
    return re.sub(r"(.)-(.)", lambda m: "".join(map(chr, range(ord(m[1]), ord(m[2]) + 1))), text)


@telling_usage(1)
def column(invocation: Invocation) -> Process:
    options = read_options(invocation.args, "ts:", {"table": "t", "separator": "s"})
    texts, failed = yield from inputs(invocation, options.operands)
    rows = [line.split(options.values.get("s")) for _, text in texts for line in text.splitlines()]
    yield Write(align("".join("\t".join(row) + "\n" for row in rows), minimum=0, padding=2))
    return int(failed)


_PROGRAM = re.compile(r"\s*(?P<test>[^{]*?)\s*(?:\{\s*print\b\s*(?P<what>[^}]*)\})?\s*")
_COMPARED = re.compile(r"(\$\w+|NR|NF)\s*(==|!=|>=|<=|>|<|~|!~)\s*(\"[^\"]*\"|/.*/|-?[\d.]+)")
_SEARCHED = re.compile(r"(!?)/(.*)/")
_PART = re.compile(r'"(?:[^"\\]|\\.)*"|\$\w+|\w+|,|\s+')
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


@telling_usage(2)
def awk(invocation: Invocation) -> Process:
    """`awk [-F x] 'CONDITION { print $1, $NF }'`: what people pick columns with."""
    options = read_options(invocation.args, "F:v:")
    if not options.operands:
        raise UsageTrouble("usage: awk [-F fs] 'prog' [file ...]")
    program = _PROGRAM.fullmatch(options.operands[0])
    if program is None or not (program["test"] or program["what"] is not None):
        raise UsageTrouble("sandbox: only programs like '/pattern/ { print $1, $3 }' are known here")
    texts, failed = yield from inputs(invocation, options.operands[1:])
    separator = unescape(options.values["F"]) if "F" in options else None
    lines = [line for _, text in texts for line in text.splitlines()]
    out = []
    for n, line in enumerate(lines, 1):
        fields = line.split(separator)
        if _holds(program["test"] or "", n, line, fields):
            out.append(_printed(program["what"] or "", n, line, fields))
    yield from _lines(out)
    return int(failed)


def _holds(test: str, number: int, line: str, fields: list[str]) -> bool:
    if not test:
        return True
    if test in ("NR", "NF"):
        return _value(test, number, line, fields) != "0"
    searched = _SEARCHED.fullmatch(test)
    if searched is not None:
        return bool(re.search(searched[2], line)) != bool(searched[1])
    compared = _COMPARED.fullmatch(test)
    if compared is None:
        raise UsageTrouble(f"sandbox: the condition {test!r} is not known here")
    return _compares(_value(compared[1], number, line, fields), compared[2], compared[3])


def _compares(value: str, mark: str, wanted: str) -> bool:
    """As awk does it: two numbers as numbers, else as texts; `~` looks for a pattern."""
    if mark in ("~", "!~"):
        return bool(re.search(wanted[1:-1], value)) == (mark == "~")
    left: str | float = value
    right: str | float = wanted.strip('"')
    if not wanted.startswith('"') and _NUMBER.fullmatch(value):
        left, right = float(value), float(wanted)
    elif not wanted.startswith('"') and not value:
        left, right = 0.0, float(wanted)
    outcomes = {"==": left == right, "!=": left != right}
    if mark in outcomes:
        return outcomes[mark]
    smaller = left < right if isinstance(left, float) and isinstance(right, float) else str(left) < str(right)
    return {"<": smaller, "<=": smaller or left == right, ">": not smaller and left != right}.get(mark, not smaller)


def _printed(what: str, number: int, line: str, fields: list[str]) -> str:
    parts = _PART.findall(what.strip())
    if "".join(parts) != what.strip() or any(_unknown(part) for part in parts):
        raise UsageTrouble(f"sandbox: awk prints fields and texts here, not {what.strip()!r}")
    if not parts:
        return line
    return "".join(
        " " if part == "," else "" if part.isspace() else _value(part, number, line, fields) for part in parts
    )


def _unknown(part: str) -> bool:
    return part[0].isalpha() and part not in ("NR", "NF")


def _value(part: str, number: int, line: str, fields: list[str]) -> str:
    if part.startswith('"'):
        return unescape(part[1:-1])
    if part in ("NR", "NF"):
        return str(number if part == "NR" else len(fields))
    if not part.startswith("$"):
        return part if part.isdecimal() else ""
    index = len(fields) if part == "$NF" else int(part[1:]) if part[1:].isdecimal() else 0
    return line if index == 0 else fields[index - 1] if index <= len(fields) else ""
