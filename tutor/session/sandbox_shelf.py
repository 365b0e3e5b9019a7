"""Which free sandboxes a learner has: begun, gone on with, named, deleted."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from tutor.progress.records import SandboxRecord
from tutor.session.errors import SessionError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tutor.labs.laboratory import Laboratory
    from tutor.session.clock import Clock
    from tutor.session.free_sandbox import FreeSandbox

LONGEST_NAME = 60


class SandboxKeeper(Protocol):
    """Where they are kept; `tutor.progress.sandboxes.SavedSandboxes` does it."""

    def save(self, record: SandboxRecord) -> None: ...

    def all(self) -> list[SandboxRecord]: ...

    def delete(self, uuid: str) -> None: ...


class SandboxShelf:
    """A learner's free sandboxes."""

    def __init__(self, keeper: SandboxKeeper, clock: Clock) -> None:
        self._keeper = keeper
        self._clock = clock

    def begin(self, laboratory: Laboratory, cluster: str = "three", *, swarm: bool = False) -> FreeSandbox:
        """A new one; `swarm`: the first host leads a swarm of all. It is kept once something was done in it."""
        from tutor.session.free_sandbox import FreeSandbox

        now = self._clock.now()
        record = SandboxRecord(str(uuid.uuid4()), "", cluster, swarm, started_at=now, updated_at=now)
        return FreeSandbox(laboratory, self._keeper, self._clock, record)

    def resume(self, laboratory: Laboratory, identifier: str) -> FreeSandbox:
        """A kept one as it was left: its journal is played again. By uuid, name, or the beginning of one of them."""
        from tutor.session.free_sandbox import FreeSandbox

        record = self.find(identifier)
        session = FreeSandbox(laboratory, self._keeper, self._clock, record)
        session.replay(record.journal)
        return session

    def all(self) -> Sequence[SandboxRecord]:
        """The one touched last first."""
        return self._keeper.all()

    def find(self, identifier: str = "") -> SandboxRecord:
        """By uuid, by name, or by what one of them begins with; empty: the one touched last. Raises SessionError."""
        records = self._keeper.all()
        if not records:
            raise SessionError("no sandbox is kept yet; one is as soon as something was done in it")
        exact = [one for one in records if identifier in (one.uuid, one.name)]
        close = [one for one in records if one.uuid.startswith(identifier) or one.name.startswith(identifier)]
        found = exact[:1] or close
        if not identifier:
            return records[0]
        if len(found) != 1:
            what = "there is no sandbox" if not found else "there are several sandboxes that begin with"
            raise SessionError(f"{what} {identifier!r}; `lpic-tutor sandbox list` shows them")
        return found[0]

    def rename(self, identifier: str, name: str) -> None:
        """Raises SessionError for a name that is none."""
        self._keeper.save(replace(self.find(identifier), name=checked_name(name)))

    def delete(self, identifier: str) -> None:
        self._keeper.delete(self.find(identifier).uuid)


def checked_name(name: str) -> str:
    """A name as it is kept. Raises SessionError for one that cannot be shown."""
    name = " ".join(name.split())
    if len(name) > LONGEST_NAME or not name.isprintable():
        raise SessionError(f"a name has up to {LONGEST_NAME} characters that can be printed")
    return name
