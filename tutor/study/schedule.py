"""When each item is due again: FSRS over the log of answers.

Nothing is stored: the same log gives the same plan, in whatever order it was merged. fsrs's own cards
read the clock when they are made without an id and a due time, so both are always passed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zlib import crc32

from fsrs import Card, Rating, Scheduler

from tutor.study.attempt import in_order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from tutor.study.attempt import Attempt

RETENTION = 0.9
"""Share of due items that a learner shall still know."""
SURE_WRONG_RETURNS = timedelta(days=1)
"""What was wrong though the learner was sure comes back the next day …"""
SURE_WRONG_AGAIN = timedelta(days=6)
"""… and, once right, again within the week."""
LAST_DAYS = 5
"""Reviews that the exam would cut off are spread over so many days before it."""


@dataclass(frozen=True, slots=True)
class Review:
    """One item's place in the plan."""

    item: str
    due: datetime
    last: datetime
    answers: int
    lapses: int
    """Wrong answers after the first one."""
    stability: float
    """Days until the chance to know it falls to 90 %."""


def rating(attempt: Attempt) -> Rating:
    """Wrong is Again; right but unsure is Hard; right is Good."""
    if not attempt.correct:
        return Rating.Again
    return Rating.Hard if attempt.confidence == "unsure" else Rating.Good


def schedule(attempts: Iterable[Attempt], exam: date | None = None) -> dict[str, Review]:
    """Each answered item's next review. With an exam date no item's last review falls on it or after it,
    as long as there is a day left between."""
    # whole days only: an item comes back tomorrow at the earliest, never again in the same evening
    scheduler = Scheduler(desired_retention=RETENTION, learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    logs: dict[str, list[Attempt]] = {}
    for attempt in in_order(attempts):
        logs.setdefault(attempt.item, []).append(attempt)
    return {item: _review(item, log, scheduler, exam) for item, log in logs.items()}


def _review(item: str, log: list[Attempt], scheduler: Scheduler, exam: date | None) -> Review:
    card = Card(card_id=crc32(item.encode()), due=log[0].at)
    misled = False
    due = log[0].at
    for attempt in log:
        moment = attempt.at.astimezone(UTC)
        card, _ = scheduler.review_card(card, rating(attempt), moment)
        due = card.due
        if not attempt.correct and attempt.confidence == "sure":
            misled, due = True, min(due, moment + SURE_WRONG_RETURNS)
        elif misled and attempt.correct:
            misled, due = False, min(due, moment + SURE_WRONG_AGAIN)
    last = log[-1]
    return Review(
        item=item,
        due=before_exam(item, due, last.at, exam),
        last=last.at,
        answers=len(log),
        lapses=sum(not attempt.correct for attempt in log[1:]),
        stability=card.stability or 0.0,
    )


def before_exam(item: str, due: datetime, last: datetime, exam: date | None) -> datetime:
    """`due`, or a moment in the days before the exam when it would fall behind it.

    Which of the last days depends on the item's name only, so that the work is spread.
    """
    if exam is None:
        return due
    start_of_exam = datetime.combine(exam, time(), UTC)
    days_between = (start_of_exam - last).days
    if due < start_of_exam or days_between < 2:
        return due
    earlier = crc32(item.encode()) % min(LAST_DAYS, days_between - 1)
    return start_of_exam - timedelta(days=1 + earlier)


def due_items(plan: Mapping[str, Review], today: date, day: Callable[[datetime], date]) -> list[str]:
    """Items due on the learner's day `today` or before, the longest waiting first."""
    waiting = [review for review in plan.values() if day(review.due) <= today]
    return [review.item for review in sorted(waiting, key=lambda review: (review.due, review.item))]
