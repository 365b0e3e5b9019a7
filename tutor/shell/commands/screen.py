"""`clear`, `history` and `help`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.shell.process import Clear, Recall, Write

if TYPE_CHECKING:
    from tutor.shell.invocation import Invocation
    from tutor.shell.process import Process

HELP = """\
This is a simulated machine: nothing typed here reaches your own system.

docker ...            the docker client, talking to this host's daemon
ssh HOST [COMMAND]    another host of the sandbox; exit comes back
systemctl ... docker  start, stop, restart, status of the daemon
sim help              time and faults: wait, settle, stop_docker, partition...
Files                 ls cat cd pwd mkdir rm cp mv touch tee nano vi
Text                  grep head tail wc sort uniq cut tr sed awk xargs column
                      base64
Network               curl wget ping ss ip hostname
Shell                 pipes, ; && ||, > >> < 2>&1, <<EOF, $VARIABLE, $( ), for,
                      while read, if, [[ ]]; no jobs, no functions, no case
Others                watch sleep history clear date env
"""


def clear(_: Invocation) -> Process:
    yield Clear()
    return 0


def history(invocation: Invocation) -> Process:
    """What the screen remembers of this host, else what was typed since the shell began."""
    entries = list(invocation.host.history)
    if invocation.args[:1] == ["-c"]:
        yield Recall(forget=True)
        invocation.host.history.clear()
        return 0
    known = yield Recall()
    if isinstance(known, str):
        entries = known.split(Recall.BETWEEN)
    count = int(invocation.args[0]) if invocation.args and invocation.args[0].isdecimal() else len(entries)
    first = len(entries) - min(count, len(entries))
    yield Write("".join(f"{n:5}  {line}\n" for n, line in enumerate(entries[first:], first + 1)))
    return 0


def show_help(_: Invocation) -> Process:
    """`help`."""
    yield Write(HELP)
    return 0
