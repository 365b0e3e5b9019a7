"""The swarm and its nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.serve.router import Route

if TYPE_CHECKING:
    from tutor.serve.call import Call


def _update(call: Call) -> None:
    call.engine.swarm.update(
        call.version("swarm"),
        call.body,
        rotate_worker_token=call.strict("rotateWorkerToken"),
        rotate_manager_token=call.strict("rotateManagerToken"),
        rotate_manager_unlock_key=call.strict("rotateManagerUnlockKey"),
    )


ROUTES = (
    Route("POST", "/swarm/init", lambda call: call.engine.swarm.init(call.body), body="swarm.InitRequest"),
    Route("POST", "/swarm/join", lambda call: call.engine.swarm.join(call.body), body="swarm.JoinRequest"),
    Route("POST", "/swarm/leave", lambda call: call.engine.swarm.leave(call.on("force"))),
    Route("POST", "/swarm/update", _update, body="swarm.Spec"),
    Route("POST", "/swarm/unlock", lambda call: call.engine.swarm.unlock(call.body), body="swarm.UnlockRequest"),
    Route(
        "POST",
        "/nodes/{ref}/update",
        lambda call: call.engine.nodes.update(call.ref, call.version("node"), call.body),
        body="swarm.NodeSpec",
    ),
    Route("DELETE", "/nodes/{ref}", lambda call: call.engine.nodes.remove(call.ref, call.on("force"))),
)
