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
    time_text,
)
from tutor.progress.records import MockAnswer, MockRecord
from tutor.progress.sittings import Sittings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from tutor.study.attempt import Attempt


class MockShelf(Sittings[MockRecord]):
    """Every method that writes has written when it returns. All raise ProgressError."""

    table = "mocks"

    def begin(self, record: MockRecord) -> None:
        """Keep a new mock with its whole paper."""
        with self._file.write() as db:
            db.table(self.table).insert(self._row(record))
            db.table("mock_answers").insert_all(
                [_answer_row(record.uuid, number, answer) for number, answer in enumerate(record.answers)]
            )

    def save_answer(self, uuid: str, number: int, answer: MockAnswer, seconds_left: float, position: int) -> None:
        """Keep one answer together with clock and position."""
        with self._file.write() as db:
            db.table("mock_answers").upsert(_answer_row(uuid, number, answer), pk=("mock", "number"))
            db.table(self.table).update(uuid, {"seconds_left": seconds_left, "position": position})

    def finish(self, uuid: str, at: datetime, seconds_left: float, attempts: Sequence[Attempt]) -> None:
        """Close a mock and log its answers, both or neither."""
        with self._file.write() as db:
            AttemptLog(self._file).add(attempts)
            db.table(self.table).update(uuid, {"finished_at": time_text(at), "seconds_left": seconds_left})

    def _record(self, row: dict[str, Any]) -> MockRecord:
        answers = self._file.rows("SELECT * FROM mock_answers WHERE mock = ? ORDER BY number", [row["uuid"]])
        return MockRecord(**row, answers=tuple(_answer(answer) for answer in answers))


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
