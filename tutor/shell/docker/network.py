"""`docker network`. Source: docker/cli `cli/command/network/`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.engine.errors import DaemonUnreachable, EngineError
from tutor.shell.docker.asking import confirm
from tutor.shell.docker.command import ClientError, Command, Group, at_least, exactly
from tutor.shell.docker.errors import error_text
from tutor.shell.docker.flags import FILTERS, FORMAT, FORMAT_F, NO_TRUNC, QUIET_IDS, Flag
from tutor.shell.docker.gotypes import format_time
from tutor.shell.docker.kinds import BOOL, FILTER, INT, LABELS, LIST, MAP, STRING, STRINGS
from tutor.shell.docker.network_addresses import address_plan
from tutor.shell.docker.objects import inspected, key_values, label_reader, labels_text
from tutor.shell.docker.tables import natural_key, short_id
from tutor.shell.docker.templates import RowType, chosen, listing
from tutor.shell.process import Write

if TYPE_CHECKING:
    from tutor.shell.docker.command import Call
    from tutor.shell.docker.gotypes import Row
    from tutor.shell.docker.objects import Json
    from tutor.shell.process import Process

_TABLE = "table {{.ID}}\t{{.Name}}\t{{.Driver}}\t{{.Scope}}"
_RAW = (
    "network_id: {{.ID}}\nname: {{.Name}}\ndriver: {{.Driver}}\nscope: {{.Scope}}\n",
    "network_id: {{.ID}}",
)
NETWORKS = RowType(
    "*network.networkContext",
    {
        "ID": "NETWORK ID",
        "Name": "NAME",
        "Driver": "DRIVER",
        "Scope": "SCOPE",
        "IPv4": "IPV4",
        "IPv6": "IPV6",
        "Internal": "INTERNAL",
        "Labels": "LABELS",
        "CreatedAt": "CREATED AT",
    },
)
_INGRESS_WARNING = (
    "WARNING! Before removing the routing-mesh network, make sure all the nodes in your swarm run the same docker "
    "engine version. Otherwise, removal may not be effective and functionality of newly create ingress networks will "
    "be impaired.\nAre you sure you want to continue?"
)
_PRUNE_WARNING = (
    "WARNING! This will remove all custom networks not used by at least one container.\n"
    "Are you sure you want to continue?"
)
NOT_FOUND = 404


def create(call: Call) -> Process:
    flags = call.flags
    body: Json = {
        "Name": call.args[0],
        "Driver": flags.text("driver"),
        "Scope": flags.text("scope"),
        "Internal": flags.on("internal"),
        "Attachable": flags.on("attachable"),
        "Ingress": flags.on("ingress"),
        "ConfigOnly": flags.on("config-only"),
        "ConfigFrom": {"Network": flags.text("config-from")} if flags.text("config-from") else None,
        "IPAM": {
            "Driver": flags.text("ipam-driver"),
            "Options": dict(flags["ipam-opt"]),
            "Config": address_plan(flags),
        },
        "Options": dict(flags["opt"]),
        "Labels": key_values(flags.many("label")),
    }
    for name in ("ipv4", "ipv6"):
        if flags.changed(name):
            body[f"EnableIP{name[2:]}"] = flags.on(name)
    yield Write(f"{call.engine.networks.create(body)['Id']}\n")
    return 0


def list_networks(call: Call) -> Process:
    networks = sorted(call.engine.networks.list(call.flags.filters()), key=lambda n: natural_key(n["Name"]))
    layout = chosen(call.flags.text("format"), _TABLE, quiet=call.flags.on("quiet"), raw=_RAW)
    truncate = not call.flags.on("no-trunc")
    yield Write(listing(layout, NETWORKS, [_row(network, truncate=truncate) for network in networks]))
    return 0


def _row(network: Json, *, truncate: bool) -> Row:
    # the daemon does not tell about IPv4 at API 1.45; the client takes that for no
    return NETWORKS.row(
        ID=short_id(network["Id"], truncate=truncate),
        Name=network["Name"],
        Driver=network["Driver"],
        Scope=network["Scope"],
        IPv4="true" if network.get("EnableIPv4") else "false",
        IPv6="true" if network.get("EnableIPv6") else "false",
        Internal="true" if network.get("Internal") else "false",
        Labels=labels_text(network.get("Labels")),
        Label=label_reader(network.get("Labels")),
        CreatedAt=format_time(network.get("Created")),
    )


def inspect_networks(call: Call) -> Process:
    verbose = call.flags.on("verbose")

    def find(ref: str) -> Json:
        return call.engine.networks.inspect(ref, verbose=verbose)

    return (yield from inspected(call, "network.Inspect", find, status=64))


def remove(call: Call) -> Process:
    failed = False
    for ref in call.args:
        if _is_ingress(call, ref) and not (yield from confirm(call, _INGRESS_WARNING)):
            continue
        try:
            call.engine.networks.remove(ref)
        except (EngineError, DaemonUnreachable) as error:
            missing = isinstance(error, EngineError) and error.status == NOT_FOUND
            if call.flags.on("force") and missing:
                continue
            yield Write(f"{error_text(error)}\n", "stderr")
            failed = True
            continue
        yield Write(f"{ref}\n")
    if failed:
        raise ClientError("exit status 1")
    return 0


def _is_ingress(call: Call, ref: str) -> bool:
    try:
        return bool(call.engine.networks.inspect(ref).get("Ingress"))
    except (EngineError, DaemonUnreachable):
        return False


def connect(call: Call) -> Process:
    flags = call.flags
    network, container = call.args
    addresses = {
        key: value
        for key, value in (
            ("IPv4Address", flags.text("ip")),
            ("IPv6Address", flags.text("ip6")),
            ("LinkLocalIPs", list(flags.many("link-local-ip"))),
        )
        if value
    }
    endpoint: Json = {
        "IPAMConfig": addresses or None,
        "Links": list(flags.many("link")),
        "Aliases": list(flags.many("alias")),
        "DriverOpts": key_values(flags.many("driver-opt")),
        "GwPriority": flags.number("gw-priority"),
    }
    call.engine.networks.connect(network, {"Container": container, "EndpointConfig": endpoint})
    yield from ()
    return 0


def disconnect(call: Call) -> Process:
    network, container = call.args
    call.engine.networks.disconnect(network, {"Container": container, "Force": call.flags.on("force")})
    yield from ()
    return 0


def prune(call: Call) -> Process:
    if not call.flags.on("force") and not (yield from confirm(call, _PRUNE_WARNING)):
        return 0
    deleted = call.engine.networks.prune(call.flags.filters()).get("NetworksDeleted") or ()
    if deleted:
        yield Write("Deleted Networks:\n" + "".join(f"{name}\n" for name in deleted) + "\n")
    return 0


_CREATE_FLAGS = (
    Flag("attachable", BOOL, "Containers outside services may be attached, too"),
    Flag("aux-address", MAP, "Addresses that are taken by something else", shown="map[]"),
    Flag("config-from", STRING, "Network whose configuration is used"),
    Flag("config-only", BOOL, "Make a configuration only"),
    Flag("driver", STRING, "What makes the network work", short="d", default="bridge"),
    Flag("gateway", STRINGS, "Address of the gateway of a subnet"),
    Flag("ingress", BOOL, "Make the network of the routing mesh"),
    Flag("internal", BOOL, "No way out of the network"),
    Flag("ip-range", STRINGS, "Part of the subnet that addresses are taken from"),
    Flag("ipam-driver", STRING, "What manages the addresses", default="default"),
    Flag("ipam-opt", MAP, "Options of what manages the addresses", shown="map[]"),
    Flag("ipv4", BOOL, "Give out IPv4 addresses", default=True),
    Flag("ipv6", BOOL, "Give out IPv6 addresses"),
    Flag("label", LABELS, "Label of the network"),
    Flag("opt", MAP, "Options of the driver", short="o", shown="map[]"),
    Flag("scope", STRING, "Where the network is known"),
    Flag("subnet", STRINGS, "Subnet of the network, in CIDR form"),
)
_CONNECT_FLAGS = (
    Flag("alias", STRINGS, "Further name of the container in this network"),
    Flag("driver-opt", STRINGS, "Options for the network's driver"),
    Flag("gw-priority", INT, "The highest priority gives the default gateway"),
    Flag("ip", STRING, "IPv4 address"),
    Flag("ip6", STRING, "IPv6 address"),
    Flag("link", LIST, "Link to another container"),
    Flag("link-local-ip", STRINGS, "Link-local address"),
)
GROUP = Group(
    path="network",
    about="Networks",
    commands=(
        Command(
            "network connect",
            "[OPTIONS] NETWORK CONTAINER",
            "Connect a container to a network",
            connect,
            _CONNECT_FLAGS,
            exactly(2),
        ),
        Command("network create", "[OPTIONS] NETWORK", "Make a network", create, _CREATE_FLAGS, exactly(1)),
        Command(
            "network disconnect",
            "[OPTIONS] NETWORK CONTAINER",
            "Disconnect a container from a network",
            disconnect,
            (Flag("force", BOOL, "Disconnect in any case", short="f"),),
            exactly(2),
        ),
        Command(
            "network inspect",
            "[OPTIONS] NETWORK [NETWORK...]",
            "Show everything about networks",
            inspect_networks,
            (FORMAT_F, Flag("verbose", BOOL, "Show more, to find faults", short="v")),
            at_least(1),
        ),
        Command(
            "network ls",
            "[OPTIONS]",
            "List networks",
            list_networks,
            (FILTERS, FORMAT, NO_TRUNC, QUIET_IDS),
            aliases=("list",),
        ),
        Command(
            "network prune",
            "[OPTIONS]",
            "Remove the networks that nothing uses",
            prune,
            (Flag("filter", FILTER, "Which of them"), Flag("force", BOOL, "Do not ask", short="f")),
        ),
        Command(
            "network rm",
            "NETWORK [NETWORK...]",
            "Remove networks",
            remove,
            (Flag("force", BOOL, "A network that does not exist is no error", short="f"),),
            at_least(1),
            aliases=("remove",),
        ),
    ),
)
