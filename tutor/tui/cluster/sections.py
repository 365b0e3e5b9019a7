"""What stands above and below the boxes: how the managers agree, services, networks and ports, events, the legend."""

from __future__ import annotations

from time import gmtime, strftime
from typing import TYPE_CHECKING

from tutor.tui.cluster.lines import Line, Piece, cells, cut, flow, padded, words_of
from tutor.tui.glyphs import (
    CHOSEN,
    DOT,
    LOST,
    OPEN,
    PREPARING,
    RIGHT,
    STARTING,
    STOPPING,
    WRONG,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tutor.tui.cluster.picture import (
        LogEntry,
        Mark,
        Member,
        NetworkLine,
        Phase,
        Picture,
        PortLine,
        ServiceLine,
        SwarmLine,
    )

COLOURS = tuple(f"$service-{number}" for number in range(1, 9))
"""One for each service in turn; every theme has them."""
SIGNS: dict[Phase, tuple[str, str]] = {
    "waiting": (OPEN, "$warning"),
    "preparing": (PREPARING, ""),
    "starting": (STARTING, ""),
    "running": (CHOSEN, ""),
    "complete": (RIGHT, "$success"),
    "stopping": (STOPPING, "$quiet"),
    "shutdown": (DOT, "$quiet"),
    "failed": (WRONG, "bold $error"),
    "lost": (LOST, "bold $error"),
}
"""The sign of each state, and its style where it is not that of the service."""
_WORDS = {"shutdown": "shut down", "lost": "not heard of"}
NAME = 28
"""Cells that a service's name takes at most before the counts."""
FEW = 3
"""Tasks of one service that are named where they wait."""


def heading(words: str, width: int) -> Line:
    return (Piece(words, "bold"), Piece(f" {'─' * (width - len(words) - 1)}", "$quiet"))


def legend(width: int) -> list[Line]:
    """What the signs mean."""
    entries = [(sign, _WORDS.get(phase, phase)) for phase, (sign, _) in SIGNS.items()]
    return flow([(Piece(f"{sign} {words}", "$quiet"),) for sign, words in entries], width)


# ------------------------------------------------------------------ swarms
def swarm_lines(picture: Picture, width: int) -> list[Line]:
    """The cluster's time, and of each swarm how its managers agree."""
    clock = strftime("%H:%M:%S", gmtime(picture.second))
    if not picture.swarms:
        return [(Piece(clock, "bold"), Piece("  no swarm", "$quiet"))]
    lines: list[Line] = []
    for swarm in picture.swarms:
        room = width - len(clock) - 2
        for row in _swarm(picture, swarm, room):
            margin = Piece(" " * len(clock)) if lines else Piece(clock, "bold")
            lines.append((margin, Piece("  "), *row))
    return lines


def _swarm(picture: Picture, swarm: SwarmLine, room: int) -> list[Line]:
    agreement = _agreement(swarm)
    if len(picture.swarms) > 1:
        agreement = (Piece(f"swarm {swarm.number}: ", "$accent"), *agreement)
    counts: list[Line] = []
    if swarm.readable:
        counts = [(Piece(words, "$quiet"),) for words in _counts(picture, swarm)]
    if cells(agreement) > room:
        return flow(words_of(agreement), room, gap=1) + flow(counts, room)
    return flow([agreement, *counts], room)


def _agreement(swarm: SwarmLine) -> Line:
    of = f"{swarm.reachable} of {swarm.managers} managers"
    match swarm.agreement:
        case "no majority":
            words = f"{STARTING} the leader hears only {of}, {swarm.needed} are needed"
        case "electing":
            words = f"{STARTING} no leader: {of} choose one"
        case "locked":
            words = f"{WRONG} locked: no manager has its key"
        case "no quorum" if swarm.managers == 1:
            words = f"{WRONG} the only manager does not answer"
        case "no quorum":
            words = f"{WRONG} no quorum: {of}, {swarm.needed} are needed"
        case _:
            return _managers(swarm)
    return (Piece(words, "bold $error" if words.startswith(WRONG) else "bold $warning"),)


def _managers(swarm: SwarmLine) -> Line:
    if swarm.managers == 1:
        return (Piece("1 manager"),)
    if swarm.reachable < swarm.managers:
        words = f"{swarm.reachable} of {swarm.managers} managers reachable (majority {swarm.needed})"
        return (Piece(words, "bold $warning"),)
    return (Piece(f"{swarm.managers} managers (majority {swarm.needed})"),)


def _counts(picture: Picture, swarm: SwarmLine) -> list[str]:
    services = [service for service in picture.services if service.swarm == swarm.number]
    words = [_number(swarm.nodes, "node"), _number(len(services), "service")]
    running = sum(service.running for service in services)
    return [*words, f"{_number(running, 'task')} running", *(["autolock"] if swarm.autolock else [])]


def _number(count: int, word: str) -> str:
    return f"{count} {word}" + ("" if count == 1 else "s")


# ------------------------------------------------------------------ services
def service_lines(picture: Picture, width: int) -> list[Line]:
    """Name, how many tasks run of how many wanted, ports, how an update stands; and what is wrong."""
    if not any(swarm.readable for swarm in picture.swarms):
        return []
    lines: list[Line] = [heading("Services", width)]
    if not picture.services:
        return [*lines, (Piece("none", "$quiet"),)]
    counts = [_count(service) for service in picture.services]
    name = min(max(cells((Piece(service.name),)) for service in picture.services), NAME, max(width // 3, 8))
    count = max(len(text) for text in counts)
    several = len(picture.swarms) > 1
    for service, text in zip(picture.services, counts, strict=True):
        head = (
            *_letter(service.mark),
            *padded((Piece(service.name),), name),
            Piece("  "),
            _shortfall(service, text, count),
        )
        items = [head, *_details(service, several)]
        lines += flow(items, width, indent=3)
        lines += _complaints(service, picture, width)
    return lines


def _letter(mark: Mark) -> Line:
    return (Piece(mark.letter.ljust(3), f"bold {COLOURS[mark.number % len(COLOURS)]}"),)


def _count(service: ServiceLine) -> str:
    ended = f" ({service.completed}/{service.total} completed)" if service.total else ""
    return f"{service.running}/{service.wanted}{ended}"


def _shortfall(service: ServiceLine, text: str, width: int) -> Piece:
    enough = service.running == service.wanted or (service.total and service.completed >= service.total)
    return Piece(text.ljust(width), "" if enough else "bold $warning")


def _details(service: ServiceLine, several: bool) -> list[Line]:
    words = [service.mode, *service.ports, service.image, f"swarm {service.swarm}" if several else ""]
    lines: list[Line] = [(Piece(word, "$quiet"),) for word in words if word]
    if service.update:
        stuck = "paused" in service.update
        update = f"update {service.update}" if service.update == "paused" else service.update
        lines.append((Piece(f"{update}, {service.fresh} new", "bold $error" if stuck else "bold $warning"),))
    return lines


def _complaints(service: ServiceLine, picture: Picture, width: int) -> list[Line]:
    """Which tasks wait, and why; or why the last one failed."""
    if not service.waiting and not service.trouble:
        return []
    items: list[Line] = []
    if service.waiting:
        tasks = [cell for cell in picture.waiting if cell.mark == service.mark]
        names = [f"{cell.mark.letter}{cell.slot}" for cell in tasks[:FEW]]
        if service.waiting > FEW:
            names[-1] = f"{service.waiting - FEW + 1} more"
        verb = "waits" if service.waiting == 1 else "wait"
        reason = f": {service.trouble}" if service.trouble else " for a node"
        items = words_of((Piece(f"{OPEN} {', '.join(names)} {verb}{reason}", "$warning"),))
    else:
        items = words_of((Piece(f"{WRONG} {service.trouble}", "$error"),))
    return [(Piece("   "), *row) for row in flow(items, width - 3, gap=1, indent=2)]


# ------------------------------------------------------------------ networks and ports
def network_lines(picture: Picture, width: int) -> list[Line]:
    """Networks with the services on them, and published ports with where they answer."""
    if not any(swarm.readable for swarm in picture.swarms):
        return [heading("Networks", width), (Piece("no manager to ask", "$quiet"),)]
    lines: list[Line] = [heading("Networks", width)]
    for network in picture.networks:
        lines += _network(network, width)
    lines.append(heading("Published ports", width))
    if not picture.ports:
        lines.append((Piece("none", "$quiet"),))
    for port in picture.ports:
        lines += _port(port, width)
    return lines


def _network(network: NetworkLine, width: int) -> list[Line]:
    head = [(Piece(network.name, "bold"),)]
    head += [(Piece(word, "$quiet"),) for word in (network.driver, network.subnet, *network.traits) if word]
    members = [_member(member) for member in network.members]
    lines = flow(head, width, indent=3)
    return lines + [(Piece("   "), *row) for row in flow(members, width - 3)]


def _member(member: Member) -> Line:
    address = f" {member.address}" if member.address else ""
    return (*_short(member.mark), Piece(member.name), Piece(address, "$quiet"))


def _short(mark: Mark) -> Line:
    return (Piece(f"{mark.letter} ", f"bold {COLOURS[mark.number % len(COLOURS)]}"),)


def _port(port: PortLine, width: int) -> list[Line]:
    number = f"{port.published or '?'}/{port.protocol}"
    where = "every node" if port.mode == "ingress" else ", ".join(port.hosts) or "no node now"
    target: Line = (Piece("-> ", "$quiet"), *_short(port.mark), Piece(f"{port.service}:{port.target}"))
    return flow([(Piece(number, "bold"),), (Piece(where, "$quiet"),), target], width, indent=3)


# ------------------------------------------------------------------ events
def log_lines(log: Sequence[LogEntry], width: int, rows: int) -> list[Line]:
    """The newest first, in the cluster's time; `rows` with the heading."""
    entries = _entries(log[: rows - 1], width) or [(Piece("none yet", "$quiet"),)]
    return [heading("Events", width), *entries]


def _entries(log: Iterable[LogEntry], width: int) -> list[Line]:
    tones = {"": "", "good": "$success", "bad": "$error"}
    return [
        cut(
            (Piece(strftime("%H:%M:%S  ", gmtime(entry.at // 10**9)), "$quiet"), Piece(entry.words, tones[entry.tone])),
            width,
        )
        for entry in log
    ]
