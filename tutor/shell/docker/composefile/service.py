"""One service of a stack file in its normalised form: every short syntax written out.

The result has the format's keys; durations are nanoseconds, sizes bytes, `environment` and labels
mappings, `ports`, `volumes`, `secrets` and `configs` lists of mappings. Keys that were not given are
absent. Source: docker/cli `compose/loader/loader.go` (`LoadService`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tutor.shell.docker.composefile import short_forms
from tutor.shell.docker.composefile.decode import decode
from tutor.shell.docker.composefile.errors import ComposeError
from tutor.shell.docker.composefile.types import SERVICE
from tutor.shell.docker.composefile.volumes import absolute, resolve_source
from tutor.shell.docker.service_envfile import parse_env_file
from tutor.shell.docker.service_ports import PortMapping, port_mappings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What reading a file depends on besides its text."""

    directory: str
    """Relative paths count from here: where the first file lies."""
    environment: Mapping[str, str]
    read: Callable[[str], bytes]
    """The content of a file; raises ComposeError with the system's text (`open X: no such file or directory`)."""
    warnings: list[str] = field(default_factory=list)
    """What the client logs at level warning, in order."""


def normalise_service(given: Json, around: Surroundings) -> Json:
    """Raises ComposeError with the client's text."""
    service: Json = decode(given, SERVICE)
    around.warnings.extend(_ignored_addresses(given.get("ports") or []))
    environment = _environment(service, around)
    if environment:
        service["environment"] = environment
    if "volumes" in service:
        service["volumes"] = [resolve_source(volume, around) for volume in service["volumes"]]
    return {**service, **{key: value for key, value in given.items() if key.startswith("x-")}}


def _environment(service: Json, around: Surroundings) -> dict[str, str | None]:
    """`env_file`, then `environment`; a variable without value takes it from the client's environment."""
    found: dict[str, str | None] = {}
    lines: list[str] = []
    for name in service.get("env_file", ()):
        path = absolute(around.directory, name)
        try:
            lines += parse_env_file(path, around.read, around.environment)
        except ComposeError as error:
            unreadable = str(error).startswith("read ")  # a directory, say: it was opened and cannot be read
            raise ComposeError(f"invalid env file ({path}): {error}") if unreadable else error from None
        except ValueError as error:
            raise ComposeError(str(error)) from error
    found.update(_completed(short_forms.pairs_or_none(lines), around))
    found.update(_completed(service.get("environment", {}), around))
    return found


def _completed(variables: Mapping[str, str | None], around: Surroundings) -> dict[str, str | None]:
    return {name: value or around.environment.get(name, value) for name, value in variables.items()}


def _ignored_addresses(entries: list[Any]) -> Iterator[str]:
    """Swarm publishes on all addresses; the client says so where one is given."""
    for entry in entries:
        if isinstance(entry, dict):
            continue
        for mapping in sorted(port_mappings(str(entry)), key=lambda one: f"{one.container}/{one.protocol}"):
            if mapping.address not in ("", "0.0.0.0", "::"):  # noqa: S104 - a published address, nothing is bound
                yield _ignored_address(mapping)


def _ignored_address(mapping: PortMapping) -> str:
    address = f"[{mapping.address}]" if ":" in mapping.address else mapping.address
    port = f"{mapping.host}:{mapping.container}/{mapping.protocol}"
    return f"ignoring IP-address ({address}:{port}) service will listen on '0.0.0.0'"
