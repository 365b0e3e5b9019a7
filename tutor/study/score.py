"""How many were right, of how many, and how sure that is."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ENOUGH = 10
"""Answers below which a percentage would mislead."""
Z_95 = 1.959964
"""Standard deviations of a 95 % interval."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A 95 % interval of a share, 0 to 1."""

    low: float
    high: float


def wilson(correct: float, answers: float) -> Interval:
    """The Wilson score interval: honest for few answers and at 0 and 1, where the simple one has no width.

    Numbers that are not whole are for shares put together from several groups.
    """
    if answers <= 0:
        return Interval(0.0, 1.0)
    share = correct / answers
    spread = Z_95 * Z_95 / answers
    middle = (share + spread / 2) / (1 + spread)
    half = Z_95 / (1 + spread) * math.sqrt(share * (1 - share) / answers + spread / (4 * answers))
    # at 0 and 1 rounding would leave the share itself a hair outside
    return Interval(max(0.0, min(share, middle - half)), min(1.0, max(share, middle + half)))


@dataclass(frozen=True, slots=True)
class Score:
    """k of n."""

    correct: int = 0
    answers: int = 0

    @property
    def share(self) -> float:
        """0 to 1; 0 when there are no answers."""
        return self.correct / self.answers if self.answers else 0.0

    @property
    def interval(self) -> Interval:
        return wilson(self.correct, self.answers)

    @property
    def enough(self) -> bool:
        """Whether a percentage may be shown."""
        return self.answers >= ENOUGH

    @property
    def words(self) -> str:
        """`14 of 20 right: 70 % (48 to 85 %)`, or why there is no percentage yet."""
        if not self.answers:
            return "no answers yet"
        counted = f"{self.correct} of {self.answers} right"
        if not self.enough:
            return f"{counted}: not enough answers yet"
        low, high = self.interval.low, self.interval.high
        return f"{counted}: {percent(self.share)} ({round(low * 100)} to {percent(high)})"

    def __add__(self, other: Score) -> Score:
        return Score(self.correct + other.correct, self.answers + other.answers)


def percent(share: float) -> str:
    return f"{round(share * 100)} %"


def score(results: Iterable[bool]) -> Score:
    """Count them."""
    known = list(results)
    return Score(sum(known), len(known))


def scores_by(results: Mapping[str, bool], groups: Mapping[str, str]) -> dict[str, Score]:
    """Score for each group; `results` and `groups` go by item, an item without a group is left out."""
    totals: dict[str, Score] = {}
    for item, correct in results.items():
        if item in groups:
            totals[groups[item]] = totals.get(groups[item], Score()) + Score(int(correct), 1)
    return totals
