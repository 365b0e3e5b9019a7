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


def _nth(spans: Sequence[tuple[IPv4Network, int]], number: int) -> IPv4Network:
    """The subnet of that number, counted through all pools; each pool comes with the size of its subnets."""
    for pool, size in spans:
        here = 1 << max(size - pool.prefixlen, 0)
        if number < here:
            width = 32 - max(size, pool.prefixlen)
            return IPv4Network((int(pool.network_address) + (number << width), 32 - width))
        number -= here
    raise IndexError(number)


class AddressBook(Stateful):
    """Subnets of overlay networks and the addresses in them; both are handed out in ascending order."""

    remembered = ("_subnets", "_reserved", "_vxlans", "_taken", "_last", "_next_subnet", "_next_vxlan")

    def __init__(self) -> None:
        self._subnets: dict[str, str] = {}
        """Network id to the subnet its addresses come from."""
        self._reserved: dict[str, tuple[str, ...]] = {}
        """Network id to its further subnets."""
        self._vxlans: dict[str, tuple[int, ...]] = {}
        self._taken: dict[str, dict[int, None]] = {}
        self._last: dict[str, int] = {}
        self._next_subnet = 0
        """Where in the pools the search begins: what was given back is not handed out again at once."""
        self._next_vxlan = FIRST_VXLAN

    # ------------------------------------------------------------------ networks
    def open(
        self,
        network_id: str,
        pools: Sequence[str],
        size: int,
        wanted: Sequence[str] = (),
        vxlans: Sequence[int] = (),
    ) -> tuple[str, tuple[int, ...]]:
        """Give a network its subnets (`wanted`, or the next free one of the pools) and a VXLAN id for each.

        Answers the first subnet and the ids.
        """
        subnet, *further = wanted or (self._free_subnet(pools, size),)
        self._subnets[network_id] = subnet
        self._reserved[network_id] = tuple(further)
        self._vxlans[network_id] = tuple(vxlans) or tuple(self._free_vxlan() for _ in (subnet, *further))
        self._taken[network_id] = {}
        self._last[network_id] = 1
        return subnet, self._vxlans[network_id]

    def _free_vxlan(self) -> int:
        taken = {number for numbers in self._vxlans.values() for number in numbers}
        while self._next_vxlan in taken:
            self._next_vxlan += 1
        self._next_vxlan += 1
        return self._next_vxlan - 1

    def _free_subnet(self, pools: Sequence[str], size: int) -> str:
        used = self._used()
        spans = [(IPv4Network(pool, strict=False), size) for pool in pools]
        total = sum(1 << max(size - pool.prefixlen, 0) for pool, size in spans)
        for step in range(total):
            number = (self._next_subnet + step) % total
            candidate = _nth(spans, number)
            if not any(candidate.overlaps(u) for u in used):
                self._next_subnet = (number + 1) % total
                return str(candidate)
        return ""

    def _used(self) -> list[IPv4Network]:
        texts = [*self._subnets.values(), *(subnet for more in self._reserved.values() for subnet in more)]
        networks = (ip_network(text, strict=False) for text in texts if text)
        return [network for network in networks if isinstance(network, IPv4Network)]

    def is_taken(self, subnet: str) -> bool:
        """Whether it overlaps with a subnet that was handed out."""
        wanted = ip_network(subnet, strict=False)
        return isinstance(wanted, IPv4Network) and any(wanted.overlaps(one) for one in self._used())

    def close(self, network_id: str) -> None:
        for table in (self._subnets, self._reserved, self._vxlans, self._taken, self._last):
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
