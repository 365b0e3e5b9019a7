"""A lab in progress: a sandbox with a task, goals that are watched, hints, and a record that survives."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol

from tutor.labs.goals import GoalJudge
from tutor.labs.verify import prepare
from tutor.progress.records import LabRun
from tutor.session.sandbox import SandboxSession

if TYPE_CHECKING:
    from datetime import datetime

    from tutor.labs.goals import GoalState
    from tutor.labs.laboratory import Laboratory
    from tutor.library.lab import Lab, Solution
    from tutor.session.clock import Clock

SEED = 3524
NANOSECONDS = 10**9


class LabKeeper(Protocol):
    """Where runs are kept; `Progress` does it."""

    def save_lab(self, run: LabRun) -> None: ...


class LabSession(SandboxSession):
    """One run of one lab."""

    def __init__(
        self, lab: Lab, laboratory: Laboratory, keeper: LabKeeper, clock: Clock, record: LabRun, *, start: int
    ) -> None:
        self.lab = lab
        self.record = record
        self._keeper = keeper
        self._clock = clock
        self._judge: GoalJudge | None = None
        super().__init__(lambda: prepare(lab, laboratory, seed=SEED, start=start))
        self.after_reset()
        self.states: tuple[GoalState, ...] = ()
        self.after_step()

    @classmethod
    def begin(
        cls, lab: Lab, laboratory: Laboratory, keeper: LabKeeper, clock: Clock, *, pack: str, pack_version: str
    ) -> LabSession:
        """A new run; its virtual time begins now."""
        now = clock.now()
        record = LabRun(str(uuid.uuid4()), pack, lab.slug, pack_version, started_at=now, updated_at=now)
        session = cls(lab, laboratory, keeper, clock, record, start=_nanoseconds(now))
        session.save()
        return session

    @classmethod
    def resume(cls, lab: Lab, laboratory: Laboratory, keeper: LabKeeper, clock: Clock, record: LabRun) -> LabSession:
        """An unfinished run as it was left: its journal is played again."""
        session = cls(lab, laboratory, keeper, clock, record, start=_nanoseconds(record.started_at))
        session.replay(record.journal)
        return session

    # ------------------------------------------------------------------ goals
    @property
    def judge(self) -> GoalJudge:
        assert self._judge is not None
        return self._judge

    @property
    def solved(self) -> bool:
        return self.judge.solved

    def after_reset(self) -> None:
        self._judge = GoalJudge(self.lab, self.bench.readers)

    def after_step(self) -> None:
        """Look at the goals; keep the record when something was done, and when a goal is met or lost."""
        if self._judge is None:
            return
        before = [state.met for state in self.states] if hasattr(self, "states") else []
        self.states = tuple(self.judge.look())
        if before and not self.replaying and before != [state.met for state in self.states]:
            self._unkept = True
        super().after_step()

    def to_remember(self) -> Any:
        return self.judge.stages_met

    def put_back(self, extra: Any) -> None:
        self.judge.stages_met = extra

    # ------------------------------------------------------------------ help
    def hints_shown(self, goal: str) -> tuple[str, ...]:
        """The rungs of a goal's ladder that were asked for so far."""
        shown = self.record.hints.get(goal, 0)
        return tuple(self._hints(goal)[:shown])

    def hint(self, goal: str) -> str:
        """One rung more; empty when the ladder has ended. It is kept in the record."""
        shown = self.record.hints.get(goal, 0)
        hints = self._hints(goal)
        if shown >= len(hints):
            return ""
        self.record = replace(self.record, hints={**self.record.hints, goal: shown + 1})
        self.save()
        return hints[shown]

    def _hints(self, goal: str) -> list[str]:
        return next(one.hints for one in self.lab.goals if one.slug == goal)

    def solutions(self) -> tuple[Solution, ...]:
        """The ways that lead there; that they were looked at is kept."""
        if not self.solved and not self.record.solution_shown:
            self.record = replace(self.record, solution_shown=True)
            self.save()
        return tuple(self.lab.solutions)

    # ------------------------------------------------------------------ keeping
    def save(self) -> None:
        """Write the record with the journal up to now."""
        now = self._clock.now()
        met = tuple(state.goal.slug for state in getattr(self, "states", ()) if state.met)
        self.record = replace(
            self.record,
            updated_at=now,
            journal=self.saved(),
            seconds=max(self.record.seconds, (self.now - self.started_at) / NANOSECONDS),
            stages_met=self.judge.stages_met,
            goals_met=met,
            solved_at=self.record.solved_at or (now if self.solved else None),
        )
        self._keeper.save_lab(self.record)

    def close(self) -> None:
        """End the run: it is not offered for resuming any more."""
        self.record = replace(self.record, closed_at=self._clock.now())
        self.save()


def _nanoseconds(moment: datetime) -> int:
    return int(moment.timestamp()) * NANOSECONDS
