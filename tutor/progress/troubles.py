"""What SQLite says is wrong with a learner's file, in words for the learner and with a way out."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from tutor.progress.errors import ProgressError

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

    from tutor.progress.errors import Trouble

GO_ON = "or go on with `--no-save`, which keeps nothing"
OTHER_PLACE = "or name another folder with LPIC_TUTOR_HOME"
OTHER_PROFILE = (
    "Nothing was changed; `lpic-tutor progress doctor` names backups to put in its place, "
    f"`--profile NAME` uses another file, {GO_ON}"
)
LITTLE_ROOM = 128 * 1024
"""Bytes; with fewer a database cannot even be opened."""


def explained(file: Path, error: sqlite3.Error) -> ProgressError:
    """The trouble that an error of SQLite stands for, told by its code and not by its words."""
    name = getattr(error, "sqlite_errorname", None) or ""
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return locked(file)
    if name.startswith("SQLITE_FULL") or (name.startswith("SQLITE_IOERR") and _little_room(file)):
        return full(file)
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_IOERR")):
        return unwritable(file, f"it cannot be written to ({error})")
    return damaged(file, str(error))


def _little_room(file: Path) -> bool:
    try:
        return shutil.disk_usage(file.parent).free < LITTLE_ROOM
    except OSError:
        return False


def locked(file: Path) -> ProgressError:
    return ProgressError(file, "locked", "another program is writing to it", f"Close that one and try again, {GO_ON}")


def full(file: Path) -> ProgressError:
    advice = f"Make room and try again, {OTHER_PLACE}, {GO_ON}"
    return ProgressError(file, "full", "the disk is full, so nothing more can be kept", advice)


def unwritable(file: Path, problem: str) -> ProgressError:
    return ProgressError(file, "unwritable", problem, f"Permit writing there, {OTHER_PLACE}, {GO_ON}")


def uncopied(file: Path, error: sqlite3.Error | OSError) -> ProgressError:
    """A copy that could not be made at that place."""
    trouble: Trouble = "unwritable"
    if not _may_be_folder(file.parent):
        words = f"there is no folder {file.parent}"
    elif isinstance(error, OSError):
        words = error.strerror or str(error)
    else:
        trouble = explained(file, error).trouble
        words = "the disk is full" if trouble == "full" else str(error)
    return ProgressError(
        file, trouble, f"the copy cannot be written ({words})", "Mend that, or name another place for it"
    )


def unprepared(file: Path, error: ProgressError) -> ProgressError:
    """It is of an older version, and the copy that is kept before it is brought to this one could not be made."""
    return full(file) if error.trouble == "full" else unwritable(file, f"it cannot be written to: {error.problem}")


def _may_be_folder(place: Path) -> bool:
    try:
        return place.is_dir()
    except OSError:
        return True


def damaged(file: Path, words: str) -> ProgressError:
    return ProgressError(file, "damaged", f"the file is damaged or no database ({words})", OTHER_PROFILE)


def foreign(file: Path) -> ProgressError:
    return ProgressError(file, "foreign", "this is a database of another program", OTHER_PROFILE)


def newer(file: Path, version: int, known: int) -> ProgressError:
    return ProgressError(
        file,
        "newer",
        f"it was written by a newer lpic-tutor (its version is {version}, this one knows {known})",
        f"Nothing was changed; update lpic-tutor, or use another file with `--profile NAME`, {GO_ON}",
    )
