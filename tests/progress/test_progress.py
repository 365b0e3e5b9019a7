"""A learner's file on a real disk: what was written is there again, what cannot be used is told and left alone."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tutor.progress.database import APPLICATION_ID, open_progress_file
from tutor.progress.errors import ProgressError
from tutor.progress.migrations import MIGRATIONS
from tutor.progress.progress import Progress
from tutor.progress.records import (
    ChallengeLabRecord,
    ChallengeRecord,
    LabRun,
    MockAnswer,
    MockRecord,
    ReadingPosition,
    Report,
    Spot,
    Verdict,
)
from tutor.study.attempt import Attempt
from tutor.study.lab_reviews import LabAttempt

if TYPE_CHECKING:
    from sqlite_utils import Database

SCHEMAS = Path(__file__).parent / "schemas"
"""Frozen: what each version of the program made. A new version adds a file (`sqlite_master` in order of rowid)."""
NOW = datetime(2026, 11, 24, 9, 0, 0, 123456, tzinfo=UTC)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "profiles" / "default.db"


def attempt(uuid: str, **fields: object) -> Attempt:
    base = Attempt(uuid, NOW, "q", "single", "demo", "1.0", (0, 2), True, "sure", 4.5, "practice")
    return replace(base, **fields)  # type: ignore[arg-type]


def test_answers_are_there_again_in_order_of_time(file: Path) -> None:
    first, second = attempt("b"), attempt("a", at=NOW + timedelta(seconds=1), answer="docker ps", kind="fill")
    progress = Progress.open(file)
    progress.attempts.add([second, first])
    progress.close()
    again = Progress.open(file)
    assert again.attempts.of("demo") == [first, second]
    assert again.attempts.of("another") == []


def test_the_log_only_grows(file: Path) -> None:
    progress = Progress.open(file)
    progress.attempts.add([attempt("a")])
    progress.attempts.add([attempt("a", correct=False), attempt("b")])
    progress.attempts.retract("b", NOW)
    assert progress.attempts.of("demo") == [attempt("a")]
    progress.close()
    with closing(sqlite3.connect(file)) as raw:
        assert raw.execute("SELECT uuid FROM attempts ORDER BY uuid").fetchall() == [("a",), ("b",)]


def test_a_mock_is_kept_answer_by_answer_and_logged_only_at_its_end(file: Path) -> None:
    record = MockRecord("m", "demo", "1.0", "Slice", NOW, 1800, 1800, (MockAnswer("q", (1, 0)), MockAnswer("r")))
    progress = Progress.open(file)
    progress.mocks.begin(record)
    answer = replace(record.answers[0], answer=(1,), flagged=True, seconds=12.0, answered_at=NOW)
    progress.mocks.save_answer("m", 0, answer, 1700, 1)
    progress.close()
    progress = Progress.open(file)
    kept = progress.mocks.unfinished("demo")
    assert kept == replace(record, answers=(answer, record.answers[1]), seconds_left=1700, position=1)
    assert progress.attempts.of("demo") == []
    progress.mocks.finish("m", NOW, 1600, [attempt("x", mode="mock")])
    assert progress.mocks.unfinished("demo") is None
    assert [one.uuid for one in progress.mocks.finished("demo")] == ["m"]
    assert len(progress.attempts.of("demo")) == 1


def test_a_discarded_mock_is_neither_running_nor_finished(file: Path) -> None:
    progress = Progress.open(file)
    progress.mocks.begin(MockRecord("m", "demo", "1.0", "Slice", NOW, 1800, 1800, (MockAnswer("q"),)))
    progress.mocks.discard("m", NOW)
    assert progress.mocks.unfinished("demo") is None
    assert progress.mocks.finished("demo") == []


def test_lab_runs_marks_reading_and_settings(file: Path) -> None:
    progress = Progress.open(file)
    run = LabRun("l", "demo", "moor", "1.0", NOW, NOW, journal=({"line": "docker ps"},), hints={"goal": 2})
    progress.labs.save_lab(run)
    progress.marks.flag("demo", "q", True, NOW)
    progress.marks.flag("demo", "r", True, NOW)
    progress.marks.flag("demo", "r", False, NOW)
    report = Report("r", NOW, "demo", "q", "1.0", "two are right")
    progress.marks.report(report)
    progress.marks.read("demo", ReadingPosition("boats", "parts", NOW))
    progress.preferences.put({"theme": "light"}, NOW)
    progress.close()
    again = Progress.open(file)
    assert again.labs.unfinished("demo", "moor") == run
    assert again.marks.flagged("demo") == {"q"}
    assert again.marks.reports("demo") == [report]
    assert again.marks.reading("demo") == [ReadingPosition("boats", "parts", NOW)]
    assert again.preferences.all()["theme"] == "light"


def lab_attempt(uuid: str, **fields: object) -> LabAttempt:
    base = LabAttempt(uuid, NOW, "demo", "moor", "1.0", "l", "lab", "given up", 3, ("a",), {"b": 2}, True, 61.5)
    return replace(base, **fields)  # type: ignore[arg-type]


def test_how_a_lab_ended_is_kept_with_its_run_and_never_changed(file: Path) -> None:
    progress = Progress.open(file)
    run = LabRun("l", "demo", "moor", "1.0", NOW, NOW, closed_at=NOW)
    progress.labs.save_lab(run, [lab_attempt("a")])
    progress.labs.save_lab(run, [lab_attempt("a", outcome="solved")])
    progress.lab_log.add([lab_attempt("b", at=NOW - timedelta(seconds=1), outcome="reset")])
    progress.close()
    again = Progress.open(file)
    assert again.labs.of("demo") == [run]
    assert again.lab_log.of("demo") == [
        lab_attempt("b", at=NOW - timedelta(seconds=1), outcome="reset"),
        lab_attempt("a"),
    ]
    assert again.lab_log.of("another") == []
    again.close()


def test_a_challenge_is_kept_step_by_step_and_logged_only_at_its_end(file: Path) -> None:
    record = ChallengeRecord(
        "c", "demo", "1.0", "2 labs", 7, NOW, 1800, 1800, (ChallengeLabRecord("moor"), ChallengeLabRecord("buoy"))
    )
    progress = Progress.open(file)
    progress.challenges.begin(record)
    verdicts = (Verdict("runs", False, "want 1 service web, have 0"), Verdict("keep", True))
    step = ChallengeLabRecord("buoy", NOW, 12.0, ({"do": "type", "line": "docker ps"},), 1, verdicts)
    progress.challenges.save("c", 1, step, 1700, 1)
    progress.close()
    progress = Progress.open(file)
    running = replace(record, labs=(record.labs[0], step), seconds_left=1700, position=1)
    assert progress.challenges.unfinished("demo") == running
    assert progress.challenges.unfinished("another") is None
    ended = replace(running, finished_at=NOW, seconds_left=1600)
    progress.challenges.finish(ended, [lab_attempt("x", mode="challenge")])
    assert progress.challenges.unfinished("demo") is None
    assert progress.challenges.finished("demo") == [ended]
    assert [one.uuid for one in progress.lab_log.of("demo")] == ["x"]
    progress.challenges.begin(replace(record, uuid="d"))
    progress.challenges.discard("d", NOW)
    assert progress.challenges.unfinished("demo") is None
    assert progress.challenges.finished("demo") == [ended]
    progress.close()


def test_it_is_in_wal_mode(file: Path) -> None:
    Progress.open(file).close()
    with closing(sqlite3.connect(file)) as raw:
        assert raw.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def _adds_a_table(db: Database) -> None:
    db.table("later").create({"name": str}, pk="name")


def _fails(db: Database) -> None:
    db.table("half").create({"name": str}, pk="name")
    raise sqlite3.OperationalError("disk I/O error")


def test_an_older_file_is_migrated_with_a_copy_kept_beside_it(file: Path) -> None:
    progress = Progress.open(file)
    progress.attempts.add([attempt("a")])
    progress.close()
    newer = open_progress_file(file, [*MIGRATIONS, _adds_a_table])
    assert "later" in newer.db.table_names()
    newer.close()
    copy = file.with_name(f"default.db.version-{len(MIGRATIONS)}")
    with closing(sqlite3.connect(copy)) as raw:
        assert raw.execute("SELECT count(*) FROM attempts").fetchone() == (1,)


def made_by(version: int, file: Path) -> Path:
    """A file as the program of that version made it, by the schema that was kept of it."""
    file.parent.mkdir(parents=True)
    with closing(sqlite3.connect(file)) as raw:
        raw.executescript((SCHEMAS / f"version-{version}.sql").read_text())
        raw.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        raw.execute(f"PRAGMA user_version = {version}")
        raw.execute(
            "INSERT INTO attempts VALUES ('a', '2026-11-24T09:00:00.123456+00:00', 'demo', 'q', 'single', '1.0', "
            "'[0,2]', 1, 'sure', 4.5, 'practice')"
        )
        raw.execute("INSERT INTO flags VALUES ('demo', 'q', 1, '2026-11-24T09:00:00.123456+00:00')")
        raw.execute(
            "INSERT INTO lab_runs VALUES ('l', 'demo', 'moor', '1.0', '2026-11-24T09:00:00.123456+00:00', "
            "'2026-11-24T09:00:00.123456+00:00', 5.0, '[]', 1, '[\"a\"]', '{\"a\":1}', 0, "
            "'2026-11-24T09:00:00.123456+00:00', NULL)"
        )
        raw.commit()
    return file


def schema(file: Path) -> str:
    with closing(sqlite3.connect(file)) as raw:
        rows = raw.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid").fetchall()
    return "".join(f"{sql};\n" for (sql,) in rows)


@pytest.mark.parametrize("version", range(1, len(MIGRATIONS)))
def test_every_earlier_file_is_migrated_with_all_that_it_holds(file: Path, version: int) -> None:
    progress = Progress.open(made_by(version, file))
    assert progress.attempts.of("demo") == [attempt("a")]
    assert progress.marks.flagged("demo") == {"q"}
    progress.margin.write("demo", Spot("question", "q"), "mine", NOW)
    assert progress.margin.notes("demo") == {Spot("question", "q"): ("mine", NOW)}
    run = LabRun("l", "demo", "moor", "1.0", NOW, NOW, 5.0, (), 1, ("a",), {"a": 1}, solved_at=NOW)
    assert progress.labs.of("demo") == [run]
    assert progress.lab_log.of("demo") == []
    progress.lab_log.add([lab_attempt("b")])
    assert progress.lab_log.of("demo") == [lab_attempt("b")]
    assert progress.challenges.finished("demo") == []
    progress.close()
    new = file.with_name("new.db")
    Progress.open(new).close()
    assert schema(file) == schema(new)
    copy = file.with_name(f"default.db.version-{version}")
    assert schema(copy) == (SCHEMAS / f"version-{version}.sql").read_text()


@pytest.mark.parametrize("version", range(1, len(MIGRATIONS)))
def test_a_step_that_was_released_still_makes_what_it_made(file: Path, version: int) -> None:
    open_progress_file(file, MIGRATIONS[:version]).close()
    assert schema(file) == (SCHEMAS / f"version-{version}.sql").read_text()


def test_of_bookmarks_and_notes_the_newest_row_counts_and_none_is_lost(file: Path) -> None:
    spot, other = Spot("section", "boats/parts"), Spot("question", "q")
    progress = Progress.open(file)
    margin = progress.margin
    margin.write("demo", spot, "first", NOW + timedelta(seconds=1))
    margin.write("demo", spot, "second, with the clock set back", NOW)
    margin.write("demo", other, "at one moment", NOW)
    margin.write("demo", other, "the later one", NOW)
    margin.bookmark("demo", spot, True, NOW)
    margin.bookmark("demo", spot, False, NOW + timedelta(seconds=1))
    margin.bookmark("demo", other, True, NOW)
    progress.close()
    again = Progress.open(file)
    assert again.margin.notes("demo") == {
        spot: ("second, with the clock set back", NOW + timedelta(seconds=1, microseconds=1)),
        other: ("the later one", NOW + timedelta(microseconds=1)),
    }
    assert again.margin.bookmarks("demo") == {other: NOW}
    assert again.margin.notes("another") == {}
    again.margin.write("demo", spot, "", NOW + timedelta(seconds=2))
    assert list(again.margin.notes("demo")) == [other]
    again.close()
    with closing(sqlite3.connect(file)) as raw:
        assert raw.execute("SELECT count(*) FROM own_notes").fetchone() == (5,)
        assert raw.execute("SELECT count(*) FROM bookmarks").fetchone() == (3,)


def test_a_migration_that_fails_leaves_the_file_as_it_was(file: Path) -> None:
    Progress.open(file).close()
    with pytest.raises(ProgressError):
        open_progress_file(file, [*MIGRATIONS, _fails])
    again = Progress.open(file)
    assert again.attempts.of("demo") == []
    again.close()
    with closing(sqlite3.connect(file)) as raw:
        assert raw.execute("SELECT count(*) FROM sqlite_master WHERE name = 'half'").fetchone() == (0,)


def test_a_file_of_a_newer_program_is_refused_untouched(file: Path) -> None:
    open_progress_file(file, [*MIGRATIONS, _adds_a_table]).close()
    before = file.read_bytes()
    with pytest.raises(ProgressError, match="newer lpic-tutor") as error:
        Progress.open(file)
    assert error.value.trouble == "newer"
    assert file.read_bytes() == before


def test_a_damaged_file_is_refused_untouched(file: Path) -> None:
    file.parent.mkdir(parents=True)
    file.write_bytes(b"not a database " * 100)
    with pytest.raises(ProgressError, match=r"default\.db: .*damaged or no database.*--profile NAME"):
        Progress.open(file)
    assert file.read_bytes() == b"not a database " * 100


def test_a_database_of_another_program_is_refused(file: Path) -> None:
    file.parent.mkdir(parents=True)
    with closing(sqlite3.connect(file)) as raw:
        raw.execute("CREATE TABLE theirs (a)")
        raw.commit()
    with pytest.raises(ProgressError) as error:
        Progress.open(file)
    assert error.value.trouble == "foreign"


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "profiles").write_text("a file")
    with pytest.raises(ProgressError, match="LPIC_TUTOR_HOME"):
        Progress.open(tmp_path / "profiles" / "default.db")
