"""Which address a node tells the others. Source: engine `daemon/cluster/listen_addr.go`."""

from __future__ import annotations

from ipaddress import AddressValueError, IPv4Address
from typing import TYPE_CHECKING

from tutor.engine.errors import EngineError

if TYPE_CHECKING:
    from tutor.swarm.host import Host

INVALID = 400
GWBRIDGE, BRIDGE = "docker_gwbridge", "bridge"
BAD_ADVERTISE = "advertise address must be a non-zero IP address or network interface (with optional port number)"
NO_LISTENING = (
    "must specify a listening address because the address to advertise is not recognized as a system address, "
    "and a system's IP address to use could not be uniquely identified"
)
ANY = ("", "0.0.0.0", "[::]", "::")  # noqa: S104 - texts to compare with, nothing listens


def split_port(text: str) -> tuple[str, str]:
    """(host, port); the port is empty when none is named."""
    host, colon, port = text.rpartition(":")
    return (host, port) if colon and port.isdigit() else (text, "")


def advertise_address(host: Host, advertise: str, listen: str) -> str:
    """The IP address to advertise. Raises EngineError."""
    listen_host, _ = split_port(listen or "0.0.0.0:2377")
    if advertise:
        address = _named(host, split_port(advertise)[0])
        if address not in host.addresses.values() and listen_host in ANY and len(_system(host)) > 1:
            raise EngineError(INVALID, NO_LISTENING)
        return address
    if listen_host not in ANY:
        return _named(host, listen_host)
    system = _system(host)
    if len(system) > 1:
        (first, one), (second, other) = list(system.items())[:2]
        raise EngineError(
            INVALID,
            "could not choose an IP address to advertise since this system has multiple addresses on different "
            f"interfaces ({one} on {first} and {other} on {second})",
        )
    return host.spec.address


def _system(host: Host) -> dict[str, str]:
    """Interfaces that could be meant; Docker's own bridge is left out while it is not the swarm's gateway."""
    bridge = host.network_named(GWBRIDGE)
    return {**host.addresses, **({GWBRIDGE: bridge.gateway} if bridge is not None else {})}


def _named(host: Host, text: str) -> str:
    """An IP address, or that of the interface of this name."""
    if text in host.addresses:
        return host.addresses[text]
    try:
        address = IPv4Address(text)
    except AddressValueError:
        raise EngineError(INVALID, BAD_ADVERTISE) from None
    if address.is_unspecified:
        raise EngineError(INVALID, BAD_ADVERTISE)
    return str(address)
