"""Subnets, ranges, gateways and further addresses of a new network, put together.

Source: docker/cli `cli/command/network/create.go` (`createIPAMConfig`).
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, NamedTuple

from tutor.shell.docker.command import ClientError

if TYPE_CHECKING:
    from tutor.shell.docker.flags import Values
    from tutor.shell.docker.objects import Json

_Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def address_plan(flags: Values) -> list[Json]:
    """The `IPAM.Config` of a network.

    Raises:
        ClientError: the parts do not fit together, in the client's words.
    """
    subnets, ranges, gateways = (list(flags.many(name)) for name in ("subnet", "ip-range", "gateway"))
    if len(subnets) < len(ranges) or len(subnets) < len(gateways):
        raise ClientError("every ip-range or gateway must have a corresponding subnet")
    plan: dict[str, Json] = {}
    for subnet in subnets:
        for known in plan:
            if _matches(subnet, known) or _matches(known, subnet):
                raise ClientError("multiple overlapping subnet configuration is not supported")
        plan[subnet] = {"Subnet": subnet}
    for address in ranges:
        _cidr(address, "")
        _place(plan, address, _RANGE)
    for address in gateways:
        _place(plan, address, _GATEWAY)
    for name, address in flags["aux-address"].items():
        _place_further(plan, name, address)
    return list(plan.values())


class _Part(NamedTuple):
    """A part of a plan: its field, and what is said when it fits nowhere or twice."""

    key: str
    missing: str
    twice: str


_RANGE = _Part(
    "IPRange", "no matching subnet for range {}", "cannot configure multiple ranges ({}, {}) on the same subnet ({})"
)
_GATEWAY = _Part(
    "Gateway",
    "no matching subnet for gateway {}",
    "cannot configure multiple gateways ({}, {}) for the same subnet ({})",
)


def _place(plan: dict[str, Json], address: str, part: _Part) -> None:
    fitting = [subnet for subnet in plan if _matches(subnet, address)]
    if not fitting:
        raise ClientError(part.missing.format(address))
    for subnet in fitting:
        if part.key in plan[subnet]:
            raise ClientError(part.twice.format(address, plan[subnet][part.key], subnet))
        plan[subnet][part.key] = address


def _place_further(plan: dict[str, Json], name: str, address: str) -> None:
    fitting = [subnet for subnet in plan if _matches(subnet, address)]
    if not fitting:
        raise ClientError(f"no matching subnet for aux-address {address}")
    for subnet in fitting:
        plan[subnet].setdefault("AuxiliaryAddresses", {})[name] = address


def _cidr(text: str, prefix: str) -> _Network:
    try:
        if "/" not in text:
            raise ValueError(text)
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        raise ClientError(f"{prefix}invalid CIDR address: {text}") from None


def _matches(subnet: str, address: str) -> bool:
    network = _cidr(subnet, "invalid subnet: ")
    if "/" in address:
        _cidr(address, "")
    try:
        return ipaddress.ip_address(address.partition("/")[0]) in network
    except ValueError:
        return False
