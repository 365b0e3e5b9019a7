"""One service of a stack file in its normalised form: every short syntax written out.

The result has the format's keys; durations are nanoseconds, sizes bytes, `environment` and labels
mappings, `ports`, `volumes`, `secrets` and `configs` lists of mappings. Keys that were not given are
absent. Source: docker/cli `compose/loader/loader.go`, `compose/types/types.go`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tutor.shell.docker.composefile import values
from tutor.shell.docker.composefile.errors import ComposeError
from tutor.shell.docker.composefile.volumes import absolute, parse_volume, resolve_source
from tutor.shell.docker.service_envfile import parse_env_file
from tutor.shell.docker.service_ports import PortMapping, expand, port_mappings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Json = dict[str, Any]
_PORT_NUMBERS = ("target", "published")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What reading a file depends on besides its text."""

    directory: str
    """Relative paths count from here: where the first file lies."""
    environment: Mapping[str, str]
    read: Callable[[str], bytes]
    """The content of a file; raises ComposeError with the system's text (`open X: no such file or directory`)."""
    warnings: list[str] = field(default_factory=list)
    """What the client logs at level warning, in order."""


def normalise_service(given: Json, around: Surroundings) -> Json:
    """Raises ComposeError with the client's text."""
    service = {key: _READERS[key](value) if key in _READERS else value for key, value in given.items()}
    service.pop("oom_score_adj", None)  # the client 28.2.2 checks it and then loses it
    if isinstance(service.get("shm_size"), (int, float)):
        raise values.decoding_failed(
            "'shm_size' expected type 'string', got unconvertible type 'int', "
            f"value: '{values.text_of(service['shm_size'])}'"
        )
    if "ports" in service:
        service["ports"] = _ports(service["ports"], around)
    environment = _environment(service, around)
    if environment:
        service["environment"] = environment
    if "volumes" in service:
        service["volumes"] = [
            resolve_source(volume, around.directory, around.environment) for volume in service["volumes"]
        ]
    return service


def _environment(service: Json, around: Surroundings) -> dict[str, str | None]:
    """`env_file`, then `environment`; a variable without value takes it from the client's environment."""
    found: dict[str, str | None] = {}
    for name in service.get("env_file", ()):
        path = absolute(around.directory, name)
        try:
            lines = parse_env_file(path, around.read(path), around.environment)
        except ValueError as error:
            raise ComposeError(str(error)) from error
        found.update(_completed(values.pairs_or_none(lines), around))
    found.update(_completed(service.get("environment", {}), around))
    return found


def _completed(variables: Mapping[str, str | None], around: Surroundings) -> dict[str, str | None]:
    return {name: value or around.environment.get(name, value) for name, value in variables.items()}


def _ports(entries: list[Any], around: Surroundings) -> list[Json]:
    ports: list[Json] = []
    for entry in entries:
        if isinstance(entry, dict):
            counts = {
                key: values.unsigned(entry[key], f"Ports[{len(ports)}].{key.title()}")
                for key in _PORT_NUMBERS
                if key in entry
            }
            ports.append({**entry, **counts})
            continue
        if isinstance(entry, float):
            raise values.decoding_failed("error decoding 'Ports': invalid type float64 for port")
        mappings = sorted(port_mappings(values.text_of(entry)), key=lambda m: f"{m.container}/{m.protocol}")
        for mapping in mappings:
            if mapping.address not in ("", "0.0.0.0", "::"):  # noqa: S104 - a published address, nothing is bound
                around.warnings.append(_ignored_address(mapping))
            ports += [_port(config) for config in expand(mapping)]
    return ports


def _ignored_address(mapping: PortMapping) -> str:
    address = f"[{mapping.address}]" if ":" in mapping.address else mapping.address
    port = f"{mapping.host}:{mapping.container}/{mapping.protocol}"
    return f"ignoring IP-address ({address}:{port}) service will listen on '0.0.0.0'"


def _port(config: Json) -> Json:
    port = {"mode": config["PublishMode"], "target": config["TargetPort"]}
    if "PublishedPort" in config:
        port["published"] = config["PublishedPort"]
    return {**port, "protocol": config["Protocol"]}


def _file_references(entries: list[Any], field_name: str) -> list[Json]:
    """`secrets` and `configs`."""
    references = []
    for index, entry in enumerate(entries):
        reference = {"source": entry} if isinstance(entry, str) else dict(entry)
        if "mode" in reference:
            reference["mode"] = values.unsigned(reference["mode"], f"{field_name}[{index}].Mode")
        references.append(reference)
    return references


