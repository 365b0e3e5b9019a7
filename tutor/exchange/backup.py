"""Copies of a learner's database, and beginning anew with one kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from pathlib import Path

    from tutor.progress.progress import Progress


class BackupExists(ValueError):
    """A file is in the way; the message names it."""

    for_the_user = True


def backup(progress: Progress, to: Path | None, now: datetime) -> Path:
    """Copy the database whole, also while others use it; returns where. Nothing is overwritten.

    Without `to` the copy lies beside the database, named by the moment. Raises BackupExists, ProgressError.
    """
    place = to or progress.path.with_name(f"{progress.path.stem}.{now:%Y%m%dT%H%M%S%fZ}.backup.db")
    if place.exists():
        raise BackupExists(f"{place}: it exists already; name another file")
    progress.copy_to(place)
    return place


def reset(progress: Progress, now: datetime, topic: str = "", items: Collection[str] = (), pack: str = "") -> Path:
    """Forget everything but settings, or the answers and marks of one topic's `items`; returns where the backup lies.

    Mock exams and lab runs belong to no one topic: they stay when a topic is named. Raises ProgressError.
    """
    kept = backup(progress, None, now)
    if topic:
        progress.rows.forget_items(pack, topic, items)
    else:
        progress.rows.forget_all()
    return kept
