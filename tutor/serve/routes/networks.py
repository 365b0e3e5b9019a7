"""Networks and volumes."""

from __future__ import annotations

from tutor.serve.router import Route

CREATED, GONE = 201, 204

ROUTES = (
    Route(
        "POST",
        "/networks/create",
        lambda call: call.engine.networks.create(call.body),
        CREATED,
        "types.NetworkCreateRequest",
        needs_body=True,
    ),
    Route(
        "POST",
        "/networks/{ref}/connect",
        lambda call: call.engine.networks.connect(call.ref, call.body),
        body="types.NetworkConnect",
    ),
    Route(
        "POST",
        "/networks/{ref}/disconnect",
        lambda call: call.engine.networks.disconnect(call.ref, call.body),
        body="types.NetworkDisconnect",
    ),
    Route("POST", "/networks/prune", lambda call: call.engine.networks.prune(call.filters)),
    Route("DELETE", "/networks/{ref}", lambda call: call.engine.networks.remove(call.ref), GONE),
    Route("GET", "/volumes", lambda call: call.engine.volumes.list(call.filters)),
    Route(
        "POST", "/volumes/create", lambda call: call.engine.volumes.create(call.body), CREATED, "volume.CreateOptions"
    ),
    Route("POST", "/volumes/prune", lambda call: call.engine.volumes.prune(call.filters)),
    Route("DELETE", "/volumes/{ref}", lambda call: call.engine.volumes.remove(call.ref, call.on("force")), GONE),
)
