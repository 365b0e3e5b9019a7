"""The top-level networks, volumes, secrets and configs of a stack file in their normalised form.

`external` is a truth value afterwards; the deprecated `external: {name: X}` becomes `name`.
Source: docker/cli `compose/loader/loader.go` (`LoadNetworks`, `LoadVolumes`, `loadFileObjectConfig`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tutor.shell.docker.composefile import values
from tutor.shell.docker.composefile.errors import ComposeError
from tutor.shell.docker.composefile.volumes import absolute

if TYPE_CHECKING:
    from collections.abc import Callable

    from tutor.shell.docker.composefile.service import Surroundings

Json = dict[str, Any]


def networks(section: Json, version: str, around: Surroundings) -> Json:
    old = _at_least(version, 5)
    return {name: _resolve(_plain(item), "network", name, old, around) for name, item in section.items()}


def volumes(section: Json, version: str, around: Surroundings) -> Json:
    result = {}
    for name, item in section.items():
        volume = _plain(item)
        if _is_external(volume):
            for key in ("driver", "driver_opts", "labels"):
                if volume.get(key):
                    raise ComposeError(f'conflicting parameters "external" and "{key}" specified for volume "{name}"')
        result[name] = _resolve(volume, "volume", name, _at_least(version, 4), around)
    return result


def secrets(section: Json, version: str, around: Surroundings) -> Json:
    return _file_objects(section, "secret", version, around)


def configs(section: Json, version: str, around: Surroundings) -> Json:
    return _file_objects(section, "config", version, around)


def _file_objects(section: Json, kind: str, version: str, around: Surroundings) -> Json:
    result = {}
    for name, item in section.items():
        found = _plain(item)
        if not _is_external(found):
            if found.get("driver"):
                if found.get("file"):
                    raise ComposeError(f"{kind} {name}: {kind}.driver and {kind}.file conflict; only use {kind}.driver")
            else:
                found["file"] = absolute(around.directory, found.get("file", ""))
        result[name] = _resolve(found, kind, name, _at_least(version, 5), around)
    return result


def _plain(item: Json | None) -> Json:
    readers: dict[str, Callable[[Any], Any]] = {"labels": values.pairs, "driver_opts": values.pairs}
    return {key: readers[key](value) if key in readers else value for key, value in (item or {}).items()}


def _is_external(item: Json) -> bool:
    external = item.get("external", False)
    return isinstance(external, dict) or bool(external)


def _resolve(item: Json, kind: str, name: str, deprecated: bool, around: Surroundings) -> Json:
    """Settles `external` and the name of the object that is meant."""
    external = item.get("external", False)
    if not _is_external(item):
        lost = kind in ("network", "volume")  # the client forgets extensions of these
        return {key: value for key, value in item.items() if key != "external" and not (lost and key.startswith("x-"))}
    old_name = external.get("name", "") if isinstance(external, dict) else ""
    if old_name:
        if item.get("name"):
            raise ComposeError(f"{kind} {name}: {kind}.external.name and {kind}.name conflict; only use {kind}.name")
        if deprecated:
            around.warnings.append(f"{kind} {name}: {kind}.external.name is deprecated in favor of {kind}.name")
    return {**item, "name": old_name or item.get("name") or name, "external": True}


def _at_least(version: str, minor: int) -> bool:
    return int(version.partition(".")[2] or 0) >= minor
