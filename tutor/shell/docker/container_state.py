"""`docker pause`, `unpause`, `update`, `top`, `diff`, `attach`: what is done to containers that are there.

Source: docker/cli `cli/command/container/{pause,unpause,update,top,diff,attach}.go`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.shell.docker.command import ClientError, Command, at_least, exactly
from tutor.shell.docker.container_body import restart_policy
from tutor.shell.docker.driving import finish
from tutor.shell.docker.errors import error_text
from tutor.shell.docker.flags import Flag
from tutor.shell.docker.kinds import BOOL, BYTES, DECIMAL, INT, MEMORY_SWAP, STRING, UINT16
from tutor.shell.docker.objects import REFUSALS, each
from tutor.shell.docker.tables import align
from tutor.shell.process import Interrupted, Write

if TYPE_CHECKING:
    from tutor.engine.waiting import Chunk
    from tutor.shell.docker.command import Call
    from tutor.shell.docker.objects import Json
    from tutor.shell.process import Part, Process

INTERRUPTED = 130
_NAMES = "CONTAINER [CONTAINER...]"
_KINDS = {0: "C", 1: "A", 2: "D"}


def pause(call: Call) -> Process:
    return (yield from each(call, call.engine.containers.pause))


def unpause(call: Call) -> Process:
    return (yield from each(call, call.engine.containers.unpause))


# -------------------------------------------------------------------- update
_MEMBERS = {
    "blkio-weight": "BlkioWeight",
    "cpu-period": "CpuPeriod",
    "cpu-quota": "CpuQuota",
    "cpu-rt-period": "CpuRealtimePeriod",
    "cpu-rt-runtime": "CpuRealtimeRuntime",
    "cpu-shares": "CpuShares",
    "cpus": "NanoCpus",
    "cpuset-cpus": "CpusetCpus",
    "cpuset-mems": "CpusetMems",
    "memory": "Memory",
    "memory-reservation": "MemoryReservation",
    "memory-swap": "MemorySwap",
    "pids-limit": "PidsLimit",
}


def update(call: Call) -> Process:
    flags = call.flags
    if not flags.given:
        raise ClientError("you must provide one or more flags when using this command")
    body: Json = {member: flags[name] for name, member in _MEMBERS.items() if flags.changed(name)}
    if flags.text("restart"):
        body["RestartPolicy"] = restart_policy(flags.text("restart"))
    errors: list[str] = []
    warnings: list[str] = []
    for ref in call.args:
        try:
            warnings += call.engine.containers.update(ref, body).get("Warnings") or ()
        except REFUSALS as error:
            errors.append(error_text(error))
            continue
        yield Write(f"{ref}\n")
    yield Write("".join(f"{warning}\n" for warning in warnings))
    if errors:
        raise ClientError("\n".join(errors))
    return 0


# ------------------------------------------------------------------ looking
def top(call: Call) -> Process:
    """The processes of a container; options of `ps` are not played, `ps -ef` is shown."""
    shown = call.engine.containers.top(call.args[0])
    rows = ["\t".join(row) for row in (shown["Titles"], *shown["Processes"])]
    yield Write(align("".join(f"{row}\n" for row in rows), minimum=20))
    return 0


def diff(call: Call) -> Process:
    if not call.args[0]:
        raise ClientError("Container name cannot be empty")
    changes = call.engine.containers.changes(call.args[0])
    yield Write("".join(f"{_KINDS[change['Kind']]} {change['Path']}\n" for change in changes))
    return 0


def attach(call: Call) -> Process:
    state = call.engine.containers.inspect(call.args[0])["State"]
    if not state["Running"]:
        raise ClientError("You cannot attach to a stopped container, start it first")
    if state["Paused"]:
        raise ClientError("You cannot attach to a paused container, unpause it first")
    return (yield from attached(call, call.args[0], "0"))


def attached(call: Call, ref: str, tail: str) -> Part[int]:
    """Show what a container writes until it ends, beginning with its last `tail` lines; its exit status."""
    engine = call.engine.containers
    follow = engine.logs(ref, stdout=True, stderr=True, follow=True, tail=tail)
    ended = engine.wait(ref)
    try:
        yield from finish(follow, chunk_text)
        return (yield from finish(ended))
    except Interrupted:
        yield from finish(engine.stop(ref, None))
        return INTERRUPTED


def chunk_text(chunk: Chunk) -> str:
    """The text of a piece of a log."""
    return chunk.data if isinstance(chunk.data, str) else bytes(chunk.data).decode(errors="replace")


STATE_COMMANDS = (
    Command(
        "container attach",
        "[OPTIONS] CONTAINER",
        "Connect the terminal with a running container",
        attach,
        (
            Flag("detach-keys", STRING, "Keys that leave the container"),
            Flag("no-stdin", BOOL, "Pass on no input"),
            Flag("sig-proxy", BOOL, "Pass on signals", default=True),
        ),
        exactly(1),
    ),
    Command("container diff", "CONTAINER", "Show which files a container has changed", diff, arity=exactly(1)),
    Command("container pause", _NAMES, "Freeze the processes of containers", pause, arity=at_least(1)),
    Command(
        "container top",
        "CONTAINER [ps OPTIONS]",
        "Show the processes of a container",
        top,
        arity=at_least(1),
        interspersed=False,
    ),
    Command("container unpause", _NAMES, "Let frozen containers go on", unpause, arity=at_least(1)),
    Command(
        "container update",
        f"[OPTIONS] {_NAMES}",
        "Change limits of containers",
        update,
        (
            Flag("blkio-weight", UINT16, "Share of the disks' time, 10 to 1000, or 0", shown="0"),
            Flag("cpu-period", INT, "Period of the scheduler's quota"),
            Flag("cpu-quota", INT, "Quota in each period"),
            Flag("cpu-rt-period", INT, "Period of real-time scheduling in microseconds", api="1.25"),
            Flag("cpu-rt-runtime", INT, "Real-time share of that period in microseconds", api="1.25"),
            Flag("cpu-shares", INT, "Share of the processors' time", short="c"),
            Flag("cpus", DECIMAL, "How many processors it may use", api="1.29"),
            Flag("cpuset-cpus", STRING, "Which processors (0-3, 0,1)"),
            Flag("cpuset-mems", STRING, "Which memory nodes (0-3, 0,1)"),
            Flag("memory", BYTES, "How much memory it may use", short="m"),
            Flag("memory-reservation", BYTES, "How much memory is kept for it"),
            Flag("memory-swap", MEMORY_SWAP, "Memory and swap together (-1: no limit)"),
            Flag("pids-limit", INT, "How many processes it may have (-1: no limit)", api="1.40"),
            Flag("restart", STRING, "When to start it again after it ended"),
        ),
        at_least(1),
    ),
)
