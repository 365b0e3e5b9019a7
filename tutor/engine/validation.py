"""What the daemon refuses in a service specification, in its words and in its order.

Sources: engine `daemon/cluster/convert/service.go` (checked before anything reaches swarmkit, hence no
`rpc error` prefix), swarmkit `manager/controlapi/service.go`, `api/validation`.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from tutor.engine.daemon import grpc_error
from tutor.engine.errors import EngineError
from tutor.engine.references import InvalidReference, parse_reference
from tutor.swarm.errors import SwarmError
from tutor.swarm.placeholders import BadPlaceholder, context, expand
from tutor.swarm.scheduler.constraints import parse_constraints

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tutor.swarm.spec import Json

INVALID = 400
MIN_MEMORY = 4 * 1024 * 1024
MIN_CPU = 1_000_000
NANO = 10**9
MAX_NAME = 63
MAX_SECRET_NAME = 64
_DNS_NAME = re.compile(r"[a-zA-Z0-9](?:[-_]*[A-Za-z0-9]+)*")
_SECRET_NAME = re.compile(r"[a-zA-Z0-9]+(?:[a-zA-Z0-9-_.]*[a-zA-Z0-9])?")
_CONDITIONS = ("none", "on-failure", "any", "")
_ACTIONS = ("pause", "continue", "rollback", "")
_ORDERS = ("stop-first", "start-first", "")
_MOUNTS = ("bind", "volume", "tmpfs", "npipe", "cluster", "")
_PROPAGATIONS = ("rprivate", "private", "rshared", "shared", "rslave", "slave", "")
_HEALTH_PERIODS = ("Interval", "Timeout", "StartPeriod", "StartInterval")
MIN_PERIOD = 1_000_000


def check_dns_name(name: str) -> None:
    """Names of services and networks."""
    if not name:
        raise grpc_error("InvalidArgument", "meta: name must be provided")
    if not _DNS_NAME.fullmatch(name):
        raise grpc_error("InvalidArgument", "name must be valid as a DNS name component")
    if len(name) > MAX_NAME:
        raise grpc_error("InvalidArgument", "name must be 63 characters or fewer")


def check_secret_name(name: str) -> None:
    """Names of secrets and configs."""
    if not name:
        raise grpc_error("InvalidArgument", "name must be provided")
    if len(name) > MAX_SECRET_NAME or not _SECRET_NAME.fullmatch(name):
        raise grpc_error(
            "InvalidArgument",
            "invalid name, only 64 [a-zA-Z0-9-_.] characters allowed, and the start and end character must be "
            "[a-zA-Z0-9]",
        )


def check_convertible(raw: Mapping[str, Any]) -> None:
    """What the daemon itself cannot translate."""
    template = raw.get("TaskTemplate") or {}
    if template.get("ContainerSpec") is None:
        raise EngineError(INVALID, "mismatched Runtime and *Spec fields")
    for mount in (template.get("ContainerSpec") or {}).get("Mounts") or ():
        if mount.get("Type", "") not in _MOUNTS:
            raise EngineError(INVALID, f'invalid MountType: "{mount["Type"]}"')
        propagation = (mount.get("BindOptions") or {}).get("Propagation", "")
        if propagation.lower() not in _PROPAGATIONS:
            raise EngineError(INVALID, f'invalid MountPropagation: "{propagation}"')
    condition = (template.get("RestartPolicy") or {}).get("Condition", "")
    if condition not in _CONDITIONS:
        raise EngineError(INVALID, f'invalid RestartCondition: "{condition}"')
    for member in ("UpdateConfig", "RollbackConfig"):
        config = raw.get(member) or {}
        if config.get("FailureAction", "") not in _ACTIONS:
            raise EngineError(INVALID, f"unrecognized update failure action {config['FailureAction']}")
        if config.get("Order", "") not in _ORDERS:
            raise EngineError(INVALID, f"unrecognized update order {config['Order']}")
    mode = (raw.get("EndpointSpec") or {}).get("Mode", "")
    if mode not in ("", "vip", "dnsrr"):
        raise EngineError(INVALID, f'invalid resolution mode: "{mode}"')


def check_service(raw: Json) -> None:
    """What swarmkit refuses. Raises EngineError."""
    check_dns_name(raw.get("Name", ""))
    template = raw.get("TaskTemplate") or {}
    _check_resources(template.get("Resources") or {})
    _check_restart(template.get("RestartPolicy") or {})
    _check_placement(template.get("Placement") or {})
    container = template.get("ContainerSpec") or {}
    _check_references("secret", container.get("Secrets") or ())
    _check_references("config", container.get("Configs") or ())
    _check_container(container)
    # a rollback configuration is not looked at: swarmkit validates only the other one
    if _is_job(raw):
        if raw.get("UpdateConfig"):
            raise grpc_error("InvalidArgument", "Jobs may not have an update config")
    else:
        _check_update(raw.get("UpdateConfig") or {})
    _check_endpoint(raw.get("EndpointSpec") or {})


def _check_resources(resources: Mapping[str, Any]) -> None:
    for member in ("Limits", "Reservations"):
        amount = resources.get(member) or {}
        memory, cpus = amount.get("MemoryBytes", 0), amount.get("NanoCPUs", 0)
        if memory and memory < MIN_MEMORY:
            raise grpc_error("InvalidArgument", f"invalid memory value {memory}: Must be at least 4MiB")
        if cpus and cpus < MIN_CPU:
            raise grpc_error("InvalidArgument", f"invalid cpu value {cpus / NANO:g}: Must be at least 0.001")


def _check_restart(restart: Mapping[str, Any]) -> None:
    for member, flag in (("Delay", "restart-delay"), ("Window", "restart-window")):
        if (restart.get(member) or 0) < 0:
            raise grpc_error("InvalidArgument", f"TaskSpec: {flag} cannot be negative")


def _check_placement(placement: Mapping[str, Any]) -> None:
    try:
        parse_constraints(tuple(placement.get("Constraints") or ()))
    except (SwarmError, ValueError) as error:
        text = error.message if isinstance(error, SwarmError) else str(error)
        raise EngineError(500, f"rpc error: code = Unknown desc = {text}") from None


def _check_container(container: Mapping[str, Any]) -> None:
    _check_placeholders(container)
    image = container.get("Image", "")
    if not image:
        raise grpc_error("InvalidArgument", "ContainerSpec: image reference must be provided")
    try:
        parse_reference(image)
    except InvalidReference:
        raise grpc_error("InvalidArgument", f'ContainerSpec: "{image}" is not a valid repository/tag') from None
    seen: set[str] = set()
    for mount in container.get("Mounts") or ():
        target = mount.get("Target", "")
        if target in seen:
            raise grpc_error("InvalidArgument", f"ContainerSpec: duplicate mount point: {target}")
        seen.add(target)
    _check_health(container.get("Healthcheck") or {})


def _check_placeholders(container: Mapping[str, Any]) -> None:
    values = context(service=("serviceid", "servicename", {}), node=("nodeid", "nodeHostname"), task=("", "", "1"))
    texts = [(f"env {_go_quoted(e)}", "env", e.partition("=")[2]) for e in container.get("Env") or ()]
    for mount in container.get("Mounts") or ():
        for member in ("Source", "Target"):
            text = mount.get(member) or ""
            texts.append((f"mount {member.lower()} {_go_quoted(text)}", "mounts", text))
    texts.append(("", "hostname", container.get("Hostname") or ""))
    for what, kind, text in texts:
        try:
            expand(text, values)
        except BadPlaceholder as error:
            inner = f"expanding {what}: " if what else ""
            raise grpc_error("InvalidArgument", f"expanding {kind} failed: {inner}{error}") from None


def _go_quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _check_health(check: Mapping[str, Any]) -> None:
    for member in _HEALTH_PERIODS:
        if check.get(member) and check[member] < MIN_PERIOD:
            raise grpc_error("InvalidArgument", f"ContainerSpec: {member} in HealthConfig cannot be less than 1ms")
    if (check.get("Retries") or 0) < 0:
        raise grpc_error("InvalidArgument", "ContainerSpec: Retries in HealthConfig cannot be negative")


def _check_references(kind: str, references: Iterable[Mapping[str, Any]]) -> None:
    """Two secrets (or two configs) cannot be the same file."""
    names: dict[str, str] = {}
    for one in references:
        target = (one.get("File") or {}).get("Name")
        if target is None:
            continue
        name = one[f"{kind.capitalize()}Name"]
        if not target:
            raise grpc_error("InvalidArgument", f"malformed file {kind} reference, invalid target file name provided")
        if target in names:
            raise grpc_error(
                "InvalidArgument",
                f"{kind} references '{names[target]}' and '{name}' have a conflicting target: '{target}'",
            )
        names[target] = name


def _is_job(raw: Mapping[str, Any]) -> bool:
    mode = raw.get("Mode") or {}
    return "ReplicatedJob" in mode or "GlobalJob" in mode


def _check_update(config: Mapping[str, Any]) -> None:
    for member, flag in (("Delay", "update-delay"), ("Monitor", "update-monitor")):
        if (config.get(member) or 0) < 0:
            raise grpc_error("InvalidArgument", f"TaskSpec: {flag} cannot be negative")
    if not 0 <= (config.get("MaxFailureRatio") or 0) <= 1:
        raise grpc_error("InvalidArgument", "TaskSpec: update-maxfailureratio cannot be less than 0 or bigger than 1")


def _check_endpoint(endpoint: Mapping[str, Any]) -> None:
    ports = endpoint.get("Ports") or ()
    if endpoint.get("Mode") == "dnsrr" and any(p.get("PublishMode", "ingress") != "host" for p in ports):
        raise grpc_error(
            "InvalidArgument", "EndpointSpec: port published with ingress mode can't be used with dnsrr mode"
        )
    seen: set[tuple[str, int]] = set()
    for port in ports:
        key = (port.get("Protocol") or "tcp", port.get("PublishedPort", 0))
        if key[1] and key in seen:
            raise grpc_error("InvalidArgument", "EndpointSpec: duplicate published ports provided")
        seen.add(key)
