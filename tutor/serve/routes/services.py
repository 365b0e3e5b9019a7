"""Services and the logs of services and tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tutor.engine.errors import EngineError
from tutor.serve.call import Stream
from tutor.serve.framing import multiplexed, output_type, raw
from tutor.serve.router import Route

if TYPE_CHECKING:
    from tutor.engine.waiting import Operation
    from tutor.serve.call import Call

CREATED, INVALID = 201, 400


def log_options(call: Call) -> dict[str, Any]:
    """What every kind of log is asked with. Raises EngineError."""
    if not (call.on("stdout") or call.on("stderr")):
        raise EngineError(INVALID, "Bad parameters: you must choose at least one stream")
    return {
        "stdout": call.on("stdout"),
        "stderr": call.on("stderr"),
        "follow": call.on("follow"),
        "timestamps": call.on("timestamps"),
        "details": call.on("details"),
        "since": call.moment("since"),
        "until": call.moment("until"),
        "tail": call.text("tail"),
    }


def log_stream(operation: Operation[None], tty: bool) -> Stream:
    return Stream(operation, raw if tty else multiplexed, output_type(tty))


def _service_logs(call: Call) -> Stream:
    options = log_options(call)
    spec = call.engine.services.inspect(call.ref)["Spec"]
    return log_stream(call.engine.services.logs(call.ref, **options), _has_terminal(spec["TaskTemplate"]))


def _task_logs(call: Call) -> Stream:
    options = log_options(call)
    spec = call.engine.tasks.inspect(call.ref)["Spec"]
    return log_stream(call.engine.tasks.logs(call.ref, **options), _has_terminal(spec))


def _has_terminal(template: Any) -> bool:
    return bool((template.get("ContainerSpec") or {}).get("TTY"))


def _update(call: Call) -> Any:
    return call.engine.services.update(call.ref, call.version("service"), call.body, call.text("rollback"))


ROUTES = (
    Route(
        "POST", "/services/create", lambda call: call.engine.services.create(call.body), CREATED, "swarm.ServiceSpec"
    ),
    Route("POST", "/services/{ref}/update", _update, body="swarm.ServiceSpec"),
    Route("DELETE", "/services/{ref}", lambda call: call.engine.services.remove(call.ref)),
    Route("GET", "/services/{ref}/logs", _service_logs),
    Route("GET", "/tasks/{ref}/logs", _task_logs),
)
