"""Spreading a group of tasks over the nodes that can take them, evenly at every level.

Source: swarmkit `manager/scheduler/{scheduler,nodeset,decision_tree}.go`. Where SwarmKit leaves the
choice to the order of a map, the older node is taken.
"""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from tutor.swarm.scheduler.candidates import Candidates
    from tutor.swarm.scheduler.nodes import NodeInfo, VersionedService

COUNT_BITS = 24
"""Room for a number of tasks in a rank."""
_NODE, _ENGINE = "node.labels.", "engine.labels."


class Placement:
    """Places tasks of one service version; `accepts` says which nodes can take one (more)."""

    def __init__(
        self,
        service: VersionedService,
        accepts: Callable[[NodeInfo], bool],
        place: Callable[[NodeInfo], None],
        now: int,
    ) -> None:
        self._service = service
        self._accepts = accepts
        self._place = place
        self._now = now

    def spread(self, count: int, nodes: Iterable[NodeInfo], preferences: Sequence[str]) -> int:
        """Place up to `count` tasks; returns how many found a node."""
        labels = [p for p in preferences if is_label(p)]
        return self._branch(count, [n for n in nodes if self._accepts(n)], labels)

    def level_with(self, count: int, candidates: Candidates) -> int:
        """The same without preferences, among candidates that are known from earlier passes."""
        for placed in range(count):
            node = candidates.best(self._rank, self._accepts)
            if node is None:
                return placed
            self._place(node)
        return count

    def _branch(self, count: int, nodes: list[NodeInfo], labels: list[str]) -> int:
        if not nodes:
            return 0
        if not labels:
            return self._level(count, nodes)
        branches: dict[str, list[NodeInfo]] = {}
        for node in nodes:
            branches.setdefault(_label(labels[0], node), []).append(node)
        return self._divide(count, [branches[value] for value in sorted(branches)], labels[1:])

    def _divide(self, count: int, branches: list[list[NodeInfo]], labels: list[str]) -> int:
        """Make the branches even until they are full or all tasks are placed."""
        placed, full = 0, set[int]()
        while placed < count and len(full) < len(branches):
            open_branches = [i for i in range(len(branches)) if i not in full]
            has = {i: self._tasks_in(branches[i]) for i in open_branches}
            share, rest = divmod(sum(has.values()) + count - placed, len(open_branches))
            for i in open_branches:
                want = share - has[i] + (1 if rest else 0)
                if want <= 0:
                    continue
                usable = [n for n in branches[i] if self._accepts(n)]
                done = self._branch(min(want, count - placed), usable, labels)
                placed += done
                if done < want:
                    full.add(i)
                elif rest:
                    rest -= 1
        return placed

    def _tasks_in(self, nodes: list[NodeInfo]) -> int:
        return sum(n.by_service.get(self._service[0], 0) for n in nodes)

    def _level(self, count: int, nodes: list[NodeInfo]) -> int:
        """The node with the fewest tasks of the service is next, among equals the one with the fewest tasks."""
        heap = [(self._rank(n), n.order, n) for n in nodes]
        heapq.heapify(heap)
        placed = 0
        while placed < count and heap:
            _, _, node = heap[0]
            self._place(node)
            placed += 1
            if self._accepts(node):
                heapq.heapreplace(heap, (self._rank(node), node.order, node))
            else:
                heapq.heappop(heap)
        return placed

    def _rank(self, node: NodeInfo) -> int:
        """Recent failures first, then tasks of the service, then tasks at all; one number, for it is compared often."""
        failures = node.recent_failures(self._service, self._now) if node.failures else 0
        return (failures << COUNT_BITS | node.by_service.get(self._service[0], 0)) << COUNT_BITS | node.active


def is_label(descriptor: str) -> bool:
    lowered = descriptor.lower()
    return (lowered.startswith(_NODE) and len(descriptor) > len(_NODE)) or (
        lowered.startswith(_ENGINE) and len(descriptor) > len(_ENGINE)
    )


def _label(descriptor: str, node: NodeInfo) -> str:
    if descriptor.lower().startswith(_NODE):
        return node.node.labels.get(descriptor[len(_NODE) :], "")
    return node.node.description.engine_labels.get(descriptor[len(_ENGINE) :], "")
