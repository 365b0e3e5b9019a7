"""What is shown of a service on its way, by kind: replicated, global, and the two kinds of jobs.

Source: docker/cli `cli/command/service/progress/progress.go`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from tutor.shell.docker.command import ClientError
from tutor.shell.docker.tables import short_id

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from tutor.shell.docker.progress import Display

Json = dict[str, Any]
_STATES = (
    *("new", "allocated", "pending", "assigned", "accepted", "preparing", "ready", "starting", "running"),
    *("complete", "shutdown", "failed", "rejected"),
)
_NUMBER = {state: number for number, state in enumerate(_STATES, 1)}
_RUNNING = _NUMBER["running"]
_COMPLETE = _NUMBER["complete"]
_WIDEST = len("preparing")
_MOST_BARS = 20
_ERROR_WIDTH = 75


class ModeProgress(Protocol):
    def update(self, service: Json, tasks: Iterable[Json], nodes: Collection[str], *, rollback: bool) -> bool:
        """Show where the tasks stand; True when all of them are where they should be."""
        ...


def mode_progress(service: Json, display: Display) -> ModeProgress:
    """Raises ClientError for a mode the client does not know."""
    mode = service["Spec"].get("Mode") or {}
    if (mode.get("Replicated") or {}).get("Replicas") is not None:
        return Replicated(display)
    if mode.get("Global") is not None:
        return Global(display)
    if mode.get("ReplicatedJob") is not None:
        return ReplicatedJob(service, display)
    if mode.get("GlobalJob") is not None:
        return GlobalJob(display)
    raise ClientError("unrecognized service mode")


def _ended(state: str) -> bool:
    return _NUMBER.get(state, 0) > _RUNNING


def _known(task: Json) -> bool:
    return task["DesiredState"] in _NUMBER and task["Status"]["State"] in _NUMBER


def _favoured(task: Json, other: Json) -> bool:
    """Does `task` stand for the slot rather than `other`? The lower desired state does, then the lower state."""
    mine, its = _NUMBER[task["DesiredState"]], _NUMBER[other["DesiredState"]]
    return mine < its or (mine == its and _NUMBER[task["Status"]["State"]] < _NUMBER[other["Status"]["State"]])


def _is_running(task: Json) -> bool:
    return not _ended(task["DesiredState"]) and task["Status"]["State"] == "running"


def _error(text: str) -> str:
    flat = text.replace("\n", " ")
    return flat if len(flat) <= _ERROR_WIDTH else flat[: _ERROR_WIDTH - 1] + "…"


def _show_task(display: Display, name: str, task: Json, total: int) -> None:
    status = task["Status"]
    if status.get("Err"):
        display.line(name, _error(status["Err"]))
    else:
        display.bar(name, status["State"].ljust(_WIDEST), _NUMBER[status["State"]], total)


class _Service:
    """Replicated and global services."""

    def __init__(self, display: Display) -> None:
        self._display = display
        self._started = False
        self._done = False

    def _overall(self, running: int, total: int, *, rollback: bool) -> None:
        prefix = "rolling back update: " if rollback else ""
        self._display.line("overall progress", f"{prefix}{running} out of {total} tasks")

    def _show(
        self, tasks: list[Json], total: int, name: Callable[[Json], str | None], running: int, *, rollback: bool
    ) -> bool:
        if self._done and any(task["Status"]["State"] != "running" for task in tasks):
            self._done = False
        for task in tasks:
            label = name(task)
            if self._done or total > _MOST_BARS or label is None:
                continue
            if task["Status"].get("Err") or not (_ended(task["DesiredState"]) or _ended(task["Status"]["State"])):
                _show_task(self._display, label, task, _RUNNING)
        if not self._done:
            self._overall(running, total, rollback=rollback)
            self._done = running == total
        return running == total


class Replicated(_Service):
    def __init__(self, display: Display) -> None:
        super().__init__(display)
        self._places: dict[int, int] = {}

    def update(self, service: Json, tasks: Iterable[Json], nodes: Collection[str], *, rollback: bool) -> bool:
        replicas = service["Spec"]["Mode"]["Replicated"]["Replicas"]
        if not self._started:
            self._started = True
            self._overall(0, replicas, rollback=rollback)
            if replicas <= _MOST_BARS:
                for number in range(1, replicas + 1):
                    self._display.line(f"{number}/{replicas}", " ")
        slots = self._by_slot(tasks, nodes)
        for task in slots:
            self._places.setdefault(task.get("Slot", 0), len(self._places) + 1)
        running = sum(_is_running(task) for task in slots)
        return self._show(slots, replicas, lambda task: self._name(task, replicas), running, rollback=rollback)

    def _name(self, task: Json, replicas: int) -> str | None:
        place = self._places[task.get("Slot", 0)]
        return f"{place}/{replicas}" if place <= replicas else None

    @staticmethod
    def _by_slot(tasks: Iterable[Json], nodes: Collection[str]) -> list[Json]:
        slots: dict[int, Json] = {}
        for task in filter(_known, tasks):
            slot = task.get("Slot", 0)
            if slot in slots and not _favoured(task, slots[slot]):
                continue
            if task.get("NodeID") and task["NodeID"] not in nodes:
                continue
            slots[slot] = task
        return [slots[slot] for slot in sorted(slots)]


class Global(_Service):
    def update(self, service: Json, tasks: Iterable[Json], nodes: Collection[str], *, rollback: bool) -> bool:  # noqa: ARG002
        by_node: dict[str, Json] = {}
        for task in filter(_known, tasks):
            node = task.get("NodeID", "")
            if node not in by_node or _favoured(task, by_node[node]):
                by_node[node] = task
        total = len(by_node)
        if not self._started:
            if not total:
                self._display.line("overall progress", "waiting for new tasks")
                return False
            self._started = True
            self._overall(0, total, rollback=rollback)
        shown = list(by_node.values())
        running = sum(_is_running(task) for node, task in by_node.items() if node in nodes)
        return self._show(shown, total, lambda task: self._name(task, nodes), running, rollback=rollback)

    @staticmethod
    def _name(task: Json, nodes: Collection[str]) -> str | None:
        node: str = task.get("NodeID", "")
        return short_id(node) if node in nodes else None


def _of_iteration(tasks: Iterable[Json], iteration: int) -> list[Json]:
    of_jobs = [(task, task["JobIteration"]) for task in tasks if task.get("JobIteration") is not None]
    return [task for task, version in of_jobs if version.get("Index", 0) == iteration]


def _iteration(service: Json) -> int:
    index: int = ((service.get("JobStatus") or {}).get("JobIteration") or {}).get("Index", 0)
    return index


class ReplicatedJob:
    def __init__(self, service: Json, display: Display) -> None:
        job = service["Spec"]["Mode"]["ReplicatedJob"]
        self._display = display
        self._concurrent: int = job.get("MaxConcurrent") or 0
        self._total: int = job.get("TotalCompletions") or 0
        self._iteration = _iteration(service)
        self._started = False

    def update(self, service: Json, tasks: Iterable[Json], nodes: Collection[str], *, rollback: bool) -> bool:  # noqa: ARG002
        if not self._started:
            self._started = True
            self._overall(0, 0)
            if self._total <= _MOST_BARS:
                for number in range(1, self._total + 1):
                    self._display.line(f"{number}/{self._total}", " ")
        slots: dict[int, Json] = {}
        for task in filter(_known, _of_iteration(tasks, self._iteration)):
            slot = task.get("Slot", 0)
            if slot not in slots or _NUMBER[slots[slot]["Status"]["State"]] > _NUMBER[task["Status"]["State"]]:
                slots[slot] = task
        states = [_NUMBER[task["Status"]["State"]] for task in slots.values()]
        if self._total <= _MOST_BARS:
            for slot in sorted(slots):
                _show_task(self._display, f"{slot + 1}/{self._total}", slots[slot], _COMPLETE)
        complete = states.count(_COMPLETE)
        self._overall(sum(state < _COMPLETE for state in states), complete)
        return complete == self._total

    def _overall(self, active: int, complete: int) -> None:
        width = len(str(self._total))
        self._display.bar("job progress", f"{complete:{width}} out of {self._total} complete", complete, self._total)
        most = min(self._total - complete, self._concurrent)
        width = len(str(self._concurrent))
        self._display.line("active tasks", f"{active:{width}} out of {most:{width}} tasks")


class GlobalJob:
    def __init__(self, display: Display) -> None:
        self._display = display
        self._nodes: set[str] | None = None

    def update(self, service: Json, tasks: Iterable[Json], nodes: Collection[str], *, rollback: bool) -> bool:  # noqa: ARG002
        all_tasks = list(tasks)
        current = _of_iteration(all_tasks, _iteration(service))
        if self._nodes is None:
            if not all_tasks and nodes:
                self._display.line("job progress", "waiting for tasks")
                return False
            self._nodes = {task.get("NodeID", "") for task in current}
            self._overall(0)
        by_node: dict[str, Json] = {}
        for task in current:
            node = task.get("NodeID", "")
            if node in self._nodes and (node not in by_node or _number(by_node[node]) > _number(task)):
                by_node[node] = task
        if len(self._nodes) <= _MOST_BARS:
            for node, task in by_node.items():
                _show_task(self._display, node, task, _COMPLETE)
        complete = sum(task["Status"]["State"] == "complete" for task in by_node.values())
        self._overall(complete)
        return bool(complete == len(self._nodes))

    def _overall(self, complete: int) -> None:
        total = len(self._nodes or ())
        self._display.bar("job progress", f"{complete:{len(str(total))}} out of {total} complete", complete, total)


def _number(task: Json) -> int:
    return _NUMBER.get(task["Status"]["State"], 0)
