"""Time as sessions get it: handed in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import date, datetime


class Clock(Protocol):
    """Now, and the learner's calendar. `tutor.wallclock.WallClock` is the real one."""

    def now(self) -> datetime:
        """Aware UTC."""
        ...

    def day(self, moment: datetime) -> date:
        """The learner's calendar day of an aware moment."""
        ...
