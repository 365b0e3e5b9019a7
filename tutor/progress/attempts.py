"""The append-only log of answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tutor.progress.columns import answer_text, text_answer, text_time, time_text
from tutor.study.attempt import Attempt

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from tutor.progress.database import ProgressFile


class AttemptLog:
    """Rows are added, never changed. An attempt that comes a second time (same uuid) changes nothing."""

    def __init__(self, file: ProgressFile) -> None:
        self._file = file

    def add(self, attempts: Iterable[Attempt]) -> None:
        """On the disk when it returns; all of them or none. Raises ProgressError."""
        with self._file.write() as db:
            db.table("attempts").insert_all([_row(attempt) for attempt in attempts], ignore=True)

    def retract(self, uuid: str, at: datetime) -> None:
        """Take an answer back (a mis-key). The row stays, but counts no more."""
        with self._file.write() as db:
            db.table("retractions").insert({"attempt": uuid, "at": time_text(at)}, ignore=True)

    def of(self, pack: str) -> list[Attempt]:
        """Every answer that counts, oldest first."""
        rows = self._file.rows(
            "SELECT * FROM attempts WHERE pack = ? AND uuid NOT IN (SELECT attempt FROM retractions) ORDER BY at, uuid",
            [pack],
        )
        return [_attempt(row) for row in rows]


def _row(attempt: Attempt) -> dict[str, Any]:
    return {
        "uuid": attempt.uuid,
        "at": time_text(attempt.at),
        "pack": attempt.pack,
        "item": attempt.item,
        "kind": attempt.kind,
        "pack_version": attempt.pack_version,
        "answer": answer_text(attempt.answer),
        "correct": int(attempt.correct),
        "confidence": attempt.confidence,
        "seconds": attempt.seconds,
        "mode": attempt.mode,
    }


def _attempt(row: dict[str, Any]) -> Attempt:
    answer = text_answer(row.pop("answer"))
    assert answer is not None
    return Attempt(**{**row, "at": text_time(row["at"]), "answer": answer, "correct": bool(row["correct"])})
