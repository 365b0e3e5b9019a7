"""Profiles are chosen; a database that cannot be used, or no longer, is told with ways out that work."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.tui.conftest import DEMO, SMALL, screen_name, screen_text, until
from tutor.paths import LearnerPaths, known_profiles
from tutor.progress.progress import Progress
from tutor.tui.app import TutorApp
from tutor.tui.launch import Start

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

    from tests.tui.conftest import Room


def app_of(home: Path, *, choose: bool = False) -> TutorApp:
    return TutorApp(Start((DEMO,), choose=choose).workplace(LearnerPaths(home)))


def told(app: TutorApp) -> str:
    return "\n".join(one.message for one in app._notifications)


async def home(pilot: Pilot[int]) -> None:
    """Opened, with the welcome closed."""
    app = pilot.app
    assert isinstance(app, TutorApp)
    await until(pilot, lambda: app.opened and screen_name(pilot) == "WelcomeScreen")
    await pilot.press("escape")
    await until(pilot, lambda: "What to do now" in screen_text(pilot))


async def test_a_damaged_database_is_gone_on_without_and_mended_and_tried_again(tmp_path: Path) -> None:
    database = LearnerPaths(tmp_path).database
    database.parent.mkdir(parents=True)
    harmed = b"no database at all " * 500
    database.write_bytes(harmed)
    app = app_of(tmp_path)
    async with app.run_test(size=SMALL) as pilot:
        await until(pilot, lambda: "Go on without saving" in screen_text(pilot))
        assert "damaged or no database" in "".join(screen_text(pilot)).replace("\n", " ")
        await pilot.press("down", "enter")
        await home(pilot)
        assert "NOT SAVED" in screen_text(pilot).splitlines()[0]
        await pilot.press("p", "enter")
        await until(pilot, lambda: screen_name(pilot) == "QuestionScreen")
        assert "NOT SAVED" in screen_text(pilot).splitlines()[0]
    app.desk.learner.close()
    assert database.read_bytes() == harmed
    app = app_of(tmp_path)
    async with app.run_test(size=SMALL) as pilot:
        await until(pilot, lambda: "Try again" in screen_text(pilot))
        database.unlink()
        await pilot.press("enter")
        await home(pilot)
    app.desk.learner.close()


async def test_each_profile_has_its_own_file_and_names_are_checked(tmp_path: Path) -> None:
    app = app_of(tmp_path, choose=True)
    async with app.run_test(size=SMALL) as pilot:
        await until(pilot, lambda: "Nobody has learned here yet" in screen_text(pilot))
        await pilot.press("enter", *"../anna", "enter")
        await until(pilot, lambda: "cannot be a profile's name" in told(app))
        assert not app.opened
        await pilot.press("n", *"anna", "enter")
        await home(pilot)
        assert app.desk.learner.progress.path == LearnerPaths(tmp_path, "anna").database
    app.desk.learner.close()
    assert [one.name for one in known_profiles(tmp_path)] == ["anna"]
    app = app_of(tmp_path, choose=True)
    async with app.run_test(size=SMALL) as pilot:
        await until(pilot, lambda: "anna" in screen_text(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: app.opened and screen_name(pilot) == "HomeScreen")
    app.desk.learner.close()


async def test_a_disk_that_fills_up_is_told_once_and_what_was_typed_stays(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with room.running() as pilot:
        app = pilot.app
        assert isinstance(app, TutorApp)
        await pilot.press("m", "enter")
        await until(pilot, lambda: screen_name(pilot) == "ExamScreen")
        heard: list[str] = []
        monkeypatch.setattr(app.screen, "notify", lambda words, **_: heard.append(words))
        with closing(sqlite3.connect(app.desk.learner.progress.path)) as other:
            app.desk.learner.progress._file.db.conn.execute("PRAGMA busy_timeout = 0")
            other.execute("BEGIN IMMEDIATE")
            for _ in range(3):
                room.seconds += 6
                await until(pilot, lambda: app.screen._last == room.seconds)  # type: ignore[attr-defined]
            # of three failures the third comes when what was told first no longer stands there
            assert [words.count("another program is writing") for words in heard] == [1, 1]
        room.seconds += 13
        await pilot.press("n")
        await until(pilot, lambda: "2 of" in screen_text(pilot).splitlines()[0])
        session = app.desk.learner.resume_mock()
        assert session is not None
        assert session.position == 1


@pytest.mark.parametrize("name", ["anna", "Anna.B-2", "x" * 64])
def test_names_of_profiles(tmp_path: Path, name: str) -> None:
    Progress.open(LearnerPaths(tmp_path, name).database).close()
    assert [one.name for one in known_profiles(tmp_path)] == [name]
