"""The nodes in the order in which the next tasks of one service go to them, kept from one pass to the next.

A heap whose entries may be out of date, in one direction only: a node may have become worse since its entry was
made, then the entry is made anew when it comes up; nodes that became better are read from the log of the node set
and entered. So a pass costs what became better and what it places, not the number of nodes.
"""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from tutor.swarm.scheduler.nodes import NodeInfo, NodeSet

ORDER_BITS = 24
"""Room for a node's order in a key; what is above it is the rank."""


class Candidates:
    """The candidates of one version of one service.

    The heap holds plain numbers, the rank above the order: there is one for each node and service, and objects
    would cost the memory of the simulation and the time of its garbage collector.
    """

    def __init__(self, nodes: NodeSet) -> None:
        self._nodes = nodes
        self._heap: list[int] = []
        self._epoch = -1
        self._read = 0

    def best(self, rank: Callable[[NodeInfo], int], accepts: Callable[[NodeInfo], bool]) -> NodeInfo | None:
        """The accepted node with the lowest rank, the older one of equals; None when no node is accepted."""
        self._catch_up(rank, accepts)
        heap, by_order = self._heap, self._nodes.by_order
        while heap:
            known, order = divmod(heap[0], 1 << ORDER_BITS)
            node = by_order.get(order)
            if node is None or not accepts(node):
                heapq.heappop(heap)
                continue
            now = rank(node)
            if now == known:
                return node
            if now > known:
                heapq.heapreplace(heap, now << ORDER_BITS | order)
            else:
                heapq.heappop(heap)  # it became better, and has an entry that says so
        return None

    def _catch_up(self, rank: Callable[[NodeInfo], int], accepts: Callable[[NodeInfo], bool]) -> None:
        log = self._nodes.log
        if self._epoch != self._nodes.epoch or len(log) - self._read > len(self._nodes):
            self._heap = [rank(n) << ORDER_BITS | n.order for n in self._nodes if accepts(n)]
            heapq.heapify(self._heap)
        else:
            for node in dict.fromkeys(log[self._read :]):
                if accepts(node):
                    heapq.heappush(self._heap, rank(node) << ORDER_BITS | node.order)
        self._epoch, self._read = self._nodes.epoch, len(log)
