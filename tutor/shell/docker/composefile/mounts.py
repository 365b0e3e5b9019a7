"""The volumes of a service in a stack file -> mounts of its specification.

Source: docker/cli `compose/convert/volume.go`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tutor.shell.docker.composefile.errors import ComposeError
from tutor.shell.docker.composefile.namespace import scoped, with_namespace

if TYPE_CHECKING:
    from collections.abc import Mapping

Json = dict[str, Any]
_FOREIGN = {
    "volume": ("image", "tmpfs", "bind", "cluster"),
    "image": ("volume", "bind", "tmpfs", "cluster"),
    "bind": ("volume", "image", "tmpfs", "cluster"),
    "tmpfs": ("bind", "volume", "image", "cluster"),
    "npipe": ("volume", "image", "tmpfs", "bind"),
    "cluster": ("tmpfs", "bind", "volume"),
}
"""Options that a kind of mount does not take, in the order in which the client looks for them."""


def mount(stack: str, volume: Json, volumes: Mapping[str, Json]) -> Json:
    """`volumes`: the volumes that the file declares. Raises ComposeError with the client's text."""
    kind = volume.get("type") or "volume"
    if kind not in _FOREIGN:
        raise ComposeError("volume type must be volume, bind, tmpfs, npipe, or cluster")
    _check(kind, volume)
    mounted: Json = {"Type": volume.get("type", ""), "Source": volume.get("source"), "Target": volume.get("target", "")}
    mounted |= {"ReadOnly": volume.get("read_only"), "Consistency": volume.get("consistency")}
    mounted |= _members(kind, stack, volume, volumes)
    return {key: value for key, value in mounted.items() if value is not None}


def _check(kind: str, volume: Json) -> None:
    source = volume.get("source")
    if kind == "tmpfs" and source:
        raise ComposeError("invalid tmpfs source, source must be empty")
    if kind not in ("tmpfs", "volume") and not source:
        raise ComposeError(f"invalid {kind} source, source cannot be empty")
    for other in _FOREIGN[kind]:
        if volume.get(other) is not None:
            name = "images" if (kind, other) == ("volume", "image") else other
            raise ComposeError(f"{name} options are incompatible with type {kind}")


def _members(kind: str, stack: str, volume: Json, volumes: Mapping[str, Json]) -> Json:
    options = volume.get(kind)
    match kind:
        case "volume":
            return _of_volume(stack, volume, volumes)
        case "bind" if options is not None:
            return {"BindOptions": {"Propagation": options["propagation"]} if options.get("propagation") else {}}
        case "tmpfs" if options is not None:
            return {"TmpfsOptions": {"SizeBytes": options["size"]} if options.get("size") else {}}
        case "image" if options is not None:
            return {"ImageOptions": {"Subpath": options["subpath"]} if options.get("subpath") else {}}
        case "cluster":
            return {"Source": _cluster_source(stack, volume["source"], volumes), "ClusterOptions": {}}
    return {}


def _of_volume(stack: str, volume: Json, volumes: Mapping[str, Json]) -> Json:
    """Source and options of a volume; an anonymous one has neither name nor options."""
    source = volume.get("source")
    if not source:
        return {}
    known = _declared(source, volumes)
    given = volume.get("volume") or {}
    options: Json = {"NoCopy": True} if given.get("nocopy") else {}
    if given.get("subpath"):
        options["Subpath"] = given["subpath"]
    name = known.get("name") or scoped(stack, source)
    if known.get("external"):
        return {"Source": name, "VolumeOptions": options}
    options["Labels"] = with_namespace(stack, known.get("labels"))
    if known.get("driver") or known.get("driver_opts") is not None:
        driver = {"Name": known.get("driver"), "Options": known.get("driver_opts")}
        options["DriverConfig"] = {key: value for key, value in driver.items() if value}
    return {"Source": name, "VolumeOptions": options}


def _cluster_source(stack: str, source: str, volumes: Mapping[str, Json]) -> str:
    """A group of cluster volumes is named as it is."""
    return source if source.startswith("group:") else _declared(source, volumes).get("name") or scoped(stack, source)


def _declared(source: str, volumes: Mapping[str, Json]) -> Json:
    if source not in volumes:
        raise ComposeError(f'undefined volume "{source}"')
    return volumes[source]
