"""The table of services: `service ls` and `stack services`.

Source: docker/cli `cli/command/service/formatter.go`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tutor.shell.docker.service_image import without_digest
from tutor.shell.docker.tables import natural_key, short_id
from tutor.shell.docker.templates import RowType, chosen, listing

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tutor.shell.docker.command import Call
    from tutor.shell.docker.gotypes import Row

Json = dict[str, Any]
_TABLE = "table {{.ID}}\t{{.Name}}\t{{.Mode}}\t{{.Replicas}}\t{{.Image}}\t{{.Ports}}"
_RAW = (
    "id: {{.ID}}\nname: {{.Name}}\nmode: {{.Mode}}\nreplicas: {{.Replicas}}\nimage: {{.Image}}\nports: {{.Ports}}\n",
    "id: {{.ID}}",
)
_ROWS = RowType(
    "*service.serviceContext",
    {"ID": "ID", "Name": "NAME", "Mode": "MODE", "Replicas": "REPLICAS", "Image": "IMAGE", "Ports": "PORTS"},
)


def services_table(call: Call, services: Iterable[Json]) -> str:
    """What the command prints of these services (listed with their status), by the flags of the call."""
    layout = chosen(call.flags.text("format"), _TABLE, quiet=call.flags.on("quiet"), raw=_RAW)
    ordered = sorted(services, key=lambda service: natural_key(service["Spec"]["Name"]))
    return listing(layout, _ROWS, [_row(service) for service in ordered])


def _row(service: Json) -> Row:
    spec = service["Spec"]
    image = (spec["TaskTemplate"].get("ContainerSpec") or {}).get("Image", "")
    return _ROWS.row(
        ID=short_id(service["ID"]),
        Name=spec["Name"],
        Mode=_mode(spec["Mode"]),
        Replicas=_replicas(service),
        Image=without_digest(image),
        Ports=ports_text((service.get("Endpoint") or {}).get("Ports") or ()),
    )


def _mode(mode: Json) -> str:
    for member, words in (
        ("Replicated", "replicated"),
        ("ReplicatedJob", "replicated job"),
        ("GlobalJob", "global job"),
    ):
        if mode.get(member) is not None:
            return words
    return "global"


def _replicas(service: Json) -> str:
    status = service.get("ServiceStatus") or {}
    running, desired = status.get("RunningTasks", 0), status.get("DesiredTasks", 0)
    completed = status.get("CompletedTasks", 0)
    text = f"{running}/{desired}"
    mode = service["Spec"]["Mode"]
    if mode.get("ReplicatedJob") is not None:
        return f"{text} ({completed}/{mode['ReplicatedJob'].get('TotalCompletions', 0)} completed)"
    if mode.get("GlobalJob") is not None:
        return f"{text} ({completed}/{desired + completed} completed)"
    most = (service["Spec"]["TaskTemplate"].get("Placement") or {}).get("MaxReplicas", 0)
    return f"{text} (max {most} per node)" if most and mode.get("Replicated") is not None else text


def ports_text(ports: Sequence[Json]) -> str:
    """`*:8080->80/tcp`; neighbouring numbers as ranges. Only ports of the routing mesh are shown."""
    ingress = [port for port in ports if port.get("PublishMode", "ingress") == "ingress"]
    ingress.sort(key=lambda port: (port.get("Protocol", ""), port.get("PublishedPort", 0), port.get("TargetPort", 0)))
    runs: list[list[Json]] = []
    for port in ingress:
        if runs and _continues(runs[-1], port):
            runs[-1].append(port)
        else:
            runs.append([port])
    return ", ".join(_run_text(run[0], run[-1]) for run in runs)


def _continues(run: Sequence[Json], port: Json) -> bool:
    """Whether the port goes on with a range: the published number follows, and the target does or stays."""
    first, last = run[0], run[-1]
    published = port.get("PublishedPort", 0) - last.get("PublishedPort", 0)
    target = port.get("TargetPort", 0) - last.get("TargetPort", 0)
    is_range = first.get("TargetPort", 0) != last.get("TargetPort", 0)
    same = port.get("Protocol") == first.get("Protocol")
    return same and 0 <= published <= 1 and 0 <= target <= 1 and not (is_range and target == 0)


def _run_text(first: Json, last: Json) -> str:
    published = _span(first.get("PublishedPort", 0), last.get("PublishedPort", 0))
    target = _span(first.get("TargetPort", 0), last.get("TargetPort", 0))
    return f"*:{published}->{target}/{first.get('Protocol', 'tcp')}"


def _span(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}-{last}"
