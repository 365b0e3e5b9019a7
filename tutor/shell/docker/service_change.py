"""The flags of `service update` applied to a specification -> the body of `POST /services/{id}/update`.

Source: docker/cli `cli/command/service/update.go`. Secrets, configs and the image's digest are settled
by the command (`service_update.py`), which can ask the Engine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tutor.shell.docker.command import ClientError
from tutor.shell.docker.gotext import BadValue
from tutor.shell.docker.service_limits import generic_resources
from tutor.shell.docker.service_mounts import resolved
from tutor.shell.docker.service_spec import from_client, log_driver, ulimits
from tutor.shell.docker.service_values import (
    ALL,
    RESET,
    capability,
    change_config,
    pairs,
    restart_policy,
    swarm_hosts,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from tutor.shell.docker.flags import Values
    from tutor.shell.docker.service_spec import Client

Json = dict[str, Any]
_CONTAINER_TEXTS = {
    "image": "Image",
    "workdir": "Dir",
    "user": "User",
    "hostname": "Hostname",
    "isolation": "Isolation",
    "stop-signal": "StopSignal",
    "stop-grace-period": "StopGracePeriod",
    "init": "Init",
    "tty": "TTY",
    "read-only": "ReadOnly",
    "oom-score-adj": "OomScoreAdj",
}
_HEALTH_PERIODS = {"health-interval": "Interval", "health-timeout": "Timeout", "health-start-period": "StartPeriod"}


def changed_spec(flags: Values, spec: Json, client: Client) -> Json:
    """A copy of `spec` with what the flags ask for. Raises ClientError with the client's text."""
    changed = {**spec, "Labels": _labels(flags, "label", spec.get("Labels") or {})}
    task = {**(spec.get("TaskTemplate") or {})}
    changed["TaskTemplate"] = task
    task["ContainerSpec"] = _container(flags, task.get("ContainerSpec") or {}, client)
    _resources(flags, task)
    task["RestartPolicy"] = restart_policy(flags, task.get("RestartPolicy"))
    _placement(flags, task)
    if flags.changed("network-add") or flags.changed("network-rm"):
        task["Networks"] = _networks(flags, task.get("Networks") or [], client)
    changed["Mode"] = _mode(flags, spec.get("Mode") or {})
    for kind, field in (("update", "UpdateConfig"), ("rollback", "RollbackConfig")):
        changed[field] = change_config(flags, kind, spec.get(field))
    changed["EndpointSpec"] = _endpoint(flags, spec.get("EndpointSpec"))
    if flags.changed("log-driver") and flags.text("log-driver"):
        task["LogDriver"] = log_driver(flags)
    if flags.on("force"):
        task["ForceUpdate"] = task.get("ForceUpdate", 0) + 1
    return changed


def _container(flags: Values, before: Json, client: Client) -> Json:
    container = {**before, "Labels": _labels(flags, "container-label", before.get("Labels") or {})}
    for name, field in _CONTAINER_TEXTS.items():
        if flags.changed(name):
            container[field] = flags[name]
    for name, field in (("args", "Args"), ("entrypoint", "Command")):
        if flags.changed(name):
            container[field] = list(flags.many(name))
    container["Env"] = _environment(flags, before.get("Env") or [], client)
    container["Mounts"] = _mounts(flags, before.get("Mounts") or [], client)
    container["Sysctls"] = _sysctls(flags, before.get("Sysctls") or {})
    container["Ulimits"] = _ulimits(flags, before.get("Ulimits") or [])
    if flags.changed("group-add") or flags.changed("group-rm"):
        container["Groups"] = sorted(_without(flags, "group-rm", [*before.get("Groups", ()), *flags.many("group-add")]))
    _dns(flags, container)
    if flags.changed("host-add") or flags.changed("host-rm"):
        container["Hosts"] = _hosts(flags, before.get("Hosts") or [])
    _health(flags, container)
    if flags.changed("cap-add") or flags.changed("cap-drop"):
        _capabilities(flags, container)
    return container


def _without(flags: Values, name: str, items: Iterable[str], key: Callable[[str], str] = str) -> list[str]:
    """`items` without those whose key the flag `name` lists."""
    removed = set(flags.many(name))
    return [item for item in items if key(item) not in removed]


def _once(items: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(items))


def _labels(flags: Values, name: str, before: dict[str, str]) -> dict[str, str]:
    removed = set(flags.many(f"{name}-rm"))
    kept = {key: value for key, value in before.items() if key not in removed}
    return {**kept, **pairs(flags.many(f"{name}-add"))}


