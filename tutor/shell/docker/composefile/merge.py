"""Several stack files into one: what a later file gives wins.

A service that both files have is merged key by key: of its ports, volumes, secrets and configs those with
the same published port, target or source are replaced; commands are replaced; other lists are appended;
a zero (false, "", 0) replaces nothing, but for the numbers in `_COUNTS`. A network, volume, secret or
config is replaced as a whole.
Source: docker/cli `compose/loader/merge.go` (mergo with override and append), checked with
`docker stack config`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

Json = dict[str, Any]
_KEYED = {"ports": "published", "volumes": "target", "secrets": "source", "configs": "source"}
_SECTIONS = ("networks", "volumes", "secrets", "configs")
_REPLACED = frozenset(("command", "entrypoint"))
_FREE = frozenset(("labels", "environment", "sysctls", "args", "options"))
"""Mappings with free keys: what a later file says counts, empty or not, but for a variable without value."""
_COUNTS = frozenset(("replicas", "parallelism", "max_attempts", "retries"))


def merge(configs: Sequence[Json]) -> Json:
    """`configs`: normalised configurations, the first one being the base."""
    base = configs[0]
    for override in configs[1:]:
        base = {
            **base,
            "services": _merge_services(base["services"], override["services"]),
            **{name: {**base[name], **override[name]} for name in _SECTIONS},
        }
    return base


def _merge_services(base: Json, override: Json) -> Json:
    merged = {
        name: _merge_service(base[name], override[name]) if name in base and name in override else service
        for name, service in {**base, **override}.items()
    }
    return dict(sorted(merged.items()))


def _merge_service(base: Json, override: Json) -> Json:
    result = dict(base)
    for key, field in _KEYED.items():
        if key in base or key in override:
            result[key] = _merge_keyed(base.get(key, []), override.get(key, []), field)
    for key, value in override.items():
        old = base.get(key)
        if key in _REPLACED:
            result[key] = value or old
        elif key == "logging" and old is not None:
            result[key] = _merge_logging(old, value)
        elif key == "networks" and old:
            result[key] = _merge_networks(old, value)
        elif key == "ulimits" and old:
            result[key] = {**old, **value}
        elif key not in _KEYED:
            result[key] = _merge_value(key, old, value)
    return result


def _merge_value(key: str, old: Any, new: Any) -> Any:
    if old is None:
        return new
    if isinstance(old, dict) and isinstance(new, dict):
        if key in _FREE:
            return {**old, **{name: value for name, value in new.items() if value is not None or name not in old}}
        return _merge_mapping(old, new)
    if isinstance(old, list) and isinstance(new, list):
        return [*old, *new]
    return new if new or (key in _COUNTS and new is not None) else old


def _merge_mapping(old: Json, new: Json) -> Json:
    return {**old, **{key: _merge_value(key, old.get(key), value) for key, value in new.items()}}


def _merge_keyed(old: list[Json], new: list[Json], key: str) -> list[Json]:
    found: dict[Any, Json] = {}
    for item in (*old, *new):
        found[item.get(key)] = item
    empty = 0 if key == "published" else ""
    return sorted(found.values(), key=lambda item: item.get(key) or empty)


def _merge_logging(old: Json, new: Json) -> Json:
    """Options of the same driver are put together, if the earlier file has any; the client loses them otherwise."""
    drivers = {config.get("driver") for config in (old, new)} - {None, ""}
    if len(drivers) == 2:
        return new
    merged = {"driver": next(iter(drivers), "")}
    return {**merged, "options": {**old["options"], **new.get("options", {})}} if "options" in old else merged


def _merge_networks(old: Json, new: Json) -> Json:
    result = dict(old)
    for name, attachment in new.items():
        before = old.get(name)
        if before and attachment:
            addresses = {key: attachment[key] for key in ("ipv4_address", "ipv6_address") if attachment.get(key)}
            result[name] = {**before, **addresses, "aliases": attachment.get("aliases") or []}
        else:
            result[name] = attachment or before
    return result
