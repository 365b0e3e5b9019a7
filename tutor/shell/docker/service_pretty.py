"""`docker service inspect --pretty`.

Source: docker/cli `cli/command/service/formatter.go` (the layout, tabs included).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tutor.shell.docker.gotext import format_duration, format_float
from tutor.shell.docker.sizes import bytes_size, human_duration
from tutor.shell.docker.tasks import moment

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

Json = dict[str, Any]
NANO = 10**9


def service_pretty(service: Json, now: int, network_name: Callable[[str], str]) -> str:
    """The text for one service. `now`: nanoseconds; `network_name`: the name of a network's id."""
    spec = service["Spec"]
    container = spec["TaskTemplate"].get("ContainerSpec") or {}
    lines = ["", f"ID:\t\t{service['ID']}", f"Name:\t\t{spec['Name']}"]
    labels = spec.get("Labels") or {}
    lines += ["Labels:", *_named(labels, " ", "=")] if labels else []
    lines += _mode(spec["Mode"])
    lines += _update_status(service.get("UpdateStatus"), now)
    lines += _placement(spec["TaskTemplate"].get("Placement") or {})
    lines += _change(spec.get("UpdateConfig"), "UpdateConfig", "Update order:      ")
    lines += _change(spec.get("RollbackConfig"), "RollbackConfig", "Rollback order:    ")
    lines += _container(container)
    lines += _mounts(container.get("Mounts") or ())
    lines += _references("Configs", container.get("Configs") or (), "ConfigName")
    lines += _references("Secrets", container.get("Secrets") or (), "SecretName")
    lines += _log_driver(spec["TaskTemplate"].get("LogDriver"))
    lines += _resources(spec["TaskTemplate"].get("Resources") or {})
    networks = [network_name(one["Target"]) for one in spec["TaskTemplate"].get("Networks") or ()]
    lines += [f"Networks: {' '.join(networks)}"] if networks else []
    endpoint = spec.get("EndpointSpec") or {}
    lines.append(f"Endpoint Mode:\t{endpoint.get('Mode', '')}")
    lines += _ports((service.get("Endpoint") or {}).get("Ports") or ())
    lines += _health(container.get("Healthcheck"))
    return "\n".join(lines) + "\n"


def _named(values: Mapping[str, str], indent: str, between: str) -> list[str]:
    """Sorted names with their values; a name without value stands alone."""
    return [f"{indent}{key}{between}{values[key]}" if values[key] else f"{indent}{key}" for key in sorted(values)]


def _mode(mode: Json) -> list[str]:
    """The client knows only two modes; with a job the mode stays empty."""
    if mode.get("Replicated") is not None:
        return ["Service Mode:\tReplicated", f" Replicas:\t{mode['Replicated'].get('Replicas', 0)}"]
    return ["Service Mode:\tGlobal" if mode.get("Global") is not None else "Service Mode:"]


def _ago(text: str, now: int) -> str:
    return f"{human_duration(now - moment(text))} ago"


def _update_status(status: Json | None, now: int) -> list[str]:
    if not status or not status.get("State"):
        return []
    lines = ["UpdateStatus:", f" State:\t\t{status['State']}"]
    if status.get("StartedAt"):
        lines.append(f" Started:\t{_ago(status['StartedAt'], now)}")
    if status["State"] == "completed" and status.get("CompletedAt"):
        lines.append(f" Completed:\t{_ago(status['CompletedAt'], now)}")
    return [*lines, f" Message:\t{status.get('Message', '')}"]


def _placement(placement: Json) -> list[str]:
    lines = ["Placement:"]
    if placement.get("Constraints"):
        lines.append(f" Constraints:\t[{' '.join(placement['Constraints'])}]")
    spreads = [one["Spread"]["SpreadDescriptor"] for one in placement.get("Preferences") or () if one.get("Spread")]
    if spreads:
        lines.append(f" Preferences:\t[{' '.join(f'spread={spread}' for spread in spreads)}]")
    if placement.get("MaxReplicas"):
        lines.append(f" Max Replicas Per Node:\t{placement['MaxReplicas']}")
    return lines


def _change(config: Json | None, title: str, order: str) -> list[str]:
    if config is None:
        return []
    lines = [f"{title}:", f" Parallelism:\t{config.get('Parallelism', 0)}"]
    if (config.get("Delay") or 0) > 0:
        lines.append(f" Delay:\t\t{format_duration(config['Delay'])}")
    lines.append(f" On failure:\t{config.get('FailureAction', '')}")
    if (config.get("Monitor") or 0) > 0:
        lines.append(f" Monitoring Period: {format_duration(config['Monitor'])}")
    lines.append(f" Max failure ratio: {format_float(float(config.get('MaxFailureRatio') or 0))}")
    return [*lines, f" {order}{config.get('Order', '')}"]


