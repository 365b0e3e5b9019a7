"""User limits (`--ulimit`) and user-defined resources as the docker client reads them.

Each function raises BadValue with the client's own text. Sources: docker/go-units `ulimit.go`,
swarmkit `api/genericresource/parse.go`, docker/cli `service/generic_resource_opts.go`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tutor.shell.docker.gotext import BadValue, quote

if TYPE_CHECKING:
    from collections.abc import Iterable

Json = dict[str, Any]
_ULIMITS = frozenset(
    "core cpu data fsize locks memlock msgqueue nice nofile nproc rss rtprio rttime sigpending stack".split()  # noqa: SIM905
)


def ulimit(text: str) -> Json:
    """`nofile=1024:2048` -> the Engine's `Ulimit` (name, hard and soft limit; -1: unlimited)."""
    name, equals, limits = text.partition("=")
    if not equals:
        raise BadValue(f"invalid ulimit argument: {text}")
    if name not in _ULIMITS:
        raise BadValue(f"invalid ulimit type: {name}")
    parts = limits.split(":")
    if len(parts) > 2:
        raise BadValue(f"too many limit value arguments - {limits}, can only have up to two, `soft[:hard]`")
    hard = _decimal(parts[-1])
    soft = _decimal(parts[0])
    if hard != -1 and (soft == -1 or soft > hard):
        pair = f"soft: -1 (unlimited), hard: {hard}" if soft == -1 else f"{soft} > {hard}"
        raise BadValue(f"ulimit soft limit must be less than or equal to hard limit: {pair}")
    return {"Name": name, "Hard": hard, "Soft": soft}


def _decimal(text: str) -> int:
    if not re.fullmatch(r"[+-]?[0-9]+", text):
        raise BadValue(f"strconv.ParseInt: parsing {quote(text)}: invalid syntax")
    return int(text)


def generic_resource_term(text: str) -> str:
    """One value of `--generic-resource`; what stands behind `=` is looked at later."""
    if "=" not in text:
        raise BadValue(f"invalid generic-resource format `{text}` expected `name=value`")
    return text


def generic_resources(terms: Iterable[str]) -> list[Json]:
    """`["ssd=2", "gpu=1"]` -> the Engine's `GenericResources`; only counted resources can be asked for."""
    values: dict[str, list[str]] = {}
    for term in terms:
        parts = term.split("=")
        if len(parts) != 2:
            raise BadValue(
                "invalid generic resource specification: could not parse GenericResource: "
                f"incorrect term {term}, missing '=' or malformed expression"
            )
        values.setdefault(parts[0].strip(), []).append(parts[1].strip())
    return [_counted(kind, found) for kind, found in values.items()]


def _counted(kind: str, found: list[str]) -> Json:
    numbers = [value for value in found if re.fullmatch(r"[+-]?[0-9]+", value)]
    prefix = "invalid generic resource specification: could not parse GenericResource: "
    if len(found) == 1 and numbers:
        if int(found[0]) < 0:
            raise BadValue(f"{prefix}cannot ask for negative resource {kind}")
        return {"DiscreteResourceSpec": {"Kind": kind, "Value": int(found[0])}}
    if numbers:
        raise BadValue(f"{prefix}mixed discrete and named resources in expression '{kind}=[{' '.join(found)}]'")
    raise BadValue(
        f"invalid generic-resource request `{kind}={found[0]}`, "
        "Named Generic Resources is not supported for service create or update"
    )
