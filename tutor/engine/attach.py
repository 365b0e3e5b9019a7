"""`POST /containers/{id}/attach`: what a container writes from now on, until it ends; and its input.

Source: engine `daemon/attach.go`. A client attaches before it starts the container, and sees all of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.engine import dialogue
from tutor.engine.waiting import Chunk, Until
from tutor.swarm.box.shell import run as run_in
from tutor.swarm.host import ContainerState

if TYPE_CHECKING:
    from tutor.engine.daemon import Daemon
    from tutor.engine.stdin import Stdin
    from tutor.engine.waiting import Operation
    from tutor.swarm.box.programs import Result
    from tutor.swarm.host import Container, Host


def attach(
    daemon: Daemon, container: Container, streams: tuple[str, ...], *, logs: bool, follow: bool, stdin: Stdin | None
) -> Operation[None]:
    """Chunks of output; `logs` begins with what was written before, `follow` goes on until the container ends."""
    host = daemon.host
    lines = host.logs[container.id]
    seen = 0 if logs else len(lines)
    if stdin is not None and _reads_commands(container):
        yield Until(lambda: _runs(host, container.id) or _is_over(host, container))
        if _runs(host, container.id):
            yield from _shell(daemon, container, stdin)
            return
    while True:
        for line in lines[seen:]:
            if line.stream in streams:
                yield Chunk(f"{line.text}\n", line.stream)
        seen = len(lines)
        if not follow or _is_over(host, container):
            return
        yield Until(lambda seen=seen: len(lines) > seen or _is_over(host, container))  # type: ignore[misc]


def _reads_commands(container: Container) -> bool:
    """Its program is a shell at a terminal that is left open for it."""
    config = container.config
    open_input = bool(config.raw.get("OpenStdin"))
    return config.tty and open_input and dialogue.is_shell((*config.entrypoint, *config.cmd))


def _shell(daemon: Daemon, container: Container, stdin: Stdin) -> Operation[None]:
    host = daemon.host

    def run(line: str) -> Result:
        return run_in(["sh", "-c", line], daemon.sim.containers.inside(host, container), "")

    status = yield from dialogue.shell(stdin, run, tty=True)
    daemon.sim.containers.end(host, container.id, status)


def _runs(host: Host, container_id: str) -> bool:
    container = host.containers.get(container_id)
    return container is not None and container.running


def _is_over(host: Host, before: Container) -> bool:
    """The run that was under way, or the next one, has ended, or could not begin."""
    now = host.containers.get(before.id)
    if now is None:
        return True
    if now.state is ContainerState.CREATED:
        return bool(now.error) and now is not before
    return now.state is ContainerState.EXITED and (before.running or now.started_at != before.started_at)
