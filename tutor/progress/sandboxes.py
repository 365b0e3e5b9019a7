"""Free sandboxes as they were left: like a run of a lab, a journal each."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from tutor.progress.columns import json_text, text_time, time_text
from tutor.progress.records import SandboxRecord

if TYPE_CHECKING:
    from tutor.progress.database import ProgressFile

MOST_UNNAMED = 10
"""Sandboxes without a name that are kept; with one they are kept until they are deleted."""


class SavedSandboxes:
    """Kept by uuid. Every method raises ProgressError."""

    def __init__(self, file: ProgressFile) -> None:
        self._file = file

    def save(self, record: SandboxRecord) -> None:
        """On the disk when it returns; the oldest of too many unnamed ones goes."""
        row = {
            **asdict(record),
            "swarm": int(record.swarm),
            "started_at": time_text(record.started_at),
            "updated_at": time_text(record.updated_at),
            "journal": json_text(list(record.journal)),
        }
        with self._file.write() as db:
            db.table("sandboxes").upsert(row, pk="uuid")
            db.table("sandboxes").delete_where(
                "name = '' AND uuid NOT IN "
                "(SELECT uuid FROM sandboxes WHERE name = '' ORDER BY updated_at DESC, uuid LIMIT ?)",
                [MOST_UNNAMED],
            )

    def all(self) -> list[SandboxRecord]:
        """The one touched last first."""
        return [
            SandboxRecord(
                **{
                    **row,
                    "swarm": bool(row["swarm"]),
                    "started_at": text_time(row["started_at"]),
                    "updated_at": text_time(row["updated_at"]),
                    "journal": tuple(json.loads(row["journal"])),
                }
            )
            for row in self._file.rows("SELECT * FROM sandboxes ORDER BY updated_at DESC, uuid")
        ]

    def delete(self, uuid: str) -> None:
        with self._file.write() as db:
            db.table("sandboxes").delete_where("uuid = ?", [uuid])
