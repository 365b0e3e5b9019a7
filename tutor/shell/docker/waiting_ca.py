"""Waiting for a rotation of the root certificate, as `docker swarm ca --rotate` does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.shell.process import Redraw, pause
from tutor.swarm.clock import MILLISECOND

if TYPE_CHECKING:
    from tutor.shell.docker.command import Call
    from tutor.shell.process import Process

_POLL = 200 * MILLISECOND


def rotation_progress(call: Call) -> Process:
    """Poll until every node has the new certificate. Progress is shown on a terminal only."""
    while True:
        swarm = call.engine.swarm.inspect()
        nodes = call.engine.nodes.list({})
        wanted = swarm.get("TLSInfo")
        ready = sum(node["Description"].get("TLSInfo") == wanted for node in nodes)
        if call.tty and not call.flags.on("quiet"):
            total = f"{ready}/{len(nodes)} nodes"
            yield Redraw((f"  rotated TLS certificates:  {total}", f"  rotated CA certificates:   {total}"))
        if ready == len(nodes) and not swarm.get("RootRotationInProgress"):
            break
        yield pause(_POLL)
    if call.tty and not call.flags.on("quiet"):
        yield Redraw((), keep=True)
    return 0
