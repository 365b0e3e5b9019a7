"""What each version of the format allows: 3.0 to 3.13.

A key that came with a later version is refused in an earlier one, as the client does, which carries one
JSON schema per version. `_since(minor, ...)` marks where something came in.
Source: docker/cli `compose/schema/data/config_schema_v3.*.json`.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import Any

from tutor.shell.docker.composefile.errors import ComposeError
from tutor.shell.docker.composefile.validate import Schema
from tutor.shell.docker.composefile.values import text_of
from tutor.shell.docker.gotext import parse_duration
from tutor.shell.docker.service_ports import port_mappings

LATEST = "3.13"
_VERSIONS = {f"3.{minor}": minor for minor in range(14)}
_NAMES = "^[a-zA-Z0-9._-]+$"
_EXTENSIONS = {"^x-": Schema()}


def version_of(document: dict[str, Any]) -> str:
    """The version that the file asks for; none and `3` mean the latest. Not checked here."""
    version = document.get("version", LATEST)
    text = "<nil>" if version is None else text_of(version)
    return LATEST if text in ("", "3") else text


def schema(version: str) -> Schema:
    """Raises ComposeError when there is no such version."""
    if version not in _VERSIONS:
        raise ComposeError(f"unsupported Compose file version: {version}")
    return _schema(_VERSIONS[version])


@cache
def _schema(minor: int) -> Schema:
    return Schema(
        ("object",),
        {
            "version": _STRING,
            "services": _section(_service(minor)),
            "networks": _section(_network(minor), additional=True),
            "volumes": _section(_volume(minor)),
            **_since(minor, 1, secrets=_section(_file_object(minor, secret=True))),
            **_since(minor, 3, configs=_section(_file_object(minor, secret=False))),
        },
        patterns=_EXTENSIONS if minor >= 4 else {},
        additional=False,
    )


def _since(minor: int, first: int, **properties: Schema) -> dict[str, Schema]:
    return properties if minor >= first else {}


def _section(item: Schema, *, additional: bool = False) -> Schema:
    return Schema(("object",), patterns={_NAMES: item}, additional=additional)


def _closed(**properties: Schema) -> Schema:
    return Schema(("object",), properties, additional=False)


def _open(**properties: Schema) -> Schema:
    return Schema(("object",), properties)


def _list(item: Schema, *, unique: bool = False) -> Schema:
    return Schema(("array",), items=item, unique=unique)


def _is_duration(value: str | int | float) -> bool:
    try:
        parse_duration(str(value))
    except ValueError:
        return False
    return True


def _is_port(value: str | int | float) -> bool:
    """Of a number that is not whole the client looks at the numerator alone."""
    try:
        port_mappings(value if isinstance(value, str) else str(Fraction(value).numerator))
    except ValueError:
        return False
    return True


_STRING = Schema(("string",))
_INTEGER = Schema(("integer",))
_NUMBER = Schema(("number",))
_BOOLEAN = Schema(("boolean",))
_DURATION = Schema(("string",), format="duration", accepts=_is_duration)
_PORT_TEXT = Schema(("string",), format="ports", accepts=_is_port)
_PORT_NUMBER = Schema(("number",), format="ports", accepts=_is_port)
_STRINGS = _list(_STRING, unique=True)
_STRING_OR_STRINGS = Schema(one_of=(_STRING, _STRINGS))
_COMMAND = Schema(one_of=(_STRING, _list(_STRING)))
_LIST_OR_DICT = Schema(
    one_of=(
        Schema(("object",), patterns={".+": Schema(("string", "number", "null"))}, additional=False),
        _STRINGS,
    )
)
_OPTIONS = Schema(("object",), patterns={"^.+$": Schema(("string", "number"))})


def _service(minor: int) -> Schema:
    return Schema(
        ("object",),
        {**_container(minor), **_running(minor), **_storage(minor)},
        patterns=_EXTENSIONS if minor >= 7 else {},
        additional=False,
    )


def _container(minor: int) -> dict[str, Schema]:
    """What the container is."""
    return {
        "build": _build(minor),
        "cap_add": _STRINGS,
        "cap_drop": _STRINGS,
        **_since(minor, 9, cgroupns_mode=_STRING),
        "cgroup_parent": _STRING,
        "command": _COMMAND,
        "container_name": _STRING,
        **_since(minor, 3, credential_spec=_credential_spec(minor)),
        "devices": _STRINGS,
        "domainname": _STRING,
        "entrypoint": _COMMAND,
        "env_file": _STRING_OR_STRINGS,
        "environment": _LIST_OR_DICT,
        "hostname": _STRING,
        "image": _STRING,
        **_since(minor, 7, init=_BOOLEAN),
        "ipc": _STRING,
        **_since(minor, 5, isolation=_STRING),
        "labels": _LIST_OR_DICT,
        **_since(minor, 13, oom_score_adj=_INTEGER),
        "pid": Schema(("string", "null")),
        "privileged": _BOOLEAN,
        "read_only": _BOOLEAN,
        "security_opt": _STRINGS,
        "shm_size": Schema(("number", "string")),
        "stdin_open": _BOOLEAN,
        "sysctls": _LIST_OR_DICT,
        "tty": _BOOLEAN,
        "ulimits": Schema(("object",), patterns={"^[a-z]+$": _ULIMIT}),
        "user": _STRING,
        "userns_mode": _STRING,
        "working_dir": _STRING,
    }


_ULIMIT = Schema(
    one_of=(
        _INTEGER,
        Schema(("object",), {"hard": _INTEGER, "soft": _INTEGER}, required=("soft", "hard"), additional=False),
    )
)


def _running(minor: int) -> dict[str, Schema]:
    """How it runs and is reached."""
    return {
        "depends_on": _STRINGS,
        "deploy": _deploy(minor),
        "dns": _STRING_OR_STRINGS,
        "dns_search": _STRING_OR_STRINGS,
        "expose": _list(Schema(("string", "number")), unique=True),
        "external_links": _STRINGS,
        "extra_hosts": _LIST_OR_DICT,
        "healthcheck": _healthcheck(minor),
        "links": _STRINGS,
        "logging": _closed(
            driver=_STRING,
            options=Schema(("object",), patterns={"^.+$": Schema(("string", "number", "null"))}),
        ),
        "mac_address": _STRING,
        "network_mode": _STRING,
        "networks": _service_networks(minor),
        "ports": _list(_port(minor), unique=True),
        "restart": _STRING,
        "stop_grace_period": _DURATION,
        "stop_signal": _STRING,
    }


def _storage(minor: int) -> dict[str, Schema]:
    reference = Schema(one_of=(_STRING, _open(source=_STRING, target=_STRING, uid=_STRING, gid=_STRING, mode=_NUMBER)))
    return {
        **_since(minor, 3, configs=_list(reference)),
        **_since(minor, 1, secrets=_list(reference)),
        "tmpfs": _STRING_OR_STRINGS,
        "volumes": _service_volumes(minor),
    }


def _build(minor: int) -> Schema:
    long = {
        "context": _STRING,
        "dockerfile": _STRING,
        "args": _LIST_OR_DICT,
        **_since(minor, 2, cache_from=_STRINGS),
        **_since(minor, 3, labels=_LIST_OR_DICT),
        **_since(minor, 4, network=_STRING, target=_STRING),
        **_since(minor, 5, shm_size=Schema(("integer", "string"))),
        **_since(minor, 9, extra_hosts=_LIST_OR_DICT),
    }
    return Schema(one_of=(_STRING, Schema(("object",), long, additional=minor >= 11)))


def _credential_spec(minor: int) -> Schema:
    return _closed(file=_STRING, registry=_STRING, **_since(minor, 8, config=_STRING))


def _port(minor: int) -> Schema:
    if minor < 2:
        return Schema(("string", "number"), format="ports", accepts=_is_port)
    long = _closed(mode=_STRING, target=_INTEGER, published=_INTEGER, protocol=_STRING)
    return Schema(one_of=(_PORT_NUMBER, _PORT_TEXT, long))


def _service_networks(minor: int) -> Schema:
    attachment = _closed(
        aliases=_STRINGS,
        ipv4_address=_STRING,
        ipv6_address=_STRING,
        **_since(minor, 13, driver_opts=_OPTIONS),
    )
    named = Schema(one_of=(attachment, Schema(("null",))))
    return Schema(one_of=(_STRINGS, Schema(("object",), patterns={_NAMES: named}, additional=False)))


def _service_volumes(minor: int) -> Schema:
    if minor < 2:
        return _STRINGS
    long = {
        "type": _STRING,
        "source": _STRING,
        "target": _STRING,
        "read_only": _BOOLEAN,
        "consistency": _STRING,
        "bind": _open(propagation=_STRING),
        "volume": _open(nocopy=_BOOLEAN),
        **_since(minor, 6, tmpfs=_open(size=Schema(("integer",), minimum=0))),
    }
    mount = Schema(("object",), long, required=("type",), additional=False)
    return _list(Schema(one_of=(_STRING, mount)))


def _healthcheck(minor: int) -> Schema:
    period = _DURATION if minor >= 4 else _STRING
    return _closed(
        disable=_BOOLEAN,
        interval=period,
        retries=_NUMBER,
        test=_COMMAND,
        timeout=period,
        **_since(minor, 4, start_period=_DURATION),
        **_since(minor, 12, start_interval=_DURATION),
    )


def _deploy(minor: int) -> Schema:
    spread = _list(_closed(spread=_STRING))
    return Schema(
        ("object", "null"),
        {
            "mode": _STRING,
            **_since(minor, 2, endpoint_mode=_STRING),
            "replicas": _INTEGER,
            "labels": _LIST_OR_DICT,
            **_since(minor, 7, rollback_config=_update_config(minor)),
            "update_config": _update_config(minor),
            "resources": _resources(minor),
            "restart_policy": _closed(condition=_STRING, delay=_DURATION, max_attempts=_INTEGER, window=_DURATION),
            "placement": _closed(
                constraints=_list(_STRING),
                **_since(minor, 3, preferences=spread),
                **_since(minor, 8, max_replicas_per_node=_INTEGER),
            ),
        },
        additional=False,
    )


def _update_config(minor: int) -> Schema:
    return _closed(
        parallelism=_INTEGER,
        delay=_DURATION,
        failure_action=_STRING,
        monitor=_DURATION,
        max_failure_ratio=_NUMBER,
        **_since(minor, 4, order=Schema(("string",), enum=("start-first", "stop-first"))),
    )


def _resources(minor: int) -> Schema:
    discrete = _closed(discrete_resource_spec=_closed(kind=_STRING, value=_NUMBER))
    return _closed(
        limits=_closed(cpus=_STRING, memory=_STRING, **_since(minor, 9, pids=_INTEGER)),
        reservations=_closed(cpus=_STRING, memory=_STRING, **_since(minor, 5, generic_resources=_list(discrete))),
    )


def _external(*, closed: bool) -> Schema:
    return Schema(("boolean", "object"), {"name": _STRING}, additional=not closed)


def _network(minor: int) -> Schema:
    return Schema(
        ("object", "null"),
        {
            **_since(minor, 5, name=_STRING),
            "driver": _STRING,
            "driver_opts": _OPTIONS,
            "ipam": _closed(driver=_STRING, config=_list(_closed(subnet=_STRING))),
            "external": _external(closed=True),
            "internal": _BOOLEAN,
            **_since(minor, 2, attachable=_BOOLEAN),
            "labels": _LIST_OR_DICT,
        },
        patterns=_EXTENSIONS if minor >= 7 else {},
        additional=False,
    )


_TOPOLOGIES = _list(_open(segments=_LIST_OR_DICT))
_CLUSTER_VOLUME = _open(
    group=_STRING,
    access_mode=_open(
        scope=_STRING,
        sharing=_STRING,
        block_volume=_open(),
        mount_volume=_open(fs_type=_STRING, mount_flags=_list(_STRING)),
    ),
    accessibility_requirements=_open(requisite=_TOPOLOGIES, preferred=_TOPOLOGIES),
    capacity_range=_open(required_bytes=_STRING, limit_bytes=_STRING),
    availability=_STRING,
)


def _volume(minor: int) -> Schema:
    return Schema(
        ("object", "null"),
        {
            **_since(minor, 4, name=_STRING),
            "driver": _STRING,
            "driver_opts": _OPTIONS,
            "external": _external(closed=True),
            "labels": _LIST_OR_DICT,
            **_since(minor, 10, **{"x-cluster-spec": _CLUSTER_VOLUME}),
        },
        patterns=_EXTENSIONS if minor >= 7 else {},
        additional=False,
    )


def _file_object(minor: int, *, secret: bool) -> Schema:
    driver = {"driver": _STRING, "driver_opts": _OPTIONS} if secret else {}
    return Schema(
        ("object",),
        {
            **_since(minor, 5, name=_STRING),
            "file": _STRING,
            "external": _external(closed=False),
            "labels": _LIST_OR_DICT,
            **_since(minor, 8, template_driver=_STRING, **driver),
        },
        patterns=_EXTENSIONS if minor >= 7 else {},
        additional=False,
    )
