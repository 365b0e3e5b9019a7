"""Secrets and configs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.serve.router import Route

if TYPE_CHECKING:
    from tutor.serve.call import Call

CREATED, GONE = 201, 204


def _update_secret(call: Call) -> None:
    call.engine.secrets.update(call.ref, call.version("secret"), call.body)


def _update_config(call: Call) -> None:
    call.engine.configs.update(call.ref, call.version("config"), call.body)


ROUTES = (
    Route("POST", "/secrets/create", lambda call: call.engine.secrets.create(call.body), CREATED, "swarm.SecretSpec"),
    Route("POST", "/secrets/{ref}/update", _update_secret, body="swarm.SecretSpec"),
    Route("DELETE", "/secrets/{ref}", lambda call: call.engine.secrets.remove(call.ref), GONE),
    Route("POST", "/configs/create", lambda call: call.engine.configs.create(call.body), CREATED, "swarm.ConfigSpec"),
    Route("POST", "/configs/{ref}/update", _update_config, body="swarm.ConfigSpec"),
    Route("DELETE", "/configs/{ref}", lambda call: call.engine.configs.remove(call.ref), GONE),
)
