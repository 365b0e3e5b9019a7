"""The real clock, for those who start the program; everything below is handed one."""

from __future__ import annotations

from datetime import UTC, date, datetime


class WallClock:
    """Now by this machine, days by its time zone."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def day(self, moment: datetime) -> date:
        return moment.astimezone().date()
