"""Which subnets, addresses and VXLAN ids of a swarm are taken.

Source: swarmkit `manager/allocator/networkallocator`.
"""

from __future__ import annotations

from ipaddress import IPv4Network, ip_network
from typing import TYPE_CHECKING

from tutor.swarm.state import Stateful

if TYPE_CHECKING:
    from collections.abc import Sequence

FIRST_VXLAN = 4096


def first_address(subnet: str) -> str:
    """The gateway of a subnet: its first usable address; empty without a subnet."""
    return str(ip_network(subnet, strict=False).network_address + 1) if subnet else ""


class AddressBook(Stateful):
    """Subnets of overlay networks and the addresses in them; both are handed out in ascending order."""

    remembered = ("_subnets", "_vxlans", "_taken", "_last")

    def __init__(self) -> None:
        self._subnets: dict[str, str] = {}
        """Network id to subnet."""
        self._vxlans: dict[str, int] = {}
        self._taken: dict[str, dict[int, None]] = {}
        self._last: dict[str, int] = {}

    # ------------------------------------------------------------------ networks
    def open(self, network_id: str, pools: Sequence[str], size: int, wanted: str = "") -> tuple[str, int]:
        """Give a network a subnet (`wanted`, or the first free one of the pools) and a VXLAN id."""
        subnet = wanted or self._free_subnet(pools, size)
        taken = set(self._vxlans.values())
        vxlan = FIRST_VXLAN
        while vxlan in taken:
            vxlan += 1
        self._subnets[network_id] = subnet
        self._vxlans[network_id] = vxlan
        self._taken[network_id] = {}
        self._last[network_id] = 1
        return subnet, vxlan

    def _free_subnet(self, pools: Sequence[str], size: int) -> str:
        used = [ip_network(s, strict=False) for s in self._subnets.values()]
        for pool in pools:
            for candidate in IPv4Network(pool, strict=False).subnets(new_prefix=size):
                if not any(candidate.overlaps(u) for u in used if isinstance(u, IPv4Network)):
                    return str(candidate)
        return ""

    def is_taken(self, subnet: str) -> bool:
        """Whether it overlaps with a subnet that was handed out."""
        wanted = IPv4Network(subnet, strict=False)
        used = (ip_network(taken, strict=False) for taken in self._subnets.values())
        return any(wanted.overlaps(one) for one in used if isinstance(one, IPv4Network))

    def close(self, network_id: str) -> None:
        for table in (self._subnets, self._vxlans, self._taken, self._last):
            table.pop(network_id, None)

    # ------------------------------------------------------------------ addresses
    def take(self, network_id: str) -> str:
        """The next free address with its prefix length; empty when there is none (or no such network)."""
        subnet = self._subnets.get(network_id)
        if not subnet:
            return ""
        network = ip_network(subnet, strict=False)
        taken, last, size = self._taken[network_id], self._last[network_id], network.num_addresses
        for step in range(1, size):
            number = (last + step) % size
            if number > 1 and number < size - 1 and number not in taken:
                taken[number] = None
                self._last[network_id] = number
                return f"{network.network_address + number}/{network.prefixlen}"
        return ""

    def give_back(self, network_id: str, address: str) -> None:
        subnet = self._subnets.get(network_id)
        if subnet and address:
            network = ip_network(subnet, strict=False)
            plain = ip_network(address.partition("/")[0]).network_address
            self._taken[network_id].pop(int(plain) - int(network.network_address), None)
