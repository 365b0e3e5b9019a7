"""The types of a stack file: what a service, network, volume, secret and config consist of.

Members stand in the order in which the client prints them.
Source: docker/cli `compose/types/types.go`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tutor.shell.docker.composefile import short_forms
from tutor.shell.docker.composefile.shapes import (
    ListOf,
    MapOf,
    Member,
    Optional,
    Record,
    Scalar,
    Shape,
    member,
    tagged,
)
from tutor.shell.docker.gotext import format_duration

if TYPE_CHECKING:
    from collections.abc import Iterator

_TEXT = Scalar("string")
_FLAG = Scalar("bool")
_INT64 = Scalar("int64")
_UINT32 = Scalar("uint32")
_UINT64 = Scalar("uint64")
_DURATION = Scalar("int64", short_forms.duration, format_duration)
_BYTES = Scalar("int64", short_forms.size, str)
_TEXTS = ListOf(_TEXT)
_TEXT_OR_TEXTS = ListOf(_TEXT, short_forms.texts)
_COMMAND = ListOf(_TEXT, short_forms.command)
_PAIRS = MapOf(_TEXT, short_forms.pairs)
_PAIRS_OR_NONE = MapOf(Optional(_TEXT), short_forms.pairs_or_none)
_OPTIONS = MapOf(_TEXT, short_forms.options)
_HOSTS = ListOf(_TEXT, short_forms.hosts)


def _members(keys: str, shape: Shape) -> Iterator[Member]:
    return (member(key, shape) for key in keys.split())


def _tagged(keys: str, shape: Shape) -> Iterator[Member]:
    return (tagged(key, shape) for key in keys.split())


_BUILD = Record(
    (
        *_members("context dockerfile", _TEXT),
        member("args", _PAIRS_OR_NONE),
        member("labels", _PAIRS),
        tagged("cache_from", _TEXT_OR_TEXTS),
        tagged("extra_hosts", _HOSTS),
        *_members("network target", _TEXT),
    ),
    short_forms.build,
)
_REFERENCE = Record(
    (
        *_members("source target", _TEXT),
        Member("uid", "UID", _TEXT),
        Member("gid", "GID", _TEXT),
        member("mode", Optional(_UINT32)),
    ),
    short_forms.file_reference,
)
_UPDATE = Optional(
    Record(
        (
            member("parallelism", Optional(_UINT64)),
            member("delay", _DURATION),
            tagged("failure_action", _TEXT),
            member("monitor", _DURATION),
            tagged("max_failure_ratio", Scalar("float32", short_forms.single_precision)),
            member("order", _TEXT),
        )
    )
)
_GENERIC = Record(
    (
        tagged(
            "discrete_resource_spec",
            Optional(Record((member("kind", _TEXT, kept=True), member("value", _INT64, kept=True)))),
        ),
    )
)
_RESOURCES = Record(
    (
        member("limits", Optional(Record((tagged("cpus", _TEXT), tagged("memory", _BYTES), tagged("pids", _INT64))))),
        member(
            "reservations",
            Optional(
                Record((tagged("cpus", _TEXT), tagged("memory", _BYTES), tagged("generic_resources", ListOf(_GENERIC))))
            ),
        ),
    )
)
_RESTART = Record(
    (
        member("condition", _TEXT),
        member("delay", Optional(_DURATION)),
        tagged("max_attempts", Optional(_UINT64)),
        member("window", Optional(_DURATION)),
    )
)
_PLACEMENT = Record(
    (
        member("constraints", _TEXTS),
        member("preferences", ListOf(Record((member("spread", _TEXT),)))),
        tagged("max_replicas_per_node", _UINT64),
    )
)
_DEPLOY = Record(
    (
        member("mode", _TEXT),
        member("replicas", Optional(_UINT64)),
        member("labels", _PAIRS),
        *_tagged("update_config rollback_config", _UPDATE),
        member("resources", _RESOURCES),
        tagged("restart_policy", Optional(_RESTART)),
        member("placement", _PLACEMENT),
        tagged("endpoint_mode", _TEXT),
    )
)
_HEALTHCHECK = Record(
    (
        member("test", ListOf(_TEXT, short_forms.health_test)),
        *_members("timeout interval", Optional(_DURATION)),
        member("retries", Optional(_UINT64)),
        *_tagged("start_period start_interval", Optional(_DURATION)),
        member("disable", _FLAG),
    )
)
_ATTACHMENT = Record(
    (
        member("aliases", _TEXTS),
        tagged("driver_opts", _OPTIONS),
        *_tagged("ipv4_address ipv6_address", _TEXT),
    )
)
_PORT = Record((member("mode", _TEXT), *_members("target published", _UINT32), member("protocol", _TEXT)))
_MOUNT = Record(
    (
        *_members("type source target", _TEXT),
        tagged("read_only", _FLAG),
        member("consistency", _TEXT),
        member("bind", Optional(Record((member("propagation", _TEXT),)))),
        member("volume", Optional(Record((tagged("nocopy", _FLAG), tagged("subpath", _TEXT))))),
        member("image", Optional(Record((tagged("subpath", _TEXT),)))),
        member("tmpfs", Optional(Record((member("size", _INT64),)))),
        member("cluster", Optional(Record(()))),
    ),
    short_forms.mount,
)


def _single_limit(limit: dict[str, Any]) -> int | None:
    return limit.get("single") or None


_ULIMIT = Record(
    (member("single", _INT64), member("soft", _INT64), member("hard", _INT64)), short_forms.ulimit, _single_limit
)
_LOGGING = Record((member("driver", _TEXT), member("options", _OPTIONS)))

SERVICE = Record(
    (
        member("build", _BUILD),
        *_tagged("cap_add cap_drop", _TEXTS),
        *_tagged("cgroupns_mode cgroup_parent", _TEXT),
        member("command", _COMMAND),
        member("configs", ListOf(_REFERENCE)),
        tagged("container_name", _TEXT),
        tagged("credential_spec", Record(tuple(_members("config file registry", _TEXT)))),
        tagged("depends_on", _TEXTS),
        member("deploy", _DEPLOY),
        member("devices", _TEXTS),
        Member("dns", "DNS", _TEXT_OR_TEXTS),
        tagged("dns_search", _TEXT_OR_TEXTS),
        tagged("domainname", _TEXT),
        member("entrypoint", _COMMAND),
        member("environment", _PAIRS_OR_NONE),
        tagged("env_file", _TEXT_OR_TEXTS),
        member("expose", ListOf(_TEXT, short_forms.texts_or_numbers)),
        tagged("external_links", _TEXTS),
        tagged("extra_hosts", _HOSTS),
        member("hostname", _TEXT),
        Member("healthcheck", "HealthCheck", Optional(_HEALTHCHECK)),
        member("image", _TEXT),
        member("init", Optional(_FLAG)),
        member("ipc", _TEXT),
        tagged("isolation", _TEXT),
        member("labels", _PAIRS),
        member("links", _TEXTS),
        member("logging", Optional(_LOGGING)),
        *_tagged("mac_address network_mode", _TEXT),
        member("networks", MapOf(Optional(_ATTACHMENT), short_forms.attachments)),
        member("pid", _TEXT),
        member("ports", ListOf(_PORT, short_forms.ports)),
        member("privileged", _FLAG),
        tagged("read_only", _FLAG),
        member("restart", _TEXT),
        member("secrets", ListOf(_REFERENCE)),
        tagged("security_opt", _TEXTS),
        tagged("shm_size", _TEXT),
        tagged("stdin_open", _FLAG),
        tagged("stop_grace_period", Optional(_DURATION)),
        tagged("stop_signal", _TEXT),
        member("sysctls", _PAIRS),
        member("tmpfs", _TEXT_OR_TEXTS),
        tagged("tty", _FLAG),
        member("ulimits", MapOf(Optional(_ULIMIT))),
        member("user", _TEXT),
        tagged("userns_mode", _TEXT),
        member("volumes", ListOf(_MOUNT)),
        tagged("working_dir", _TEXT),
    )
)


def _truth(value: Any) -> bool | None:
    """`external` after the names are settled."""
    return value if isinstance(value, bool) else None


_EXTERNAL = Record((member("name", _TEXT), member("external", _FLAG)), short_forms.external, _truth)
NETWORK = Record(
    (
        *_members("name driver", _TEXT),
        tagged("driver_opts", _OPTIONS),
        member(
            "ipam",
            Record((member("driver", _TEXT), member("config", ListOf(Optional(Record((member("subnet", _TEXT),))))))),
        ),
        member("external", _EXTERNAL),
        *_members("internal attachable", _FLAG),
        member("labels", _PAIRS),
    )
)
_TOPOLOGIES = ListOf(Record((member("segments", _PAIRS),)))
_CLUSTER_VOLUME = Record(
    (
        member("group", _TEXT),
        tagged(
            "access_mode",
            Optional(
                Record(
                    (
                        *_members("scope sharing", _TEXT),
                        tagged(
                            "mount_volume", Optional(Record((tagged("fs_type", _TEXT), tagged("mount_flags", _TEXTS))))
                        ),
                        tagged("block_volume", Optional(Record(()))),
                    )
                )
            ),
        ),
        tagged("accessibility_requirements", Optional(Record(tuple(_members("requisite preferred", _TOPOLOGIES))))),
        tagged("capacity_range", Optional(Record(tuple(_tagged("required_bytes limit_bytes", _BYTES))))),
        member("secrets", ListOf(Record(tuple(_members("key secret", _TEXT))))),
        member("availability", _TEXT),
    )
)
VOLUME = Record(
    (
        *_members("name driver", _TEXT),
        tagged("driver_opts", _OPTIONS),
        member("external", _EXTERNAL),
        member("labels", _PAIRS),
        tagged("x-cluster-spec", Optional(_CLUSTER_VOLUME)),
    )
)
FILE_OBJECT = Record(
    (
        *_members("name file", _TEXT),
        member("external", _EXTERNAL),
        member("labels", _PAIRS),
        member("driver", _TEXT),
        tagged("driver_opts", _OPTIONS),
        tagged("template_driver", _TEXT),
    )
)
