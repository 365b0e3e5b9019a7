"""The nodes in the order in which the next tasks of one service go to them, kept from one pass to the next.

A heap with stale entries: whatever changed on a node since the last look is read from the log of the node
set and entered anew; an entry whose rank is no longer true is thrown away when it comes up. So a pass costs
what has changed, not the number of nodes.
"""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from tutor.swarm.scheduler.nodes import NodeInfo, NodeSet

Rank = tuple[int, int, int]


class Candidates:
    """The candidates of one version of one service."""

    def __init__(self, nodes: NodeSet) -> None:
        self._nodes = nodes
        self._heap: list[tuple[Rank, int, NodeInfo]] = []
        self._epoch = -1
        self._read = 0

    def best(self, rank: Callable[[NodeInfo], Rank], accepts: Callable[[NodeInfo], bool]) -> NodeInfo | None:
        """The accepted node with the lowest rank, the older one of equals; None when no node is accepted."""
        self._catch_up(rank, accepts)
        heap = self._heap
        while heap:
            known, _, node = heap[0]
            if known == rank(node) and accepts(node):
                return node
            heapq.heappop(heap)
        return None

    def _catch_up(self, rank: Callable[[NodeInfo], Rank], accepts: Callable[[NodeInfo], bool]) -> None:
        log = self._nodes.log
        if self._epoch != self._nodes.epoch or len(log) - self._read > len(self._nodes):
            self._heap = [(rank(n), n.order, n) for n in self._nodes if accepts(n)]
            heapq.heapify(self._heap)
        else:
            for node in dict.fromkeys(log[self._read :]):
                heapq.heappush(self._heap, (rank(node), node.order, node))  # whether it is accepted shows at the top
        self._epoch, self._read = self._nodes.epoch, len(log)
