"""The work to come, day by day: the reviews of the plan, and those that new questions will bring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from tutor.study.schedule import Review, after_right

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

WITHOUT_EXAM = 14
"""Days that are foreseen when there is no exam date."""
FIRST_STABILITY, FIRST_DIFFICULTY = 2.3, 5.0
"""What an item is like after its first right answer."""


@dataclass(frozen=True, slots=True)
class DayLoad:
    """What one day asks for."""

    day: date
    reviews: int
    new: int

    @property
    def answers(self) -> int:
        return self.reviews + self.new


def forecast(
    plan: Mapping[str, Review],
    today: date,
    day: Callable[[datetime], date],
    exam: date | None,
    *,
    unseen: int,
    new_a_day: int,
    new_today: int = 0,
    most: int = 366,
) -> tuple[DayLoad, ...]:
    """From today up to the day before the exam (two weeks, when none is ahead), at most so many days.

    It supposes that every review is done on its day and right. What waits already falls on today. `unseen`
    questions are begun at `new_a_day`; `new_today` were begun today already.
    """
    ahead = exam if exam and exam > today else None
    length = min((ahead - today).days if ahead else WITHOUT_EXAM, most)
    days = [today + timedelta(days=number) for number in range(length)]
    reviews, new = dict.fromkeys(days, 0), dict.fromkeys(days, 0)
    for review in plan.values():
        for on in _dates(review, days, day, ahead):
            reviews[on] += 1
    for on in days:
        new[on] = min(unseen, max(new_a_day - (new_today if on == today else 0), 0))
        unseen -= new[on]
        if new[on]:
            noon = datetime.combine(on, time(12), UTC)
            fresh = Review(f"new {on}", noon + timedelta(days=2), noon, 1, 0, FIRST_STABILITY, FIRST_DIFFICULTY)
            for later in _dates(fresh, days, day, ahead):
                reviews[later] += new[on]
    return tuple(DayLoad(on, reviews[on], new[on]) for on in days)


def _dates(review: Review, days: list[date], day: Callable[[datetime], date], exam: date | None) -> Iterator[date]:
    """The days on which an item comes back."""
    if not days:
        return
    while (on := max(day(review.due), days[0])) <= days[-1]:
        yield on
        at = max(review.due, datetime.combine(on, time(12), UTC)) if on == days[0] else review.due
        review = after_right(review, at, exam)
        if day(review.due) <= on:
            return
