"""The margin of the learner's book: bookmarks and own notes, on sections and on questions."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tutor.progress.columns import text_time, time_text
from tutor.progress.records import Spot

if TYPE_CHECKING:
    from datetime import datetime

    from tutor.progress.database import ProgressFile


NEXT = timedelta(microseconds=1)
"""What is written later is newer, however coarse the clock is."""


class Margin:
    """Rows are added, never changed: of a spot's rows the newest counts, and taking something away is a row, too.

    All methods that write have written when they return, and raise ProgressError.
    """

    def __init__(self, file: ProgressFile) -> None:
        self._file = file

    def bookmark(self, pack: str, spot: Spot, marked: bool, at: datetime) -> None:
        """Set a bookmark, or take it away."""
        self._add("bookmarks", pack, spot, at, marked=int(marked))

    def write(self, pack: str, spot: Spot, text: str, at: datetime) -> None:
        """Keep a note; an empty one takes it away."""
        self._add("own_notes", pack, spot, at, text=text)

    def bookmarks(self, pack: str) -> dict[Spot, datetime]:
        """The spots that are marked now, the one marked last first, and since when."""
        rows = self._newest("bookmarks", pack)
        return {spot: text_time(row["at"]) for spot, row in rows.items() if row["marked"]}

    def notes(self, pack: str) -> dict[Spot, tuple[str, datetime]]:
        """The notes that there are now, the one written last first, and when they were written."""
        rows = self._newest("own_notes", pack)
        return {spot: (row["text"], text_time(row["at"])) for spot, row in rows.items() if row["text"]}

    def _add(self, table: str, pack: str, spot: Spot, at: datetime, **value: int | str) -> None:
        row = {"uuid": str(uuid.uuid4()), "pack": pack, "kind": spot.kind, "name": spot.name}
        with self._file.write() as db:
            before = self._newest(table, pack).get(spot)
            if before is not None:
                at = max(at, text_time(before["at"]) + NEXT)
            db.table(table).insert({**row, "at": time_text(at), **value})

    def _newest(self, table: str, pack: str) -> dict[Spot, dict[str, Any]]:
        """Each spot's newest row, newest first; the same on every machine that has the same rows."""
        rows = self._file.rows(f"SELECT * FROM {table} WHERE pack = ? ORDER BY at DESC, uuid DESC", [pack])  # noqa: S608
        found: dict[Spot, dict[str, Any]] = {}
        for row in rows:
            found.setdefault(Spot(row["kind"], row["name"]), row)
        return found
