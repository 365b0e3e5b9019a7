"""`ss`: on which ports a machine listens."""

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
_DAEMON, _PROXY, _SSHD = "dockerd", "docker-proxy", "sshd"


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
    chosen.sort(key=lambda one: (one.protocol != "udp", one.address, one.port))
    head = _row(("Netid",) if wide else (), "State", "Recv-Q", "Send-Q", "Local Address:Port")
    lines = [] if "H" in flags else [head]
    for one in chosen:
        state, queue = ("LISTEN", "4096") if one.protocol == "tcp" else ("UNCONN", "0")
        row = _row((one.protocol,) if wide else (), state, "0", queue, f"{one.address}:{one.port}", _peer(one.address))
        users = f'users:(("{one.program}"))' if "p" in flags and one.program else ""
        lines.append(f"{row} {users}".rstrip())
    yield Write("".join(f"{line}\n" for line in lines))
    return 0


def _peer(address: str) -> str:
    return f"{address}:*"


def _row(netid: tuple[str, ...], state: str, received: str, sent: str, local: str, peer: str = "") -> str:
    first = "".join(f"{word:<6}" for word in netid)
    return f"{first}{state:<7}{received:<7}{sent:<7}{local:>21} {peer or 'Peer Address:Port Process':>17}".rstrip()
