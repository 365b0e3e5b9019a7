"""`cat`, `tac`, `nl`, `head`, `tail` and `wc`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.shell.commands.options import Options, UsageTrouble, inputs, read_options
from tutor.shell.commands.usage import telling_usage
from tutor.shell.process import Write

if TYPE_CHECKING:
    from tutor.shell.invocation import Invocation
    from tutor.shell.process import Process


@telling_usage(1)
def cat(invocation: Invocation) -> Process:
    options = read_options(invocation.args, "nbAesTtuvE")
    texts, failed = yield from inputs(invocation, options.operands)
    text = "".join(text for _, text in texts)
    if "n" in options:
        text = "".join(f"{n:6}\t{line}" for n, line in enumerate(text.splitlines(keepends=True), 1))
    if text:
        yield Write(text)
    return int(failed)


@telling_usage(1)
def tac(invocation: Invocation) -> Process:
    texts, failed = yield from inputs(invocation, read_options(invocation.args, "").operands)
    for _, text in texts:
        yield Write("".join(reversed(text.splitlines(keepends=True))))
    return int(failed)


def _line_options(invocation: Invocation) -> Options:
    """Options of `head` and `tail`, the old form `-5` included."""
    args = [f"-n{word[1:]}" if word[:1] == "-" and word[1:].isdecimal() else word for word in invocation.args]
    return read_options(args, "n:c:fFqv", {"lines": "n", "bytes": "c", "follow": "f"})


def _count(options: Options, letter: str, default: str) -> tuple[int, str]:
    """How many, and the sign in front (`+`, `-` or none)."""
    text = options.values.get(letter, default)
    digits = text.lstrip("+-")
    if not digits.isdecimal():
        raise UsageTrouble(f"invalid number of lines: '{text}'")
    return int(digits), text[: len(text) - len(digits)]


@telling_usage(1)
def head(invocation: Invocation) -> Process:
    options = _line_options(invocation)
    count, sign = _count(options, "n", "10")
    texts, failed = yield from inputs(invocation, options.operands)
    for n, (name, text) in enumerate(texts):
        yield from _title(name, n, len(texts))
        lines = text.splitlines(keepends=True)
        if "c" in options:
            yield Write(text[: options.number("c", 0)])
        else:
            yield Write("".join(lines[: len(lines) - count] if sign == "-" else lines[:count]))
    return int(failed)


@telling_usage(1)
def tail(invocation: Invocation) -> Process:
    options = _line_options(invocation)
    count, sign = _count(options, "n", "10")
    texts, failed = yield from inputs(invocation, options.operands)
    for n, (name, text) in enumerate(texts):
        yield from _title(name, n, len(texts))
        lines = text.splitlines(keepends=True)
        if "c" in options:
            yield Write(_last_bytes(text, options.values["c"]))
        elif sign == "+":
            yield Write("".join(lines[max(count - 1, 0) :]))
        else:
            yield Write("".join(lines[len(lines) - min(count, len(lines)) :]))
    return int(failed)


def _last_bytes(text: str, amount: str) -> str:
    """`-c 5`: the last five bytes; `-c +5`: from the fifth on."""
    data, digits = text.encode(), amount.lstrip("+-")
    if not digits.isdecimal():
        raise UsageTrouble(f"invalid number of bytes: '{amount}'")
    start = int(digits) - 1 if amount.startswith("+") else len(data) - int(digits)
    return data[max(start, 0) :].decode("utf-8", "replace")


def _title(name: str, n: int, total: int) -> Process:
    if total > 1:
        gap = "\n" if n else ""
        yield Write(f"{gap}==> {name} <==\n")
    return 0


@telling_usage(1)
def wc(invocation: Invocation) -> Process:
    options = read_options(invocation.args, "lwcm", {"lines": "l", "words": "w", "bytes": "c", "chars": "m"})
    texts, failed = yield from inputs(invocation, options.operands)
    wanted = [letter for letter in "lwmc" if letter in options] or list("lwc")
    counts = [(name, _counts(text)) for name, text in texts]
    rows = [([values[letter] for letter in wanted], name) for name, values in counts]
    if len(rows) > 1:
        rows.append(([sum(column) for column in zip(*(r[0] for r in rows), strict=True)], "total"))
    alone = len(wanted) == 1 and len(rows) == 1
    width = 1 if alone else max([7 if "-" in dict(texts) else 1, *(len(str(v)) for r in rows for v in r[0])])
    for values, name in rows:
        shown = " ".join(str(value).rjust(width) for value in values)
        yield Write(f"{shown}{'' if name == '-' else ' ' + name}\n")
    return int(failed)


def _counts(text: str) -> dict[str, int]:
    return {"l": text.count("\n"), "w": len(text.split()), "m": len(text), "c": len(text.encode())}
