"""One learner's SQLite file: opening it safely, migrating it, writing to it."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

from tutor.progress.errors import ProgressError
from tutor.progress.migrations import MIGRATIONS
from tutor.progress.troubles import damaged, explained, foreign, newer, uncopied, unprepared, unwritable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from sqlite_utils import Database

    from tutor.progress.migrations import Migration

APPLICATION_ID = 0x4C503335
"""`LP35` in the file's header: tells our files from other SQLite files."""
BUSY_SECONDS = 5.0


class ProgressFile:
    """An open database at the newest version. Use it from one thread at a time."""

    def __init__(self, file: Path, db: Database, *, keeps: bool = True) -> None:
        self.file = file
        self.db = db
        self.keeps = keeps
        """Whether what is written reaches the file; else `db` is a copy in memory."""

    @contextmanager
    def write(self) -> Iterator[Database]:
        """One transaction: all of it is on the disk afterwards, or ProgressError and none of it."""
        try:
            with at_once(self.db):
                yield self.db
        except sqlite3.Error as error:
            raise explained(self.file, error) from error

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[dict[str, Any]]:
        """What a query gives. Raises ProgressError."""
        try:
            return list(self.db.query(sql, parameters))
        except sqlite3.Error as error:
            raise explained(self.file, error) from error

    def copy_to(self, file: Path) -> None:
        """A copy of all of it as it is now, whole or not there at all; a file that is there is replaced.

        Raises ProgressError, for a place that cannot be written to, too.
        """
        keep_copy(self.db.conn, file)

    def close(self) -> None:
        self.db.close()


@contextmanager
def at_once(db: Database) -> Iterator[None]:
    """A transaction that owns the file from its beginning, so that what is read in it is still so when it writes."""
    if not db.conn.in_transaction:
        db.conn.execute("BEGIN IMMEDIATE")
        try:
            yield
            db.conn.execute("COMMIT")
        except BaseException:
            db.conn.rollback()
            raise
    else:
        with db.atomic():
            yield


def open_progress_file(file: Path, migrations: Sequence[Migration] = MIGRATIONS) -> ProgressFile:
    """Open a learner's database, made when it is not there, migrated when it is older (a copy is kept).

    Raises ProgressError for a file that is damaged, not ours, of a newer program, locked or not writable.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(file, f"its folder cannot be made ({error.strerror})") from error
    connection: sqlite3.Connection | None = None
    try:
        look_first(file, len(migrations))
        # the app loads it off the screen's thread and then uses it on that one, never on both at once
        connection = sqlite3.connect(file, timeout=BUSY_SECONDS, check_same_thread=False)
        _claim(connection)
        return ProgressFile(file, prepared(file, connection, migrations))
    except sqlite3.Error as error:
        _close(connection)
        raise explained(file, error) from error
    except ProgressError:
        _close(connection)
        raise


def inspect_progress_file(file: Path, newest: int = len(MIGRATIONS)) -> None:
    """Look whether a database that is there could be opened and written to; it is neither migrated nor written.

    Raises ProgressError as `open_progress_file` would.
    """
    try:
        look_first(file, newest)
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=rw", uri=True, timeout=0.5)) as connection:
            state = _pragma(connection, "integrity_check")
            if state != "ok":
                raise damaged(file, str(state))
            if not os.access(file, os.W_OK) or not os.access(file.parent, os.W_OK):
                raise unwritable(file, "it cannot be written to (no permission)")
            connection.execute("BEGIN IMMEDIATE")
            connection.rollback()
    except sqlite3.Error as error:
        raise explained(file, error) from error


def _close(connection: sqlite3.Connection | None) -> None:
    if connection is not None:
        connection.close()


def _pragma(connection: sqlite3.Connection, name: str) -> Any:
    return connection.execute(f"PRAGMA {name}").fetchone()[0]


def look_first(file: Path, newest: int = len(MIGRATIONS)) -> None:
    """Refuse a file that is there and is not ours or not usable. Raises ProgressError, sqlite3.Error.

    The look is a read-only one, because SQLite, when it closes a file that it may write to, writes back or deletes the
    log beside it, also where the file is damaged.
    """
    if not file.exists():
        return
    with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS)) as connection:
        check(file, connection, newest)


def check(file: Path, connection: sqlite3.Connection, newest: int = len(MIGRATIONS)) -> None:
    """Refuse what is not ours or not usable, before anything is written. Raises ProgressError, sqlite3.Error."""
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    version, application = _pragma(connection, "user_version"), _pragma(connection, "application_id")
    if application != APPLICATION_ID and (tables or version or application):
        raise foreign(file)
    if version > newest:
        raise newer(file, version, newest)
    state = _pragma(connection, "quick_check")
    if state != "ok":
        raise damaged(file, str(state))


def _claim(connection: sqlite3.Connection) -> None:
    """Make sure that it can be written to: found out now, not at the first answer."""
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("BEGIN IMMEDIATE")
    connection.rollback()


def prepared(file: Path, connection: sqlite3.Connection, migrations: Sequence[Migration] = MIGRATIONS) -> Database:
    """The database brought to the newest version, step by step. Raises sqlite3.Error, ProgressError."""
    from sqlite_utils import Database  # takes longer to import than all else here

    db = Database(connection, execute_plugins=False)
    version = _pragma(connection, "user_version")
    in_file = connection.execute("PRAGMA database_list").fetchone()[2]
    if in_file and 0 < version < len(migrations):
        try:
            keep_copy(connection, file.with_name(f"{file.name}.version-{version}"))
        except ProgressError as error:
            raise unprepared(file, error) from error
    for number, migrate in enumerate(migrations[version:], version + 1):
        with at_once(db):
            if _pragma(connection, "user_version") >= number:
                continue  # another program that was started at the same moment has done it
            migrate(db)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {number}")
    return db


def keep_copy(connection: sqlite3.Connection, file: Path) -> None:
    """Copy a database to a file, which stands there whole or not at all, even when this is killed or the disk is full.

    It is one file, with no log beside it. Raises ProgressError.
    """
    part = file.with_name(f"{file.name}.part")
    try:
        part.unlink(missing_ok=True)
        with closing(sqlite3.connect(part)) as copy:
            connection.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
        part.replace(file)
    except (sqlite3.Error, OSError) as error:
        _forget(part)
        raise uncopied(file, error) from error


def _forget(part: Path) -> None:
    try:
        part.unlink(missing_ok=True)
    except OSError:
        return
