"""The agents: what each machine does with the tasks that were assigned to it.

A task goes accepted, preparing (image, container), ready, starting, running; each step is an event. What
an agent knows (`Host.tasks`) is its own: it goes on without managers, and reports when it is heard again.
Source: swarmkit `agent/exec/controller.go`, engine `daemon/cluster/executor/container`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from msgspec.structs import replace

from tutor.swarm.host import Container, Health, LocalTask
from tutor.swarm.objects import Task, TaskState, TaskStatus
from tutor.swarm.task_container import container_config
from tutor.swarm.task_refusals import creation_refusal, start_refusal
from tutor.swarm.timing import GOSSIP, PREPARE, START, between

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterable

    from tutor.swarm.clock import Clock
    from tutor.swarm.containers import Containers
    from tutor.swarm.host import Attachment, Host

CANNOT_RUN = 128
"""The exit status of a container that could not be started, when its program is not to blame."""


class Managers(Protocol):
    """What an agent can ask of its swarm."""

    def hears(self, node_id: str) -> bool:
        """Whether the node has a session."""

    def assigned(self, task_id: str) -> Task | None:
        """The task as the managers have it now."""

    def assignments(self, node_id: str) -> Iterable[Task]:
        """All tasks of a node."""

    def report(self, node_id: str, task_id: str, status: TaskStatus) -> bool:
        """Tell how a task is; False when nobody listens."""

    def attachments(self, host: Host, task: Task) -> tuple[Attachment, ...]:
        """The task's places on networks, for its container."""

    def on_overlay(self, task: Task) -> bool:
        """Whether the task takes part in load balancing on an overlay network."""


