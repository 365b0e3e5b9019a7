"""Which addresses a node listens on and tells the others. Source: engine `daemon/cluster/listen_addr.go`."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING

from tutor.engine.errors import EngineError

if TYPE_CHECKING:
    from tutor.swarm.host import Host

INVALID = 400
OR_INTERFACE = "must be a non-zero IP address or network interface"
BAD_LISTEN = "listen address must be an IP address or network interface (with optional port number)"
BAD_ADVERTISE = f"advertise address {OR_INTERFACE} (with optional port number)"
BAD_DATA_PATH = f"data path address {OR_INTERFACE} (without a port number)"
NO_LISTENING = (
    "must specify a listening address because the address to advertise is not recognized as a system address, "
    "and a system's IP address to use could not be uniquely identified"
)
LISTEN = "0.0.0.0:2377"
ANY = "0.0.0.0"  # noqa: S104 - a text to compare with, nothing listens
LOOPBACK = {"lo": "127.0.0.1"}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An IP address and a port; the port is what was typed, which the daemon does not look into."""

    ip: str
    port: str

    def __str__(self) -> str:
        return f"[{self.ip}]:{self.port}" if ":" in self.ip else f"{self.ip}:{self.port}"


def split_host_port(text: str) -> tuple[str, str] | None:
    """(host, port) like Go's `net.SplitHostPort`; None where the text is not of that form."""
    host, colon, port = text.rpartition(":")
    if host.startswith("[") and host.endswith("]"):
        return host[1:-1], port
    return (host, port) if colon and ":" not in host else None


def listen_endpoint(host: Host, text: str) -> Endpoint:
    """Where a manager listens. Raises EngineError."""
    name, port = split_host_port(text or LISTEN) or (text, "")
    return Endpoint(_resolved(host, name, BAD_LISTEN, unspecified=True), port)


def advertised_endpoint(host: Host, text: str, listen_port: str) -> Endpoint:
    """What others are told: as typed, or the machine's only address. Raises EngineError."""
    if text:
        name, port = split_host_port(text) or (text, listen_port)
        return Endpoint(_resolved(host, name, BAD_ADVERTISE), port)
    return Endpoint(_system_address(host), listen_port)


def check_local_address(host: Host, listen: Endpoint, advertised: Endpoint) -> None:
    """A node needs an address of its own machine, too. Raises EngineError."""
    own = (*host.addresses.values(), *LOOPBACK.values())
    if listen.ip == ANY and advertised.ip not in own and len(host.addresses) > 1:
        raise EngineError(INVALID, NO_LISTENING)


def check_data_path(host: Host, text: str) -> None:
    """Raises EngineError where the address for the traffic of containers is none."""
    if text:
        _resolved(host, text, BAD_DATA_PATH)


def can_listen(host: Host, endpoint: Endpoint) -> bool:
    """Whether the machine has that address."""
    return endpoint.ip in (ANY, *LOOPBACK.values(), *host.addresses.values())


def _system_address(host: Host) -> str:
    if len(host.addresses) > 1:
        (first, one), (second, other) = list(host.addresses.items())[:2]
        raise EngineError(
            INVALID,
            "could not choose an IP address to advertise since this system has multiple addresses on different "
            f"interfaces ({one} on {first} and {other} on {second})",
        )
    return host.spec.address


def _resolved(host: Host, text: str, refusal: str, *, unspecified: bool = False) -> str:
    """An IP address, or that of the interface of this name."""
    interfaces = {**host.addresses, **LOOPBACK}
    if text in interfaces:
        return interfaces[text]
    try:
        address = ip_address(text)
    except ValueError:
        raise EngineError(INVALID, refusal) from None
    if address.is_unspecified and not unspecified:
        raise EngineError(INVALID, refusal)
    return str(address)
