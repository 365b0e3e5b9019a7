"""`docker stats`. Source: docker/cli `cli/command/container/{stats,formatter_stats}.go`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.shell.docker.command import ANY_ARGS, Command
from tutor.shell.docker.flags import FORMAT, NO_TRUNC, Flag
from tutor.shell.docker.kinds import BOOL
from tutor.shell.docker.sizes import bytes_size, human_size
from tutor.shell.docker.tables import short_id
from tutor.shell.docker.templates import RowType, chosen, listing
from tutor.shell.process import Write

if TYPE_CHECKING:
    from tutor.shell.docker.command import Call
    from tutor.shell.docker.gotypes import Row
    from tutor.shell.docker.objects import Json
    from tutor.shell.process import Process

_TABLE = "table {{.ID}}\t{{.Name}}\t{{.CPUPerc}}\t{{.MemUsage}}\t{{.MemPerc}}\t{{.NetIO}}\t{{.BlockIO}}\t{{.PIDs}}"
STATS = RowType(
    "*container.statsContext",
    {
        "Container": "CONTAINER",
        "ID": "CONTAINER ID",
        "Name": "NAME",
        "CPUPerc": "CPU %",
        "MemUsage": "MEM USAGE / LIMIT",
        "MemPerc": "MEM %",
        "NetIO": "NET I/O",
        "BlockIO": "BLOCK I/O",
        "PIDs": "PIDS",
    },
)


def stats(call: Call) -> Process:
    """What containers use, once: the screen of the sandbox does not refresh itself."""
    engine, flags = call.engine.containers, call.flags
    refs = call.args or tuple(c["Id"][:12] for c in engine.list(flags.on("all")))
    found = [(ref, engine.stats(ref)) for ref in refs]
    truncate = not flags.on("no-trunc")
    layout = chosen(flags.text("format"), _TABLE, quiet=False)
    yield Write(listing(layout, STATS, [_row(ref, one, truncate=truncate) for ref, one in found]))
    return 0


def _row(ref: str, stats: Json, *, truncate: bool) -> Row:
    memory = stats["memory_stats"]
    used, limit = memory["usage"], memory["limit"]
    network = stats["networks"]["eth0"]
    return STATS.row(
        Container=ref,
        ID=short_id(stats["id"], truncate=truncate),
        Name=stats["name"].removeprefix("/"),
        CPUPerc="0.00%",
        MemUsage=f"{bytes_size(used)} / {bytes_size(limit)}",
        MemPerc=f"{100 * used / limit if limit else 0:.2f}%",
        NetIO=f"{human_size(network['rx_bytes'], 3)} / {human_size(network['tx_bytes'], 3)}",
        BlockIO="0B / 0B",
        PIDs=str(stats["pids_stats"].get("current", 0)),
    )


STATS_COMMAND = Command(
    "container stats",
    "[OPTIONS] [CONTAINER...]",
    "Show what containers use",
    stats,
    (
        Flag("all", BOOL, "Also those that do not run", short="a", shown="shows just running"),
        FORMAT,
        Flag("no-stream", BOOL, "Show it once"),
        NO_TRUNC,
    ),
    ANY_ARGS,
)
