"""Items that do not stick: forgotten ones, and those that slip again and again (leeches)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.study.attempt import in_order

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tutor.study.attempt import Attempt

LEECH = 4
"""Wrong answers from which an item is a leech …"""
FREED = 2
"""… until it was right on so many days in a row."""


def lapsed(attempts: Iterable[Attempt]) -> set[str]:
    """Items that were answered right once, and wrong the last time."""
    return {
        item for item, log in _logs(attempts).items() if not log[-1].correct and any(one.correct for one in log[:-1])
    }


def leeches(attempts: Iterable[Attempt]) -> set[str]:
    """Items answered wrong so often that asking alone does not help: read the note, then come back."""
    return {
        item
        for item, log in _logs(attempts).items()
        if sum(not one.correct for one in log) >= LEECH and _days_right(log) < FREED
    }


def _days_right(log: list[Attempt]) -> int:
    """Different days of right answers since the last wrong one."""
    days = set()
    for attempt in reversed(log):
        if not attempt.correct:
            break
        days.add(attempt.at.date())
    return len(days)


def _logs(attempts: Iterable[Attempt]) -> dict[str, list[Attempt]]:
    logs: dict[str, list[Attempt]] = {}
    for attempt in in_order(attempts):
        logs.setdefault(attempt.item, []).append(attempt)
    return logs
