"""Days of study in a row."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def streak(days: Iterable[date], today: date) -> int:
    """How many days in a row were study days, up to today; a today that is still empty does not end it."""
    studied = set(days)
    day = today if today in studied else today - timedelta(days=1)
    length = 0
    while day in studied:
        length += 1
        day -= timedelta(days=1)
    return length
