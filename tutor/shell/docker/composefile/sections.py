"""The top-level networks, volumes, secrets and configs of a stack file in their normalised form.

`external` is a truth value afterwards; the deprecated `external: {name: X}` becomes `name`.
Source: docker/cli `compose/loader/loader.go` (`LoadNetworks`, `LoadVolumes`, `loadFileObjectConfig`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tutor.shell.docker.composefile.decode import decode
from tutor.shell.docker.composefile.errors import ComposeError
from tutor.shell.docker.composefile.shapes import MapOf
from tutor.shell.docker.composefile.types import FILE_OBJECT, NETWORK, VOLUME
from tutor.shell.docker.composefile.volumes import absolute

if TYPE_CHECKING:
    from tutor.shell.docker.composefile.service import Surroundings
    from tutor.shell.docker.composefile.shapes import Record

Json = dict[str, Any]


def networks(section: Json, version: str, around: Surroundings) -> Json:
    old = _at_least(version, 5)
    return {
        name: _resolve(item, section[name], "network", name, old, around)
        for name, item in _decoded(section, NETWORK).items()
    }


def volumes(section: Json, version: str, around: Surroundings) -> Json:
    result = {}
    for name, item in _decoded(section, VOLUME).items():
        if _is_external(item):
            for key in ("driver", "driver_opts", "labels"):
                if item.get(key):
                    raise ComposeError(f'conflicting parameters "external" and "{key}" specified for volume "{name}"')
        result[name] = _resolve(item, section[name], "volume", name, _at_least(version, 4), around)
    return result


def secrets(section: Json, version: str, around: Surroundings) -> Json:
    return _file_objects(section, "secret", version, around)


def configs(section: Json, version: str, around: Surroundings) -> Json:
    return _file_objects(section, "config", version, around)


def _file_objects(section: Json, kind: str, version: str, around: Surroundings) -> Json:
    result = {}
    for name, item in _decoded(section, FILE_OBJECT).items():
        if not _is_external(item):
            if not item.get("driver"):
                item["file"] = absolute(around.directory, item.get("file", ""))
            elif item.get("file"):
                raise ComposeError(f"{kind} {name}: {kind}.driver and {kind}.file conflict; only use {kind}.driver")
        found = _resolve(item, section[name], kind, name, _at_least(version, 5), around)
        result[name] = {**found, **_extensions(section[name])}
    return result


def _decoded(section: Json, shape: Record) -> dict[str, Json]:
    items: dict[str, Json | None] = decode(section, MapOf(shape))
    return {name: item or {} for name, item in items.items()}


def _extensions(given: Json | None) -> Json:
    return {key: value for key, value in (given or {}).items() if key.startswith("x-")}


def _is_external(item: Json) -> bool:
    return bool((item.get("external") or {}).get("external"))


def _resolve(item: Json, given: Json | None, kind: str, name: str, deprecated: bool, around: Surroundings) -> Json:
    """Settles `external` and the name of the object that is meant."""
    external = item.pop("external", {})
    if not external.get("external"):
        return item
    old_name = external.get("name")
    if old_name:
        if item.get("name"):
            raise ComposeError(f"{kind} {name}: {kind}.external.name and {kind}.name conflict; only use {kind}.name")
        if deprecated:
            around.warnings.append(f"{kind} {name}: {kind}.external.name is deprecated in favor of {kind}.name")
    return {**_extensions(given), **item, "name": old_name or item.get("name") or name, "external": True}


def _at_least(version: str, minor: int) -> bool:
    return int(version.partition(".")[2] or 0) >= minor
