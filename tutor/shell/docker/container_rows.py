"""The rows of `docker ps`. Source: docker/cli `cli/command/formatter/container.go`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tutor.shell.docker.gotext import quote
from tutor.shell.docker.objects import label_reader, labels_text
from tutor.shell.docker.service_image import without_digest
from tutor.shell.docker.sizes import human_duration, human_size
from tutor.shell.docker.tables import ellipsis, short_id
from tutor.shell.docker.templates import RowType
from tutor.swarm.clock import SECOND

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tutor.shell.docker.gotypes import Row
    from tutor.shell.docker.objects import Json

TABLE = "table {{.ID}}\t{{.Image}}\t{{.Command}}\t{{.RunningFor}}\t{{.Status}}\t{{.Ports}}\t{{.Names}}"
RAW = (
    "container_id: {{.ID}}\nimage: {{.Image}}\ncommand: {{.Command}}\ncreated_at: {{.CreatedAt}}\n"
    "state: {{- pad .State 1 0}}\nstatus: {{- pad .Status 1 0}}\nnames: {{.Names}}\nlabels: {{- pad .Labels 1 0}}\n"
    "ports: {{- pad .Ports 1 0}}\n",
    "container_id: {{.ID}}",
)
CONTAINERS = RowType(
    "*formatter.ContainerContext",
    {
        "ID": "CONTAINER ID",
        "Names": "NAMES",
        "Image": "IMAGE",
        "Command": "COMMAND",
        "CreatedAt": "CREATED AT",
        "RunningFor": "CREATED",
        "Ports": "PORTS",
        "State": "STATE",
        "Status": "STATUS",
        "Size": "SIZE",
        "Labels": "LABELS",
        "Mounts": "MOUNTS",
        "LocalVolumes": "LOCAL VOLUMES",
        "Networks": "NETWORKS",
        "Platform": "PLATFORM",
    },
)
_COMMAND_WIDTH, _MOUNT_WIDTH = 20, 15


def container_row(container: Json, now: int, *, truncate: bool) -> Row:
    """One line. `now` is virtual time in nanoseconds."""
    command = container.get("Command", "")
    created = container.get("Created", 0)
    names = [name.removeprefix("/") for name in container.get("Names") or ()]
    if truncate:
        names = [name for name in names if "/" not in name][:1] or names
    mounts = [mount.get("Name") or mount.get("Source", "") for mount in container.get("Mounts") or ()]
    labels = container.get("Labels")
    return CONTAINERS.row(
        ID=short_id(container["Id"], truncate=truncate),
        Names=",".join(names),
        Image=_image(container, truncate=truncate),
        Command=quote(ellipsis(command, _COMMAND_WIDTH) if truncate else command),
        CreatedAt=f"{datetime.fromtimestamp(created, UTC):%Y-%m-%d %H:%M:%S} +0000 UTC",
        RunningFor=f"{human_duration(now - created * SECOND)} ago",
        Ports=ports_text(container.get("Ports") or ()),
        State=container.get("State", ""),
        Status=container.get("Status", ""),
        Size=_size(container),
        Labels=labels_text(labels),
        Label=label_reader(labels),
        Mounts=",".join(ellipsis(name, _MOUNT_WIDTH) if truncate else name for name in mounts),
        LocalVolumes=str(sum(mount.get("Driver") == "local" for mount in container.get("Mounts") or ())),
        Networks=",".join(sorted((container.get("NetworkSettings") or {}).get("Networks") or ())),
        Platform=None,
    )


def _image(container: Json, *, truncate: bool) -> str:
    image: str = container.get("Image", "")
    if not image:
        return "<no image>"
    if not truncate:
        return image
    if short_id(container.get("ImageID", "")) == short_id(image):
        return short_id(image)
    return without_digest(image)


def _size(container: Json) -> str:
    written = human_size(container.get("SizeRw", 0), 3)
    whole = container.get("SizeRootFs", 0)
    return f"{written} (virtual {human_size(whole, 3)})" if whole else written


def ports_text(ports: Sequence[Json]) -> str:
    """`0.0.0.0:8080->80/tcp, 443/tcp`; neighbouring ports that are the same on both sides become a range."""
    groups: dict[str, tuple[int, int]] = {}
    done: list[str] = []
    mapped: list[str] = []
    for port in sorted(ports, key=_order):
        private, address, protocol = port["PrivatePort"], port.get("IP", ""), port.get("Type", "tcp")
        if address and port.get("PublicPort") != private:
            mapped.append(f"{_joined(address, str(port.get('PublicPort', 0)))}->{private}/{protocol}")
            continue
        key = f"{address}/{protocol}" if address else protocol
        first, last = groups.get(key, (private, private - 1))
        if private == last + 1:
            groups[key] = (first, private)
            continue
        done.append(_group(key, first, last))
        groups[key] = (private, private)
    return ", ".join([*done, *(_group(key, *span) for key, span in groups.items()), *mapped])


def _order(port: Json) -> tuple[int, str, int, str]:
    return port["PrivatePort"], port.get("IP", ""), port.get("PublicPort", 0), port.get("Type", "")


def _joined(address: str, port: str) -> str:
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"


def _group(key: str, first: int, last: int) -> str:
    address, _, protocol = key.rpartition("/")
    span = str(first) if first == last else f"{first}-{last}"
    return f"{_joined(address, span)}->{span}/{protocol}" if address else f"{span}/{protocol}"
