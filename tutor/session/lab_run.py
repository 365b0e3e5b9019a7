"""A lab in progress: a sandbox with a task, goals that are watched, hints, and a record that survives."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol

from tutor.labs.goals import GoalJudge
from tutor.labs.verify import prepare
from tutor.progress.records import LabRun
from tutor.session.sandbox import SandboxSession
from tutor.study.lab_reviews import LabAttempt

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from tutor.labs.goals import GoalState
    from tutor.labs.laboratory import Laboratory
    from tutor.library.lab import Lab, Solution
    from tutor.session.clock import Clock
    from tutor.study.lab_reviews import Outcome

SEED = 3524
NANOSECONDS = 10**9


class LabKeeper(Protocol):
    """Where runs and how they ended are kept; `Progress` does it."""

    def save_lab(self, run: LabRun, attempts: Sequence[LabAttempt] = ()) -> None: ...


def attempt_of(run: LabRun, lab: Lab, outcome: Outcome, at: datetime) -> LabAttempt:
    """What the log keeps of a run that ends so."""
    to_meet = [goal.slug for goal in lab.goals if not goal.keep]
    return LabAttempt(
        uuid=str(uuid.uuid4()),
        at=at,
        pack=run.pack,
        lab=run.lab,
        pack_version=run.pack_version,
        run=run.uuid,
        mode="lab",
        outcome=outcome,
        goals=len(to_meet),
        goals_met=tuple(slug for slug in to_meet if slug in run.goals_met),
        hints=run.hints,
        solution_shown=run.solution_shown,
        seconds=run.seconds,
    )


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
        self._logged = False
        """That it was solved is for the log, since it was begun or begun again."""
        self._attempts: list[LabAttempt] = []
        """What goes into the log with the next save."""
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

    def reset(self) -> None:
        """Begin again from the start; what was begun and not solved is logged as it stood."""
        if self.journal and not self._logged:
            self._log("reset")
        self._logged = False
        super().reset()

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
        """The ways that lead there. To look at them before it is solved is to give it up, though it can go on."""
        if not self.solved and not self.record.solution_shown:
            self.record = replace(self.record, solution_shown=True)
            self._log("given up")
            self.save()
        return tuple(self.lab.solutions)

    # ------------------------------------------------------------------ keeping
    def spend(self, seconds: float) -> None:
        """The learner spent so much time on it; kept with the next save."""
        self.record = replace(self.record, seconds=self.record.seconds + seconds)

    def save(self) -> None:
        """Write the record with the journal up to now, and into the log how it ended, if it did."""
        now = self._clock.now()
        met = tuple(state.goal.slug for state in getattr(self, "states", ()) if state.met)
        self.record = replace(
            self.record,
            updated_at=now,
            journal=self.saved(),
            stages_met=self.judge.stages_met,
            goals_met=met,
            solved_at=self.record.solved_at or (now if self.solved else None),
        )
        if self.solved and not self._logged:
            self._logged = True
            self._log("solved")
        self._keeper.save_lab(self.record, self._attempts)
        self._attempts = []

    def _log(self, outcome: Outcome) -> None:
        """Note how it ends, as it stands; it is kept with the next save."""
        self._attempts.append(attempt_of(self.record, self.lab, outcome, self._clock.now()))

    def close(self) -> None:
        """End the run: it is not offered for resuming any more."""
        self.record = replace(self.record, closed_at=self._clock.now())
        self.save()


def _nanoseconds(moment: datetime) -> int:
    return int(moment.timestamp()) * NANOSECONDS
