"""`sort` and `uniq`."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from tutor.shell.commands.options import inputs, read_options
from tutor.shell.commands.usage import telling_usage
from tutor.shell.docker.tables import natural_key
from tutor.shell.process import Write

if TYPE_CHECKING:
    from collections.abc import Callable

    from tutor.shell.invocation import Invocation
    from tutor.shell.process import Process

_NUMBER = re.compile(r"\s*(-?\d+(?:\.\d+)?)")


@telling_usage(2)
def sort(invocation: Invocation) -> Process:
    options = read_options(
        invocation.args,
        "rnufVk:t:bhs",
        {"reverse": "r", "numeric-sort": "n", "unique": "u", "ignore-case": "f", "version-sort": "V", "key": "k"},
    )
    texts, failed = yield from inputs(invocation, options.operands)
    lines = [line for _, text in texts for line in text.splitlines()]
    field = _field(options.values.get("k", ""), options.values.get("t", ""))
    if "n" in options or "n" in options.values.get("k", ""):
        lines.sort(key=lambda line: (_number(field(line)), line))
    elif "V" in options:
        lines.sort(key=lambda line: natural_key(field(line)))
    else:
        fold = "f" in options
        lines.sort(key=lambda line: (field(line).lower() if fold else field(line), line))
    if "r" in options:
        lines.reverse()
    if "u" in options:
        lines = list(dict.fromkeys(lines))
    yield Write("".join(f"{line}\n" for line in lines))
    return 2 if failed else 0


def _number(text: str) -> float:
    match = _NUMBER.match(text)
    return float(match[1]) if match else 0.0


def _field(key: str, separator: str) -> Callable[[str], str]:
    """What of a line is compared: all of it, or from a field on (`-k 2`, `-k 2,2`)."""
    match = re.match(r"(\d+)", key)
    if match is None:
        return lambda line: line
    first = int(match[1]) - 1

    def read(line: str) -> str:
        fields = line.split(separator) if separator else line.split()
        return " ".join(fields[first : first + 1] if "," in key else fields[first:])

    return read


@telling_usage(1)
def uniq(invocation: Invocation) -> Process:
    options = read_options(invocation.args, "cdui", {"count": "c", "repeated": "d", "unique": "u"})
    texts, failed = yield from inputs(invocation, options.operands)
    for line, run in groupby(line for _, text in texts for line in text.splitlines()):
        count = len(list(run))
        if ("d" in options and count < 2) or ("u" in options and count > 1):
            continue
        yield Write(f"{count:7} {line}\n" if "c" in options else f"{line}\n")
    return int(failed)
