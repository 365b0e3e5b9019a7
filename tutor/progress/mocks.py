"""Mock exams, running and finished. Their answers go to the log only when they are submitted."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tutor.progress.attempts import AttemptLog
from tutor.progress.columns import (
    answer_text,
    json_text,
    maybe_text_time,
    maybe_time_text,
    text_answer,
    text_time,
    time_text,
)
from tutor.progress.records import MockAnswer, MockRecord

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from tutor.progress.database import ProgressFile
    from tutor.study.attempt import Attempt


class MockShelf:
    """Every method that writes has written when it returns. All raise ProgressError."""

    def __init__(self, file: ProgressFile) -> None:
        self._file = file

    def begin(self, record: MockRecord) -> None:
        """Keep a new mock with its whole paper."""
        with self._file.write() as db:
            db.table("mocks").insert(
                {
                    "uuid": record.uuid,
                    "pack": record.pack,
                    "pack_version": record.pack_version,
                    "title": record.title,
                    "started_at": time_text(record.started_at),
                    "seconds_total": record.seconds_total,
                    "seconds_left": record.seconds_left,
                    "position": record.position,
                    "finished_at": maybe_time_text(record.finished_at),
                    "discarded_at": None,
                }
            )
            db.table("mock_answers").insert_all(
                [_answer_row(record.uuid, number, answer) for number, answer in enumerate(record.answers)]
            )

    def save_answer(self, uuid: str, number: int, answer: MockAnswer, seconds_left: float, position: int) -> None:
        """Keep one answer together with clock and position."""
        with self._file.write() as db:
            db.table("mock_answers").upsert(_answer_row(uuid, number, answer), pk=("mock", "number"))
            db.table("mocks").update(uuid, {"seconds_left": seconds_left, "position": position})

    def finish(self, uuid: str, at: datetime, seconds_left: float, attempts: Sequence[Attempt]) -> None:
        """Close a mock and log its answers, both or neither."""
        with self._file.write() as db:
            AttemptLog(self._file).add(attempts)
            db.table("mocks").update(uuid, {"finished_at": time_text(at), "seconds_left": seconds_left})

    def discard(self, uuid: str, at: datetime) -> None:
        """Neither running nor finished any more; the rows stay."""
        with self._file.write() as db:
            db.table("mocks").update(uuid, {"discarded_at": time_text(at)})

    def unfinished(self, pack: str) -> MockRecord | None:
        """The one that runs, the newest if there were several."""
        found = self._records("finished_at IS NULL", pack)
        return found[0] if found else None

    def finished(self, pack: str) -> list[MockRecord]:
        """Newest first."""
        return self._records("finished_at IS NOT NULL", pack)

    def _records(self, condition: str, pack: str) -> list[MockRecord]:
        rows = self._file.rows(
            f"SELECT * FROM mocks WHERE {condition} AND discarded_at IS NULL AND pack = ? "  # noqa: S608 - our own words
            "ORDER BY started_at DESC, uuid",
            [pack],
        )
        return [self._record(row) for row in rows]

    def _record(self, row: dict[str, Any]) -> MockRecord:
        answers = self._file.rows("SELECT * FROM mock_answers WHERE mock = ? ORDER BY number", [row["uuid"]])
        del row["discarded_at"]
        return MockRecord(
            **{
                **row,
                "started_at": text_time(row["started_at"]),
                "finished_at": maybe_text_time(row["finished_at"]),
                "answers": tuple(_answer(answer) for answer in answers),
            }
        )


def _answer_row(mock: str, number: int, answer: MockAnswer) -> dict[str, Any]:
    return {
        "mock": mock,
        "number": number,
        "item": answer.item,
        "layout": json_text(list(answer.order)),
        "answer": answer_text(answer.answer),
        "confidence": answer.confidence,
        "flagged": int(answer.flagged),
        "seconds": answer.seconds,
        "answered_at": maybe_time_text(answer.answered_at),
    }


def _answer(row: dict[str, Any]) -> MockAnswer:
    return MockAnswer(
        item=row["item"],
        order=tuple(json.loads(row["layout"])),
        answer=text_answer(row["answer"]),
        confidence=row["confidence"],
        flagged=bool(row["flagged"]),
        seconds=row["seconds"],
        answered_at=maybe_text_time(row["answered_at"]),
    )
