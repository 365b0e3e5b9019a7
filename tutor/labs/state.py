"""One look at a cluster through its daemons: what a judge of goals sees, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tutor.engine.errors import DaemonUnreachable, EngineError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tutor.labs.reader import EngineReader

Json = dict[str, Any]
NOT_FOUND = 404


class Unreadable(Exception):
    """Nobody can be asked; `str()` says why, in words for a learner."""


class ClusterLook:
    """Reads at one moment; each path is asked for once."""

    def __init__(self, readers: Mapping[str, EngineReader]) -> None:
        self._readers = readers
        self._answers: dict[tuple[str, str, tuple[tuple[str, str], ...]], list[Json]] = {}
        self._manager: str | None = None

    def items(self, path: str, on: str, query: Mapping[str, str]) -> list[Json]:
        """The objects behind a path; one object counts as a list of it, a missing one as none.

        `on` names the host to ask; empty: any manager that answers. Raises Unreadable.
        """
        host = on or self._find_manager()
        key = (host, path, tuple(sorted(query.items())))
        if key not in self._answers:
            self._answers[key] = self._with_names(path, self._ask(host, path, query))
        return self._answers[key]

    def _ask(self, host: str, path: str, query: Mapping[str, str]) -> list[Json]:
        if host not in self._readers:
            raise Unreadable(f"there is no host {host}")
        try:
            answer = self._readers[host].get(path, query)
        except DaemonUnreachable:
            raise Unreadable(f"docker does not run on {host}") from None
        except EngineError as error:
            if error.status == NOT_FOUND:
                return []
            raise Unreadable(f"{host} says: {error.message}") from None
        if isinstance(answer, list):
            return answer
        return [] if answer is None else [answer]

    def _find_manager(self) -> str:
        if self._manager is None:
            self._manager = next((host for host in self._readers if self._leads(host)), "")
        if not self._manager:
            raise Unreadable("no manager of a swarm answers")
        return self._manager

    def _leads(self, host: str) -> bool:
        """Whether this host's daemon is a manager that can read the cluster now."""
        try:
            if not self._readers[host].get("/info", {})["Swarm"].get("ControlAvailable"):
                return False
            self._readers[host].get("/nodes", {})
        except (DaemonUnreachable, EngineError):
            return False
        return True

    def _with_names(self, path: str, items: list[Json]) -> list[Json]:
        """Tasks with the names of their service and node, which the API gives as ids only."""
        if path != "/tasks":
            return items
        services = {s["ID"]: s["Spec"]["Name"] for s in self.items("/services", "", {})}
        nodes = {n["ID"]: n["Description"]["Hostname"] for n in self.items("/nodes", "", {})}
        return [
            {**task, "Service": services.get(task.get("ServiceID", ""), ""), "Node": nodes.get(task.get("NodeID"), "")}
            for task in items
        ]
