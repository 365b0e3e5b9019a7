"""A normalised configuration -> what `docker stack config` prints.

Members come in the order of the client's own types, zeros are left out, mappings with free keys are
sorted, `x-` keys come last. Source: docker/cli `compose/types/types.go`, yaml.v3 `encode.go`.
"""

from __future__ import annotations

from typing import Any

from tutor.shell.docker.composefile.emit import emit, sorted_keys
from tutor.shell.docker.composefile.shapes import ListOf, MapOf, Optional, Record, Scalar, Shape, is_zero
from tutor.shell.docker.composefile.types import FILE_OBJECT, NETWORK, SERVICE, VOLUME

Json = dict[str, Any]
_SECTIONS = {"networks": NETWORK, "volumes": VOLUME, "secrets": FILE_OBJECT, "configs": FILE_OBJECT}


def render(config: Json) -> str:
    """YAML text."""
    shown: Json = {"version": config["version"], "services": _show(config["services"], MapOf(SERVICE))}
    for name, shape in _SECTIONS.items():
        if config[name]:
            shown[name] = _show(config[name], MapOf(shape))
    return emit({**shown, **_extensions(config)})


def _show(value: Any, shape: Shape) -> Any:
    if value is None:
        return None
    match shape:
        case Scalar():
            return shape.show(value) if shape.show else value
        case Optional():
            return _show(value, shape.item)
        case ListOf():
            return [_show(item, shape.item) for item in value]
        case MapOf():
            return sorted_keys({key: _show(item, shape.item) for key, item in value.items()})
        case Record():
            return _record(value, shape)


def _record(value: Any, shape: Record) -> Any:
    special = shape.show(value) if shape.show else None
    if special is not None:
        return special
    shown: Json = {}
    for member in shape.members:
        item = value.get(member.key)
        if member.kept:
            shown[member.key] = _show(item, member.shape) if item is not None else member.zero
        elif not is_zero(item, member.shape):
            shown[member.key] = _show(item, member.shape)
    return {**shown, **_extensions(value)}


def _extensions(value: Json) -> Json:
    return sorted_keys({key: _free(item) for key, item in value.items() if _is_extension(key)})


def _is_extension(key: str) -> bool:
    return key.startswith("x-") and key != "x-cluster-spec"


def _free(value: Any) -> Any:
    """Free data: all mappings sorted."""
    if isinstance(value, dict):
        return sorted_keys({key: _free(item) for key, item in value.items()})
    return [_free(item) for item in value] if isinstance(value, list) else value
