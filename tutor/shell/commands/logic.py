"""`true`, `false`, `:`, `test`, `[`, `seq`, `break`, `continue`."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from tutor.shell.execution import LoopControl
from tutor.shell.files import resolve
from tutor.shell.process import Write

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tutor.shell.host import HostShell
    from tutor.shell.invocation import Invocation
    from tutor.shell.process import Process


def succeed(_: Invocation) -> Process:
    """`true` and `:`."""
    yield from ()
    return 0


def fail(_: Invocation) -> Process:
    """`false`."""
    yield from ()
    return 1


def loop_control(invocation: Invocation) -> Process:
    """`break` and `continue`; outside of a loop they only complain."""
    if not invocation.executor.loops:
        yield Write(f"bash: {invocation.name}: only meaningful in a `for', `while', or `until' loop\n", "stderr")
        return 0
    raise LoopControl(invocation.name)


def seq(invocation: Invocation) -> Process:
    try:
        numbers = [int(word) for word in invocation.args]
    except ValueError:
        yield Write(f"seq: invalid floating point argument: '{invocation.args[0]}'\n", "stderr")
        return 1
    if not 1 <= len(numbers) <= 3:
        yield Write("seq: one to three numbers are needed: [FIRST [STEP]] LAST\n", "stderr")
        return 1
    first, step, last = {1: (1, 1, *numbers), 2: (numbers[0], 1, numbers[-1])}.get(len(numbers), (*numbers, 0, 0)[:3])
    end = last + (1 if step > 0 else -1)
    yield Write("".join(f"{n}\n" for n in list(range(first, end, step or 1))[:100_000]))
    return 0


def test(invocation: Invocation) -> Process:
    """`test` and `[`: strings, whole numbers, files."""
    words = list(invocation.args)
    if invocation.name.startswith("["):
        end = "]" * len(invocation.name)
        if not words or words[-1] != end:
            yield Write(f"bash: {invocation.name}: missing `{end}'\n", "stderr")
            return 2
        words.pop()
    try:
        return 0 if _holds(words, invocation.host, patterns=invocation.name == "[[") else 1
    except ValueError as error:
        yield Write(f"bash: {invocation.name}: {error}\n", "stderr")
        return 2


def _holds(words: Sequence[str], host: HostShell, *, patterns: bool) -> bool:
    """`patterns`: as in `[[ ]]`, where `==` compares with a pattern and `=~` with a regular expression."""
    if words and words[0] == "!":
        return not _holds(words[1:], host, patterns=patterns)
    if patterns and len(words) == 3 and words[1] in ("=", "==", "!=", "=~"):
        return _matches(*words)
    match len(words):
        case 0:
            return False
        case 1:
            return bool(words[0])
        case 2:
            return _unary(words[0], words[1], host)
        case 3:
            return _binary(*words)
    raise ValueError("too many arguments")


def _matches(left: str, mark: str, pattern: str) -> bool:
    if mark == "=~":
        try:
            return re.search(pattern, left) is not None
        except re.error:
            raise ValueError(f"{pattern}: not a regular expression") from None
    return fnmatchcase(left, pattern) == (mark != "!=")


def _unary(mark: str, word: str, host: HostShell) -> bool:
    path = resolve(host.cwd, word)
    tests = {
        "-z": not word,
        "-n": bool(word),
        "-e": host.files.exists(path),
        "-f": path in host.files.texts,
        "-d": host.files.is_folder(path),
        "-s": bool(host.files.texts.get(path)),
    }
    if mark not in tests:
        raise ValueError(f"{mark}: unary operator expected")
    return tests[mark]


def _binary(left: str, mark: str, right: str) -> bool:
    if mark in ("=", "=="):
        return left == right
    if mark == "!=":
        return left != right
    if mark not in ("-eq", "-ne", "-lt", "-le", "-gt", "-ge"):
        raise ValueError(f"{mark}: binary operator expected")
    numbers = []
    for word in (left, right):
        try:
            numbers.append(int(word))
        except ValueError:
            raise ValueError(f"{word}: integer expression expected") from None
    a, b = numbers
    return {"-eq": a == b, "-ne": a != b, "-lt": a < b, "-le": a <= b, "-gt": a > b, "-ge": a >= b}[mark]
