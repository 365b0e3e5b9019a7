"""What mock exams and hands-on challenges have in common in the database: a timed row and its numbered parts."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from tutor.progress.columns import maybe_text_time, maybe_time_text, text_time, time_text
from tutor.progress.records import ChallengeRecord, MockRecord

if TYPE_CHECKING:
    from datetime import datetime

    from tutor.progress.database import ProgressFile

RecordT = TypeVar("RecordT", MockRecord, ChallengeRecord)


class Sittings(Generic[RecordT]):
    """One table of them. Every method that writes has written when it returns. All raise ProgressError."""

    table: ClassVar[str]

    def __init__(self, file: ProgressFile) -> None:
        self._file = file

    @abstractmethod
    def _record(self, row: dict[str, Any]) -> RecordT:
        """The record of a row whose times are read already, with its parts."""

    def discard(self, uuid: str, at: datetime) -> None:
        """Neither running nor finished any more; the rows stay."""
        with self._file.write() as db:
            db.table(self.table).update(uuid, {"discarded_at": time_text(at)})

    def unfinished(self, pack: str) -> RecordT | None:
        """The one that runs, the newest if there were several."""
        found = self._records("finished_at IS NULL", pack)
        return found[0] if found else None

    def finished(self, pack: str) -> list[RecordT]:
        """Newest first."""
        return self._records("finished_at IS NOT NULL", pack)

    def _records(self, condition: str, pack: str) -> list[RecordT]:
        rows = self._file.rows(
            f"SELECT * FROM {self.table} WHERE {condition} AND discarded_at IS NULL AND pack = ? "  # noqa: S608 - our own words
            "ORDER BY started_at DESC, uuid",
            [pack],
        )
        return [self._record(_read(row)) for row in rows]

    def _row(self, record: RecordT) -> dict[str, Any]:
        """Columns that both have."""
        return {
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


def _read(row: dict[str, Any]) -> dict[str, Any]:
    """A row as the fields of its record, apart from the parts."""
    fields = {name: value for name, value in row.items() if name != "discarded_at"}
    times = {"started_at": text_time(row["started_at"]), "finished_at": maybe_text_time(row["finished_at"])}
    return {**fields, **times}
