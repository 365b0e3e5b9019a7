"""`docker service logs`: the lines of all tasks of a service, each with where it comes from.

Source: docker/cli `cli/command/service/logs.go`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tutor.engine.errors import EngineError
from tutor.shell.docker.command import ClientError, Command, exactly
from tutor.shell.docker.driving import finish
from tutor.shell.docker.flags import NO_RESOLVE, NO_TRUNC, Flag
from tutor.shell.docker.kinds import BOOL, STRING
from tutor.shell.docker.moments import log_moment
from tutor.shell.docker.tables import short_id
from tutor.shell.docker.tasks import Names

if TYPE_CHECKING:
    from tutor.engine.waiting import Chunk
    from tutor.shell.docker.command import Call
    from tutor.shell.process import Process

Json = dict[str, Any]
NOT_FOUND = 404
_TASK, _NODE = "com.docker.swarm.task.id", "com.docker.swarm.node.id"
_SERVICE = "com.docker.swarm.service.id"


def logs(call: Call) -> Process:
    flags, engine, ref = call.flags, call.engine, call.args[0]
    since = log_moment(call, "since")
    widest = 1
    operation: Any
    options = {
        "follow": flags.on("follow"),
        "tail": flags.text("tail"),
        "since": since,
        "timestamps": flags.on("timestamps"),
    }
    try:
        service = engine.services.inspect(ref)
        widest = len(str((service["Spec"]["Mode"].get("Replicated") or {}).get("Replicas", 1)))
        _check_terminal(call, service["Spec"]["TaskTemplate"])
        operation = engine.services.logs(ref, **options)
    except EngineError as error:
        if error.status != NOT_FOUND:
            raise
        try:
            task = engine.tasks.inspect(ref)
        except EngineError as missing:
            if missing.status != NOT_FOUND:
                raise
            raise ClientError(f"no such task or service: {ref}") from None
        widest = len(str(task.get("Slot", 0)))
        _check_terminal(call, task["Spec"])
        operation = engine.tasks.logs(task["ID"], **options)
    writer = _Writer(call, widest)
    yield from finish(operation, writer.line)
    return 0


def _check_terminal(call: Call, template: Json) -> None:
    """What a terminal printed is one stream, in which lines have no origin."""
    if (template.get("ContainerSpec") or {}).get("TTY") and not call.flags.on("raw"):
        raise ClientError("tty service logs only supported with --raw")


class _Writer:
    """Puts the origin before each line; all origins are padded to one width."""

    def __init__(self, call: Call, digits: int) -> None:
        self._flags = call.flags
        self._engine = call.engine
        self._names = Names(call.engine, resolve=not call.flags.on("no-resolve"))
        self._digits = digits

    def line(self, chunk: Chunk) -> str:
        stamp, details, text = _parts(str(chunk.data), timed=self._flags.on("timestamps"))
        head = f"{stamp} " if stamp else ""
        if self._flags.on("raw"):
            return f"{head}{details} {text}" if self._flags.on("details") else f"{head}{text}"
        values = dict(pair.split("=", 1) for pair in details.split(",") if "=" in pair)
        others = ",".join(f"{key}={values[key]}" for key in sorted(values) if key not in (_TASK, _NODE, _SERVICE))
        shown = f"{others} " if self._flags.on("details") else ""
        return f"{head}{self._origin(values)}| {shown}{text}"

    def _origin(self, values: dict[str, str]) -> str:
        task_id, node_id = values.get(_TASK, ""), values.get(_NODE, "")
        try:
            task = self._engine.tasks.inspect(task_id)
        except EngineError:
            task = {"ServiceID": values.get(_SERVICE, ""), "Slot": 0, "NodeID": node_id}
        slot = str(task.get("Slot", 0))  # 0 for tasks of global services
        name = f"{self._names.service(task['ServiceID'])}.{slot}"
        pad = " " * (self._digits - len(slot))
        if not self._flags.on("no-task-ids"):
            name += f".{short_id(task_id, truncate=not self._flags.on('no-trunc'))}"
        return f"{name}@{self._names.node(node_id)}{pad}    "


def _parts(line: str, *, timed: bool) -> tuple[str, str, str]:
    """(time stamp, details, text) of a line as the daemon sends it."""
    stamp = ""
    if timed:
        stamp, _, line = line.partition(" ")
    details, _, text = line.partition(" ")
    return stamp, details, text


LOGS = Command(
    path="service logs",
    usage="[OPTIONS] SERVICE|TASK",
    about="Show what the tasks of a service, or one task, have printed",
    run=logs,
    flags=(
        Flag("details", BOOL, "Show what the daemon tells of each line, too"),
        Flag("follow", BOOL, "Go on with new lines as they come", short="f"),
        NO_RESOLVE,
        Flag("no-task-ids", BOOL, "Leave the identifiers of tasks out"),
        NO_TRUNC,
        Flag("raw", BOOL, "Show the lines alone"),
        Flag("since", STRING, "Only lines since a moment (2026-01-02T13:23:37Z) or a span ago (42m)"),
        Flag("tail", STRING, "How many lines from the end of each log", short="n", default="all"),
        Flag("timestamps", BOOL, "Show when each line was printed", short="t"),
    ),
    arity=exactly(1),
)
