"""What a learner marks: questions that are flagged, questions said to be wrong, the section read last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.progress.columns import text_time, time_text
from tutor.progress.records import ReadingPosition, Report

if TYPE_CHECKING:
    from datetime import datetime

    from tutor.progress.database import ProgressFile


class Marks:
    """All methods that write have written when they return, and raise ProgressError."""

    def __init__(self, file: ProgressFile) -> None:
        self._file = file

    def flag(self, pack: str, item: str, flagged: bool, at: datetime) -> None:
        row = {"pack": pack, "item": item, "flagged": int(flagged), "at": time_text(at)}
        with self._file.write() as db:
            db.table("flags").upsert(row, pk=("pack", "item"))

    def flagged(self, pack: str) -> set[str]:
        """Slugs of the questions that are flagged now."""
        rows = self._file.rows("SELECT item FROM flags WHERE pack = ? AND flagged", [pack])
        return {row["item"] for row in rows}

    def report(self, report: Report) -> None:
        """Keep a report of a wrong question."""
        row = {
            "uuid": report.uuid,
            "at": time_text(report.at),
            "pack": report.pack,
            "item": report.item,
            "pack_version": report.pack_version,
            "reason": report.reason,
        }
        with self._file.write() as db:
            db.table("reports").insert(row, ignore=True)

    def reports(self, pack: str) -> list[Report]:
        """Oldest first."""
        rows = self._file.rows("SELECT * FROM reports WHERE pack = ? ORDER BY at, uuid", [pack])
        return [Report(**{**row, "at": text_time(row["at"])}) for row in rows]

    def read(self, pack: str, position: ReadingPosition) -> None:
        """Remember where the learner is in a topic."""
        row = {"pack": pack, "topic": position.topic, "section": position.section, "at": time_text(position.at)}
        with self._file.write() as db:
            db.table("reading").upsert(row, pk=("pack", "topic"))

    def reading(self, pack: str) -> list[ReadingPosition]:
        """One for each topic that was read, the last one first."""
        rows = self._file.rows("SELECT topic, section, at FROM reading WHERE pack = ? ORDER BY at DESC", [pack])
        return [ReadingPosition(row["topic"], row["section"], text_time(row["at"])) for row in rows]
