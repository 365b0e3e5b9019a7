"""What is done to a container that exists besides starting and ending it: frozen, changed, looked into.

Sources: engine `daemon/{pause,unpause,update,top_unix,changes,stats}.go`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from msgspec.structs import replace

from tutor.engine.container_checks import check_policy, check_resources
from tutor.engine.errors import EngineError
from tutor.engine.times import SECOND
from tutor.swarm.box.container_files import program_of
from tutor.swarm.host import ContainerState

if TYPE_CHECKING:
    from collections.abc import Callable

    from tutor.engine.daemon import Daemon
    from tutor.swarm.host import Container
    from tutor.swarm.spec import Json

NOT_FOUND, CONFLICT = 404, 409
TITLES = ("UID", "PID", "PPID", "C", "STIME", "TTY", "TIME", "CMD")
_RESIDENT = 700 << 10
"""Bytes that a small program takes."""
_MODIFIED, _ADDED = 0, 1
_LIMITS = ("CpuShares", "Memory", "NanoCpus", "MemoryReservation", "MemorySwap", "CpusetCpus", "CpusetMems")


class ContainerChanges:
    def __init__(self, daemon: Daemon, find: Callable[[str], Container]) -> None:
        self.__daemon = daemon
        self.__find = find

    # ------------------------------------------------------------------ frozen
    def pause(self, ref: str) -> None:
        """`POST /containers/{id}/pause`."""
        container = self.__find(ref)
        if container.state is ContainerState.PAUSED:
            raise EngineError(CONFLICT, f"Container {container.id} is already paused")
        if not container.running:
            raise EngineError(CONFLICT, f"container {container.id} is not running")
        self.__daemon.sim.containers.pause(self.__daemon.host, container.id)

    def unpause(self, ref: str) -> None:
        """`POST /containers/{id}/unpause`."""
        container = self.__find(ref)
        if container.state is not ContainerState.PAUSED:
            raise EngineError(CONFLICT, f"Container {container.id} is not paused")
        self.__daemon.sim.containers.unpause(self.__daemon.host, container.id)

    # ------------------------------------------------------------------ changed
    def update(self, ref: str, body: Json) -> Json:
        """`POST /containers/{id}/update`: limits and the restart policy; what is absent stays."""
        host = self.__daemon.host
        check_resources({**body, "MemorySwap": 0}, host.spec)
        policy = body.get("RestartPolicy") or {}
        check_policy(policy)
        container = self.__find(ref)
        asked = container.config.raw.get("HostConfig") or {}
        given = {name: body[name] for name in (*_LIMITS, "PidsLimit") if body.get(name)}
        self._check_swap(container, given, asked)
        restart = container.config.restart
        if policy.get("Name"):
            count = policy.get("MaximumRetryCount") or 0
            restart = policy["Name"] + (f":{count}" if count else "")
            if container.config.auto_remove and policy["Name"] != "no":
                text = "Restart policy cannot be updated because AutoRemove is enabled for the container"
                raise EngineError(CONFLICT, f"Cannot update container {container.id}: {text}")
        raw = {**container.config.raw, "HostConfig": {**asked, **given}}
        config = replace(container.config, raw=raw, restart=restart)
        host.containers[container.id] = replace(container, config=config)
        return {"Warnings": []}

    def _check_swap(self, container: Container, given: Json, asked: Json) -> None:
        swap = asked.get("MemorySwap") or 2 * (asked.get("Memory") or 0)
        if given.get("Memory", 0) > swap >= 0 and not given.get("MemorySwap"):
            text = "Memory limit should be smaller than already set memoryswap limit"
            text = f"{text}, update the memoryswap at the same time"
            raise EngineError(CONFLICT, f"Cannot update container {container.id}: {text}")

    # ------------------------------------------------------------------ looked into
    def _running(self, ref: str) -> Container:
        container = self.__find(ref)
        if not container.running:
            raise EngineError(CONFLICT, f"container {container.id} is not running")
        return container

    def top(self, ref: str) -> Json:
        """`GET /containers/{id}/top`: its processes as `ps -ef` shows them."""
        container = self._running(ref)
        started = f"{datetime.fromtimestamp(container.started_at // SECOND, UTC):%H:%M}"
        user = container.config.user.partition(":")[0] or "root"
        command = " ".join(program_of(container))
        row = [user, str(container.pid), str(container.pid - 20), "0", started, "?", "00:00:00", command]
        return {"Titles": list(TITLES), "Processes": [row]}

    def stats(self, ref: str) -> Json:
        """`GET /containers/{id}/stats?stream=false`, as far as a client shows it."""
        container = self.__find(ref)
        asked = container.config.raw.get("HostConfig") or {}
        limit = asked.get("Memory") or self.__daemon.host.spec.memory_bytes
        used = _RESIDENT if container.running else 0
        return {
            "id": container.id,
            "name": f"/{container.name}",
            "cpu_stats": {"cpu_usage": {"total_usage": 0}, "online_cpus": self.__daemon.host.spec.nano_cpus // SECOND},
            "memory_stats": {"usage": used, "limit": limit if container.running else 0},
            "networks": {"eth0": {"rx_bytes": 866 if container.running else 0, "tx_bytes": 0}},
            "pids_stats": {"current": 1} if container.running else {},
        }

    def read_file(self, ref: str, path: str) -> str:
        """The text of a file in a container, as `GET /containers/{id}/archive` would pack it."""
        container = self.__find(ref)
        inside = self.__daemon.sim.containers.inside(self.__daemon.host, container)
        if path not in inside.files:
            raise EngineError(NOT_FOUND, f"Could not find the file {path} in container {ref}")
        return inside.files[path]

    def write_file(self, ref: str, path: str, text: str, name: str) -> None:
        """Put a file into a container at a path, or under its `name` where the path is a folder."""
        container = self.__find(ref)
        inside = self.__daemon.sim.containers.inside(self.__daemon.host, container)
        whole = f"{path.rstrip('/')}/{name}" if inside.is_folder(path.rstrip("/") or "/") else path
        if inside.store(whole, text):
            folder = whole.rpartition("/")[0] or "/"
            raise EngineError(NOT_FOUND, f"Could not find the file {folder} in container {ref}")

    def changes(self, ref: str) -> list[Json]:
        """`GET /containers/{id}/changes`: files that its programs wrote, and the folders they lie in."""
        container = self.__find(ref)
        written = self.__daemon.host.written.get(container.id, {})
        folders = {folder: _MODIFIED for path in written for folder in _above(path.rstrip("/"))}
        mounts = {mount.target: _ADDED for mount in container.config.mounts if mount.target.count("/") == 1}
        kinds = {**mounts, **folders, **{path.rstrip("/"): _ADDED for path in written}}
        return [{"Path": path, "Kind": kinds[path]} for path in sorted(kinds)]


def _above(path: str) -> list[str]:
    parts = path.split("/")[1:-1]
    return ["/" + "/".join(parts[: n + 1]) for n in range(len(parts))]
