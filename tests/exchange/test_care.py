"""Backups, beginning anew, and a look at a database that cannot be used: nothing is ever lost."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.exchange.test_union import filled
from tests.progress.test_progress import attempt
from tests.session.conftest import DEMO
from tutor.cli import main
from tutor.exchange.doctor import backups_of
from tutor.exchange.transfer import log_of
from tutor.paths import known_profiles, learner_paths
from tutor.progress.progress import Progress

if TYPE_CHECKING:
    from pathlib import Path

    from tutor.exchange.lines import Row


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LPIC_TUTOR_HOME", str(tmp_path / "home"))
    file = learner_paths().database
    progress = Progress.open(file)
    filled(progress).attempts.add([attempt("bow", item="boats-bow")])
    progress.preferences.put({"theme": "light"}, attempt("a").at)
    progress.close()
    return file


def log(file: Path) -> list[Row]:
    progress = Progress.open(file)
    found = log_of(progress)
    progress.close()
    return found


def test_a_backup_is_whole_and_overwrites_nothing(
    database: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "copy.db"
    assert main(["progress", "backup", str(copy)]) == 0
    assert log(copy) == log(database)
    assert main(["progress", "backup", str(copy)]) == 2
    assert "exists already" in capsys.readouterr().err


def test_beginning_anew_keeps_settings_and_a_backup(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = log(database)
    assert main(["progress", "reset"]) == 0
    assert {row["type"] for row in log(database)} == {"bookmark", "own_note"}
    (kept,) = backups_of(database)
    assert str(kept) in capsys.readouterr().out
    assert log(kept) == before
    progress = Progress.open(database)
    assert progress.preferences.all() == {"theme": "light"}
    progress.close()
    assert main(["progress", "restore", str(kept)]) == 0
    assert log(database) == before
    assert len(backups_of(database)) == 2


def test_a_damaged_database_is_moved_aside_for_a_backup_with_what_was_left_beside_it(
    database: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    before = log(database)
    main(["progress", "backup"])
    (kept,) = backups_of(database)
    database.write_bytes(b"no database at all " * 500)
    left = database.with_name(f"{database.name}-wal")
    left.write_bytes(b"what a killed program left")
    (tmp_path / "shopping").write_text("bread, milk")
    assert main(["progress", "restore", str(tmp_path / "shopping")]) == 2
    assert main(["progress", "restore", str(kept)]) == 0
    assert "damaged" in capsys.readouterr().out
    assert log(database) == before
    (aside,) = database.parent.glob("*.damaged.*-wal")
    assert aside.read_bytes() == b"what a killed program left"


def test_backups_are_those_of_the_profile_alone(database: Path) -> None:
    database.with_name("default.other.20261127T110000000000Z.backup.db").touch()
    assert backups_of(database) == []
    assert [one.name for one in known_profiles(database.parents[1])] == ["default"]


def test_one_topic_is_forgotten_alone(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = log(database)
    assert main(["progress", "reset", "--topic", "boats", "--content", str(DEMO)]) == 0
    gone = [row for row in before if row not in log(database)]
    assert [(row["type"], row.get("item", row.get("topic"))) for row in gone] == [
        ("attempt", "boats-bow"),
        ("reading", "boats"),
    ]
    assert main(["progress", "reset", "--topic", "cars", "--content", str(DEMO)]) == 2
    assert "there are boats" in capsys.readouterr().err
    assert len(backups_of(database)) == 1


def doctor(capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    status = main(["progress", "doctor"])
    return status, capsys.readouterr().out


def test_the_doctor_finds_nothing(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert doctor(capsys) == (0, f"{database}: whole, of this version, and writable\n")


def test_the_doctor_makes_no_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LPIC_TUTOR_HOME", str(tmp_path))
    assert doctor(capsys)[0] == 0
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_file_is_told_left_alone_and_backups_are_named(
    database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["progress", "backup"])
    damaged = b"no database at all " * 500
    database.write_bytes(damaged)
    status, told = doctor(capsys)
    assert status == 1
    assert "damaged" in told
    assert "A backup: " in told
    assert database.read_bytes() == damaged


def test_a_database_of_a_newer_program_is_told(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with closing(sqlite3.connect(database)) as raw:
        raw.execute("PRAGMA user_version = 99")
    status, told = doctor(capsys)
    assert status == 1
    assert "Update lpic-tutor" in told


def test_a_locked_database_is_told(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with closing(sqlite3.connect(database)) as other:
        other.execute("BEGIN IMMEDIATE")
        status, told = doctor(capsys)
    assert status == 1
    assert "another program is writing" in told


def test_a_database_that_cannot_be_written_is_told(
    database: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # root may write everywhere, so permission is taken away where it is asked for
    monkeypatch.setattr("tutor.progress.database.os.access", lambda *_: False)
    status, told = doctor(capsys)
    assert status == 1
    assert "cannot be written" in told
