"""Containers of one host, and programs run in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tutor.engine.waiting import Chunk, pause
from tutor.serve.call import Conversation, Reply, Stream
from tutor.serve.framing import JSON_TYPE, encoded, json_line
from tutor.serve.router import Route
from tutor.serve.routes.services import log_options, log_stream
from tutor.swarm.clock import SECOND

if TYPE_CHECKING:
    from tutor.engine.stdin import Stdin
    from tutor.engine.waiting import Operation
    from tutor.serve.call import Call

CREATED, DONE, UNCHANGED = 201, 204, 304


def _runs(call: Call) -> bool:
    return bool(call.engine.containers.inspect(call.ref)["State"]["Running"])


def _start(call: Call) -> Any:
    return Reply(UNCHANGED) if _runs(call) else call.engine.containers.start(call.ref)


def _stop(call: Call) -> Any:
    return call.engine.containers.stop(call.ref, call.number("t")) if _runs(call) else Reply(UNCHANGED)


def _logs(call: Call) -> Stream:
    options = log_options(call)
    tty = bool(call.engine.containers.inspect(call.ref)["Config"]["Tty"])
    return log_stream(call.engine.containers.logs(call.ref, **options), tty)


def _wait(call: Call) -> Stream:
    """The head of the answer tells the client that it is being listened to; it starts the container then."""
    operation = call.engine.containers.wait(call.ref, call.text("condition") or "not-running")
    return Stream(operation, json_line, JSON_TYPE, last=lambda code: encoded({"StatusCode": code}))


def _stats(call: Call) -> Any:
    """Once, or once a second."""
    if call.query.get("stream") is not None and not call.on("stream"):
        return call.engine.containers.stats(call.ref)

    def again_and_again() -> Operation[None]:
        while True:
            yield Chunk(call.engine.containers.stats(call.ref))
            yield pause(SECOND)

    return Stream(again_and_again(), json_line, JSON_TYPE)


def _attach(call: Call) -> Conversation:
    config = call.engine.containers.inspect(call.ref)["Config"]

    def begin(stdin: Stdin) -> Operation[None]:
        return call.engine.containers.attach(
            call.ref,
            stdout=call.on("stdout"),
            stderr=call.on("stderr"),
            logs=call.on("logs"),
            follow=call.on("stream"),
            stdin=stdin if call.on("stdin") else None,
        )

    return Conversation(begin, bool(config["Tty"]))


def _exec_start(call: Call) -> Any:
    exec_id = call.ref
    tty = bool(call.engine.containers.exec_inspect(exec_id)["ProcessConfig"]["tty"])
    if call.body.get("Detach"):
        return call.engine.containers.exec_start(exec_id)
    return Conversation(lambda stdin: call.engine.containers.exec_start(exec_id, typed=stdin), tty)


def _remove(call: Call) -> None:
    call.engine.containers.remove(call.ref, call.on("force"), call.on("v"))


def _resize(call: Call) -> None:
    """Programs in the sandbox do not look at the size of their terminal."""
    call.engine.containers.inspect(call.ref)


def _exec_resize(call: Call) -> None:
    call.engine.containers.exec_inspect(call.ref)


ROUTES = (
    Route(
        "POST",
        "/containers/create",
        lambda call: call.engine.containers.create(call.text("name"), call.body),
        CREATED,
        "runconfig.ContainerConfigWrapper",
        needs_body=True,
    ),
    Route("POST", "/containers/{ref}/start", _start, DONE),
    Route("POST", "/containers/{ref}/stop", _stop, DONE),
    Route(
        "POST",
        "/containers/{ref}/restart",
        lambda call: call.engine.containers.restart(call.ref, call.number("t")),
        DONE,
    ),
    Route(
        "POST",
        "/containers/{ref}/kill",
        lambda call: call.engine.containers.kill(call.ref, call.text("signal") or "KILL"),
        DONE,
    ),
    Route(
        "POST",
        "/containers/{ref}/rename",
        lambda call: call.engine.containers.rename(call.ref, call.text("name")),
        DONE,
    ),
    Route("POST", "/containers/{ref}/wait", _wait),
    Route("POST", "/containers/{ref}/attach", _attach),
    Route("POST", "/containers/{ref}/resize", _resize),
    Route("GET", "/containers/{ref}/logs", _logs),
    Route("GET", "/containers/{ref}/top", lambda call: call.engine.containers.top(call.ref)),
    Route("GET", "/containers/{ref}/changes", lambda call: call.engine.containers.changes(call.ref)),
    Route("GET", "/containers/{ref}/stats", _stats),
    Route("POST", "/containers/{ref}/pause", lambda call: call.engine.containers.pause(call.ref), DONE),
    Route("POST", "/containers/{ref}/unpause", lambda call: call.engine.containers.unpause(call.ref), DONE),
    Route(
        "POST",
        "/containers/{ref}/update",
        lambda call: call.engine.containers.update(call.ref, call.body),
        body="container.UpdateConfig",
    ),
    Route("DELETE", "/containers/{ref}", _remove, DONE),
    Route("POST", "/containers/prune", lambda call: call.engine.containers.prune(call.filters)),
    Route(
        "POST",
        "/containers/{ref}/exec",
        lambda call: call.engine.containers.exec_create(call.ref, call.body),
        CREATED,
        "types.ExecConfig",
    ),
    Route("POST", "/exec/{ref}/start", _exec_start, body="types.ExecStartCheck"),
    Route("POST", "/exec/{ref}/resize", _exec_resize, CREATED),
)
