"""Saving and restoring what a part of the simulation remembers.

Parts keep their memory in dictionaries, lists and plain values; what lies inside is frozen. So a copy
of the containers is a copy of the state.
"""

from __future__ import annotations

from typing import Any, ClassVar, Self

State = tuple[Any, ...]


class Copied:
    """An object in the memory of a part that changes, and can be copied."""

    def copied(self) -> Self:
        """A copy that does not change with it."""
        raise NotImplementedError


class Stateful:
    """A part of the simulation that can be put back to an earlier moment."""

    remembered: ClassVar[tuple[str, ...]] = ()
    """Names of the attributes that make up the state."""

    def snapshot(self) -> State:
        return tuple(_copied(getattr(self, name)) for name in self.remembered)

    def restore(self, state: State) -> None:
        for name, value in zip(self.remembered, state, strict=True):
            setattr(self, name, _copied(value))


def _copied(value: Any) -> Any:
    if type(value) is dict:
        return {key: _copied(member) for key, member in value.items()}
    if type(value) is list:
        return [_copied(member) for member in value]
    if isinstance(value, Copied):
        return value.copied()
    return value
