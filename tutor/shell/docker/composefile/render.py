"""A normalised configuration -> what `docker stack config` prints.

Members come in the order of the client's own types (docker/cli `compose/types/types.go`), empty ones are
left out, mappings with free keys are sorted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from tutor.shell.docker.composefile.emit import emit, sorted_keys
from tutor.shell.docker.gotext import format_duration

Json = dict[str, Any]
Show = Callable[[Any], Any]


class _Member(NamedTuple):
    """A key of a type. `kept`: shown although it is zero, when it was given (a pointer in the client)."""

    key: str
    show: Show
    kept: bool = False


def _same(value: Any) -> Any:
    return value


def _sorted(value: Json) -> Json:
    return sorted_keys(value)


def _duration(value: int) -> str:
    return format_duration(value)


def _bytes(value: int) -> str:
    return str(value) if value else ""


def _record(*members: _Member) -> Show:
    """A mapping whose members stand in a fixed order, `x-` keys behind them."""

    def show(value: Json) -> Json:
        shown: Json = {}
        for member in members:
            if value.get(member.key) is None:
                continue
            item = member.show(value[member.key])
            if member.kept or item not in (0, "", [], {}, False):
                shown[member.key] = item
        return {**shown, **sorted_keys({key: _deep(item) for key, item in value.items() if key.startswith("x-")})}

    return show


def _deep(value: Any) -> Any:
    """Free data: all mappings sorted."""
    if isinstance(value, dict):
        return sorted_keys({key: _deep(item) for key, item in value.items()})
    return [_deep(item) for item in value] if isinstance(value, list) else value


def _each(show: Show) -> Show:
    return lambda value: [show(item) for item in value]


def _named(show: Show) -> Show:
    return lambda value: sorted_keys({name: None if item is None else show(item) for name, item in value.items()})


def _fields(text: str, show: Show = _same, *, kept: bool = False) -> tuple[_Member, ...]:
    return tuple(_Member(key, show, kept) for key in text.split())


_BUILD = _record(
    *_fields("context dockerfile"), *_fields("args labels", _sorted), *_fields("cache_from extra_hosts network target")
)
_REFERENCES = _each(_record(*_fields("source target uid gid"), _Member("mode", _same, kept=True)))
_UPDATE = _record(
    _Member("parallelism", _same, kept=True),
    _Member("delay", lambda value: value and _duration(value)),
    *_fields("failure_action"),
    _Member("monitor", lambda value: value and _duration(value)),
    *_fields("max_failure_ratio order"),
)
_LIMITS = _record(*_fields("cpus"), _Member("memory", _bytes), *_fields("pids"))
_RESERVATIONS = _record(*_fields("cpus"), _Member("memory", _bytes), *_fields("generic_resources"))
_RESTART = _record(
    *_fields("condition"),
    *_fields("delay", _duration, kept=True),
    *_fields("max_attempts", kept=True),
    *_fields("window", _duration, kept=True),
)
_DEPLOY = _record(
    *_fields("mode"),
    *_fields("replicas", kept=True),
    *_fields("labels", _sorted),
    *_fields("update_config rollback_config", _UPDATE, kept=True),
    *_fields(
        "resources", _record(*_fields("limits", _LIMITS, kept=True), *_fields("reservations", _RESERVATIONS, kept=True))
    ),
    *_fields("restart_policy", _RESTART, kept=True),
    _Member("placement", _record(*_fields("constraints preferences max_replicas_per_node"))),
    *_fields("endpoint_mode"),
)
_HEALTHCHECK = _record(
    *_fields("test"),
    *_fields("timeout interval", _duration, kept=True),
    *_fields("retries", kept=True),
    *_fields("start_period start_interval", _duration, kept=True),
    *_fields("disable"),
)
_ATTACHMENT = _record(*_fields("aliases"), *_fields("driver_opts", _sorted), *_fields("ipv4_address ipv6_address"))
_VOLUME = _record(
    *_fields("type source target read_only consistency"),
    *_fields("bind", _record(*_fields("propagation")), kept=True),
    *_fields("volume", _record(*_fields("nocopy subpath")), kept=True),
    *_fields("tmpfs", _record(*_fields("size")), kept=True),
)


def _ulimits(value: Json) -> Json:
    limit = _record(*_fields("soft hard"))
    return sorted_keys({name: limit(item) if isinstance(item, dict) else item or {} for name, item in value.items()})


_SERVICE = _record(
    *_fields("build", _BUILD),
    *_fields("cap_add cap_drop cgroupns_mode cgroup_parent command"),
    *_fields("configs", _REFERENCES),
    *_fields("container_name"),
    *_fields("credential_spec", _record(*_fields("config file registry"))),
    *_fields("depends_on"),
    *_fields("deploy", _DEPLOY),
    *_fields("devices dns dns_search domainname entrypoint"),
    *_fields("environment", _sorted),
    *_fields("env_file expose external_links extra_hosts hostname"),
    *_fields("healthcheck", _HEALTHCHECK, kept=True),
    *_fields("image"),
    *_fields("init", kept=True),
    *_fields("ipc isolation"),
    *_fields("labels", _sorted),
    *_fields("links"),
    *_fields("logging", _record(*_fields("driver"), *_fields("options", _sorted)), kept=True),
    *_fields("mac_address network_mode"),
    *_fields("networks", _named(_ATTACHMENT)),
    *_fields("pid"),
    *_fields("ports", _each(_record(*_fields("mode target published protocol")))),
    *_fields("privileged read_only restart"),
    *_fields("secrets", _REFERENCES),
    *_fields("security_opt shm_size stdin_open"),
    *_fields("stop_grace_period", _duration, kept=True),
    *_fields("stop_signal"),
    *_fields("sysctls", _sorted),
    *_fields("tmpfs tty"),
    *_fields("ulimits", _ulimits),
    *_fields("user userns_mode"),
    *_fields("volumes", _each(_VOLUME)),
    *_fields("working_dir"),
)
_NETWORK = _record(
    *_fields("name driver"),
    *_fields("driver_opts", _sorted),
    *_fields("ipam", _record(*_fields("driver"), *_fields("config", _each(_record(*_fields("subnet")))))),
    *_fields("external internal attachable"),
    *_fields("labels", _sorted),
)
_VOLUMES = _record(
    *_fields("name driver"), *_fields("driver_opts", _sorted), *_fields("external"), *_fields("labels", _sorted)
)
_FILE_OBJECT = _record(
    *_fields("name file external"),
    *_fields("labels", _sorted),
    *_fields("driver"),
    *_fields("driver_opts", _sorted),
    *_fields("template_driver"),
)
_SECTIONS: Mapping[str, Show] = {
    "networks": _named(_NETWORK),
    "volumes": _named(_VOLUMES),
    "secrets": _named(_FILE_OBJECT),
    "configs": _named(_FILE_OBJECT),
}


def render(config: Json) -> str:
    """YAML text."""
    shown: Json = {"version": config["version"], "services": _named(_SERVICE)(config["services"])}
    for name, show in _SECTIONS.items():
        if config[name]:
            shown[name] = show(config[name])
    shown.update(sorted_keys({key: _deep(value) for key, value in config.items() if key.startswith("x-")}))
    return emit(shown)
