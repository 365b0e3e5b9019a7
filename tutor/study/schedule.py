"""When each item is due again: FSRS over the log of answers.

Nothing is stored: the same log gives the same plan, in whatever order it was merged. fsrs's own cards
read the clock when they are made without an id and a due time, so both are always passed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zlib import crc32

from fsrs import Card, Rating, Scheduler, State

from tutor.study.attempt import in_order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from tutor.study.attempt import Attempt

RETENTION = 0.9
"""Share of due items that a learner shall still know."""
LAST_WEEK = timedelta(days=7)
"""The days before the exam, in which …"""
LAST_WEEK_RETENTION = 0.95
"""… a larger share shall be known, so that items come back sooner."""
SURE_WRONG_RETURNS = timedelta(days=1)
"""What was wrong though the learner was sure comes back the next day …"""
SURE_WRONG_AGAIN = timedelta(days=6)
"""… and, once right, again within the week."""
LAST_DAYS = 6
"""Reviews that the exam would cut off are spread over so many days before it."""
EASTMOST = timedelta(hours=14)
"""How far the earliest time zone is ahead of UTC: there the exam's day begins so much sooner."""


@dataclass(frozen=True, slots=True)
class Review:
    """One item's place in the plan."""

    item: str
    due: datetime
    """On the exam's day or behind it: there is no further review before the exam."""
    last: datetime
    answers: int
    lapses: int
    """Wrong answers after the first one."""
    stability: float
    """Days until the chance to know it falls to 90 %."""
    difficulty: float = 5.0
    """1 to 10, as FSRS has it."""


# whole days only: an item comes back tomorrow at the earliest, never again in the same evening
_SCHEDULER = Scheduler(desired_retention=RETENTION, learning_steps=(), relearning_steps=(), enable_fuzzing=False)
_DECAY = -_SCHEDULER.parameters[20]


def rating(attempt: Attempt) -> Rating:
    """Wrong is Again; right but unsure is Hard; right is Good."""
    if not attempt.correct:
        return Rating.Again
    return Rating.Hard if attempt.confidence == "unsure" else Rating.Good


def schedule(attempts: Iterable[Attempt], exam: date | None = None) -> dict[str, Review]:
    """Each answered item's next review. With an exam date no item's last review falls on it or after it,
    as long as there is a day left between.

    Cramming moves nothing: of its answers only one counts that was the very first to its item.
    """
    logs: dict[str, list[Attempt]] = {}
    for attempt in in_order(attempts):
        log = logs.setdefault(attempt.item, [])
        if not log or attempt.mode != "cram":
            log.append(attempt)
    return {item: _review(item, log, exam) for item, log in logs.items()}


def _review(item: str, log: Sequence[Attempt], exam: date | None) -> Review:
    card = Card(card_id=crc32(item.encode()), due=log[0].at)
    misled = False
    due = log[0].at
    for attempt in log:
        moment = attempt.at.astimezone(UTC)
        card, _ = _SCHEDULER.review_card(card, rating(attempt), moment)
        due = card.due
        if not attempt.correct and attempt.confidence == "sure":
            misled, due = True, min(due, moment + SURE_WRONG_RETURNS)
        elif misled and attempt.correct:
            misled, due = False, min(due, moment + SURE_WRONG_AGAIN)
    last = log[-1]
    stability = card.stability or 0.0
    return Review(
        item=item,
        due=before_exam(item, due, last.at, stability, exam),
        last=last.at,
        answers=len(log),
        lapses=sum(not attempt.correct for attempt in log[1:]),
        stability=stability,
        difficulty=card.difficulty or 5.0,
    )


def after_right(review: Review, at: datetime, exam: date | None) -> Review:
    """The item's place if it is answered right, and sure, at a moment to come."""
    card = Card(
        card_id=crc32(review.item.encode()),
        state=State.Review,
        stability=review.stability,
        difficulty=review.difficulty,
        due=review.due,
        last_review=review.last.astimezone(UTC),
    )
    card, _ = _SCHEDULER.review_card(card, Rating.Good, at.astimezone(UTC))
    stability = card.stability or 0.0
    due = before_exam(review.item, card.due, at, stability, exam)
    return Review(review.item, due, at, review.answers + 1, review.lapses, stability, card.difficulty or 5.0)


def days_until(retention: float, stability: float) -> float:
    """Days until the chance to know an item falls to `retention`: FSRS's own forgetting curve."""
    factor = 0.9 ** (1 / _DECAY) - 1
    return float(stability / factor * (retention ** (1 / _DECAY) - 1))


def before_exam(item: str, due: datetime, last: datetime, stability: float, exam: date | None) -> datetime:
    """`due` as the exam wants it.

    In the last week items come back at the higher retention. One that would fall behind the exam gets a last
    review in the days before it, which of them depends on the item's name only, so that the work is spread. An
    item that had its answer in the last week and holds until the exam needs none.
    """
    if exam is None:
        return due
    start_of_exam = datetime.combine(exam, time(), UTC)
    week = start_of_exam - LAST_WEEK
    if due >= week:
        sooner = last + timedelta(days=max(round(days_until(LAST_WEEK_RETENTION, stability)), 1))
        due = min(due, max(week, sooner))
    days_between = (start_of_exam - last).days
    if due < start_of_exam - EASTMOST or days_between < 2 or last >= week:
        return due
    earlier = crc32(item.encode()) % min(LAST_DAYS, days_between - 1)
    return start_of_exam - timedelta(days=1 + earlier)


def due_items(plan: Mapping[str, Review], today: date, day: Callable[[datetime], date]) -> list[str]:
    """Items due on the learner's day `today` or before, the longest waiting first."""
    waiting = [review for review in plan.values() if day(review.due) <= today]
    return [review.item for review in sorted(waiting, key=lambda review: (review.due, review.item))]
