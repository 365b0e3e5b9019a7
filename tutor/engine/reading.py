"""The read-only paths of the API, mapped to operations: what judges of labs and clients on a socket read through."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from tutor.engine.errors import EngineError
from tutor.engine.filters import filters_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tutor.engine.engine import Engine

NOT_FOUND = 404
TRUE = ("1", "true", "True")


def read(engine: Engine, path: str, query: Mapping[str, str]) -> Any:
    """The answer of `GET path`. `filters` in the query is JSON, a map of lists as the API has it."""
    parts = [unquote(part) for part in path.strip("/").split("/")]
    filters = filters_in(query)
    match parts:
        case ["_ping"]:
            return engine.system.ping()
        case ["info"]:
            return engine.system.info()
        case ["version"]:
            return engine.system.version()
        case ["system", "df"]:
            return engine.system.disk_usage()
        case ["swarm"]:
            return engine.swarm.inspect()
        case ["swarm", "unlockkey"]:
            return engine.swarm.unlock_key()
        case ["nodes"]:
            return engine.nodes.list(filters)
        case ["nodes", ref]:
            return engine.nodes.inspect(ref)
        case ["services"]:
            return engine.services.list(filters, query.get("status") in TRUE)
        case ["services", ref]:
            return engine.services.inspect(ref, query.get("insertDefaults") in TRUE)
        case ["tasks"]:
            return engine.tasks.list(filters)
        case ["tasks", ref]:
            return engine.tasks.inspect(ref)
    return _read_local(engine, parts, query, filters)


def _read_local(engine: Engine, parts: list[str], query: Mapping[str, str], filters: dict[str, list[str]]) -> Any:
    match parts:
        case ["networks"]:
            return engine.networks.list(filters)
        case ["networks", ref]:
            return engine.networks.inspect(ref, query.get("scope", ""), query.get("verbose") in TRUE)
        case ["secrets"]:
            return engine.secrets.list(filters)
        case ["secrets", ref]:
            return engine.secrets.inspect(ref)
        case ["configs"]:
            return engine.configs.list(filters)
        case ["configs", ref]:
            return engine.configs.inspect(ref)
        case ["volumes"]:
            return engine.volumes.list(filters)["Volumes"]
        case ["volumes", name]:
            return engine.volumes.inspect(name)
        case ["containers", "json"]:
            limit = query.get("limit", "")
            return engine.containers.list(query.get("all") in TRUE, filters, int(limit) if limit.isdecimal() else 0)
        case ["containers", ref, "json"]:
            return engine.containers.inspect(ref)
        case ["exec", exec_id, "json"]:
            return engine.containers.exec_inspect(exec_id)
        case ["images", "json"]:
            return engine.images.list(filters)
        case ["images", *name, "json"]:
            return engine.images.inspect("/".join(name))
        case ["distribution", *name, "json"]:
            return engine.distribution.inspect("/".join(name))
        case ["plugins"]:
            return []
        case ["plugins", *name, "json"]:
            raise EngineError(NOT_FOUND, f'plugin "{"/".join(name)}" not found')
    raise EngineError(NOT_FOUND, "page not found")