def _variable(text: str) -> str:
    return text.partition("=")[0]


def _environment(flags: Values, before: Sequence[str], client: Client) -> list[str]:
    kept = _without(flags, "env-rm", before, _variable)
    if not flags.changed("env-add"):
        return kept
    added = [from_client(text, client.environment) for text in flags.many("env-add")]
    return list({_variable(text): text for text in (*kept, *added)}.values())


def _mounts(flags: Values, before: Sequence[Json], client: Client) -> list[Json]:
    by_target: dict[str, Json] = {}
    for one in flags.many("mount-add"):
        if one["Target"] in by_target:
            raise ClientError("duplicate mount target")
        by_target[one["Target"]] = resolved(one, client.directory)
    by_target = {**{one["Target"]: one for one in before}, **by_target}
    removed = set(flags.many("mount-rm"))
    kept = [one for target, one in by_target.items() if target not in removed]
    return sorted(kept, key=lambda one: (one.get("Source", ""), one["Target"]))


def _sysctls(flags: Values, before: dict[str, str]) -> dict[str, str]:
    removed = pairs(flags.many("sysctl-rm"))
    kept = {key: value for key, value in before.items() if key not in removed}
    return {**kept, **pairs(flags.many("sysctl-add"))}


def _ulimits(flags: Values, before: Sequence[Json]) -> list[Json]:
    removed = pairs(flags.many("ulimit-rm"))
    return ulimits([*(one for one in before if one["Name"] not in removed), *flags.many("ulimit-add")])


def _dns(flags: Values, container: Json) -> None:
    lists = {"dns": "Nameservers", "dns-search": "Search", "dns-option": "Options"}
    if not any(flags.changed(f"{name}-{action}") for name in lists for action in ("add", "rm")):
        return
    before = container.get("DNSConfig") or {}
    container["DNSConfig"] = {
        field: sorted(_without(flags, f"{name}-rm", _once([*(before.get(field) or ()), *flags.many(f"{name}-add")])))
        for name, field in lists.items()
    }


def _hosts(flags: Values, before: Sequence[str]) -> list[str]:
    """Entries are `IP host [alias...]`; what is removed is `host` or `host:IP`."""
    removed = [entry.partition(":") for entry in flags.many("host-rm")]
    kept = []
    for entry in before:
        ip, *names = entry.split()
        for host, _, address in removed:
            if address in ("", ip):
                names = [name for name in names if name != host]
        if names:
            kept.append(" ".join([ip, *names]))
    return _once([*kept, *swarm_hosts(flags.many("host-add"))])


def _health(flags: Values, container: Json) -> None:
    given = any(flags.changed(name) for name in (*_HEALTH_PERIODS, "health-cmd", "health-retries"))
    if flags.on("no-healthcheck"):
        if given:
            raise ClientError("--no-healthcheck conflicts with --health-* options")
        container["Healthcheck"] = {"Test": ["NONE"]}
        return
    if not given and not flags.changed("no-healthcheck"):
        return
    health = {**(container.get("Healthcheck") or {})}
    if health.get("Test") == ["NONE"]:
        health["Test"] = []
    for name, field in _HEALTH_PERIODS.items():
        if flags.changed(name):
            health[field] = flags[name]
    if flags.changed("health-retries"):
        health["Retries"] = flags.number("health-retries")
    if flags.changed("health-cmd"):
        command = flags.text("health-cmd")
        health["Test"] = ["CMD-SHELL", command] if command else []
    container["Healthcheck"] = health


def _capabilities(flags: Values, container: Json) -> None:
    """Adding what was dropped only stops the dropping, and the other way round."""
    add = {capability(name) for name in container.get("CapabilityAdd") or ()}
    drop = {capability(name) for name in container.get("CapabilityDrop") or ()}
    to_add = {capability(name) for name in flags.many("cap-add")}
    to_drop = {capability(name) for name in flags.many("cap-drop")}
    add = set() if RESET in to_add else add
    drop = set() if RESET in to_drop else drop
    for name in to_drop - to_add - {RESET}:
        (add.discard if name in add else drop.add)(name)
    for name in to_add - {RESET}:
        (drop.discard if name in drop else add.add)(name)
    container["CapabilityAdd"] = [ALL] if ALL in add else sorted(add)
    container["CapabilityDrop"] = [ALL] if ALL in drop else sorted(drop)


