"""The machine's clock: the only place that reads it. Everything else is handed a clock."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime


class WallClock:
    """Now, as the machine tells it, and the learner's own calendar. Implements `tutor.session.clock.Clock`."""

    def now(self) -> datetime:
        """Aware UTC."""
        return datetime.now(UTC)

    def day(self, moment: datetime) -> date:
        """The calendar day of a moment in the machine's time zone."""
        return moment.astimezone().date()

    def nanoseconds(self) -> int:
        """Now, as nanoseconds since the epoch."""
        return time.time_ns()
