"""How labs ended: a log that only grows."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from tutor.progress.columns import json_text, text_time, time_text
from tutor.study.lab_reviews import LabAttempt

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tutor.progress.database import ProgressFile


class LabLog:
    """Every attempt at a lab. All methods raise ProgressError."""

    def __init__(self, file: ProgressFile) -> None:
        self._file = file

    def add(self, attempts: Iterable[LabAttempt]) -> None:
        """Keep them; they are on the disk when this returns. One that is there already stays as it was."""
        with self._file.write() as db:
            db.table("lab_attempts").insert_all([_row(attempt) for attempt in attempts], pk="uuid", ignore=True)

    def of(self, pack: str) -> list[LabAttempt]:
        """Oldest first."""
        rows = self._file.rows("SELECT * FROM lab_attempts WHERE pack = ? ORDER BY at, uuid", [pack])
        return [_attempt(row) for row in rows]


def _row(attempt: LabAttempt) -> dict[str, Any]:
    return {
        **asdict(attempt),
        "at": time_text(attempt.at),
        "goals_met": json_text(list(attempt.goals_met)),
        "hints": json_text(dict(attempt.hints)),
        "solution_shown": int(attempt.solution_shown),
    }


def _attempt(row: dict[str, Any]) -> LabAttempt:
    return LabAttempt(
        **{
            **row,
            "at": text_time(row["at"]),
            "goals_met": tuple(json.loads(row["goals_met"])),
            "hints": json.loads(row["hints"]),
            "solution_shown": bool(row["solution_shown"]),
        }
    )
