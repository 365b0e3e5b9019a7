"""Waiting for a rotation of the root certificate, as `docker swarm ca --rotate` does."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from tutor.shell.process import Redraw, Write, pause
from tutor.swarm.clock import MILLISECOND

if TYPE_CHECKING:
    from tutor.shell.docker.command import Call
    from tutor.shell.process import Process

_POLL = 200 * MILLISECOND


def rotation_progress(call: Call) -> Process:
    """Poll until every node has the new certificate. Without a terminal the bars cannot be drawn."""
    shown = not call.flags.on("quiet")
    if shown and not call.tty:
        yield Write("desired root digest: \n  rotated TLS certificates: \n  rotated CA certificates: \n")
    while True:
        swarm = call.engine.swarm.inspect()
        nodes = call.engine.nodes.list({})
        wanted = swarm.get("TLSInfo")
        ready = sum(node["Description"].get("TLSInfo") == wanted for node in nodes)
        if shown and not call.tty:
            digest = hashlib.sha256((wanted or {}).get("TrustRoot", "").encode()).hexdigest()
            yield Write(f"desired root digest: sha256:{digest}\n")
        elif shown:
            total = f"{ready}/{len(nodes)} nodes"
            yield Redraw((f"  rotated TLS certificates:  {total}", f"  rotated CA certificates:   {total}"))
        if ready == len(nodes) and not swarm.get("RootRotationInProgress"):
            break
        yield pause(_POLL)
    yield pause(_POLL)
    if shown and call.tty:
        yield Redraw((), keep=True)
    return 0
