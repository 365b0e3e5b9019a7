"""The stack files of one command -> one normalised configuration.

The configuration is a dictionary with `version`, `services`, `networks`, `volumes`, `secrets`,
`configs` (mappings by name; see `service.py` and `sections.py` for their members) and any `x-` keys.
Sources: docker/cli `command/stack/loader/loader.go`, `compose/loader/loader.go`.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from tutor.shell.docker.composefile import sections
from tutor.shell.docker.composefile.document import parse
from tutor.shell.docker.composefile.errors import ComposeError
from tutor.shell.docker.composefile.interpolate import interpolate
from tutor.shell.docker.composefile.merge import merge
from tutor.shell.docker.composefile.properties import refuse_forbidden
from tutor.shell.docker.composefile.schema import schema, version_of
from tutor.shell.docker.composefile.service import Surroundings, normalise_service
from tutor.shell.docker.composefile.validate import validate

if TYPE_CHECKING:
    from collections.abc import Sequence

Json = dict[str, Any]
_SECTIONS = ("networks", "volumes", "secrets", "configs")


@dataclass(frozen=True, slots=True)
class Stack:
    """What was read: the files as they are, and the configuration."""

    documents: tuple[Json, ...]
    config: Json


def load(names: Sequence[str], around: Surroundings, stdin: str | None = None, *, interpolated: bool = True) -> Stack:
    """Read the files in order, `-` being standard input; later ones win.

    `around.directory` is the working directory; relative paths in the files count from where the first
    file lies. What the client logs is added to `around.warnings`. Raises ComposeError (ForbiddenKeys)
    with the client's text.
    """
    if not names:
        raise ComposeError("Specify a Compose file (with --compose-file)")
    documents = tuple(
        # standard input is empty when it is read again
        parse(_read(name, around, stdin if names.index(name) == index else None))
        for index, name in enumerate(names)
    )
    if list(names) != ["-"]:
        around = replace(around, directory=posixpath.dirname(posixpath.join(around.directory, names[0])))
    around = replace(around, directory=posixpath.normpath(around.directory))
    version = version_of(documents[0])
    configs = []
    for document in documents:
        other = version_of(document)
        if other != version:
            raise ComposeError(f"version mismatched between two composefiles : {version} and {other}")
        configs.append(_load_one(document, version, around, interpolated=interpolated))
    return Stack(documents, merge(configs))


def _read(name: str, around: Surroundings, stdin: str | None) -> str:
    if name == "-":
        return stdin or ""
    return around.read(name).decode(errors="replace")


def _load_one(document: Json, version: str, around: Surroundings, *, interpolated: bool) -> Json:
    refuse_forbidden(document)
    if interpolated:
        document = interpolate(document, around.environment)
    validate(document, schema(version))
    config: Json = {"version": version}
    services = document.get("services", {})
    config["services"] = {name: normalise_service(services[name], around) for name in services}
    for name in _SECTIONS:
        config[name] = getattr(sections, name)(document.get(name, {}), version, around)
    config.update({key: value for key, value in document.items() if key.startswith("x-")})
    return config
