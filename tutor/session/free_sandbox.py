"""A free sandbox: no task, but kept, so that it goes on where it was left."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tutor.session.sandbox import SandboxSession
from tutor.session.sandbox_shelf import checked_name

if TYPE_CHECKING:
    from tutor.labs.laboratory import Laboratory
    from tutor.progress.records import SandboxRecord
    from tutor.session.clock import Clock
    from tutor.session.sandbox_shelf import SandboxKeeper

SEED = 352
NANOSECONDS = 10**9


class FreeSandbox(SandboxSession):
    """One of them, in use. Raises UnknownCluster for hosts that this version of the program does not have."""

    def __init__(self, laboratory: Laboratory, keeper: SandboxKeeper, clock: Clock, record: SandboxRecord) -> None:
        self.record = record
        self._keeper = keeper
        self._clock = clock
        hosts = laboratory.clusters.get(record.cluster, ())
        managers = [hosts[0].name] if record.swarm and hosts else []
        start = int(record.started_at.timestamp()) * NANOSECONDS
        super().__init__(lambda: laboratory.bench(record.cluster, seed=SEED, start=start, managers=managers))

    @property
    def name(self) -> str:
        """As the learner called it, else what it is."""
        return self.record.name or f"Sandbox of {self.record.started_at:%Y-%m-%d %H:%M}"

    def save(self) -> None:
        """Keep it as it is now; one in which nothing was ever done, and that has no name, is not kept."""
        if self.journal or self.record.journal or self.record.name:
            self.record = replace(self.record, updated_at=self._clock.now(), journal=self.saved())
            self._keeper.save(self.record)

    def rename(self, name: str) -> None:
        """Give it a name and keep it."""
        self.record = replace(self.record, name=checked_name(name))
        self.save()
