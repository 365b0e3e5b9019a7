"""The short form of a service's volume: `[source:]target[:options]`.

Source: docker/cli `compose/loader/volume.go`, `loader.go` (`resolveVolumePaths`).
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Any

from tutor.shell.docker.composefile.errors import ComposeError

if TYPE_CHECKING:
    from collections.abc import Mapping

Json = dict[str, Any]
_PROPAGATIONS = frozenset(("rprivate", "private", "rshared", "shared", "rslave", "slave"))


def parse_volume(spec: str) -> Json:
    """The long form of a short one. Raises ComposeError with the client's text."""
    if not spec:
        raise ComposeError("invalid empty volume spec")
    if len(spec) <= 2:
        return {"type": "volume", "target": spec}
    sections = _sections(spec)
    volume: Json = {}
    for index, section in enumerate(sections):
        try:
            _fill(volume, section, last=index == len(sections) - 1)
        except ComposeError as error:
            raise ComposeError(f"invalid spec: {spec}: {error}") from None
    return {"type": _type(volume.get("source", "")), **volume}


def _sections(spec: str) -> list[str]:
    """Parts between colons; the colon of a Windows drive letter does not separate."""
    sections: list[str] = []
    for part in spec.split(":"):
        drive = sections and len(sections[-1]) == 1 and sections[-1].isalpha()
        if drive:
            sections[-1] += f":{part}"
        else:
            sections.append(part)
    return sections


def _fill(volume: Json, section: str, *, last: bool) -> None:
    if not section:
        raise ComposeError("empty section between colons")
    if "source" not in volume and last:
        volume["target"] = section
    elif "source" not in volume:
        volume["source"] = section
    elif "target" not in volume:
        volume["target"] = section
    elif not last:
        raise ComposeError("too many colons")
    else:
        _options(volume, section)


def _options(volume: Json, section: str) -> None:
    """Options that the client does not know are passed over, as it does."""
    for option in section.split(","):
        if option == "ro":
            volume["read_only"] = True
        elif option == "rw":
            volume.pop("read_only", None)
        elif option == "nocopy":
            volume["volume"] = {"nocopy": True}
        elif option in _PROPAGATIONS:
            volume["bind"] = {"propagation": option}


def _type(source: str) -> str:
    if not source:
        return "volume"
    path = (
        source[0] in "./~"
        or source.startswith("\\\\")
        or (len(source) > 1 and source[1] == ":" and source[0].isalpha())
    )
    return "bind" if path else "volume"


def resolve_source(volume: Json, directory: str, environment: Mapping[str, str]) -> Json:
    """A bind mount with its source as an absolute path on the host where the client runs."""
    if volume.get("type") != "bind":
        return volume
    source = volume.get("source", "")
    if not source:
        raise ComposeError('invalid mount config for type "bind": field Source must not be empty')
    if source.startswith("~") and "HOME" in environment:
        source = environment["HOME"] + source[1:]
    if not source.startswith(("/", "\\\\")) and source[1:2] != ":":
        source = absolute(directory, source)
    return {**volume, "source": source}


def absolute(directory: str, path: str) -> str:
    """`path` seen from `directory`, without `.` and `..`."""
    return path if path.startswith("/") else posixpath.normpath(posixpath.join(directory, path))
