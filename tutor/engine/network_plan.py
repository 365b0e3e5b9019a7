"""What a daemon refuses in the address plan of a network, in its words.

Source: engine `api/types/network/ipam.go` (`ValidateIPAM`): every fault is told, one a line.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING, Any

from tutor.engine.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tutor.swarm.spec import Json

INVALID = 400
_Network = IPv4Network | IPv6Network
_Address = IPv4Address | IPv6Address


def check_plan(body: Json) -> None:
    """Raises EngineError `invalid network config:` and every fault of `IPAM.Config`."""
    six = bool(body.get("EnableIPv6"))
    faults = [fault for config in configs_of(body) for fault in _faults(config, six)]
    if faults:
        raise EngineError(INVALID, "\n".join(["invalid network config:", *faults]))


def configs_of(body: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The subnets that a network was asked to have."""
    return list((body.get("IPAM") or {}).get("Config") or ())


def _network(text: str) -> _Network | None:
    try:
        return ip_network(text, strict=False) if "/" in text else None
    except ValueError:
        return None


def _faults(config: Mapping[str, Any], six: bool) -> list[str]:
    text = config.get("Subnet", "")
    subnet = _network(text)
    if subnet is None:
        return [f"invalid subnet {text}: invalid CIDR block notation"]
    if subnet.version == 6 and not six:
        return []
    faults = [] if _is_whole(text, subnet) else [f"invalid subnet {text}: it should be {subnet}"]
    faults += _range_faults(config.get("IPRange") or "", subnet)
    faults += _address_faults("invalid gateway", config.get("Gateway") or "", subnet)
    for name in config.get("AuxiliaryAddresses") or {}:
        faults += _address_faults("invalid auxiliary address", config["AuxiliaryAddresses"][name], subnet)
    return faults


def _is_whole(text: str, network: _Network) -> bool:
    return ip_address(text.partition("/")[0]) == network.network_address


def _range_faults(text: str, subnet: _Network) -> list[str]:
    if not text:
        return []
    part = _network(text)
    if part is None:
        return [f"invalid ip-range {text}: invalid CIDR block notation"]
    if part.version != subnet.version:
        return [f"invalid ip-range {text}: parent subnet is an IPv{subnet.version} block"]
    faults = []
    if part.prefixlen < subnet.prefixlen:
        faults.append(f"invalid ip-range {text}: CIDR block is bigger than its parent subnet {subnet}")
    if not _is_whole(text, part):
        faults.append(f"invalid ip-range {text}: it should be {part}")
    if not subnet.overlaps(part):
        faults.append(f"invalid ip-range {text}: parent subnet {subnet} doesn't contain ip-range")
    return faults


def _address_faults(what: str, text: str, subnet: _Network) -> list[str]:
    if not text:
        return []
    try:
        address: _Address = ip_address(text)
    except ValueError:
        return [f"{what} {text}: invalid address"]
    if address.version != subnet.version:
        return [f"{what} {text}: parent subnet is an IPv{subnet.version} block"]
    if address not in subnet:
        return [f"{what} {text}: parent subnet {subnet} doesn't contain this address"]
    return []