def _volumes(entries: list[Any]) -> list[Json]:
    volumes = []
    for index, entry in enumerate(entries):
        try:
            volumes.append(parse_volume(entry) if isinstance(entry, str) else entry)
        except ComposeError as error:
            raise values.decoding_failed(f"error decoding 'Volumes[{index}]': {error}") from error
    return volumes


def _networks(value: Any) -> dict[str, Json | None]:
    if isinstance(value, list):
        return dict.fromkeys(value)
    return {name: None if item is None else _attachment(item) for name, item in value.items()}


def _attachment(item: Json) -> Json:
    return {**item, "driver_opts": values.pairs(item["driver_opts"])} if "driver_opts" in item else item


def _build(value: Any) -> Json:
    if isinstance(value, str):
        return {"context": value}
    readers: Mapping[str, Callable[[Any], Any]] = {
        "args": values.pairs_or_none,
        "labels": values.pairs,
        "extra_hosts": values.hosts,
        "cache_from": values.strings,
    }
    return {key: readers[key](item) if key in readers else item for key, item in value.items()}


def _healthcheck(value: Json) -> Json:
    check = dict(value)
    if "test" in check:
        check["test"] = ["CMD-SHELL", check["test"]] if isinstance(check["test"], str) else check["test"]
    for key, name in (
        ("interval", "Interval"),
        ("timeout", "Timeout"),
        ("start_period", "start_period"),
        ("start_interval", "start_interval"),
    ):
        if key in check:
            check[key] = values.duration(check[key], f"HealthCheck.{name}")
    if "retries" in check:
        check["retries"] = values.unsigned(check["retries"], "HealthCheck.Retries")
    return check


def _logging(value: Json) -> Json:
    return {**value, "options": values.pairs(value["options"])} if "options" in value else value


def _deploy(value: Json | None) -> Json:
    deploy = dict(value or {})
    if "replicas" in deploy:
        deploy["replicas"] = values.unsigned(deploy["replicas"], "Deploy.Replicas")
    if "labels" in deploy:
        deploy["labels"] = values.pairs(deploy["labels"])
    for key in ("update_config", "rollback_config"):
        if key in deploy:
            deploy[key] = _update_config(deploy[key], f"Deploy.{key}")
    if "restart_policy" in deploy:
        deploy["restart_policy"] = _restart_policy(deploy["restart_policy"])
    for key in ("limits", "reservations"):
        if key in deploy.get("resources", {}):
            field_name = f"Deploy.Resources.{key.title()}"
            deploy["resources"] = {**deploy["resources"], key: _resources(deploy["resources"][key], field_name)}
    if "max_replicas_per_node" in deploy.get("placement", {}):
        most = values.unsigned(deploy["placement"]["max_replicas_per_node"], "Deploy.Placement.max_replicas_per_node")
        deploy["placement"] = {**deploy["placement"], "max_replicas_per_node": most}
    return deploy


def _update_config(value: Json, where: str) -> Json:
    config = dict(value)
    for key in ("delay", "monitor"):
        if key in config:
            config[key] = values.duration(config[key], f"{where}.{key.title()}")
    if "parallelism" in config:
        config["parallelism"] = values.unsigned(config["parallelism"], f"{where}.Parallelism")
    return config


def _restart_policy(value: Json) -> Json:
    policy = dict(value)
    for key in ("delay", "window"):
        if key in policy:
            policy[key] = values.duration(policy[key], f"Deploy.restart_policy.{key.title()}")
    if "max_attempts" in policy:
        policy["max_attempts"] = values.unsigned(policy["max_attempts"], "Deploy.restart_policy.max_attempts")
    return policy


def _resources(value: Json, where: str) -> Json:
    return {**value, "memory": values.size(value["memory"], f"{where}.memory")} if "memory" in value else value


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "build": _build,
    "command": lambda value: values.command(value, "Command"),
    "configs": lambda value: _file_references(value, "Configs"),
    "deploy": _deploy,
    "dns": values.strings,
    "dns_search": values.strings,
    "entrypoint": lambda value: values.command(value, "Entrypoint"),
    "env_file": values.strings,
    "environment": values.pairs_or_none,
    "expose": values.strings,
    "extra_hosts": values.hosts,
    "healthcheck": _healthcheck,
    "labels": values.pairs,
    "logging": _logging,
    "networks": _networks,
    "secrets": lambda value: _file_references(value, "Secrets"),
    "stop_grace_period": lambda value: values.duration(value, "stop_grace_period"),
    "sysctls": values.pairs,
    "tmpfs": values.strings,
    "volumes": _volumes,
}
