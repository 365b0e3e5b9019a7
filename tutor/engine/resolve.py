"""Which object a reference means: full id, then full name, then a prefix of the id.

Source: engine `daemon/cluster/helpers.go`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

from tutor.engine.errors import EngineError, NoReference

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tutor.swarm.objects import Config, Network, Node, Secret, Service, Task

    NamedT = TypeVar("NamedT", Node, Service, Task, Secret, Config, Network)
else:
    NamedT = TypeVar("NamedT")


class Named(Protocol):
    """What carries its own name: secrets, configs, networks."""

    @property
    def name(self) -> str: ...


NOT_FOUND = 404
INVALID = 400


def resolve(kind: str, ref: str, objects: Iterable[NamedT], name_of: Callable[[NamedT], str]) -> NamedT:
    """The one object that `ref` means.

    Raises EngineError: `node x not found` (404), `node x is ambiguous (2 matches found)` (400);
    NoReference when it is empty.
    """
    ref = ref.strip()
    if not ref:
        raise NoReference(kind)
    every = list(objects)
    for found in (
        [one for one in every if one.id == ref],
        [one for one in every if name_of(one) == ref],
        [one for one in every if ref and one.id.startswith(ref)],
    ):
        if len(found) == 1:
            return found[0]
        if found:
            raise EngineError(INVALID, f"{kind} {ref} is ambiguous ({len(found)} matches found)")
    raise EngineError(NOT_FOUND, f"{kind} {ref} not found")


def node_name(node: Node) -> str:
    return node.description.hostname


def service_name(service: Service) -> str:
    return service.spec.name


def own_name(one: Named) -> str:
    return one.name


def task_name(task: Task) -> str:
    """The whole name, as the task's container has it."""
    return f"{task.service_name}.{task.slot or task.node_id}.{task.id}"
