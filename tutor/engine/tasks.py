"""Operations on tasks. Source: engine `daemon/cluster/tasks.go`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tutor.engine.errors import EngineError
from tutor.engine.filters import TRUE, Filters, by_label_map, by_prefix, check_keys, exactly
from tutor.engine.logs import service_logs
from tutor.engine.resolve import node_name, resolve, service_name, task_name
from tutor.engine.views.tasks import task_view
from tutor.swarm.objects import TaskState
from tutor.swarm.orchestrator.tasks import is_dirty

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tutor.engine.daemon import Daemon
    from tutor.engine.waiting import Operation
    from tutor.swarm.objects import Task
    from tutor.swarm.spec import Json
    from tutor.swarm.swarm import Swarm

FILTERS = ("id", "label", "name", "node", "service", "desired-state", "runtime", "_up-to-date")
SERVER_ERROR = 500
_DESIRED = {state.api: state for state in TaskState}


class Tasks:
    def __init__(self, daemon: Daemon) -> None:
        self._daemon = daemon

    def list(self, filters: Filters | None = None) -> list[Json]:
        """`GET /tasks`."""
        filters = dict(filters or {})
        swarm = self._daemon.manager()
        check_keys(filters, FILTERS)
        if "service" in filters:
            found = [resolve("service", ref, swarm.store.services, service_name).id for ref in filters["service"]]
            filters["service"] = list(dict.fromkeys(found))
        if "node" in filters:
            nodes = [resolve("node", ref, swarm.store.nodes, node_name).id for ref in filters["node"]]
            filters["node"] = list(dict.fromkeys(nodes))
        if "desired-state" in filters:
            filters["desired-state"] = [word.lower() for word in filters["desired-state"] if _is_state(word)]
        return [task_view(task, swarm.store) for task in _candidates(swarm, filters) if _matches(swarm, task, filters)]

    def inspect(self, ref: str) -> Json:
        swarm = self._daemon.manager()
        return task_view(self._find(swarm, ref), swarm.store)

    def _find(self, swarm: Swarm, ref: str) -> Task:
        return resolve("task", ref, swarm.store.tasks, task_name)

    def logs(self, ref: str, **options: Any) -> Operation[None]:
        """`GET /tasks/{id}/logs`."""
        swarm = self._daemon.manager()
        task = self._find(swarm, ref)
        yield from service_logs(swarm, task.service_id, task.id, options)


def _candidates(swarm: Swarm, filters: Filters) -> list[Task]:
    """By index where a filter allows it."""
    if filters.get("service"):
        return [task for service in filters["service"] for task in swarm.store.tasks_of_service(service)]
    if filters.get("node"):
        return [task for node in filters["node"] for task in swarm.store.tasks_of_node(node)]
    return list(swarm.store.tasks)


def _matches(swarm: Swarm, task: Task, filters: Filters) -> bool:
    nodes, states = filters.get("node"), filters.get("desired-state")
    if nodes and task.node_id not in nodes:
        return False
    if states and not any(task.desired_state is _DESIRED[state] for state in states):
        return False
    if any(value in TRUE for value in filters.get("_up-to-date", ())):
        service = swarm.store.services.get(task.service_id)
        if service is None or is_dirty(service, task, swarm.store.nodes.get(task.node_id)):
            return False
    return (
        by_prefix(filters, "id", task.id)
        and by_prefix(filters, "name", task_name(task))
        and by_label_map(filters, _service_labels(swarm, task))
        and exactly(filters, "runtime", "container")
    )


def _is_state(word: str) -> bool:
    """Whether the filter asks for something; raises EngineError for a state nobody knows."""
    if word and word.lower() not in _DESIRED:
        raise EngineError(SERVER_ERROR, f"Invalid desired-state filter: '{word}'")
    return bool(word)


def _service_labels(swarm: Swarm, task: Task) -> Mapping[str, str]:
    """Tasks are filtered by the labels of their service."""
    service = swarm.store.services.get(task.service_id)
    return service.spec.labels if service is not None else task.labels
