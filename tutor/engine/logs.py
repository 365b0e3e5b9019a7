"""Logs of containers, tasks and services.

Source: engine `daemon/logs.go`, `daemon/cluster/services.go` ServiceLogs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tutor.engine.errors import EngineError
from tutor.engine.times import rfc3339_fixed
from tutor.engine.waiting import Chunk, Until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from tutor.engine.waiting import Operation
    from tutor.swarm.host import LogLine
    from tutor.swarm.objects import Task
    from tutor.swarm.swarm import Swarm

SERVER_ERROR = 500
READABLE = ("", "json-file", "local", "journald")
"""Log drivers whose logs can be read again."""


@dataclass(frozen=True, slots=True)
class LogOptions:
    stdout: bool = True
    stderr: bool = True
    follow: bool = False
    timestamps: bool = False
    details: bool = False
    since: int = 0
    """Nanoseconds since the epoch."""
    until: int = 0
    tail: int | None = None
    """How many lines from the end; None: all."""

    @classmethod
    def read(cls, options: Mapping[str, Any]) -> LogOptions:
        """From keyword options; `tail` is a number or `all`. Raises EngineError."""
        tail = str(options.get("tail", "all") or "all")
        if re.fullmatch(r"-[0-9]+", tail):
            raise EngineError(SERVER_ERROR, "negative tail values not supported")
        if tail != "all" and not tail.isdecimal():
            raise EngineError(SERVER_ERROR, 'tail value must be a positive integer or "all"')
        plain = {key: options[key] for key in cls.__dataclass_fields__ if key in options and key != "tail"}
        return cls(**plain, tail=None if tail == "all" else int(tail))


@dataclass(frozen=True, slots=True)
class Source:
    """One container's log, with what `--details` shows of it."""

    lines: Callable[[], list[LogLine]]
    running: Callable[[], bool]
    details: str = ""


def follow_logs(sources: Callable[[], list[Source]], options: LogOptions) -> Operation[None]:
    """Lines of the sources in order of time; with `follow` new ones as they come."""
    seen: dict[int, int] = {}
    first = True
    while True:
        present = sources()
        tail = options.tail if first else None
        fresh = sorted(_fresh(present, seen, options, tail), key=lambda item: item[0].time)
        for line, details in fresh:
            yield Chunk(_text(line, details, options), line.stream)
        first = False
        if not options.follow or not any(source.running() for source in present):
            return
        yield Until(lambda: _has_news(sources(), seen))


def _fresh(
    sources: Iterable[Source], seen: dict[int, int], options: LogOptions, tail: int | None
) -> Iterable[tuple[LogLine, str]]:
    """What has come since; of each source at most the last `tail` lines."""
    for number, source in enumerate(sources):
        lines = source.lines()
        fresh = [line for line in lines[seen.get(number, 0) :] if _wanted(line, options)]
        seen[number] = len(lines)
        for line in fresh if tail is None else fresh[max(len(fresh) - tail, 0) :]:
            yield line, source.details


def _has_news(sources: list[Source], seen: dict[int, int]) -> bool:
    return any(len(source.lines()) > seen.get(number, 0) for number, source in enumerate(sources)) or not any(
        source.running() for source in sources
    )


def _wanted(line: LogLine, options: LogOptions) -> bool:
    shown = options.stderr if line.stream == "stderr" else options.stdout
    return shown and line.time >= options.since and (not options.until or line.time <= options.until)


def _text(line: LogLine, details: str, options: LogOptions) -> str:
    head = f"{rfc3339_fixed(line.time)} " if options.timestamps else ""
    extra = f"{details} " if options.details else ""
    return f"{head}{extra}{line.text}\n"


def service_logs(swarm: Swarm, service_id: str, task_id: str, options: Mapping[str, Any]) -> Operation[None]:
    """Logs of all tasks of a service, or of one; unless `details` is off, each line tells its task.

    The details are labels `com.docker.swarm.*`.
    """
    wanted = LogOptions.read({"details": True, **options})

    def tasks() -> list[Task]:
        every = swarm.store.tasks_of_service(service_id)
        return [task for task in every if not task_id or task.id == task_id]

    yield from follow_logs(lambda: [_task_source(swarm, task) for task in tasks()], wanted)


def _task_source(swarm: Swarm, task: Task) -> Source:
    details = (
        f"com.docker.swarm.node.id={task.node_id},com.docker.swarm.service.id={task.service_id},"
        f"com.docker.swarm.task.id={task.id}"
    )

    def lines() -> list[LogLine]:
        host = swarm.live_host(task.node_id) if task.spec.log_driver in READABLE else None
        return list(host.logs.get(task.status.container_id, ())) if host else []

    def running() -> bool:
        host = swarm.live_host(task.node_id)
        container = host.containers.get(task.status.container_id) if host else None
        return task.id in swarm.store.tasks and (container is None or container.running)

    return Source(lines, running, details)
