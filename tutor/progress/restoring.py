"""Putting a copy of a learner's database back in its place."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from tutor.progress.database import BUSY_SECONDS, check
from tutor.progress.errors import ProgressError
from tutor.progress.troubles import explained, foreign

if TYPE_CHECKING:
    from pathlib import Path


def inspect_copy(copy: Path) -> None:
    """Look whether a file is a whole database of ours, of this version or an older one. Raises ProgressError."""
    try:
        with closing(_open(copy)) as connection:
            check(copy, connection)
            if not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                raise foreign(copy)
    except sqlite3.Error as error:
        raise _no_backup(explained(copy, error)) from error
    except ProgressError as error:
        raise _no_backup(error) from error


def _no_backup(error: ProgressError) -> ProgressError:
    advice = "Nothing was changed; name a file that `lpic-tutor progress backup` or `reset` wrote"
    return ProgressError(error.file, error.trouble, error.problem, advice)


def put_back(copy: Path, database: Path) -> None:
    """Make the database what the copy is, in one transaction. Raises ProgressError.

    SQLite does it, page by page. To copy one file over the other is not safe: what a killed program left in the log
    beside the database would be written into the copy.
    """
    try:
        with closing(_open(copy)) as source, closing(sqlite3.connect(database, timeout=BUSY_SECONDS)) as target:
            source.backup(target)
    except sqlite3.Error as error:
        raise explained(database, error) from error


def _open(copy: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{copy.absolute().as_uri()}?mode=ro", uri=True)
