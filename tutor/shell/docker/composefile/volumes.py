"""The short form of a service's volume: `[source:]target[:options]`.

Source: docker/cli `compose/loader/volume.go`, `loader.go` (`resolveVolumePaths`).
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, Any

from tutor.shell.docker.composefile.errors import ComposeError
from tutor.shell.docker.gotext import BadValue

if TYPE_CHECKING:
    from tutor.shell.docker.composefile.service import Surroundings

Json = dict[str, Any]
_WINDOWS_ABSOLUTE = re.compile(r"[A-Za-z]:[\\/]|[\\/]{2}[^\\/.][^\\/]*[\\/][^\\/.][^\\/]*[\\/]")
_PROPAGATIONS = frozenset(("rprivate", "private", "rshared", "shared", "rslave", "slave"))


def parse_volume(spec: str) -> Json:
    """The long form of a short one. Raises BadValue with the client's text."""
    if not spec:
        raise BadValue("invalid empty volume spec")
    if len(spec.encode()) <= 2:
        return {"type": "volume", "target": spec}
    sections = _sections(spec)
    volume: Json = {}
    for index, section in enumerate(sections):
        try:
            _fill(volume, section, last=index == len(sections) - 1)
        except BadValue as error:
            raise BadValue(f"invalid spec: {spec}: {error}") from None
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
        raise BadValue("empty section between colons")
    if "source" not in volume and last:
        volume["target"] = section
    elif "source" not in volume:
        volume["source"] = section
    elif "target" not in volume:
        volume["target"] = section
    elif not last:
        raise BadValue("too many colons")
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


def resolve_source(volume: Json, around: Surroundings) -> Json:
    """A bind mount with its source as an absolute path on the host where the client runs."""
    if volume.get("type") != "bind":
        return volume
    source = volume.get("source", "")
    if not source:
        raise ComposeError('invalid mount config for type "bind": field Source must not be empty')
    source = _expand_user(source, around)
    if not _absolute_on_windows(source):
        source = absolute(around.directory, source)
    return {**volume, "source": source}


def _expand_user(source: str, around: Surroundings) -> str:
    if not source.startswith("~"):
        return source
    if "HOME" in around.environment:
        return around.environment["HOME"] + source[1:]
    around.warnings.append("cannot expand '~', because the environment lacks HOME")
    return source


def _absolute_on_windows(path: str) -> bool:
    """`C:\\dir`, `C:/dir` and `\\\\server\\share\\dir` stay as they are: the daemon may be elsewhere."""
    return bool(_WINDOWS_ABSOLUTE.match(path))


def absolute(directory: str, path: str) -> str:
    """`path` seen from `directory`, without `.` and `..`."""
    return path if path.startswith("/") else posixpath.normpath(posixpath.join(directory, path))
