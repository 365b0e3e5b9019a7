"""`ss`: on which ports a machine listens.

Source of the layout: iproute2 6.1 `misc/ss.c`, compared with what it prints on a node of a real swarm.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tutor.shell.process import Write
from tutor.swarm.host import LocalNodeState

if TYPE_CHECKING:
    from tutor.shell.invocation import Invocation
    from tutor.shell.process import Process
    from tutor.swarm.cluster import Simulation
    from tutor.swarm.host import Host

_ANY = ("0.0.0.0", "[::]")  # noqa: S104
GOSSIP, DATA_PATH, SSH = 7946, 4789, 22
_IPV6 = ("*", "[::]")
SCREEN = 80
_SHOWN = range(9)
HEAD = ("Netid", "State", "Recv-Q", "Send-Q", "Local Address", "Port", "Peer Address", "Port", "Process")
_BETWEEN = ("", " ", " ", " ", " ", ":", " ", ":", "")
"""What stands before each column."""
_RIGHT = (4, 6)
"""Addresses end at their colon."""
_FD = 20
_DAEMON, _PROXY, _SSHD = "dockerd", "docker-proxy", "sshd"

_PIDS = {_DAEMON: 812, _PROXY: 1544, _SSHD: 653}
"""The simulation has no processes; a daemon's number is the same on every machine."""


class Socket(NamedTuple):
    """One listening socket; `program` is empty for one of the kernel's own."""

    protocol: str
    address: str
    port: int
    program: str


def listening(sim: Simulation, host: Host) -> list[Socket]:
    """Every listening socket of a machine: sshd, the swarm's own ports, published ports."""
    found = [Socket("tcp", "0.0.0.0", SSH, _SSHD), Socket("tcp", "[::]", SSH, _SSHD)]  # noqa: S104
    if not host.running:
        return found
    for container in host.containers.values():
        for port in container.config.ports if container.running else ():
            found += [Socket(port.protocol, address, port.published, _PROXY) for address in _ANY]
    return found + _of_the_swarm(sim, host)


def _of_the_swarm(sim: Simulation, host: Host) -> list[Socket]:
    swarm = sim.swarm_of(host.name)
    if swarm is None or host.local_state is not LocalNodeState.ACTIVE:
        return []
    found = [Socket("tcp", "*", GOSSIP, _DAEMON), Socket("udp", "*", GOSSIP, _DAEMON)]
    found.append(Socket("udp", "0.0.0.0", DATA_PATH, ""))  # noqa: S104
    if host.certified_manager:
        found.append(Socket("tcp", "*", int(host.listen_port), _DAEMON))
    ports = [port for service in swarm.store.services for port in service.ports if port.mode == "ingress"]
    return found + [Socket(port.protocol, "*", port.published, _DAEMON) for port in ports if port.published]


def show_sockets(invocation: Invocation) -> Process:
    """`ss -ltn` and its like: of the letters, t, u, l, n, p and a mean something here."""
    flags = "".join(word.lstrip("-") for word in invocation.args if word.startswith("-") and word[:2] != "--")
    flags += "".join(word[2] for word in invocation.args if word in ("--tcp", "--udp", "--listening", "--processes"))
    unknown = [letter for letter in flags if letter not in "tulnpaHe4"]
    if unknown:
        yield Write(f"sandbox: ss knows no -{unknown[0]} here; for example: ss -ltnp\n", "stderr")
        return 1
    protocols = [name for letter, name in (("t", "tcp"), ("u", "udp")) if letter in flags] or ["udp", "tcp"]
    wide = len(protocols) > 1
    host = invocation.host.sim.hosts[invocation.host.name]
    chosen = [one for one in listening(invocation.host.sim, host) if one.protocol in protocols]
    if "l" not in flags and "a" not in flags:
        chosen = []  # nobody is connected: the simulation carries no packets
    chosen.sort(key=lambda one: (one.protocol != "udp", one.address in _IPV6, one.port))
    rows: list[tuple[str, ...]] = [] if "H" in flags else [HEAD]
    rows += [_cells(one, users="p" in flags) for one in chosen]
    width = int(invocation.env.get("COLUMNS") or SCREEN) if invocation.tty else None
    yield Write("".join(f"{line}\n" for line in laid_out(rows, [*_SHOWN[not wide :]], width)))
    return 0


def _cells(one: Socket, *, users: bool) -> tuple[str, ...]:
    state, queue = ("LISTEN", "4096") if one.protocol == "tcp" else ("UNCONN", "0")
    peer = one.address if one.address != "127.0.0.1" else "0.0.0.0"  # noqa: S104 - a text that is shown
    told = ""
    if users and one.program:
        told = f' users:(("{one.program}",pid={_PIDS[one.program]},fd={_FD + one.port % 16}))'
    return one.protocol, state, "0", queue, one.address, str(one.port), peer, "*", told


def laid_out(rows: list[tuple[str, ...]], shown: list[int], screen: int | None) -> list[str]:
    """Columns as wide as their longest cell; on a screen what is left of a line is shared out among them."""
    widths = {n: max((len(row[n]) for row in rows), default=0) for n in shown}
    for n in shown[1:]:
        widths[n] += len(_BETWEEN[n])
    if screen is not None:
        _spread(widths, screen)
    lines = []
    for row in rows:
        line = ""
        for n in shown:
            before = "" if n == shown[0] else _BETWEEN[n]
            room = widths[n] - len(before)
            line += before + (row[n].rjust(room) if n in _RIGHT else row[n].ljust(room))
        lines.append(line)
    return lines


def _spread(widths: dict[int, int], screen: int) -> None:
    """Share the rest of the screen's width out; a column that does not fit begins a line of its own."""
    line: list[int] = []
    for n in [*widths, None]:
        used = sum(widths[column] for column in line)
        if n is not None and used + widths[n] <= screen:
            line.append(n)
            continue
        rest = max(screen - used, 0)
        for place, column in enumerate(line):
            share = rest // (len(line) - place)  # the last ones get what does not divide
            widths[column] += share
            rest -= share
        line = [] if n is None else [n]
