"""Services."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.engine.defaults import with_defaults
from tutor.engine.times import rfc3339
from tutor.engine.views.meta import iteration, meta
from tutor.engine.views.ports import ports_view
from tutor.swarm.objects import TaskState
from tutor.swarm.spec import ModeKind

if TYPE_CHECKING:
    from tutor.swarm.objects import Service, UpdateStatus, VirtualIP
    from tutor.swarm.spec import Json
    from tutor.swarm.store import Store


def service_view(service: Service, *, insert_defaults: bool = False) -> Json:
    """`GET /services/{id}`. The previous spec is shown as it is stored, without defaults."""
    raw = service.spec.raw
    view = {**meta(service), "Spec": with_defaults(raw) if insert_defaults else raw}
    if service.previous_spec is not None:
        view["PreviousSpec"] = service.previous_spec.raw
    view["Endpoint"] = _endpoint(service)
    if service.update_status is not None:
        view["UpdateStatus"] = _update_status(service.update_status)
    if service.spec.mode.is_job:
        job: Json = {"JobIteration": iteration(service.job_iteration)}
        if service.job_last_execution:
            job["LastExecution"] = rfc3339(service.job_last_execution)
        view["JobStatus"] = job
    return view


def _endpoint(service: Service) -> Json:
    if not service.has_endpoint:
        return {"Spec": {}}
    spec: Json = {"Mode": service.spec.resolution}
    if service.spec.ports:
        spec["Ports"] = ports_view(service.spec.ports)
    view: Json = {"Spec": spec}
    if service.ports:
        view["Ports"] = ports_view(service.ports)
    if service.virtual_ips:
        view["VirtualIPs"] = [_virtual_ip(vip) for vip in service.virtual_ips]
    return view


def _virtual_ip(vip: VirtualIP) -> Json:
    """A machine's own network has no address for the whole service."""
    return {"NetworkID": vip.network_id, **({"Addr": vip.addr} if vip.addr else {})}


def _update_status(status: UpdateStatus) -> Json:
    view: Json = {"State": str(status.state)}
    if status.started_at:
        view["StartedAt"] = rfc3339(status.started_at)
    if status.completed_at:
        view["CompletedAt"] = rfc3339(status.completed_at)
    view["Message"] = status.message
    return view


def service_status(service: Service, store: Store) -> Json:
    """`ServiceStatus`: running counts every task that runs, whatever is desired of it.

    Source: swarmkit `manager/controlapi/service.go` ListServiceStatuses.
    """
    tasks = store.tasks_of_service(service.id)
    mode = service.spec.mode
    if mode.is_job:
        tasks = [task for task in tasks if task.job_iteration in (None, service.job_iteration)]
    running = sum(task.state is TaskState.RUNNING for task in tasks)
    completed = sum(task.state is TaskState.COMPLETE for task in tasks)
    match mode.kind:
        case ModeKind.REPLICATED:
            desired = mode.replicas
        case ModeKind.REPLICATED_JOB:
            desired = mode.max_concurrent
        case ModeKind.GLOBAL:
            desired = sum(task.desired_state is TaskState.RUNNING for task in tasks)
        case _:
            desired = sum(task.state is not TaskState.COMPLETE and not task.state.terminal for task in tasks)
    return {"RunningTasks": running, "DesiredTasks": desired, "CompletedTasks": completed if mode.is_job else 0}
