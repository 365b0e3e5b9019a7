"""The flags of `service create` -> the body of `POST /services/create`.

Source: docker/cli `cli/command/service/opts.go` (`ToService`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tutor.shell.docker.command import ClientError
from tutor.shell.docker.gotext import BadValue
from tutor.shell.docker.service_envfile import parse_env_file
from tutor.shell.docker.service_limits import generic_resources
from tutor.shell.docker.service_mounts import resolved
from tutor.shell.docker.service_values import capabilities, change_config, pairs, restart_policy, swarm_hosts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from tutor.shell.docker.flags import Values

Json = dict[str, Any]
_NOT_REPLICATED = "{} can only be used with replicated or replicated-job mode"
_NOT_A_JOB = "max-concurrent can only be used with replicated-job mode"


@dataclass(frozen=True, slots=True)
class Client:
    """Where the command runs, as far as a specification depends on it."""

    directory: str
    environment: Mapping[str, str]
    read: Callable[[str], bytes]
    """The content of a file; raises ClientError with the system's text."""
    network_id: Callable[[str], str]
    """The id of a swarm network; raises what the Engine raises."""


def service_spec(flags: Values, args: Sequence[str], client: Client) -> Json:
    """The specification without secrets and configs. Raises ClientError with the client's text."""
    environment = _environment(flags, client)
    health = _health(flags)
    mode = _mode(flags)
    update, rollback = change_config(flags, "update", None), change_config(flags, "rollback", None)
    if (update or rollback) and ("ReplicatedJob" in mode or "GlobalJob" in mode):
        raise ClientError("update and rollback configuration is not supported for jobs")
    networks = [{**one, "Target": client.network_id(one["Target"])} for one in flags.many("network")]
    networks.sort(key=lambda one: str(one["Target"]))
    task: Json = {
        "ContainerSpec": _container(flags, args, client, environment, health),
        "Networks": networks,
        "Resources": _resources(flags),
        "RestartPolicy": restart_policy(flags, None),
        "Placement": {
            "Constraints": list(flags.many("constraint")),
            "Preferences": list(flags.many("placement-pref")),
            "MaxReplicas": flags.number("replicas-max-per-node"),
        },
        "LogDriver": log_driver(flags),
        "ForceUpdate": 0,
    }
    return {
        "Name": flags.text("name"),
        "Labels": pairs(flags.many("label")),
        "TaskTemplate": task,
        "Mode": mode,
        "UpdateConfig": update,
        "RollbackConfig": rollback,
        "EndpointSpec": {"Mode": flags.text("endpoint-mode").lower(), "Ports": list(flags.many("publish"))},
    }


def _container(flags: Values, args: Sequence[str], client: Client, environment: list[str], health: Json | None) -> Json:
    added, dropped = capabilities(flags.many("cap-add"), flags.many("cap-drop"))
    credentials = flags["credential-spec"]
    return {
        "Image": args[0],
        "Labels": pairs(flags.many("container-label")),
        "Command": list(flags.many("entrypoint")),
        "Args": list(args[1:]),
        "Hostname": flags.text("hostname"),
        "Env": environment,
        "Dir": flags.text("workdir"),
        "User": flags.text("user"),
        "Groups": list(flags.many("group")),
        "Privileges": {"CredentialSpec": credentials} if credentials else None,
        "Init": flags.on("init"),
        "StopSignal": flags.text("stop-signal"),
        "TTY": flags.on("tty"),
        "ReadOnly": flags.on("read-only"),
        "Mounts": [resolved(one, client.directory) for one in flags.many("mount")],
        "StopGracePeriod": flags["stop-grace-period"],
        "Healthcheck": health,
        "Hosts": swarm_hosts(flags.many("host")),
        "DNSConfig": {
            "Nameservers": list(flags.many("dns")),
            "Search": list(flags.many("dns-search")),
            "Options": list(flags.many("dns-option")),
        },
        "Isolation": flags.text("isolation"),
        "Sysctls": pairs(flags.many("sysctl")),
        "CapabilityAdd": added,
        "CapabilityDrop": dropped,
        "Ulimits": ulimits(flags.many("ulimit")),
        "OomScoreAdj": flags.number("oom-score-adj"),
    }


