"""The whole log as rows of its tables, for exchange with other files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from tutor.progress.database import ProgressFile

KEYS: Mapping[str, str | tuple[str, ...]] = {
    "attempts": "uuid",
    "retractions": "attempt",
    "flags": ("pack", "item"),
    "reports": "uuid",
    "reading": ("pack", "topic"),
    "bookmarks": "uuid",
    "own_notes": "uuid",
    "mocks": "uuid",
    "mock_answers": ("mock", "number"),
    "lab_runs": "uuid",
    "lab_attempts": "uuid",
    "challenges": "uuid",
    "challenge_labs": ("challenge", "number"),
}
"""The log's tables, each before those that point to it, and their keys. Settings are not in it."""

MARGIN = frozenset({"bookmarks", "own_notes"})
"""What the learner wrote and marked in the notes: it stays when the rest is forgotten."""


class LogRows:
    """Every method raises ProgressError."""

    def __init__(self, file: ProgressFile) -> None:
        self._file = file

    def of(self, table: str) -> list[dict[str, Any]]:
        """All rows of one of KEYS, in the order of their keys."""
        key = KEYS[table]
        order = key if isinstance(key, str) else ", ".join(key)
        return self._file.rows(f"SELECT * FROM {table} ORDER BY {order}")  # noqa: S608 - our own words

    def put(self, rows: Mapping[str, Iterable[Mapping[str, Any]]]) -> None:
        """Put rows in, in place of those with the same key: all or none."""
        with self._file.write() as db:
            for table, key in KEYS.items():
                db.table(table).upsert_all([dict(row) for row in rows.get(table, ())], pk=key)

    def forget_all(self) -> None:
        """Delete every row of the log but bookmarks and own notes. Keep a backup first."""
        with self._file.write() as db:
            for table in reversed([name for name in KEYS if name not in MARGIN]):
                db.table(table).delete_where()

    def forget_items(self, pack: str, topic: str, items: Collection[str]) -> None:
        """Delete what the log holds about some questions and the reading of their topic. Keep a backup first."""
        with self._file.write() as db:
            for item in items:
                this = "pack = ? AND item = ?"
                db.table("retractions").delete_where(
                    f"attempt IN (SELECT uuid FROM attempts WHERE {this})",  # noqa: S608 - our own words
                    [pack, item],
                )
                for table in ("attempts", "flags", "reports"):
                    db.table(table).delete_where(this, [pack, item])
            db.table("reading").delete_where("pack = ? AND topic = ?", [pack, topic])
