"""`docker system df`.

Source: docker/cli `cli/command/formatter/disk_usage.go`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.shell.docker.command import Command
from tutor.shell.docker.flags import FORMAT, Flag
from tutor.shell.docker.kinds import BOOL
from tutor.shell.docker.sizes import human_size
from tutor.shell.docker.templates import RowType, chosen, listing
from tutor.shell.process import Write

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tutor.shell.docker.command import Call
    from tutor.shell.docker.gotypes import Row
    from tutor.shell.docker.objects import Json
    from tutor.shell.process import Process

_TABLE = "table {{.Type}}\t{{.TotalCount}}\t{{.Active}}\t{{.Size}}\t{{.Reclaimable}}"
USAGE = RowType(
    "*formatter.diskUsageImagesContext",
    {"Type": "TYPE", "TotalCount": "TOTAL", "Active": "ACTIVE", "Size": "SIZE", "Reclaimable": "RECLAIMABLE"},
)


def disk_usage(call: Call) -> Process:
    usage = call.engine.system.disk_usage()
    containers = usage.get("Containers") or ()
    volumes = usage.get("Volumes") or ()
    images = usage.get("Images") or ()
    rows = [
        _images(images, containers),
        _row("Containers", len(containers), sum(c.get("State") == "running" for c in containers), 0, 0),
        _row(
            "Local Volumes", len(volumes), sum((v.get("UsageData") or {}).get("RefCount", 0) > 0 for v in volumes), 0, 0
        ),
        _row("Build Cache", 0, 0, 0, 0),
    ]
    yield Write(listing(chosen(call.flags.text("format"), _TABLE, quiet=False), USAGE, rows))
    return 0


def _images(images: Sequence[Json], containers: Sequence[Json]) -> Row:
    used = {container.get("ImageID") for container in containers}
    size = sum(image.get("Size", 0) for image in images)
    free = sum(image.get("Size", 0) for image in images if image["Id"] not in used)
    return _row("Images", len(images), sum(image["Id"] in used for image in images), size, free)


def _row(kind: str, total: int, active: int, size: int, free: int) -> Row:
    share = f" ({free * 100 // size}%)" if size else ""
    return USAGE.row(
        Type=kind,
        TotalCount=str(total),
        Active=str(active),
        Size=human_size(size),
        Reclaimable=human_size(free) + share,
    )


SYSTEM_DF = Command(
    "system df",
    "[OPTIONS]",
    "Show how much disk docker uses",
    disk_usage,
    (FORMAT, Flag("verbose", BOOL, "Show each object", short="v", honoured=False)),
)