class Agents:
    """The agents of all machines. Event ids begin with the machine's name and the task's id."""

    def __init__(
        self,
        clock: Clock,
        rng: random.Random,
        containers: Containers,
        hosts: dict[str, Host],
        managers: Callable[[Host], Managers | None],
    ) -> None:
        self._clock = clock
        self._rng = rng
        self._containers = containers
        self._hosts = hosts
        self._managers = managers
        containers.on_change = self.container_changed

    def handlers(self) -> dict[str, Callable[..., None]]:
        return {
            "agent.pulled": self._on_pulled,
            "agent.prepared": self._on_prepared,
            "agent.started": self._on_started,
            "agent.stop": self._on_stop,
        }

    # ------------------------------------------------------------------ what the managers want
    def synchronise(self, host: Host) -> None:
        """A session begins: report what was not heard, learn all assignments, drop what is gone."""
        managers = self._managers(host)
        if managers is None or not managers.hears(host.node_id):
            return
        wanted = {task.id: task for task in managers.assignments(host.node_id) if task.state >= TaskState.ASSIGNED}
        for task_id in list(host.tasks):
            if task_id not in wanted:
                self._drop(host, task_id)
        for task in wanted.values():
            self._take(host, task)
        for local in [host.tasks[task_id] for task_id in host.tasks if task_id in host.unheard]:
            self._report(host, local)

    def assign(self, host: Host, task_id: str) -> None:
        """The managers changed one assignment."""
        managers = self._managers(host)
        if managers is None or not managers.hears(host.node_id):
            return
        task = managers.assigned(task_id)
        if task is None or task.node_id != host.node_id:
            self._drop(host, task_id)
        elif task.state >= TaskState.ASSIGNED:
            self._take(host, task)

    def _take(self, host: Host, task: Task) -> None:
        local = host.tasks.get(task.id)
        if local is None:
            if task.state > TaskState.RUNNING:
                return
            local = LocalTask(task=task, status=task.status, desired=task.desired_state)
            host.tasks[task.id] = local
            if task.desired_state > TaskState.COMPLETE:
                self._set(host, local, TaskState.SHUTDOWN, "shutdown")
            elif task.state >= TaskState.STARTING:  # it ran here before the daemon was restarted
                self._lost(host, local)
            else:
                self._begin(host, local)
            return
        host.tasks[task.id] = local = replace(local, task=task, desired=max(local.desired, task.desired_state))
        if local.desired > TaskState.COMPLETE:
            self._shut_down(host, local)
        elif local.status.state is TaskState.READY and local.desired >= TaskState.RUNNING:
            self._start(host, local)

    def _drop(self, host: Host, task_id: str) -> None:
        """The task is gone from the swarm: so is its container."""
        local = host.tasks.get(task_id)
        if local is None:
            return
        container = host.containers.get(local.container_id)
        if container is not None and container.running:
            host.tasks[task_id] = replace(local, desired=TaskState.REMOVE, container_id="")
            self._shut_down(host, replace(local, desired=TaskState.REMOVE))
            return
        del host.tasks[task_id]
        host.unheard.pop(task_id, None)
        if container is not None:
            self._containers.remove(host, container.id, volumes=True)

    # ------------------------------------------------------------------ the way up
    def _begin(self, host: Host, local: LocalTask) -> None:
        self._set(host, local, TaskState.PREPARING, "preparing")
        ref = local.task.spec.image
        if self._containers.image(host, ref) is not None:
            self._later(host, local, between(self._rng, PREPARE), "agent.prepared")
        else:
            self._later(host, local, self._containers.pull_time(ref), "agent.pulled")

    def _on_pulled(self, host_name: str, task_id: str, boot: str) -> None:
        found = self._current(host_name, task_id, boot, TaskState.PREPARING)
        if found is None:
            return
        host, local = found
        if self._containers.pull(host, local.task.spec.image) is None:
            name = local.task.spec.image
            self._set(host, local, TaskState.REJECTED, "preparing", f"No such image: {name}")
            return
        self._later(host, local, between(self._rng, PREPARE), "agent.prepared")

    def _on_prepared(self, host_name: str, task_id: str, boot: str) -> None:
        found = self._current(host_name, task_id, boot, TaskState.PREPARING)
        managers = self._managers(self._hosts[host_name])
        if found is None or managers is None:
            return
        host, local = found
        task = local.task
        image = self._containers.image(host, task.spec.image) or self._containers.pull(host, task.spec.image)
        if image is None:
            self._set(host, local, TaskState.REJECTED, "preparing", f"No such image: {task.spec.image}")
            return
        config = container_config(task, image, host)
        refusal = creation_refusal(task, config.mounts, host, path_exists)
        if refusal:
            self._set(host, local, TaskState.REJECTED, "preparing", refusal)
            return
        container = self._containers.create(host, config, image, managers.attachments(host, task), task.id)
        local = replace(local, container_id=container.id)
        if local.desired >= TaskState.RUNNING:
            self._start(host, local)
        else:
            self._set(host, local, TaskState.READY, "prepared")

    def _start(self, host: Host, local: LocalTask) -> None:
        self._set(host, local, TaskState.STARTING, "starting")
        self._later(host, local, between(self._rng, START), "agent.started")

    def _on_started(self, host_name: str, task_id: str, boot: str) -> None:
        found = self._current(host_name, task_id, boot, TaskState.STARTING)
        if found is None:
            return
        host, local = found
        if local.container_id not in host.containers:
            self._lost(host, local)
            return
        image = self._containers.image(host, local.task.spec.image)
        refusal = start_refusal(local.task, image) if image else ""
        if refusal:
            self._not_started(host, local, refusal)
            return
        self._containers.number_ports(host, local.container_id)
        container = self._containers.start(host, local.container_id)
        if container.error:
            self._not_started(host, local, container.error, container.exit_code)
        elif container.health is Health.NONE:
            self._running(host, local, container)

    def _not_started(self, host: Host, local: LocalTask, error: str, exit_code: int = CANNOT_RUN) -> None:
        status = self._status(local, TaskState.FAILED, "starting", f"starting container failed: {error}")
        self._put(host, replace(local, status=replace(status, exit_code=exit_code)))

    def _running(self, host: Host, local: LocalTask, container: Container) -> None:
        status = replace(
            self._status(local, TaskState.RUNNING, "started"),
            container_id=container.id,
            pid=container.pid,
            ports=container.config.ports,
        )
        self._put(host, replace(local, status=status))

    # ------------------------------------------------------------------ the way down
    def _shut_down(self, host: Host, local: LocalTask) -> None:
        """Stop it: first it leaves the load balancing, then comes the stop signal."""
        container = host.containers.get(local.container_id)
        if local.status.state > TaskState.RUNNING and local.desired is not TaskState.REMOVE:
            return  # the task has ended; whoever started its container again has to stop it
        if container is not None and container.running:
            managers = self._managers(host)
            delay = GOSSIP if managers is not None and managers.on_overlay(local.task) else 0
            self._clock.schedule(delay, "agent.stop", host.name, container.id)
        elif local.status.state <= TaskState.RUNNING:
            self._set(host, local, TaskState.SHUTDOWN, "shutdown")

    def _on_stop(self, host_name: str, container_id: str) -> None:
        host = self._hosts[host_name]
        if host.running:
            self._containers.stop(host, container_id)

    def container_changed(self, host: Host, container: Container) -> None:
        """A task's container ended, was removed, or its health was found."""
        local = host.tasks.get(container.task_id)
        if local is None or not host.running:
            return
        if local.desired is TaskState.REMOVE and not local.container_id:
            host.tasks.pop(container.task_id)
            host.unheard.pop(container.task_id, None)
            self._containers.remove(host, container.id, volumes=True)
        elif local.container_id != container.id:
            return
        elif not container.running:
            self._ended(host, local, container)
        elif container.health is Health.HEALTHY and local.status.state is TaskState.STARTING:
            self._running(host, local, container)
        elif container.health is Health.UNHEALTHY:
            self._containers.stop(host, container.id)

    def _ended(self, host: Host, local: LocalTask, container: Container) -> None:
        if local.status.state > TaskState.RUNNING:
            return
        if local.desired > TaskState.COMPLETE:
            state, message, err = TaskState.SHUTDOWN, "shutdown", ""
        elif container.exit_code == 0:
            state, message, err = TaskState.COMPLETE, "finished", ""
        else:
            state, message, err = TaskState.FAILED, local.status.message, f"task: non-zero exit ({container.exit_code})"
            if container.stopping and container.health is Health.UNHEALTHY:
                err += ": dockerexec: unhealthy container"
        status = replace(
            self._status(local, state, message, err),
            container_id=container.id,
            exit_code=container.exit_code,
        )
        self._put(host, replace(local, status=status))

    def _lost(self, host: Host, local: LocalTask) -> None:
        """The container did not outlive the daemon."""
        self._set(host, local, TaskState.FAILED, local.status.message, f"No such container: {local.task.name}")

    # ------------------------------------------------------------------ the daemon
    def daemon_starts(self, host: Host) -> None:
        """A daemon forgets the containers of tasks that ended with it."""
        host.tasks.clear()
        host.unheard.clear()
        for container in [c for c in host.containers.values() if c.task_id]:
            self._containers.remove(host, container.id, volumes=True)

    def leave(self, host: Host) -> None:
        """The machine leaves its swarm: containers of tasks are removed."""
        host.tasks.clear()
        host.unheard.clear()
        for container in [c for c in host.containers.values() if c.task_id]:
            self._containers.remove(host, container.id, volumes=True)

    # ------------------------------------------------------------------ states
    def _status(self, local: LocalTask, state: TaskState, message: str, err: str = "") -> TaskStatus:
        old = local.status
        return TaskStatus(
            state=state,
            timestamp=self._clock.now,
            message=message,
            err=err,
            container_id=old.container_id or local.container_id,
            pid=old.pid,
            exit_code=old.exit_code,
        )

    def _set(self, host: Host, local: LocalTask, state: TaskState, message: str, err: str = "") -> None:
        self._put(host, replace(local, status=self._status(local, state, message, err)))

    def _put(self, host: Host, local: LocalTask) -> None:
        host.tasks[local.task.id] = local
        self._report(host, local)

    def _report(self, host: Host, local: LocalTask) -> None:
        managers = self._managers(host)
        heard = managers is not None and managers.report(host.node_id, local.task.id, local.status)
        if heard or local.task.id not in host.tasks:
            host.unheard.pop(local.task.id, None)
        else:
            host.unheard[local.task.id] = None

    def _later(self, host: Host, local: LocalTask, delay: int, kind: str) -> None:
        self._clock.schedule(delay, kind, host.name, local.task.id, str(host.boots))

    def _current(self, host_name: str, task_id: str, boot: str, state: TaskState) -> tuple[Host, LocalTask] | None:
        """The task, if the plan that was made for it still holds."""
        host = self._hosts[host_name]
        local = host.tasks.get(task_id)
        if not host.running or str(host.boots) != boot or local is None or local.status.state is not state:
            return None
        return host, local


_ROOTS = "etc var tmp root home proc sys usr run dev srv opt mnt bin lib"
_PATHS = tuple(f"/{folder}" for folder in _ROOTS.split())


def path_exists(path: str) -> bool:
    """Whether a machine of the simulation has that folder or file, as far as anybody can tell."""
    return path == "/" or path.startswith(_PATHS)
