"""`--mount type=volume,source=data,target=/data,readonly` -> the Engine's `Mount`.

Raises BadValue with the client's own text. Source: docker/cli `opts/mount.go`.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Any

from tutor.shell.docker.gotext import BadValue, csv_fields, parse_bool
from tutor.shell.docker.sizes import parse_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Json = dict[str, Any]
_BARE = frozenset(("readonly", "ro", "volume-nocopy", "bind-nonrecursive"))
_RECURSION = {
    "enabled": {},
    "disabled": {"NonRecursive": True},
    "writable": {"ReadOnlyNonRecursive": True},
    "readonly": {"ReadOnlyForceRecursive": True},
}
_OPTIONS = {"volume": "VolumeOptions", "image": "ImageOptions", "bind": "BindOptions", "tmpfs": "TmpfsOptions"}


def mount(text: str) -> Json:
    """One mount; its options are in `VolumeOptions`, `BindOptions`, `TmpfsOptions`, `ImageOptions`."""
    found: Json = {"Type": "volume", "Source": "", "Target": ""}
    for field in csv_fields(text):
        key, equals, value = field.partition("=")
        key = key.lower()
        if not equals:
            if key not in _BARE:
                raise BadValue(f"invalid field '{field}' must be a key=value pair")
            value = "true"
        reader = _KEYS.get(key)
        if reader is None:
            raise BadValue(f"unexpected key '{key}' in '{field}'")
        reader(found, key, value)
    _check(found)
    return found


def resolved(found: Json, directory: str) -> Json:
    """The mount with a source that starts with a dot made absolute, seen from the client's `directory`."""
    source = found["Source"]
    if not source.startswith("."):
        return found
    return {**found, "Source": posixpath.normpath(posixpath.join(directory, source))}


def _check(found: Json) -> None:
    if not found["Type"]:
        raise BadValue("type is required")
    if not found["Target"]:
        raise BadValue("target is required")
    for kind, options in _OPTIONS.items():
        if options in found and found["Type"] != kind:
            raise BadValue(f"cannot mix '{kind}-*' options with mount type '{found['Type']}'")
    bind = found.get("BindOptions", {})
    for option, word in (("ReadOnlyNonRecursive", "writable"), ("ReadOnlyForceRecursive", "readonly")):
        if bind.get(option) and not found.get("ReadOnly"):
            raise BadValue(f"option 'bind-recursive={word}' requires 'readonly' to be specified in conjunction")
    if bind.get("ReadOnlyForceRecursive") and bind.get("Propagation") != "rprivate":
        raise BadValue(
            "option 'bind-recursive=readonly' requires 'bind-propagation=rprivate' to be specified in conjunction"
        )


def _type(found: Json, _: str, value: str) -> None:
    found["Type"] = value.lower()


def _source(found: Json, _: str, value: str) -> None:
    found["Source"] = value


def _target(found: Json, _: str, value: str) -> None:
    found["Target"] = value


def _consistency(found: Json, _: str, value: str) -> None:
    found["Consistency"] = value.lower()


def _truth(key: str, value: str) -> bool:
    try:
        return parse_bool(value)
    except BadValue:
        raise BadValue(f"invalid value for {key}: {value}") from None


def _read_only(found: Json, key: str, value: str) -> None:
    found["ReadOnly"] = _truth(key, value)


def _bind(found: Json) -> Json:
    options: Json = found.setdefault("BindOptions", {})
    return options


def _volume(found: Json) -> Json:
    options: Json = found.setdefault("VolumeOptions", {"Labels": {}, "DriverConfig": {}})
    return options


def _tmpfs(found: Json) -> Json:
    options: Json = found.setdefault("TmpfsOptions", {})
    return options


def _propagation(found: Json, _: str, value: str) -> None:
    _bind(found)["Propagation"] = value.lower()


def _non_recursive(found: Json, key: str, value: str) -> None:
    _bind(found)["NonRecursive"] = _truth(key, value)


def _recursive(found: Json, key: str, value: str) -> None:
    if value not in _RECURSION:
        raise BadValue(f'invalid value for {key}: {value} (must be "enabled", "disabled", "writable", or "readonly")')
    if _RECURSION[value]:
        _bind(found).update(_RECURSION[value])


def _subpath(found: Json, _: str, value: str) -> None:
    _volume(found)["Subpath"] = value


def _no_copy(found: Json, key: str, value: str) -> None:
    _volume(found)["NoCopy"] = _truth(key, value)


def _label(found: Json, _: str, value: str) -> None:
    _put(_volume(found)["Labels"], value)


def _driver(found: Json, _: str, value: str) -> None:
    _volume(found)["DriverConfig"]["Name"] = value


def _driver_option(found: Json, _: str, value: str) -> None:
    _put(_volume(found)["DriverConfig"].setdefault("Options", {}), value)


def _put(mapping: dict[str, str], pair: str) -> None:
    key, _, value = pair.partition("=")
    if key:
        mapping[key] = value


def _image_subpath(found: Json, _: str, value: str) -> None:
    found.setdefault("ImageOptions", {})["Subpath"] = value


def _tmpfs_size(found: Json, key: str, value: str) -> None:
    try:
        _tmpfs(found)["SizeBytes"] = parse_bytes(value)
    except BadValue:
        raise BadValue(f"invalid value for {key}: {value}") from None


def _tmpfs_mode(found: Json, key: str, value: str) -> None:
    try:
        _tmpfs(found)["Mode"] = int(value, 8)
    except ValueError:
        raise BadValue(f"invalid value for {key}: {value}") from None


_KEYS: Mapping[str, Callable[[Json, str, str], None]] = {
    "type": _type,
    **dict.fromkeys(("source", "src"), _source),
    **dict.fromkeys(("target", "dst", "destination"), _target),
    **dict.fromkeys(("readonly", "ro"), _read_only),
    "consistency": _consistency,
    "bind-propagation": _propagation,
    "bind-nonrecursive": _non_recursive,
    "bind-recursive": _recursive,
    "volume-subpath": _subpath,
    "volume-nocopy": _no_copy,
    "volume-label": _label,
    "volume-driver": _driver,
    "volume-opt": _driver_option,
    "image-subpath": _image_subpath,
    "tmpfs-size": _tmpfs_size,
    "tmpfs-mode": _tmpfs_mode,
}
