"""Copies of a learner's database, and beginning anew with one kept."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from tutor.progress.database import inspect_progress_file
from tutor.progress.errors import ProgressError
from tutor.progress.progress import Progress
from tutor.progress.restoring import inspect_copy, put_back

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from pathlib import Path


class BackupExists(ValueError):
    """A file is in the way; the message names it."""

    for_the_user = True


def backup(progress: Progress, to: Path | None, now: datetime) -> Path:
    """Copy the database whole, also while others use it; returns where. Nothing is overwritten.

    Without `to` the copy lies beside the database, named by the moment. Raises BackupExists, ProgressError.
    """
    place = to or progress.path.with_name(f"{progress.path.stem}.{stamp(now)}.backup.db")
    if place.exists():
        raise BackupExists(f"{place}: it exists already; name another file")
    progress.copy_to(place)
    return place


def restore(database: Path, copy: Path, now: datetime) -> Path | None:
    """Put a copy in the place of the database; returns where that is kept as it was, None when there was none.

    A database that cannot be used is moved aside with what SQLite left beside it. Raises ProgressError for a copy that
    cannot be used and for a database that another program writes to; then nothing is changed.
    """
    inspect_copy(copy)
    kept = _put_aside(database, now)
    database.parent.mkdir(parents=True, exist_ok=True)
    put_back(copy, database)
    return kept


def _put_aside(database: Path, now: datetime) -> Path | None:
    if not database.exists():
        return None
    try:
        inspect_progress_file(database)
    except ProgressError as error:
        if error.trouble not in {"damaged", "foreign", "newer"}:
            raise
        aside = database.with_name(f"{database.name}.{error.trouble}.{stamp(now)}")
        for end in ("-wal", "-shm", ""):
            beside = database.with_name(f"{database.name}{end}")
            if beside.exists():
                beside.rename(aside.with_name(f"{aside.name}{end}"))
        return aside
    with closing(Progress.look(database)) as progress:
        return backup(progress, None, now)


def stamp(now: datetime) -> str:
    """A moment as names of files have it."""
    return f"{now:%Y%m%dT%H%M%S%fZ}"


def reset(progress: Progress, now: datetime, topic: str = "", items: Collection[str] = (), pack: str = "") -> Path:
    """Forget everything but settings, bookmarks and own notes, or the answers and marks of one topic's `items`.

    Returns where the backup lies.
    Mock exams, labs and challenges belong to no one topic: they stay when a topic is named. Raises ProgressError.
    """
    kept = backup(progress, None, now)
    if topic:
        progress.rows.forget_items(pack, topic, items)
    else:
        progress.rows.forget_all()
    return kept
