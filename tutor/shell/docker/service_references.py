"""Names of secrets and configs in a specification -> references with ids.

Source: docker/cli `cli/command/service/parse.go`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tutor.shell.docker.command import ClientError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tutor.engine.engine import Engine

Json = dict[str, Any]


def secret_references(engine: Engine, wanted: Iterable[Json]) -> list[Json]:
    """`wanted`: `{"Name": secret, "File": target}`. Raises ClientError for a missing or doubled one."""
    asked = list(wanted)
    _refuse_doubles("secret", asked)
    ids = _ids(engine.secrets.list({"name": _names(asked)})) if asked else {}
    return [{"File": one["File"], "SecretID": _id("secret", one, ids), "SecretName": one["Name"]} for one in asked]


def config_references(engine: Engine, wanted: Iterable[Json]) -> list[Json]:
    """The same for configs; one with `"Runtime": {}` instead of `File` is used by the engine itself."""
    asked = list(wanted)
    _refuse_doubles("config", [one for one in asked if "File" in one])
    ids = _ids(engine.configs.list({"name": _names(asked)})) if asked else {}
    return [_config(one, _id("config", one, ids)) for one in asked]


def _config(one: Json, identifier: str) -> Json:
    target = {"File": one["File"]} if "File" in one else {"Runtime": {}}
    return {**target, "ConfigID": identifier, "ConfigName": one["Name"]}


def _names(asked: Iterable[Json]) -> list[str]:
    return list(dict.fromkeys(one["Name"] for one in asked))


def _ids(found: Iterable[Json]) -> dict[str, str]:
    return {one["Spec"]["Name"]: one["ID"] for one in found}


def _id(kind: str, one: Json, ids: dict[str, str]) -> str:
    if one["Name"] not in ids:
        raise ClientError(f"{kind} not found: {one['Name']}")
    return ids[one["Name"]]


def _refuse_doubles(kind: str, asked: Iterable[Json]) -> None:
    targets: set[str] = set()
    for one in asked:
        target = one["File"]["Name"]
        if target in targets:
            raise ClientError(f"duplicate {kind} target for {one['Name']} not allowed")
        targets.add(target)