def ulimits(given: Iterable[Json]) -> list[Json]:
    """One per name, the last one given, sorted."""
    named = {limit["Name"]: limit for limit in given}
    return [named[name] for name in sorted(named)]


def from_client(variable: str, environment: Mapping[str, str]) -> str:
    """`NAME` with the value that the client's environment has for it."""
    if "=" in variable or variable not in environment:
        return variable
    return f"{variable}={environment[variable]}"


def _environment(flags: Values, client: Client) -> list[str]:
    """`--env-file`, then `--env`; of a name given twice the last value stays."""
    variables: list[str] = []
    for name in flags.many("env-file"):
        try:
            variables += parse_env_file(name, client.read, client.environment)
        except BadValue as error:
            raise ClientError(str(error)) from error
    variables += [from_client(variable, client.environment) for variable in flags.many("env")]
    result: list[str] = []
    for variable in variables:
        name = variable.partition("=")[0]
        result = [kept for kept in result if kept == variable or not kept.startswith(f"{name}=")]
        result.append(variable)
    return result


def _health(flags: Values) -> Json | None:
    periods = {
        "Interval": flags["health-interval"],
        "Timeout": flags["health-timeout"],
        "StartPeriod": flags["health-start-period"],
        "StartInterval": flags["health-start-interval"],
    }
    command, retries = flags.text("health-cmd"), flags.number("health-retries")
    given = command or retries or any(period is not None for period in periods.values())
    if flags.on("no-healthcheck"):
        if given:
            raise ClientError("--no-healthcheck conflicts with --health-* options")
        return {"Test": ["NONE"]}
    if not given:
        return None
    return {"Test": ["CMD-SHELL", command] if command else [], **periods, "Retries": retries}


def _mode(flags: Values) -> Json:
    mode, replicas, concurrent = flags.text("mode"), flags["replicas"], flags["max-concurrent"]
    if mode in ("global", "global-job"):
        _refuse_counts(mode, flags)
        return {"Global": {}} if mode == "global" else {"GlobalJob": {}}
    if mode == "replicated":
        if concurrent is not None:
            raise ClientError(_NOT_A_JOB)
        return {"Replicated": {"Replicas": replicas}}
    if mode == "replicated-job":
        most = replicas if concurrent is None else concurrent
        return {"ReplicatedJob": {"MaxConcurrent": most, "TotalCompletions": replicas}}
    raise ClientError(f"Unknown mode: {mode}, only replicated and global supported")


def _refuse_counts(mode: str, flags: Values) -> None:
    """What the client complains of first differs between the two global modes."""
    complaints = {
        "replicas": (flags["replicas"] is not None, _NOT_REPLICATED.format("replicas")),
        "most": (flags.number("replicas-max-per-node") > 0, _NOT_REPLICATED.format("replicas-max-per-node")),
        "concurrent": (flags["max-concurrent"] is not None, _NOT_A_JOB),
    }
    order = ("replicas", "most", "concurrent") if mode == "global" else ("most", "concurrent", "replicas")
    for name in order:
        applies, text = complaints[name]
        if applies:
            raise ClientError(text)


def _resources(flags: Values) -> Json:
    try:
        own = generic_resources(flags.many("generic-resource"))
    except BadValue as error:
        raise ClientError(str(error)) from error
    return {
        "Limits": {
            "NanoCPUs": flags.number("limit-cpu"),
            "MemoryBytes": flags.number("limit-memory"),
            "Pids": flags.number("limit-pids"),
        },
        "Reservations": {
            "NanoCPUs": flags.number("reserve-cpu"),
            "MemoryBytes": flags.number("reserve-memory"),
            "GenericResources": own,
        },
    }


def log_driver(flags: Values) -> Json | None:
    name = flags.text("log-driver")
    return {"Name": name, "Options": pairs(flags.many("log-opt"))} if name else None
