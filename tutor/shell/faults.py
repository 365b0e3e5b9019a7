"""`sim ...`: time and faults. One vocabulary for learners, labs, sockets and the screen."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from tutor.shell.files import FileTrouble, resolve
from tutor.shell.host import HOME
from tutor.shell.process import Import, Refused, Speed, Write, pause
from tutor.shell.speed import speed_of
from tutor.shell.waits import settled
from tutor.swarm.clock import SECOND

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tutor.shell.invocation import Invocation
    from tutor.shell.process import Process
    from tutor.swarm.cluster import Simulation

SETTLE_LIMIT = 60 * SECOND
_HELP = ("help", "--help", "-h")
USAGE = """\
sim stop_docker HOST    docker stops on a host (as `systemctl stop docker` does)
sim start_docker HOST   it comes back
sim reboot HOST         the machine goes down, and is back after 20 seconds
sim partition HOST...   these hosts no longer hear the others
sim heal                all hosts hear each other again
sim wait SECONDS        let time pass
sim settle [SECONDS]    let time pass until nothing changes, at most so long
"""
LEARNERS_USAGE = """\
sim speed N             N seconds pass here in each real one (0: time stops)
sim import FILE         copy a text file of your own machine (up to 1 MiB) into
                        this folder: the only way in which a real file comes in
sim help                this list
"""
NO_MACHINE = "there is no machine of yours here to read a file from"


class FaultTrouble(Exception):
    """The verb is unknown or its operands are wrong; the message says how to write it."""


def apply(sim: Simulation, verb: str, operands: Sequence[str]) -> None:
    """Do one of the verbs that take no time: stop_docker, start_docker, reboot, partition, heal.

    Raises:
        FaultTrouble: no such verb or host.
    """
    for host in operands:
        if host not in sim.hosts:
            raise FaultTrouble(f"there is no host {host}; there are {', '.join(sim.hosts)}")
    if verb == "heal" and not operands:
        sim.heal()
    elif verb == "partition" and operands:
        sim.partition(operands, [host for host in sim.hosts if host not in operands])
    elif verb in ("stop_docker", "start_docker", "reboot") and len(operands) == 1:
        {"stop_docker": sim.stop_docker, "start_docker": sim.start_docker, "reboot": sim.reboot}[verb](operands[0])
    else:
        raise FaultTrouble(f"`sim {verb}` is not written like that; see `sim help`")


def sim(invocation: Invocation) -> Process:
    """The command: the verbs of `carry_out`, and those that need a learner at a terminal."""
    verb, *operands = invocation.args or ["help"]
    try:
        if verb == "speed":
            yield Speed(_factor(operands))
            return 0
        if verb == "import":
            return (yield from _import(invocation, operands))
    except (FaultTrouble, FileTrouble) as trouble:
        yield Write(f"sim: {trouble}\n", "stderr")
        return 1
    status = yield from carry_out(invocation.host.sim, invocation.args, "sim")
    if verb in _HELP:
        yield Write(LEARNERS_USAGE)
    return status


def _as_typed(path: str, home: str) -> str:
    """With `~` again where the shell put the virtual home: the learner means their own."""
    return f"~{path.removeprefix(home)}" if path == home or path.startswith(f"{home}/") else path


def _factor(operands: Sequence[str]) -> float:
    if len(operands) != 1:
        raise FaultTrouble("say how many seconds pass in each real one, for example: sim speed 10")
    try:
        return speed_of(operands[0])
    except ValueError as trouble:
        raise FaultTrouble(str(trouble)) from None


def _import(invocation: Invocation, operands: Sequence[str]) -> Process:
    """The driver reads the file; here it is only put where the virtual host's shell stands."""
    if len(operands) != 1:
        raise FaultTrouble("name one file of your own machine, for example: sim import ~/stack.yml")
    text = yield Import(_as_typed(operands[0], invocation.host.env.get("HOME", HOME)))
    if not isinstance(text, str):
        raise FaultTrouble(f"{operands[0]}: {text.reason}" if isinstance(text, Refused) else NO_MACHINE)
    name = posixpath.basename(operands[0].replace("\\", "/"))
    if name in ("", ".", ".."):
        raise FaultTrouble(f"{operands[0]}: this names no file")
    host = invocation.host
    host.files.write(resolve(host.cwd, name), text)
    yield Write(f"{name}: {len(text.encode())} bytes\n")
    return 0


def carry_out(sim: Simulation, words: Sequence[str], name: str) -> Process:
    """One verb with its operands. `name` is what complaints begin with."""
    verb, *operands = words or ["help"]
    timed: dict[str, Callable[[Simulation, Sequence[str], str], Process]] = {"wait": _wait, "settle": _settle}
    try:
        if verb in timed:
            return (yield from timed[verb](sim, operands, name))
        if verb in _HELP:
            yield Write(USAGE)
            return 0
        if verb == "import":
            raise FaultTrouble(NO_MACHINE)
        apply(sim, verb, operands)
    except FaultTrouble as trouble:
        yield Write(f"{name}: {trouble}\n", "stderr")
        return 1
    return 0


def _seconds(words: Sequence[str], default: int | None) -> int:
    """A span in nanoseconds."""
    try:
        if words or default is None:
            return int(float(words[0]) * SECOND)
    except (ValueError, OverflowError, IndexError):
        raise FaultTrouble("say how many seconds, for example: sim wait 10") from None
    return default


def _wait(_: Simulation, operands: Sequence[str], __: str) -> Process:
    yield pause(_seconds(operands, None))
    return 0


def _settle(sim: Simulation, operands: Sequence[str], name: str) -> Process:
    limit = _seconds(operands, SETTLE_LIMIT)
    if not (yield settled(sim, limit)):
        yield Write(f"{name}: things still change after {limit // SECOND} seconds\n", "stderr")
    return 0
