"""What a finished hands-on challenge says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from tutor.library.lab import Goal, Lab
    from tutor.library.pack import Pack
    from tutor.progress.records import ChallengeLabRecord, ChallengeRecord, Verdict


@dataclass(frozen=True, slots=True)
class GoalResult:
    """One goal and how it was judged at the end."""

    text: str
    met: bool
    reason: str
    """For an unmet one: what was wanted and what there was."""
    keep: bool
    """It was true at the start: met it earns nothing, broken it costs."""


@dataclass(frozen=True, slots=True)
class ChallengeLabResult:
    """One lab of the report. Each goal that was to be earned is a point; so is each that was to be kept and broke."""

    lab: Lab
    begun: bool
    seconds: float
    goals: tuple[GoalResult, ...]

    @property
    def points(self) -> int:
        return sum(goal.met for goal in self.goals if not goal.keep)

    @property
    def out_of(self) -> int:
        return sum(not goal.keep or not goal.met for goal in self.goals)

    @property
    def solved(self) -> bool:
        return self.points == self.out_of

    @property
    def words(self) -> str:
        """`2 of 4 goals`, `solved`, `not begun`."""
        if not self.begun:
            return "not begun"
        return "solved" if self.solved else f"{self.points} of {self.out_of} goals"


@dataclass(frozen=True, slots=True)
class ChallengeReport:
    """The labs in the order they were set."""

    title: str
    at: datetime
    seed: int
    labs: tuple[ChallengeLabResult, ...]
    seconds_used: float
    seconds_total: float

    @property
    def words(self) -> str:
        """`1 of 3 labs solved, 7 of 11 goals met`."""
        solved = sum(lab.solved for lab in self.labs)
        points, out_of = sum(lab.points for lab in self.labs), sum(lab.out_of for lab in self.labs)
        return f"{solved} of {len(self.labs)} labs solved, {points} of {out_of} goals met"


def report_on(record: ChallengeRecord, pack: Pack) -> ChallengeReport:
    """From a finished record and the content as it is now; labs that are there no longer are left out."""
    labs = ((pack.lab(one.lab), one) for one in record.labs)
    return ChallengeReport(
        title=record.title,
        at=record.finished_at or record.started_at,
        seed=record.seed,
        labs=tuple(_result(lab, one) for lab, one in labs if lab is not None),
        seconds_used=record.seconds_total - record.seconds_left,
        seconds_total=record.seconds_total,
    )


def worked_on(record: ChallengeLabRecord) -> bool:
    """Whether anything was done in a lab; to look at it is nothing yet."""
    return any(entry.get("do") != "wait" for entry in record.journal)


def _result(lab: Lab, record: ChallengeLabRecord) -> ChallengeLabResult:
    goals = {goal.slug: goal for goal in lab.goals}
    return ChallengeLabResult(lab, worked_on(record), record.seconds, tuple(_goals(record.verdicts, goals)))


def _goals(verdicts: Iterable[Verdict], goals: dict[str, Goal]) -> Iterable[GoalResult]:
    """Goals that the lab has no longer are left out."""
    for one in verdicts:
        goal = goals.get(one.goal)
        if goal is not None:
            yield GoalResult(goal.text, one.met, one.reason, goal.keep)
