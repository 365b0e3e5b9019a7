"""`ip`: the interfaces of a machine, their addresses, and its routes.

Shapes as iproute2 6.1 prints them on a node of a real swarm. Pairs of virtual interfaces of containers are not shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_network
from typing import TYPE_CHECKING

from tutor.shell.process import Write
from tutor.swarm.host import GWBRIDGE

if TYPE_CHECKING:
    from tutor.shell.invocation import Invocation
    from tutor.shell.process import Process
    from tutor.swarm.host import Host

_OBJECTS = ("address", "link", "route")
_FOREVER = "       valid_lft forever preferred_lft forever"
_BRIDGE_NAME = "com.docker.network.bridge.name"


@dataclass(frozen=True, slots=True)
class Interface:
    """`address` carries its prefix length."""

    number: int
    name: str
    address: str
    mac: str
    up: bool = True
    """Something is connected to it."""
    bridge: bool = False

    @property
    def signs(self) -> str:
        if self.name == "lo":
            return "<LOOPBACK,UP,LOWER_UP>"
        return "<BROADCAST,MULTICAST,UP,LOWER_UP>" if self.up else "<NO-CARRIER,BROADCAST,MULTICAST,UP>"

    @property
    def state(self) -> str:
        return "UNKNOWN" if self.name == "lo" else "UP" if self.up else "DOWN"


def interfaces(host: Host) -> list[Interface]:
    """The machine's own, then docker's bridges."""
    found = [Interface(1, "lo", "127.0.0.1/8", "00:00:00:00:00:00")]
    cards = {"eth0": host.spec.address, **host.spec.extra}
    for number, (name, address) in enumerate(cards.items(), 2):
        found.append(Interface(number, name, f"{address}/24", _mac(address)))
    used = {one.network_id for c in host.containers.values() if c.running for one in c.attachments}
    bridges = [network for network in host.networks.values() if network.driver == "bridge" and network.gateway]
    for number, network in enumerate(bridges, len(found) + 1):
        name = network.options.get(_BRIDGE_NAME) or f"br-{network.id[:12]}"
        length = ip_network(network.subnet, strict=False).prefixlen
        up = network.id in used or network.name == GWBRIDGE
        address = f"{network.gateway.partition('/')[0]}/{length}"
        found.append(Interface(number, name, address, _mac(network.gateway), up=up, bridge=True))
    return found


def _mac(address: str) -> str:
    """As docker gives them: made of the address."""
    return "02:42:" + ":".join(f"{int(part):02x}" for part in address.partition("/")[0].split("."))


def addresses(invocation: Invocation) -> Process:
    """`ip [-4] [-br] address|link [show [DEV]]` and `ip route`."""
    flags = [word for word in invocation.args if word.startswith("-")]
    words = [word for word in invocation.args if not word.startswith("-")]
    given = words[0] if words else "address"
    about = next((name for name in _OBJECTS if name.startswith(given)), "")
    rest = [word for word in words[1:] if word not in ("show", "list", "ls", "dev", "sh", "s", "l")]
    if not about:
        yield Write(f'Object "{given}" is unknown, try "ip help".\n', "stderr")
        return 1
    if any(word in ("add", "del", "set", "delete", "replace", "flush") for word in words[1:]):
        yield Write("sandbox: ip shows interfaces and routes here, it changes none\n", "stderr")
        return 1
    host = invocation.host.sim.hosts[invocation.host.name]
    found = interfaces(host)
    if about == "route":
        yield Write("".join(f"{line} \n" for line in _routes(found)))
        return 0
    chosen = [one for one in found if not rest or one.name == rest[-1]]
    if not chosen:
        yield Write(f'Device "{rest[-1]}" does not exist.\n', "stderr")
        return 1
    brief = any(flag in ("-br", "-brief", "--brief") for flag in flags)
    lines = [line for one in chosen for line in _shown(one, about, brief=brief, only_ipv4="-4" in flags)]
    yield Write("".join(f"{line}\n" for line in lines))
    return 0


def _shown(one: Interface, about: str, *, brief: bool, only_ipv4: bool) -> list[str]:
    if brief:
        what = f"{one.mac} {one.signs} " if about == "link" else f"{one.address} "
        return [f"{one.name:<16} {one.state:<14} {what}"]
    size = 65536 if one.name == "lo" else 1500
    mode = "mode DEFAULT " if about == "link" else ""
    tail = "qlen 1000" if not one.bridge else ""
    first = (
        f"{one.number}: {one.name}: {one.signs} mtu {size} qdisc noqueue state {one.state} {mode}group default {tail}"
    )
    kind = "loopback" if one.name == "lo" else "ether"
    far = "00:00:00:00:00:00" if one.name == "lo" else "ff:ff:ff:ff:ff:ff"
    lines = [first]
    if about == "link" or not only_ipv4:
        lines.append(f"    link/{kind} {one.mac} brd {far}")
    if about == "address":
        scope = "host" if one.name == "lo" else "global"
        broadcast = f" brd {ip_network(one.address, strict=False).broadcast_address}" if scope == "global" else ""
        lines += [f"    inet {one.address}{broadcast} scope {scope} {one.name}", _FOREVER]
    return lines


def _routes(found: list[Interface]) -> list[str]:
    first = found[1]
    gateway = next(ip_network(first.address, strict=False).hosts())
    lines = [f"default via {gateway} dev {first.name}"]
    for one in found[1:]:
        network = ip_network(one.address, strict=False)
        down = "" if one.up else " linkdown"
        source = one.address.partition("/")[0]
        lines.append(f"{network} dev {one.name} proto kernel scope link src {source}{down}")
    return lines
