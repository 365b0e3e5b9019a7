"""One learner's SQLite file: opening it safely, migrating it, writing to it."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

from tutor.progress.errors import ProgressError
from tutor.progress.migrations import MIGRATIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from sqlite_utils import Database

    from tutor.progress.migrations import Migration

APPLICATION_ID = 0x4C503335
"""`LP35` in the file's header: tells our files from other SQLite files."""
BUSY_SECONDS = 5.0
_OTHER_PROFILE = "Nothing was changed; start with `--profile NAME` to use another file, or move this one away"


class ProgressFile:
    """An open database at the newest version. Use it from one thread at a time."""

    def __init__(self, file: Path, db: Database) -> None:
        self.file = file
        self.db = db

    @contextmanager
    def write(self) -> Iterator[Database]:
        """One transaction: all of it is on the disk afterwards, or ProgressError and none of it."""
        try:
            with self.db.atomic():
                yield self.db
        except sqlite3.Error as error:
            raise _explained(self.file, error) from error

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[dict[str, Any]]:
        """What a query gives. Raises ProgressError."""
        try:
            return list(self.db.query(sql, parameters))
        except sqlite3.Error as error:
            raise _explained(self.file, error) from error

    def copy_to(self, file: Path) -> None:
        """A copy of all of it as it is now. Raises ProgressError, for a place that cannot be written to, too."""
        try:
            with closing(sqlite3.connect(file)) as copy:
                self.db.conn.backup(copy)
        except sqlite3.Error as error:
            raise _explained(file, error) from error

    def close(self) -> None:
        self.db.close()


def open_progress_file(file: Path, migrations: Sequence[Migration] = MIGRATIONS) -> ProgressFile:
    """Open a learner's database, made when it is not there, migrated when it is older (a copy is kept).

    Raises ProgressError for a file that is damaged, not ours, of a newer program, locked or not writable.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(file, f"its folder cannot be made ({error.strerror})") from error
    connection: sqlite3.Connection | None = None
    try:
        # the app loads it off the screen's thread and then uses it on that one, never on both at once
        connection = sqlite3.connect(file, timeout=BUSY_SECONDS, check_same_thread=False)
        _check(file, connection, len(migrations))
        return ProgressFile(file, _prepared(file, connection, migrations))
    except sqlite3.Error as error:
        _close(connection)
        raise _explained(file, error) from error
    except ProgressError:
        _close(connection)
        raise


def inspect_progress_file(file: Path, newest: int = len(MIGRATIONS)) -> None:
    """Look whether a database that is there could be opened and written to; it is neither migrated nor written.

    Raises ProgressError as `open_progress_file` would.
    """
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=rw", uri=True, timeout=0.5)) as connection:
            _check(file, connection, newest)
            state = _pragma(connection, "integrity_check")
            if state != "ok":
                raise _damaged(file, str(state))
            if not os.access(file, os.W_OK) or not os.access(file.parent, os.W_OK):
                raise _unwritable(file, "it cannot be written to (no permission)")
            connection.execute("BEGIN IMMEDIATE")
            connection.rollback()
    except sqlite3.Error as error:
        raise _explained(file, error) from error


def _close(connection: sqlite3.Connection | None) -> None:
    if connection is not None:
        connection.close()


def _pragma(connection: sqlite3.Connection, name: str) -> Any:
    return connection.execute(f"PRAGMA {name}").fetchone()[0]


def _check(file: Path, connection: sqlite3.Connection, newest: int) -> None:
    """Refuse what is not ours or not usable, before anything is written."""
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    version, application = _pragma(connection, "user_version"), _pragma(connection, "application_id")
    if application != APPLICATION_ID and (tables or version or application):
        raise ProgressError(file, "foreign", "this is a database of another program", _OTHER_PROFILE)
    if version > newest:
        raise ProgressError(
            file,
            "newer",
            f"it was written by a newer lpic-tutor (its version is {version}, this one knows {newest})",
            "Nothing was changed; update lpic-tutor, or start with `--profile NAME` to use another file",
        )
    state = _pragma(connection, "quick_check")
    if state != "ok":
        raise _damaged(file, str(state))


def _prepared(file: Path, connection: sqlite3.Connection, migrations: Sequence[Migration]) -> Database:
    from sqlite_utils import Database  # takes longer to import than all else here

    db = Database(connection, execute_plugins=False)
    db.enable_wal()
    connection.execute("BEGIN IMMEDIATE")
    connection.rollback()
    version = _pragma(connection, "user_version")
    if 0 < version < len(migrations):
        _keep_copy(file, connection, version)
    for number, migrate in enumerate(migrations[version:], version + 1):
        with db.atomic():
            migrate(db)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {number}")
    return db


def _keep_copy(file: Path, connection: sqlite3.Connection, version: int) -> None:
    """The database as it was before a migration, beside it."""
    with closing(sqlite3.connect(file.with_name(f"{file.name}.version-{version}"))) as copy:
        connection.backup(copy)


def _explained(file: Path, error: sqlite3.Error) -> ProgressError:
    words = str(error)
    if "locked" in words or "busy" in words:
        return ProgressError(file, "locked", "another program is writing to it", "Close that one and try again")
    if "readonly" in words or "unable to open" in words or "full" in words or "disk I/O" in words:
        return _unwritable(file, f"it cannot be written to ({words})")
    return _damaged(file, words)


def _unwritable(file: Path, problem: str) -> ProgressError:
    return ProgressError(
        file, "unwritable", problem, "Make room or permit writing there, or name another folder with LPIC_TUTOR_HOME"
    )


def _damaged(file: Path, words: str) -> ProgressError:
    return ProgressError(file, "damaged", f"the file is damaged or no database ({words})", _OTHER_PROFILE)
