"""Every place opens, works by keyboard, and leads back with Esc."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.tui.conftest import SMALL, WIDE, screen_name, screen_text, until
from tutor.tui.app import TutorApp
from tutor.tui.widgets.keybar import KeyBar

if TYPE_CHECKING:
    from pathlib import Path

    from tests.tui.conftest import Room

PLACES = {
    "r": "ReadScreen",
    "p": "PractiseScreen",
    "m": "MockScreen",
    "l": "LabsScreen",
    "g": "ProgressScreen",
    "s": "SettingsScreen",
}


@pytest.mark.parametrize("size", [SMALL, WIDE], ids=["80x24", "120x40"])
@pytest.mark.parametrize(("key", "name"), PLACES.items())
async def test_a_letter_leads_to_each_place_and_esc_back(
    room: Room, key: str, name: str, size: tuple[int, int]
) -> None:
    async with room.running(size=size) as pilot:
        await pilot.press(key)
        await until(pilot, lambda: screen_name(pilot) == name)
        assert "demo" in screen_text(pilot).splitlines()[0]
        await pilot.press("escape")
        await until(pilot, lambda: screen_name(pilot) == "HomeScreen")


@pytest.mark.parametrize("key", ["h", *PLACES])
async def test_help_explains_each_place_and_closes(room: Room, key: str) -> None:
    async with room.running() as pilot:
        if key != "h":
            await pilot.press(key)
            await until(pilot, lambda: screen_name(pilot) == PLACES[key])
        await pilot.press("question_mark")
        await until(pilot, lambda: screen_name(pilot) == "HelpScreen")
        assert "Esc goes one step back" in screen_text(pilot) or "Keys that work here" in screen_text(pilot)
        await pilot.press("escape")
        await until(pilot, lambda: screen_name(pilot) != "HelpScreen")


async def test_the_header_of_the_shipped_pack_shows_the_objective(room: Room, shipped: Path) -> None:
    async with room.running(shipped) as pilot:
        for key, name in PLACES.items():
            await pilot.press(key)
            await until(pilot, lambda name=name: screen_name(pilot) == name)  # type: ignore[misc]
            assert "352.4" in screen_text(pilot).splitlines()[0]
            await pilot.press("escape")
            await until(pilot, lambda: screen_name(pilot) == "HomeScreen")


async def test_the_footer_names_the_keys(room: Room) -> None:
    async with room.running() as pilot:
        words = pilot.app.screen.query_one(KeyBar).words
        for name in ("r Read", "p Practise", "m Mock exam", "l Labs", "g Progress", "s Settings", "? Help", "q Quit"):
            assert name in words
        assert "Esc" not in words  # there is nothing to go back to


async def test_the_finder_reaches_a_topic(room: Room) -> None:
    async with room.running() as pilot:
        await pilot.press("ctrl+p")
        await until(pilot, lambda: screen_name(pilot) == "CommandPalette")
        await pilot.press(*"read sails")
        await until(pilot, lambda: "Read: Sails" in screen_text(pilot))
        await pilot.press("enter")
        await pilot.pause()
        if screen_name(pilot) == "CommandPalette":
            await pilot.press("enter")
        await until(pilot, lambda: screen_name(pilot) == "ReadScreen")


async def test_the_welcome_is_shown_once_and_keeps_the_exam_date(room: Room) -> None:
    async with room.running(welcome=True) as pilot:
        assert screen_name(pilot) == "WelcomeScreen"
        assert "about 2 of the exam's 60 questions" in screen_text(pilot)
        await pilot.press("shift+tab")
        await pilot.press(*"2026-12-31")
        await pilot.press("enter", "down", "enter")
        await until(pilot, lambda: screen_name(pilot) == "HomeScreen")
        app = pilot.app
        assert isinstance(app, TutorApp)
        assert str(app.desk.learner.settings.exam_date) == "2026-12-31"
        assert "exam in 37 days" in screen_text(pilot)
    async with room.running(welcome=True) as pilot:
        assert screen_name(pilot) == "HomeScreen"


async def test_a_date_that_is_none_is_refused(room: Room) -> None:
    async with room.running(welcome=True) as pilot:
        await pilot.press("shift+tab")
        await pilot.press(*"tomorrow")
        await pilot.press("enter", "enter")
        await pilot.pause()
        assert screen_name(pilot) == "WelcomeScreen"


async def test_home_with_no_data_says_what_to_do(room: Room) -> None:
    async with room.running() as pilot:
        text = screen_text(pilot)
        assert "Answer 16 questions over all topics" in text
        assert "Nothing has been answered yet" in text


async def test_a_pack_that_cannot_be_read_is_told_on_home(room: Room, tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_text("format: 1\nslug: [\n")
    app = room.app(tmp_path)
    async with app.run_test(size=SMALL) as pilot:
        await until(pilot, lambda: "pack.yaml:3:" in "".join(screen_text(pilot).split()))
        assert "cannot open" in screen_text(pilot)


async def test_markup_in_content_is_shown_as_it_is(room: Room, demo_with_markup: Path) -> None:
    async with room.running(demo_with_markup) as pilot:
        await pilot.press("p", "enter")
        await until(pilot, lambda: screen_name(pilot) == "QuestionScreen")
        assert "[node.role==manager] and [/some/path]" in screen_text(pilot)


@pytest.fixture
def demo_with_markup(tmp_path: Path) -> Path:
    """The demo pack with brackets in every stem."""
    import shutil

    from tests.tui.conftest import DEMO

    pack = tmp_path / "pack"
    shutil.copytree(DEMO, pack)
    for file in pack.rglob("*.yaml"):
        if "topics" in file.parts and ".es." not in file.name:
            text = file.read_text().replace("stem: ", "stem: '[node.role==manager] and [/some/path] '\n  x: ")
            lines = [line for line in text.splitlines() if not line.startswith("  x: ")]
            file.write_text("\n".join(_without_folded(lines)) + "\n")
    return pack


def _without_folded(lines: list[str]) -> list[str]:
    """Drop the continuation lines of stems that were blocks."""
    kept: list[str] = []
    skipping = False
    for line in lines:
        if line.startswith("  stem: "):
            skipping = True
            kept.append(line)
        elif skipping and line.startswith("    "):
            continue
        else:
            skipping = False
            kept.append(line)
    return kept


async def test_settings_offer_a_language_only_where_there_are_two(room: Room, shipped: Path) -> None:
    async with room.running() as pilot:
        await pilot.press("s")
        await until(pilot, lambda: screen_name(pilot) == "SettingsScreen")
        assert "Language of the content" in screen_text(pilot)
    async with room.running(shipped) as pilot:
        await pilot.press("s")
        await until(pilot, lambda: screen_name(pilot) == "SettingsScreen")
        assert "Language of the content" not in screen_text(pilot)
        assert "Exam date" in screen_text(pilot)
