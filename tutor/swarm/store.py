"""The replicated state of one swarm: tables with indexes, a version index, and a watch.

Like SwarmKit's memory store (`manager/state/store`) it knows nothing of what objects mean: writers
put frozen objects in, watchers are told what changed, in the order in which it changed.
"""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, NamedTuple

from msgspec.structs import replace

from tutor.swarm.objects import (
    AnyObject,
    Cluster,
    Config,
    Network,
    Node,
    ObjectT,
    Secret,
    Service,
    Task,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tutor.swarm.clock import Clock


class SequenceConflict(Exception):
    """A write named a version that is not the object's current one; nothing was changed."""

    def __init__(self) -> None:
        super().__init__("update out of sequence")


class Change(NamedTuple):
    """One write. `old` is None for a creation, `new` for a deletion."""

    old: AnyObject | None
    new: AnyObject | None


class Table(Generic[ObjectT]):
    """All objects of one kind by id, in order of creation."""

    def __init__(self) -> None:
        self._rows: dict[str, ObjectT] = {}

    def get(self, object_id: str) -> ObjectT | None:
        return self._rows.get(object_id)

    def __getitem__(self, object_id: str) -> ObjectT:
        return self._rows[object_id]

    def __contains__(self, object_id: object) -> bool:
        return object_id in self._rows

    def __iter__(self) -> Iterator[ObjectT]:
        return iter(list(self._rows.values()))

    def __len__(self) -> int:
        return len(self._rows)


@dataclass(frozen=True, slots=True)
class StoreSnapshot:
    """A copy of the tables (dictionaries of frozen objects), the version index and the task indexes."""

    version: int
    tables: tuple[dict[str, AnyObject], ...]
    indexes: tuple[dict[Any, dict[str, None]], ...]


class Store:
    """Tables of one swarm. Only `create`, `update` and `delete` change anything."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.version = 0
        """Raft index of the last write."""
        self.nodes: Table[Node] = Table()
        self.services: Table[Service] = Table()
        self.tasks: Table[Task] = Table()
        self.networks: Table[Network] = Table()
        self.secrets: Table[Secret] = Table()
        self.configs: Table[Config] = Table()
        self.clusters: Table[Cluster] = Table()
        self._tables: dict[type, Table[AnyObject]] = {  # type: ignore[type-var]
            Node: self.nodes,  # type: ignore[dict-item]
            Service: self.services,  # type: ignore[dict-item]
            Task: self.tasks,  # type: ignore[dict-item]
            Network: self.networks,  # type: ignore[dict-item]
            Secret: self.secrets,  # type: ignore[dict-item]
            Config: self.configs,  # type: ignore[dict-item]
            Cluster: self.clusters,  # type: ignore[dict-item]
        }
        self._tasks_by_service: defaultdict[str, dict[str, None]] = defaultdict(dict)
        self._tasks_by_node: defaultdict[str, dict[str, None]] = defaultdict(dict)
        self._tasks_by_slot: defaultdict[tuple[str, int, str], dict[str, None]] = defaultdict(dict)
        self._watchers: list[Callable[[Change], None]] = []
        self._untold: deque[Change] = deque()
        self._telling = False

    @property
    def cluster(self) -> Cluster:
        """The swarm's only Cluster object."""
        return next(iter(self.clusters))

    # ------------------------------------------------------------------ writing
    def create(self, new: ObjectT) -> ObjectT:
        """Store a new object; returns it with version and times set."""
        now = self._clock.now
        self.version += 1
        stored = replace(new, version=self.version, created_at=now, updated_at=now)
        self._put(None, stored)
        return stored

    def update(self, new: ObjectT, expected_version: int | None = None) -> ObjectT:
        """Replace the object with the same id; returns it with version and time set.

        Raises SequenceConflict when `expected_version` is not the stored version, KeyError when
        there is no such object.
        """
        table = self._tables[type(new)]
        old = table[new.id]
        if expected_version is not None and old.version != expected_version:
            raise SequenceConflict
        self.version += 1
        stored = replace(new, version=self.version, updated_at=self._clock.now)
        self._put(old, stored)
        return stored

    def delete(self, old: AnyObject) -> None:
        """Take the object with this id out; nothing happens when it is gone already."""
        table = self._tables[type(old)]
        current = table.get(old.id)
        if current is None:
            return
        self.version += 1
        del table._rows[current.id]
        self._index(current, None)
        self._tell(Change(current, None))

    def _put(self, old: AnyObject | None, new: AnyObject) -> None:
        self._tables[type(new)]._rows[new.id] = new
        self._index(old, new)
        self._tell(Change(old, new))

    # ------------------------------------------------------------------ watching
    def watch(self, watcher: Callable[[Change], None]) -> None:
        """Call `watcher` after every write, in order of registration.

        A watcher may write, too: every watcher is told of the first write before any is of the second.
        """
        self._watchers.append(watcher)

    def _tell(self, change: Change) -> None:
        self._untold.append(change)
        if self._telling:
            return
        self._telling = True
        try:
            while self._untold:
                told = self._untold.popleft()
                for watcher in self._watchers:
                    watcher(told)
        finally:
            self._telling = False

    # ------------------------------------------------------------------ indexes
    def tasks_of_service(self, service_id: str) -> list[Task]:
        return [self.tasks[i] for i in self._tasks_by_service.get(service_id, ())]

    def tasks_of_node(self, node_id: str) -> list[Task]:
        return [self.tasks[i] for i in self._tasks_by_node.get(node_id, ())]

    def tasks_of_slot(self, service_id: str, slot: int, node_id: str = "") -> list[Task]:
        """Tasks of one slot, oldest first; for global services `slot` is 0 and `node_id` counts."""
        return [self.tasks[i] for i in self._tasks_by_slot.get((service_id, slot, node_id), ())]

    def _index(self, old: AnyObject | None, new: AnyObject | None) -> None:
        if isinstance(old, Task):
            if isinstance(new, Task) and new.node_id == old.node_id:
                return  # a task's service and slot never change
            self._unindex_task(old, new if isinstance(new, Task) else None)
        if isinstance(new, Task):
            self._tasks_by_service[new.service_id][new.id] = None
            if new.node_id:
                self._tasks_by_node[new.node_id][new.id] = None
            self._tasks_by_slot[slot_key(new)][new.id] = None

    def _unindex_task(self, old: Task, new: Task | None) -> None:
        if new is None:
            _drop(self._tasks_by_service, old.service_id, old.id)
        if old.node_id and (new is None or new.node_id != old.node_id):
            _drop(self._tasks_by_node, old.node_id, old.id)
        if new is None or slot_key(new) != slot_key(old):
            _drop(self._tasks_by_slot, slot_key(old), old.id)

    # ------------------------------------------------------------------ snapshots
    def snapshot(self) -> StoreSnapshot:
        tables = tuple(dict(t._rows) for t in self._tables.values())
        return StoreSnapshot(self.version, tables, tuple(_copy(i) for i in self._task_indexes()))

    def restore(self, state: StoreSnapshot) -> None:
        """Go back to a snapshot; watchers are not told."""
        self.version = state.version
        for table, rows in zip(self._tables.values(), state.tables, strict=True):
            table._rows = dict(rows)
        for index, saved in zip(self._task_indexes(), state.indexes, strict=True):
            index.clear()
            index.update(_copy(saved))

    def _task_indexes(self) -> tuple[dict[Any, dict[str, None]], ...]:
        return self._tasks_by_service, self._tasks_by_node, self._tasks_by_slot


def _copy(index: dict[Any, dict[str, None]]) -> dict[Any, dict[str, None]]:
    # Copied, not rebuilt: the order inside an index is part of the state.
    return {key: dict(members) for key, members in index.items()}


def slot_key(task: Task) -> tuple[str, int, str]:
    """(service, slot, node) that identify a place for a task; the node only where slots are not used."""
    return task.service_id, task.slot, "" if task.slot else task.node_id


def _drop(index: defaultdict, key: object, member: str) -> None:  # type: ignore[type-arg]
    members = index.get(key)
    if members is not None:
        members.pop(member, None)
        if not members:
            del index[key]
