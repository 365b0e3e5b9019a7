"""The time that is left of something timed: a mock exam, a hands-on challenge."""

from __future__ import annotations

SAVE_EVERY = 5.0
"""Seconds of a countdown that a kill may cost."""
TIME_IS_UP = "Time is up"
WARNINGS: tuple[tuple[int, str], ...] = ((600, "10 minutes left"), (300, "5 minutes left"), (60, "1 minute left"))


class Countdown:
    """Seconds that only go when they are spent; it stands still while the program does not run."""

    def __init__(self, remaining: float) -> None:
        self.remaining = remaining
        self._before = remaining
        self._unsaved = 0.0

    def spend(self, seconds: float) -> float:
        """Let time pass; returns how much of it there still was."""
        passed = min(seconds, self.remaining)
        self._before, self.remaining = self.remaining, self.remaining - passed
        self._unsaved += passed
        return passed

    @property
    def ended(self) -> bool:
        return self.remaining <= 0

    @property
    def wants_saving(self) -> bool:
        """So much was spent since `saved` that a kill must not cost more."""
        return self._unsaved >= SAVE_EVERY

    def saved(self) -> None:
        """What is left now is on the disk."""
        self._unsaved = 0.0

    @property
    def warning(self) -> str:
        """What is to be shown since the last time that passed, or nothing."""
        return next((words for limit, words in reversed(WARNINGS) if self.remaining <= limit < self._before), "")
