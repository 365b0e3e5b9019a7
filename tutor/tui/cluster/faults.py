"""Faults by key: which of them a host can be given, and how one is typed into a terminal like any other line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from tutor.tui.cluster.picture import HostBox, Picture
    from tutor.tui.console.terminals import Terminals

Fault: TypeAlias = Literal["stop_docker", "start_docker", "reboot", "partition", "heal"]
"""Verbs of `tutor.shell.faults`."""


def offered(picture: Picture, host: HostBox) -> frozenset[Fault]:
    """What makes a difference on that host now."""
    ways: dict[Fault, bool] = {
        "stop_docker": host.machine == "up",
        "start_docker": host.machine == "stopped",
        "reboot": host.machine != "rebooting",
        "partition": len(picture.hosts) > 1 and not host.alone,
        "heal": picture.cut,
    }
    return frozenset(fault for fault, possible in ways.items() if possible)


def line_for(fault: Fault, host: str) -> str:
    """As a learner would type it."""
    return "sim heal" if fault == "heal" else f"sim {fault} {host}"


def type_line(terminals: Terminals, host: str, line: str) -> str:
    """Type a line on the host, or where its terminal is busy on the first that is not; the host's own tells of it.

    What the learner has typed there so far stays. Returns the host it was typed on, or nothing if all are busy.
    """
    free = [console for console in terminals.consoles.values() if not console.busy]
    chosen = next((console for console in free if console.host == host), None) or next(iter(free), None)
    if chosen is None:
        return ""
    chosen.submit(line)
    if chosen.host != host:
        terminals.consoles[host].buffer.note(f"-- {line} (typed on {chosen.host})")
    terminals.step()
    return chosen.host
