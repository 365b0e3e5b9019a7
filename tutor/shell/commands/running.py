"""Commands that run other commands: `sudo`, `time`, `xargs`, `bash`, `source`, `which`, `watch`, `sleep`."""

from __future__ import annotations

import re
import shlex
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tutor.shell.commands.options import UsageTrouble
from tutor.shell.commands.usage import telling_usage
from tutor.shell.files import FileTrouble, resolve
from tutor.shell.process import Interrupted, Redraw, Until, Write, pause
from tutor.shell.streams import Buffer
from tutor.swarm.clock import SECOND

if TYPE_CHECKING:
    from tutor.shell.invocation import Invocation
    from tutor.shell.process import Process

_SUDO_VALUES = ("-u", "-g", "--user", "--group")


def sudo(invocation: Invocation) -> Process:
    """Everyone is root here; the command is simply run."""
    words = list(invocation.args)
    while words and words[0].startswith("-"):
        flag = words.pop(0)
        if flag in ("-i", "-s") and not words:
            return 0
        if flag in _SUDO_VALUES and words:
            words.pop(0)
    if words[:1] == ["su"]:
        return 0
    if not words:
        yield Write("usage: sudo [-u user] command\n", "stderr")
        return 1
    function = invocation.terminal.find(words[0])
    if function is None and "/" not in words[0]:
        yield Write(f"sudo: {words[0]}: command not found\n", "stderr")
        return 1
    return (yield from invocation.call(words))


def time(invocation: Invocation) -> Process:
    """How much of the simulation's time a command took."""
    start = invocation.host.now
    status = (yield from invocation.call(invocation.args)) if invocation.args else 0
    passed = (invocation.host.now - start) / SECOND
    minutes, seconds = divmod(passed, 60)
    yield Write(f"\nreal\t{int(minutes)}m{seconds:.3f}s\n", "stderr")
    return status


@telling_usage(1)
def xargs(invocation: Invocation) -> Process:
    words = list(invocation.args)
    per_call, marker, skip_empty = 0, "", False
    while words and words[0].startswith("-"):
        flag = words.pop(0)
        if flag in ("-n", "-I") and not words:
            raise UsageTrouble(f"option requires an argument -- '{flag[1]}'")
        if flag.startswith("-n"):
            per_call = int(flag[2:] or words.pop(0))
        elif flag.startswith("-I"):
            marker = flag[2:] or words.pop(0)
        elif flag in ("-r", "--no-run-if-empty"):
            skip_empty = True
        else:
            raise UsageTrouble(f"invalid option -- '{flag.lstrip('-')[:1]}'")
    rest = words or ["echo"]
    text = invocation.stdin or ""
    if marker:
        calls = [[w.replace(marker, line.strip()) for w in rest] for line in text.splitlines() if line.strip()]
    else:
        items = shlex.split(text)
        size = per_call or max(len(items), 1)
        calls = [rest + items[n : n + size] for n in range(0, len(items), size)]
        if not calls and not skip_empty:
            calls = [rest]
    status = 0
    for call in calls:
        if (yield from invocation.call(call, stdin="")) != 0:
            status = 123
    return status


def script(invocation: Invocation) -> Process:
    """`bash FILE`, `sh -c LINE`, `source FILE`."""
    words = [word for word in invocation.args if word not in ("-x", "-e", "-l", "--login")]
    if words[:1] == ["-c"] and len(words) > 1:
        return (yield from invocation.run_line(words[1]))
    if not words:
        if invocation.stdin:
            return (yield from invocation.run_line(invocation.stdin))
        return 0
    try:
        source = invocation.host.files.read(resolve(invocation.host.cwd, words[0]))
    except FileTrouble as trouble:
        yield Write(f"{invocation.name}: {words[0]}: {trouble.reason}\n", "stderr")
        return 127
    return (yield from invocation.run_line(source))


def which(invocation: Invocation) -> Process:
    status = 0
    for name in invocation.args:
        if invocation.terminal.find(name) is None:
            if invocation.name == "type":
                yield Write(f"bash: type: {name}: not found\n", "stderr")
            status = 1
        elif invocation.name == "type":
            yield Write(f"{name} is /usr/bin/{name}\n")
        elif not name.startswith("-"):
            yield Write(f"/usr/bin/{name}\n")
    return status


def command(invocation: Invocation) -> Process:
    """`command [-v] NAME`."""
    if invocation.args[:1] == ["-v"]:
        return (yield from which(replace(invocation, name="which", args=invocation.args[1:])))
    return (yield from invocation.call(invocation.args)) if invocation.args else 0


_SPAN = re.compile(r"(\d+(?:\.\d+)?)([smhd]?)")


def nanoseconds(text: str) -> int | None:
    """`5`, `0.5`, `2m`: a span as `sleep` reads it; None when it is none."""
    match = _SPAN.fullmatch(text)
    if match is None:
        return None
    unit = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}[match[2]]
    return int(float(match[1]) * unit * SECOND)


def sleep(invocation: Invocation) -> Process:
    if not invocation.args:
        yield Write("sleep: missing operand\n", "stderr")
        return 1
    total = 0
    for word in invocation.args:
        if word == "infinity":
            yield Until(lambda: False)
            return 0
        span = nanoseconds(word)
        if span is None:
            yield Write(f"sleep: invalid time interval '{word}'\n", "stderr")
            return 1
        total += span
    yield pause(total)
    return 0


def _watch_title(invocation: Invocation, every: int, line: str) -> str:
    """What is watched on the left, host and time on the right, as procps 4 has it."""
    width = int(invocation.env.get("COLUMNS") or 80)
    now = datetime.fromtimestamp(invocation.host.now / SECOND, UTC)
    right = f"{invocation.host.name}: {now:%a %b %e %H:%M:%S %Y}"
    left = f"Every {every / SECOND:.1f}s: "
    room = width - len(left) - len(right) - 1
    shown = line if len(line) <= room else f"{line[: max(room - 3, 0)]}..."
    return f"{left}{shown:<{max(room, 0)}} {right}"


def watch(invocation: Invocation) -> Process:
    """Run a command every two seconds (`-n`) and show it in place; once where nothing can be redrawn."""
    words, every, title = list(invocation.args), 2 * SECOND, True
    while words and words[0].startswith("-"):
        flag = words.pop(0)
        if flag.startswith(("-n", "--interval")):
            value = flag[2:] if flag.startswith("-n") and len(flag) > 2 else flag.partition("=")[2]
            every = nanoseconds(value or (words.pop(0) if words else "2")) or 2 * SECOND
        elif flag in ("-t", "--no-title"):
            title = False
    if not words:
        yield Write("Usage:\n watch [options] command\n", "stderr")
        return 1
    line = words[0] if len(words) == 1 else shlex.join(words)
    if not invocation.tty:
        return (yield from invocation.run_line(line))
    try:
        while True:
            head = (_watch_title(invocation, every, line), "") if title else ()
            buffer = Buffer()
            streams = replace(invocation.inner, out=buffer, err=buffer)
            yield from invocation.run_line(line, streams)
            yield Redraw((*head, *buffer.text.splitlines()))
            yield pause(every)
    except Interrupted:
        yield Redraw(())
        return 0