def _container(container: Json) -> list[str]:
    lines = ["ContainerSpec:", f" Image:\t\t{container.get('Image', '')}"]
    for member, title in (("Args", " Args:\t\t"), ("Env", " Env:\t\t")):
        if container.get(member):
            lines.append(f"{title}{' '.join(container[member])}")
    if container.get("Dir"):
        lines.append(f" Dir:\t\t{container['Dir']}")
    if container.get("Init") is not None:
        lines.append(f" Init:\t\t{str(container['Init']).lower()}")
    if container.get("User"):
        lines.append(f" User: {container['User']}")
    lines += _capabilities(container)
    sysctls = container.get("Sysctls") or {}
    lines += ["SysCtls:", *_named(sysctls, " ", ": ")] if sysctls else []
    limits = {one["Name"]: f"{one['Soft']}:{one['Hard']}" for one in container.get("Ulimits") or ()}
    lines += ["Ulimits:", *_named(limits, " ", ": ")] if limits else []
    return lines


def _capabilities(container: Json) -> list[str]:
    added, dropped = container.get("CapabilityAdd") or (), container.get("CapabilityDrop") or ()
    lines = ["Capabilities:"] if added or dropped else []
    lines += [f" Add: {', '.join(added)}"] if added else []
    lines += [f" Drop: {', '.join(dropped)}"] if dropped else []
    return lines


def _mounts(mounts: Sequence[Json]) -> list[str]:
    if not mounts:
        return []
    lines = ["Mounts:"]
    for mount in mounts:
        lines += [
            f" Target:\t{mount.get('Target', '')}",
            f"  Source:\t{mount.get('Source', '')}",
            f"  ReadOnly:\t{str(bool(mount.get('ReadOnly'))).lower()}",
            f"  Type:\t\t{mount.get('Type', '')}",
        ]
    return lines


def _references(title: str, references: Sequence[Json], name: str) -> list[str]:
    if not references:
        return []
    lines = [f"{title}:"]
    for one in references:
        lines += [f" Target:\t{(one.get('File') or {}).get('Name', '')}", f"  Source:\t{one.get(name, '')}"]
    return lines


def _log_driver(driver: Json | None) -> list[str]:
    """The driver of the service; an empty line follows it."""
    if driver is None:
        return []
    lines = ["Log Driver:"]
    if driver.get("Name"):
        lines.append(f" Name:\t\t{driver['Name']}")
    options = driver.get("Options") or {}
    lines += [" LogOpts:", *_named(options, "  ", ":       ")] if options else []
    return [*lines, ""]


def _resources(resources: Json) -> list[str]:
    lines = ["Resources:"]
    for member in ("Reservations", "Limits"):
        amount = resources.get(member) or {}
        if not any(amount.get(one, 0) > 0 for one in ("NanoCPUs", "MemoryBytes", "Pids")):
            continue
        lines.append(f" {member}:")
        if amount.get("NanoCPUs"):
            lines.append(f"  CPU:\t\t{format_float(amount['NanoCPUs'] / NANO)}")
        if amount.get("MemoryBytes"):
            lines.append(f"  Memory:\t{bytes_size(amount['MemoryBytes'])}")
        if amount.get("Pids", 0) > 0:
            lines.append(f"  PIDs:\t\t{amount['Pids']}")
    return lines


def _ports(ports: Sequence[Json]) -> list[str]:
    if not ports:
        return []
    lines = ["Ports:"]
    for port in ports:
        lines += [
            f" PublishedPort = {port.get('PublishedPort', 0)}",
            f"  Protocol = {port.get('Protocol', '')}",
            f"  TargetPort = {port.get('TargetPort', 0)}",
            f"  PublishMode = {port.get('PublishMode', '')}",
        ]
    return lines


def _health(check: Json | None) -> list[str]:
    if check is None:
        return []
    return [
        " Healthcheck:",
        f"  Interval = {format_duration(check.get('Interval') or 0)}",
        f"  Retries = {check.get('Retries') or 0}",
        f"  StartPeriod =\t{format_duration(check.get('StartPeriod') or 0)}",
        f"  Timeout =\t{format_duration(check.get('Timeout') or 0)}",
        *(["  Tests:", *(f"\t Test = {word}" for word in check["Test"])] if check.get("Test") else []),
    ]
