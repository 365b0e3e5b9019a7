"""`sim ...`: time and faults. One vocabulary for learners, labs, sockets and the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.shell.process import Write, pause
from tutor.shell.waits import settled
from tutor.swarm.clock import SECOND

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tutor.shell.invocation import Invocation
    from tutor.shell.process import Process
    from tutor.swarm.cluster import Simulation

SETTLE_LIMIT = 60 * SECOND
USAGE = """\
sim stop_docker HOST      the daemon of a host stops (what `systemctl stop docker` does)
sim start_docker HOST     it comes back
sim partition HOST...     these hosts no longer hear the others
sim heal                  all hosts hear each other again
sim wait SECONDS          let time pass
sim settle [SECONDS]      let time pass until nothing changes any more, at most so long
"""


class FaultTrouble(Exception):
    """The verb is unknown or its operands are wrong; the message says how to write it."""


def apply(sim: Simulation, verb: str, operands: Sequence[str]) -> None:
    """Do one of the verbs that take no time: stop_docker, start_docker, partition, heal.

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
    elif verb in ("stop_docker", "start_docker") and len(operands) == 1:
        (sim.stop_docker if verb == "stop_docker" else sim.start_docker)(operands[0])
    else:
        raise FaultTrouble(f"`sim {verb}` is not written like that; see `sim help`")


def sim(invocation: Invocation) -> Process:
    """The command."""
    return (yield from carry_out(invocation.host.sim, invocation.args, "sim"))


def carry_out(sim: Simulation, words: Sequence[str], name: str) -> Process:
    """One verb with its operands. `name` is what complaints begin with."""
    verb, *operands = words or ["help"]
    timed: dict[str, Callable[[Simulation, Sequence[str], str], Process]] = {"wait": _wait, "settle": _settle}
    try:
        if verb in timed:
            return (yield from timed[verb](sim, operands, name))
        if verb in ("help", "--help", "-h"):
            yield Write(USAGE)
            return 0
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
