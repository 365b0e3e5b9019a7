"""Parts of the API that a daemon has and the sandbox has not: they say so."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from tutor.engine.errors import EngineError
from tutor.serve.router import Route

if TYPE_CHECKING:
    from tutor.serve.call import Call

NOT_IMPLEMENTED = 501
_PATHS = (
    "POST /auth",
    "POST /build", "POST /build/prune", "POST /build/cancel", "POST /session", "POST /grpc", "POST /commit",
    "GET /containers/{ref}/archive", "PUT /containers/{ref}/archive", "HEAD /containers/{ref}/archive",
    "GET /containers/{ref}/attach/ws", "GET /containers/{ref}/checkpoints", "POST /containers/{ref}/checkpoints",
    "GET /containers/{ref}/export",
    "GET /images/search", "GET /images/get", "GET /images/{ref+}/get", "POST /images/load", "POST /images/{ref+}/push",
    "GET /plugins/privileges", "POST /plugins/pull", "POST /plugins/create", "POST /plugins/{ref+}/enable",
    "POST /plugins/{ref+}/disable", "POST /plugins/{ref+}/upgrade", "POST /plugins/{ref+}/push",
    "POST /plugins/{ref+}/set", "DELETE /plugins/{ref+}",
    "PUT /volumes/{ref}",
)  # fmt: skip


def _refuse(_: Call) -> NoReturn:
    raise EngineError(NOT_IMPLEMENTED, "the sandbox does not have this part of the Engine API")


ROUTES = tuple(Route(method, path, _refuse) for method, _, path in (entry.partition(" ") for entry in _PATHS))
