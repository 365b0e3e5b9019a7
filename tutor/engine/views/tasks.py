"""Tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.engine.times import rfc3339
from tutor.engine.views.meta import iteration, meta
from tutor.engine.views.networks import attachment_network_view, predefined_network_view
from tutor.engine.views.ports import ports_view
from tutor.swarm.objects import TaskState
from tutor.swarm.predefined import predefined_networks

if TYPE_CHECKING:
    from tutor.swarm.objects import NetworkAttachment, Task, TaskStatus
    from tutor.swarm.spec import Json
    from tutor.swarm.store import Store


def task_view(task: Task, store: Store) -> Json:
    """`GET /tasks/{id}`."""
    view: Json = {**meta(task), "Labels": {}, "Spec": _spec(task.spec.raw), "ServiceID": task.service_id}
    if task.slot:
        view["Slot"] = task.slot
    if task.node_id:
        view["NodeID"] = task.node_id
    view["Status"] = _status(task.status)
    view["DesiredState"] = task.desired_state.api
    attachments = [found for attachment in task.attachments if (found := _attachment(attachment, store)) is not None]
    shared = predefined_networks(store.cluster.id)
    attachments += [
        {"Network": predefined_network_view(network_id, shared[network_id], store.cluster)}
        for network_id in task.spec.networks
        if network_id in shared
    ]
    if attachments:
        view["NetworksAttachments"] = attachments
    if task.job_iteration is not None:
        view["JobIteration"] = iteration(task.job_iteration)
    view["Volumes"] = None
    return view


def _attachment(attachment: NetworkAttachment, store: Store) -> Json | None:
    """None when the network is gone."""
    network = store.networks.get(attachment.network_id)
    if network is None:
        return None
    return {"Network": attachment_network_view(network), "Addresses": list(attachment.addresses)}


def _spec(raw: Json) -> Json:
    """What runs in it is told only of a service."""
    return {member: value for member, value in raw.items() if member != "Runtime"}


def _status(status: TaskStatus) -> Json:
    view: Json = {"Timestamp": rfc3339(status.timestamp), "State": status.state.api}
    if status.message:
        view["Message"] = status.message
    if status.err:
        view["Err"] = status.err
    # agents tell of the container from its start on; what the managers give up themselves has none
    if status.container_id or TaskState.STARTING <= status.state < TaskState.ORPHANED:
        view["ContainerStatus"] = {
            "ContainerID": status.container_id,
            "PID": status.pid,
            "ExitCode": status.exit_code,
        }
    # each host port is bound for IPv4 and for IPv6, and the daemon tells both
    bound = [port for port in status.ports for _ in ("0.0.0.0", "::")]  # noqa: S104 - counted, nothing listens
    view["PortStatus"] = {"Ports": ports_view(bound)} if bound else {}
    return view
