"""Whether one share is really another than the one before, or only by chance."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutor.study.score import Interval

if TYPE_CHECKING:
    from tutor.study.score import Score


@dataclass(frozen=True, slots=True)
class Change:
    """Two results for the same thing."""

    before: Score
    now: Score

    @property
    def interval(self) -> Interval:
        """The 95 % interval of the difference of the shares, -1 to 1 (Newcombe's method, from the Wilson intervals).

        Source: R. G. Newcombe, Interval estimation for the difference between independent proportions, Statistics in
        Medicine 17 (1998), method 10.
        """
        before, now = self.before.interval, self.now.interval
        middle = self.now.share - self.before.share
        low = math.hypot(self.now.share - now.low, before.high - self.before.share)
        high = math.hypot(now.high - self.now.share, self.before.share - before.low)
        return Interval(max(-1.0, middle - low), min(1.0, middle + high))

    @property
    def words(self) -> str:
        """`better` or `worse` only when chance alone would hardly do it."""
        if not self.before.answers or not self.now.answers:
            return "nothing to compare"
        if self.interval.low > 0:
            return "better"
        return "worse" if self.interval.high < 0 else "no clear change"
