"""A learner's file read into memory: to look at it where it cannot be written to, and to go on without keeping."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from contextlib import closing, suppress
from pathlib import Path

from tutor.progress.database import ProgressFile, check, prepared
from tutor.progress.errors import ProgressError
from tutor.progress.troubles import explained

IMMUTABLE = "immutable=1"
"""Nothing is locked, and nothing made beside the file."""


def open_reading_copy(file: Path) -> ProgressFile:
    """All that a file holds, at the newest version and in memory; the file itself is not touched. A file that is not
    there holds nothing.

    Raises ProgressError for a file that is damaged, not ours or of a newer program.
    """
    memory = sqlite3.connect(":memory:", check_same_thread=False)
    try:
        if file.exists():
            _read(file, memory)
        return ProgressFile(file, prepared(file, memory), keeps=False)
    except sqlite3.Error as error:
        memory.close()
        raise explained(file, error) from error
    except BaseException:
        memory.close()
        raise


def open_without_keeping(file: Path) -> ProgressFile:
    """As `open_reading_copy`, and empty where the file cannot be used."""
    try:
        return open_reading_copy(file)
    except ProgressError:
        empty = sqlite3.connect(":memory:", check_same_thread=False)
        return ProgressFile(file, prepared(file, empty), keeps=False)


def _read(file: Path, memory: sqlite3.Connection) -> None:
    if not _log(file):
        with suppress(ProgressError, sqlite3.Error):  # what is not right is looked at once more, with care
            _take(file, memory, IMMUTABLE)
            return
    try:
        _take(file, memory, "mode=ro")
    except sqlite3.OperationalError:
        # SQLite wants to write beside a file even to read it, which a read-only folder and a full disk do not permit
        _read_where_nothing_can_be_written(file, memory)


def _read_where_nothing_can_be_written(file: Path, memory: sqlite3.Connection) -> None:
    log = _log(file)
    if log is None:
        _take(file, memory, IMMUTABLE)
        return
    with tempfile.TemporaryDirectory() as folder:
        for one in (file, log):
            shutil.copyfile(one, Path(folder) / one.name)
        _take(Path(folder) / file.name, memory, "mode=rw", told=file)


def _log(file: Path) -> Path | None:
    """What SQLite keeps beside a file that is open, or whose program was killed."""
    log = file.with_name(f"{file.name}-wal")
    return log if log.exists() and log.stat().st_size else None


def _take(file: Path, memory: sqlite3.Connection, how: str, told: Path | None = None) -> None:
    """Check the file and copy it. `told` is the file that an error names."""
    with closing(sqlite3.connect(f"{file.absolute().as_uri()}?{how}", uri=True, timeout=1.0)) as source:
        check(told or file, source)
        source.backup(memory)
