"""What is handed out in a swarm: published ports, subnets, virtual addresses, addresses of tasks.

Networks and services are served as soon as they are written; tasks wait in state `new` until their turn
and are `pending` after it. Source: swarmkit `manager/allocator`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from tutor.swarm.addresses import AddressBook, first_address
from tutor.swarm.errors import SwarmError
from tutor.swarm.objects import Network, NetworkAttachment, Node, Service, Task, TaskState, TaskStatus, VirtualIP
from tutor.swarm.predefined import predefined_networks
from tutor.swarm.state import State, Stateful
from tutor.swarm.timing import ALLOCATE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tutor.swarm.agenda import Agenda
    from tutor.swarm.spec import PortConfig, ServiceSpec
    from tutor.swarm.store import Store

FIRST_PORT, LAST_PORT = 30000, 32767
OVERLAY = "overlay"
VXLAN_OPTION = "com.docker.network.driver.overlay.vxlanid_list"
"""The driver's option that tells the VXLAN ids of a network, one for each subnet, with commas between."""


class Allocator(Stateful):
    """One swarm's allocator."""

    remembered = ("_ports", "_next_port", "_waiting", "node_addresses", "_balancers")

    def __init__(self, store: Store, agenda: Agenda) -> None:
        self._store = store
        self._agenda = agenda
        self.book = AddressBook()
        self._ports: dict[tuple[str, int], str] = {}
        """(protocol, ingress port) to the service that has it."""
        self._next_port: dict[str, int] = {}
        """By protocol, where the search for a free number goes on: what was given back is not used at once."""
        self._waiting: dict[str, None] = {}
        """Tasks in state new."""
        self.node_addresses: dict[str, str] = {}
        """Node id to its address on the ingress network (its load balancer's)."""
        self._balancers: dict[str, dict[str, str]] = {}
        """Network id to the addresses of the load balancers of the nodes that use it, by node id."""

    def snapshot(self) -> State:
        return (*super().snapshot(), self.book.snapshot())

    def restore(self, state: State) -> None:
        super().restore(state[:-1])
        self.book.restore(state[-1])

    # ------------------------------------------------------------------ networks and nodes
    @property
    def ingress(self) -> Network | None:
        """The routing mesh's network; None when it was removed."""
        return next((n for n in self._store.networks if n.ingress), None)

    def network_changed(self, old: Network | None, new: Network | None) -> None:
        if new is None:
            if old is not None:
                self.book.close(old.id)
                self._balancers.pop(old.id, None)
                if old.ingress:
                    self.node_addresses.clear()
        elif old is None and not new.subnet and new.driver == OVERLAY and not self._overlaps(new):
            self._store.update(self._open(new))

    def _overlaps(self, network: Network) -> bool:
        """Whether it asks for a subnet that another network has: then it stays without one."""
        return any(self.book.is_taken(subnet) for subnet in _subnets(network.raw))

    def _open(self, network: Network) -> Network:
        cluster = self._store.cluster
        wanted = _subnets(network.raw)
        chosen = (network.raw.get("Options") or {}).get(VXLAN_OPTION, "")
        ids = [int(number) for number in chosen.split(",") if number.isdigit()]
        subnet, vxlans = self.book.open(network.id, cluster.default_addr_pool, cluster.subnet_size, wanted, ids)
        gateway = _first_config(network.raw).get("Gateway", "") if wanted else ""
        if network.ingress:
            for node in self._store.nodes:
                self.node_addresses[node.id] = self.book.take(network.id)
        return replace(network, subnet=subnet, gateway=gateway or first_address(subnet), vxlans=vxlans)

    def balance(self, network_id: str, node_id: str) -> None:
        """A node begins to use a network: its load balancer there gets an address."""
        here = self._balancers.setdefault(network_id, {})
        if node_id not in here:
            here[node_id] = self.book.take(network_id)

    def balancer(self, network_id: str, node_id: str) -> str:
        """The address of a node's load balancer on a network, with its prefix length; empty when it has none."""
        if node_id in self.node_addresses and self.ingress is not None and network_id == self.ingress.id:
            return self.node_addresses[node_id]
        return self._balancers.get(network_id, {}).get(node_id, "")

    def node_changed(self, old: Node | None, new: Node | None) -> None:
        """Each node has a load balancer on the ingress network."""
        ingress = self.ingress if old is None or new is None else None
        if ingress is None:
            return
        if old is None and new is not None:
            self.node_addresses[new.id] = self.book.take(ingress.id)
        elif old is not None:
            self.book.give_back(ingress.id, self.node_addresses.pop(old.id, ""))

    # ------------------------------------------------------------------ services
    def check_ports(self, spec: ServiceSpec, service_id: str = "") -> None:
        """Whether the ports a specification names are free; raises SwarmError. `service_id`: whose update it is."""
        wanted = {(p.protocol, p.published, p.mode) for p in spec.ports if p.published}
        if not wanted:
            return
        for service in self._store.services:
            if service.id == service_id:
                continue
            for port in (*service.spec.ports, *service.ports):
                ingress = (port.protocol, port.published, "ingress") in wanted
                if port.mode == "host" and ingress:
                    raise _port_taken(port, service, "a host-published port")
                if port.mode != "host" and (ingress or (port.protocol, port.published, "host") in wanted):
                    raise _port_taken(port, service, "an ingress port")

    def check_ingress(self, spec: ServiceSpec) -> None:
        """Whether there is a routing mesh for the ports a specification publishes; raises SwarmError."""
        if self.ingress is None and any(p.mode == "ingress" for p in spec.ports):
            raise SwarmError("FailedPrecondition", "service needs ingress network, but no ingress network is present")

    def service_changed(self, old: Service | None, new: Service | None) -> None:
        if new is None:
            if old is not None:
                self._release_service(old)
            return
        if old is not None and old.spec is new.spec:
            return
        ports = self._assign_ports(new)
        vips = self._assign_vips(new)
        if ports != new.ports or vips != new.virtual_ips:
            self._store.update(replace(new, ports=ports, virtual_ips=vips, has_endpoint=True))

    def _release_service(self, service: Service) -> None:
        for port in service.ports:
            self._ports.pop((port.protocol, port.published), None)
        for vip in (one for one in service.virtual_ips if one.addr):
            self.book.give_back(vip.network_id, vip.addr)

    def _assign_ports(self, service: Service) -> tuple[PortConfig, ...]:
        """Numbers for ingress ports without one; those chosen before stay as long as the number of ports does."""
        kept = service.ports if len(service.ports) == len(service.spec.ports) else ()
        before = {(p.protocol, p.target): p.published for p in kept if p.mode == "ingress"}
        for port in service.ports:
            self._ports.pop((port.protocol, port.published), None)
        for port in service.spec.ports:
            if port.mode == "ingress" and port.published:
                self._ports[port.protocol, port.published] = service.id
        return tuple(self._numbered(p, before, service.id) for p in service.spec.ports)

    def _numbered(self, port: PortConfig, before: Mapping[tuple[str, int], int], service_id: str) -> PortConfig:
        if port.mode != "ingress" or port.published:
            return port
        number = before.get((port.protocol, port.target)) or self._free_port(port.protocol)
        self._ports[port.protocol, number] = service_id
        return replace(port, published=number)

    def _free_port(self, protocol: str) -> int:
        start = self._next_port.get(protocol, FIRST_PORT)
        numbers = (*range(start, LAST_PORT + 1), *range(FIRST_PORT, start))
        free = next((number for number in numbers if (protocol, number) not in self._ports), FIRST_PORT)
        self._next_port[protocol] = free + 1
        return free

    def _assign_vips(self, service: Service) -> tuple[VirtualIP, ...]:
        wanted = self._networks(service.spec) if service.spec.resolution == "vip" else []
        had = {vip.network_id: vip for vip in service.virtual_ips}
        for network_id, vip in had.items():
            if network_id not in wanted and vip.addr:
                self.book.give_back(network_id, vip.addr)
        shared = predefined_networks(self._store.cluster.id)
        named = [n for n in service.spec.task.networks if n in shared and service.spec.resolution == "vip"]
        return (
            *(had.get(n) or VirtualIP(n, self.book.take(n)) for n in wanted),
            *(VirtualIP(n, "") for n in named),
        )

    def _networks(self, spec: ServiceSpec) -> list[str]:
        """Ids of the swarm's networks a service is on; the ingress network comes first."""
        ingress = self.ingress if any(p.mode == "ingress" for p in spec.ports) else None
        named = [t for t in spec.task.networks if self._is_overlay(t)]
        return ([ingress.id] if ingress else []) + [t for t in named if ingress is None or t != ingress.id]

    def _is_overlay(self, network_id: str) -> bool:
        network = self._store.networks.get(network_id)
        return network is not None and bool(network.subnet)

    # ------------------------------------------------------------------ tasks
    def task_changed(self, old: Task | None, new: Task | None) -> None:
        if (
            new is not None
            and new.node_id
            and (old is None or (old.node_id, old.attachments) != (new.node_id, new.attachments))
        ):
            for attachment in new.attachments:
                if self.ingress is None or attachment.network_id != self.ingress.id:
                    self.balance(attachment.network_id, new.node_id)
        if new is not None and old is None and new.state is TaskState.NEW:
            self._waiting[new.id] = None
            self._agenda.once(ALLOCATE, "allocator.tasks")
        elif old is not None and old.attachments and (new is None or old.state <= TaskState.RUNNING < new.state):
            for attachment in old.attachments:
                for address in attachment.addresses:
                    self.book.give_back(attachment.network_id, address)

    def on_tasks(self) -> None:
        """Serve the tasks that wait: addresses on their networks, then it is the scheduler's turn."""
        waiting, self._waiting = self._waiting, {}
        now = self._agenda.clock.now
        status = TaskStatus(state=TaskState.PENDING, timestamp=now, message="pending task scheduling")
        for task_id in waiting:
            task = self._store.tasks.get(task_id)
            if task is None or task.state is not TaskState.NEW:
                continue
            service = self._store.services.get(task.service_id)
            self._store.update(
                replace(
                    task,
                    status=status,
                    attachments=self._attach(service) if service else (),
                    ports=service.ports if service else task.ports,
                )
            )

    def _attach(self, service: Service) -> tuple[NetworkAttachment, ...]:
        if not service.spec.ports and not service.spec.task.networks:
            return ()
        return tuple(NetworkAttachment(n, (self.book.take(n),)) for n in self._networks(service.spec))


def _first_config(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    configs: Iterable[Mapping[str, Any]] = (raw.get("IPAM") or {}).get("Config") or ()
    return next(iter(configs), {})


def _subnets(raw: Mapping[str, Any]) -> list[str]:
    """The subnets that were asked for, those of IPv4 first."""
    configs: Iterable[Mapping[str, Any]] = (raw.get("IPAM") or {}).get("Config") or ()
    return sorted((config["Subnet"] for config in configs if config.get("Subnet")), key=lambda subnet: ":" in subnet)


def _port_taken(port: PortConfig, service: Service, how: str) -> SwarmError:
    return SwarmError(
        "InvalidArgument",
        f"port '{port.published}' is already in use by service '{service.spec.name}' ({service.id}) as {how}",
    )
