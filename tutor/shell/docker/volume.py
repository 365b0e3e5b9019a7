"""`docker volume`. Source: docker/cli `cli/command/volume/`, `cli/command/formatter/volume.go`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.shell.docker.asking import confirm
from tutor.shell.docker.command import ClientError, Command, Group, at_least, between, exactly
from tutor.shell.docker.flags import FILTERS, FORMAT, FORMAT_F, Flag
from tutor.shell.docker.kinds import BOOL, BYTES, FILTER, LABELS, LIST, MAP, STRING
from tutor.shell.docker.objects import each, inspected, key_values, label_reader, labels_text
from tutor.shell.docker.sizes import human_size
from tutor.shell.docker.tables import natural_key
from tutor.shell.docker.templates import RowType, chosen, listing
from tutor.shell.process import Write

if TYPE_CHECKING:
    from tutor.shell.docker.command import Call
    from tutor.shell.docker.gotypes import Row
    from tutor.shell.docker.objects import Json
    from tutor.shell.process import Process

_TABLE = "table {{.Driver}}\t{{.Name}}"
_CLUSTER = "table {{.Name}}\t{{.Group}}\t{{.Driver}}\t{{.Availability}}\t{{.Status}}"
_RAW = ("name: {{.Name}}\ndriver: {{.Driver}}\n", "name: {{.Name}}")
VOLUMES = RowType(
    "*formatter.volumeContext",
    {
        "Name": "VOLUME NAME",
        "Group": "GROUP",
        "Driver": "DRIVER",
        "Scope": "SCOPE",
        "Availability": "AVAILABILITY",
        "Mountpoint": "MOUNTPOINT",
        "Labels": "LABELS",
        "Links": "LINKS",
        "Size": "SIZE",
        "Status": "STATUS",
    },
)
_WHAT = {False: "anonymous local volumes", True: "all local volumes"}


def create(call: Call) -> Process:
    flags = call.flags
    if call.args and flags.text("name"):
        raise ClientError(
            "conflicting options: cannot specify a volume-name through both --name and as a positional arg"
        )
    body: Json = {
        "Name": call.args[0] if call.args else flags.text("name"),
        "Driver": flags.text("driver"),
        "DriverOpts": dict(flags["opt"]),
        "Labels": key_values(flags.many("label")),
    }
    yield Write(f"{call.engine.volumes.create(body)['Name']}\n")
    return 0


def list_volumes(call: Call) -> Process:
    answer = call.engine.volumes.list(call.flags.filters())
    volumes = [] if call.flags.on("cluster") else list(answer.get("Volumes") or ())
    table = _CLUSTER if call.flags.on("cluster") else _TABLE
    volumes.sort(key=lambda volume: natural_key(volume["Name"]))
    layout = chosen(call.flags.text("format"), table, quiet=call.flags.on("quiet"), quiet_format="{{.Name}}", raw=_RAW)
    yield Write(listing(layout, VOLUMES, [_row(volume) for volume in volumes]))
    return 0


def _row(volume: Json) -> Row:
    return VOLUMES.row(
        Name=volume["Name"],
        Driver=volume["Driver"],
        Scope=volume.get("Scope", ""),
        Mountpoint=volume.get("Mountpoint", ""),
        Labels=labels_text(volume.get("Labels")),
        Label=label_reader(volume.get("Labels")),
        Links="N/A",
        Size="N/A",
        Group="N/A",
        Availability="N/A",
        Status="N/A",
    )


def inspect_volumes(call: Call) -> Process:
    return (yield from inspected(call, "volume.Volume", call.engine.volumes.inspect, raw=False, status=64))


def remove(call: Call) -> Process:
    force = call.flags.on("force")
    return (yield from each(call, lambda name: call.engine.volumes.remove(name, force)))


def prune(call: Call) -> Process:
    every = call.flags.on("all")
    filters = dict(call.flags.filters())
    if every:
        filters["all"] = ("true",)
    question = (
        f"WARNING! This will remove {_WHAT[every]} not used by at least one container.\n"
        "Are you sure you want to continue?"
    )
    if not call.flags.on("force") and not (yield from confirm(call, question)):
        return 0
    report = call.engine.volumes.prune(filters)
    deleted = report.get("VolumesDeleted") or ()
    text = "Deleted Volumes:\n" + "".join(f"{name}\n" for name in deleted) + "\n" if deleted else ""
    reclaimed = report.get("SpaceReclaimed", 0) if deleted else 0
    yield Write(f"{text}Total reclaimed space: {human_size(reclaimed)}\n")
    return 0


def update(call: Call) -> Process:
    """Only cluster volumes can change, and the sandbox has none."""
    yield from ()
    if call.args:
        call.engine.volumes.inspect(call.args[0])
    raise ClientError("can only update cluster volumes")


def _cluster(name: str, kind: object, about: str, **more: object) -> Flag:
    """A flag of cluster volumes (CSI), which the sandbox does not have."""
    return Flag(name, kind, about, swarm="manager", api="1.42", honoured=False, **more)  # type: ignore[arg-type]


_CREATE_FLAGS = (
    Flag("driver", STRING, "What keeps the volume", short="d", default="local"),
    Flag("label", LABELS, "Label of the volume"),
    Flag("name", STRING, "Name of the volume", hidden=True),
    Flag("opt", MAP, "Options of the driver", short="o", shown="map[]"),
    _cluster("availability", STRING, 'Cluster volume: availability ("active", "pause", "drain")', default="active"),
    _cluster("group", STRING, "Cluster volume: group"),
    _cluster("limit-bytes", BYTES, "Cluster volume: largest size"),
    _cluster("required-bytes", BYTES, "Cluster volume: smallest size"),
    _cluster("scope", STRING, 'Cluster volume: scope ("single", "multi")', default="single"),
    _cluster("secret", MAP, "Cluster volume: secrets", shown="map[]"),
    _cluster("sharing", STRING, 'Cluster volume: sharing ("none", "readonly", "onewriter", "all")', default="none"),
    _cluster("topology-preferred", LIST, "Cluster volume: where it should be reached from"),
    _cluster("topology-required", LIST, "Cluster volume: where it must be reached from"),
    _cluster("type", STRING, 'Cluster volume: type ("mount", "block")', default="block"),
)
GROUP = Group(
    path="volume",
    about="Volumes",
    usage="COMMAND",
    commands=(
        Command("volume create", "[OPTIONS] [VOLUME]", "Make a volume", create, _CREATE_FLAGS, between(0, 1)),
        Command(
            "volume inspect",
            "[OPTIONS] VOLUME [VOLUME...]",
            "Show everything about volumes",
            inspect_volumes,
            (FORMAT_F,),
            at_least(1),
        ),
        Command(
            "volume ls",
            "[OPTIONS]",
            "List volumes",
            list_volumes,
            (
                Flag("cluster", BOOL, "Cluster volumes only", api="1.42", swarm="manager"),
                FILTERS,
                FORMAT,
                Flag("quiet", BOOL, "Show names only", short="q"),
            ),
            aliases=("list",),
        ),
        Command(
            "volume prune",
            "[OPTIONS]",
            "Remove the local volumes that nothing uses",
            prune,
            (
                Flag("all", BOOL, "Also those that have a name", short="a"),
                Flag("filter", FILTER, "Which of them"),
                Flag("force", BOOL, "Do not ask", short="f"),
            ),
        ),
        Command(
            "volume rm",
            "[OPTIONS] VOLUME [VOLUME...]",
            "Remove volumes that no container uses",
            remove,
            (Flag("force", BOOL, "A volume that does not exist is no error", short="f"),),
            at_least(1),
            aliases=("remove",),
        ),
        Command(
            "volume update",
            "[OPTIONS] [VOLUME]",
            "Change a cluster volume",
            update,
            (
                Flag(
                    "availability",
                    STRING,
                    'Availability ("active", "pause", "drain")',
                    default="active",
                    swarm="manager",
                    api="1.42",
                ),
            ),
            exactly(1),
            swarm="manager",
        ),
    ),
)
