"""A full disk, a read-only folder, a lock, a broken file: told as what it is, nothing lost, a way out offered."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.progress.test_progress import NOW, attempt
from tutor.cli import main
from tutor.exchange.transfer import log_of
from tutor.paths import learner_paths
from tutor.progress.database import APPLICATION_ID, open_progress_file
from tutor.progress.errors import ProgressError
from tutor.progress.migrations import MIGRATIONS
from tutor.progress.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NOBODY = 65534


@pytest.fixture
def database(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """With one answer in it, in a folder into which everybody may look."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        monkeypatch.setenv("LPIC_TUTOR_HOME", folder)
        file = learner_paths().database
        progress = Progress.open(file)
        progress.attempts.add([attempt("a")])
        progress.close()
        yield file


@contextmanager
def without_permission(folder: Path) -> Iterator[None]:
    """Nobody may write into the folder; root, who may everywhere, is somebody else for that time."""
    folder.chmod(0o555)
    root = os.geteuid() == 0
    if root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)
        folder.chmod(0o755)


def tables(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as raw:
        return list(raw.iterdump())


def test_a_full_disk_keeps_what_was_kept_and_names_the_ways_out(database: Path) -> None:
    file = open_progress_file(database)
    progress = Progress(file)
    pages = file.db.conn.execute("PRAGMA page_count").fetchone()[0]
    file.db.conn.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(ProgressError, match=r"disk is full.*LPIC_TUTOR_HOME.*--no-save") as error:
        progress.attempts.add([attempt(f"b{number}", answer="x" * 4000, kind="fill") for number in range(9)])
    assert error.value.trouble == "full"
    assert progress.attempts.of("demo") == [attempt("a")]
    file.db.conn.execute("PRAGMA max_page_count = 99999")
    progress.attempts.add([attempt("b")])
    assert len(progress.attempts.of("demo")) == 2
    progress.close()


def test_a_folder_that_cannot_be_written_to_can_still_be_read(
    database: Path, capsys: pytest.CaptureFixture[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    before = database.read_bytes()
    with without_permission(database.parent):
        with pytest.raises(ProgressError, match=r"cannot be written to.*--no-save") as error:
            Progress.open(database)
        assert error.value.trouble == "unwritable"
        progress = Progress.look(database)
        assert progress.attempts.of("demo") == [attempt("a")]
        progress.close()
        assert main(["quiz", "--plain"]) == 2
        assert "cannot be written to" in capsys.readouterr().err
        assert main(["progress", "doctor"]) == 1
        assert "progress backup FILE" in capsys.readouterr().out
    assert database.read_bytes() == before


def test_a_killed_program_left_its_last_answers_in_the_log_of_a_folder_that_is_read_only_now(database: Path) -> None:
    progress = Progress.open(database)
    progress.attempts.add([attempt("b")])
    log = database.with_name(f"{database.name}-wal")
    kept = {one: one.read_bytes() for one in (database, log)}
    progress.close()
    for one, content in kept.items():
        one.write_bytes(content)
        one.chmod(0o644)
    assert log.stat().st_size
    with without_permission(database.parent):
        looked = Progress.look(database)
        assert len(looked.attempts.of("demo")) == 2
        looked.close()
    assert {one: one.read_bytes() for one in kept} == kept


def test_while_another_program_writes_all_can_be_read_and_copied(
    database: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tutor.progress.database.BUSY_SECONDS", 0.01)
    with closing(sqlite3.connect(database)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(ProgressError, match=r"another program is writing.*--no-save") as error:
            Progress.open(database)
        assert error.value.trouble == "locked"
        assert main(["progress", "export", str(tmp_path / "log.jsonl")]) == 0
        assert main(["progress", "backup", str(tmp_path / "copy.db")]) == 0
    assert capsys.readouterr().out.startswith("1 record ")
    assert tables(tmp_path / "copy.db") == tables(database)


@pytest.mark.parametrize(
    ("harm", "trouble"),
    [
        (lambda content: b"shopping: bread, milk\n" * 200, "damaged"),
        (lambda content: content[: len(content) // 2], "damaged"),
        (lambda content: content[:4096] + b"\xff" * 4096 + content[8192:], "damaged"),
        (lambda content: b"", ""),
    ],
)
def test_a_file_that_was_harmed(
    database: Path, harm: Callable[[bytes], bytes], trouble: str, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["progress", "backup"])
    harmed = harm(database.read_bytes())
    database.write_bytes(harmed)
    capsys.readouterr()
    if not trouble:  # an empty file is what an interrupted first start leaves: it is made anew
        Progress.open(database).close()
        return
    for verb in (["quiz", "--plain"], ["exam", "--plain"], ["progress", "show"], ["progress", "export", "x.jsonl"]):
        assert main(verb) == 2
        told = capsys.readouterr().err
        assert "damaged or no database" in told
        assert "progress doctor" in told
    assert main(["progress", "doctor"]) == 1
    assert "A backup: " in capsys.readouterr().out
    assert database.read_bytes() == harmed
    assert not Path("x.jsonl").exists()


def test_without_keeping_all_works_and_the_file_stays_as_it_was(database: Path) -> None:
    before = tables(database)
    progress = Progress.without_keeping(database)
    progress.attempts.add([attempt("b")])
    progress.marks.flag("demo", "q", True, NOW)
    assert len(progress.attempts.of("demo")) == 2
    assert not progress.keeps
    progress.close()
    assert tables(database) == before
    database.write_bytes(b"no database at all " * 500)
    progress = Progress.without_keeping(database)
    assert log_of(progress) == []
    progress.close()


def test_two_first_starts_at_one_moment(database: Path) -> None:
    """The second finds the database made between its look and its turn to make it."""
    database.unlink()

    class Late(list[Any]):
        """Migrations during whose first look another program makes the database."""

        def __getitem__(self, where: Any) -> Any:
            Progress.open(database).close()
            return super().__getitem__(where)

    file = open_progress_file(database, Late(MIGRATIONS))
    assert file.db.conn.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
    assert file.db.conn.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
    file.close()


def test_an_older_file_for_whose_copy_there_is_no_room_stays_as_it_was(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(connection: sqlite3.Connection, file: Path) -> None:
        raise ProgressError(file, "full", "the copy cannot be written (the disk is full)", "Mend that")

    before = tables(database)
    monkeypatch.setattr("tutor.progress.database.keep_copy", no_room)
    with pytest.raises(ProgressError, match=r"disk is full.*--no-save") as error:
        open_progress_file(database, [*MIGRATIONS, lambda db: None])
    assert error.value.file == database
    assert tables(database) == before


def test_a_copy_is_there_whole_or_not_at_all(database: Path, tmp_path: Path) -> None:
    progress = Progress.open(database)
    folder = tmp_path / "folder"
    folder.mkdir()
    with without_permission(folder), pytest.raises(ProgressError, match="copy cannot be written"):
        progress.copy_to(folder / "copy.db")
    (folder / "copy.db.part").write_text("what a killed program left")
    progress.copy_to(folder / "copy.db")
    assert [one.name for one in folder.iterdir()] == ["copy.db"]
    progress.close()
