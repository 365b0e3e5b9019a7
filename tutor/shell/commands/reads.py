"""`read`: a line of input into variables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.shell.process import Ask, Write

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tutor.shell.invocation import Invocation
    from tutor.shell.process import Part, Process

_BLANKS = " \t\n"


def read(invocation: Invocation) -> Process:
    """`read [-r] [-s] [-p PROMPT] [NAME ...]`: 1 at the end of input."""
    words, prompt, hidden = list(invocation.args), "", False
    while words and words[0].startswith("-"):
        flag = words.pop(0)
        if flag == "-p" and words:
            prompt = words.pop(0)
        elif set(flag[1:]) <= set("rs"):
            hidden = hidden or "s" in flag
        else:
            yield Write(f"sandbox: read knows no {flag} here; for example: read -r NAME\n", "stderr")
            return 2
    line = yield from _line(invocation, prompt, hidden=hidden)
    names = words or ["REPLY"]
    for name, value in zip(names, _split(line or "", invocation.env.get("IFS", _BLANKS), len(names)), strict=True):
        invocation.host.env[name] = value
    return 0 if line is not None else 1


def _line(invocation: Invocation, prompt: str, *, hidden: bool) -> Part[str | None]:
    """The next line of standard input, or of what is typed; None at its end."""
    waiting = invocation.streams.unread
    if waiting is None:
        if invocation.stdin is not None:
            return invocation.stdin.split("\n")[0] if invocation.stdin else None
        answer = yield Ask(prompt, hidden=hidden)
        return answer if isinstance(answer, str) else None
    if not waiting[0]:
        return None
    line, _, waiting[0] = waiting[0].partition("\n")
    return line


def _split(line: str, separators: str, count: int) -> Sequence[str]:
    """Into `count` values, the last one with all that is left."""
    blanks = "".join(sign for sign in separators if sign in _BLANKS)
    rest = line.strip(blanks) if blanks else line
    values: list[str] = []
    while len(values) < count - 1:
        place = next((n for n, sign in enumerate(rest) if sign in separators), len(rest))
        values.append(rest[:place])
        rest = rest[place + 1 :].lstrip(blanks) if blanks else rest[place + 1 :]
    return [*values, rest]