def _resources(flags: Values, task: Json) -> None:
    resources = {**(task.get("Resources") or {})}
    for field, names in (
        ("Limits", {"limit-cpu": "NanoCPUs", "limit-memory": "MemoryBytes", "limit-pids": "Pids"}),
        ("Reservations", {"reserve-cpu": "NanoCPUs", "reserve-memory": "MemoryBytes"}),
    ):
        given = {key: flags[name] for name, key in names.items() if flags.changed(name)}
        if given:
            resources = {"Limits": {}, "Reservations": {}, **resources}
            resources[field] = {**(resources[field] or {}), **given}
    if flags.changed("generic-resource-add") or flags.changed("generic-resource-rm"):
        reserved = {**(resources.get("Reservations") or {})}
        reserved["GenericResources"] = _generic(flags, reserved.get("GenericResources") or [])
        resources["Reservations"] = reserved
    if resources or task.get("Resources") is not None:
        task["Resources"] = resources


def _generic(flags: Values, before: Sequence[Json]) -> list[Json]:
    try:
        added = generic_resources(flags.many("generic-resource-add"))
    except BadValue as error:
        raise ClientError(str(error)) from error
    kinds = {one["DiscreteResourceSpec"]["Kind"]: one for one in (*before, *added)}
    for kind in flags.many("generic-resource-rm"):
        if kind not in kinds:
            raise ClientError(f"could not find generic-resource `{kind}` to remove it")
        del kinds[kind]
    return list(kinds.values())


def _placement(flags: Values, task: Json) -> None:
    placement = {**(task.get("Placement") or {})}
    if flags.changed("constraint-add") or flags.changed("constraint-rm"):
        whole = [*(placement.get("Constraints") or ()), *flags.many("constraint-add")]
        placement["Constraints"] = sorted(_without(flags, "constraint-rm", whole))
    if flags.changed("placement-pref-add") or flags.changed("placement-pref-rm"):
        removed = flags.many("placement-pref-rm")
        kept = [one for one in placement.get("Preferences") or () if one not in removed]
        placement["Preferences"] = [*kept, *flags.many("placement-pref-add")]
    if flags.changed("replicas-max-per-node"):
        placement["MaxReplicas"] = flags.number("replicas-max-per-node")
    if placement or task.get("Placement") is not None:
        task["Placement"] = placement


def _networks(flags: Values, before: Sequence[Json], client: Client) -> list[Json]:
    removed = {client.network_id(name) for name in flags.many("network-rm")}
    kept = [one for one in before if one["Target"] not in removed]
    attached = {one["Target"] for one in kept}
    for one in flags.many("network-add"):
        target = client.network_id(one["Target"])
        if target in attached:
            raise ClientError(f"service is already attached to network {one['Target']}")
        attached.add(target)
        kept.append({**one, "Target": target})
    return sorted(kept, key=lambda one: str(one["Target"]))


def _mode(flags: Values, before: Json) -> Json:
    if not flags.changed("replicas"):
        return before
    if before.get("Replicated") is None:
        raise ClientError("replicas can only be used with replicated mode")
    return {**before, "Replicated": {"Replicas": flags["replicas"]}}


def _endpoint(flags: Values, before: Json | None) -> Json | None:
    endpoint = {**(before or {})}
    if flags.changed("endpoint-mode"):
        endpoint["Mode"] = flags.text("endpoint-mode")
    if flags.changed("publish-add") or flags.changed("publish-rm"):
        endpoint["Ports"] = _ports(flags, endpoint.get("Ports") or [])
    return endpoint if endpoint or before is not None else None


def _ports(flags: Values, before: Sequence[Json]) -> list[Json]:
    removed = {_target(port) for port in flags.many("publish-rm")}
    known = {_port_text(port): port for port in before}
    kept = [port for port in known.values() if _target(port) not in removed]
    added = [port for port in flags.many("publish-add") if _port_text(port) not in known]
    return sorted([*kept, *added], key=_port_text)


def _target(port: Json) -> tuple[str, int, str]:
    return port.get("Protocol") or "tcp", port.get("TargetPort", 0), port.get("PublishMode") or "ingress"


def _port_text(port: Json) -> str:
    where = f"{port.get('PublishedPort', 0)}:{port.get('TargetPort', 0)}"
    return f"{where}/{port.get('Protocol', '')}/{port.get('PublishMode', '')}"
