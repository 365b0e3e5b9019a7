"""What belongs to the notes: cheat sheets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.tui.conftest import screen_name, screen_text, until
from tutor.tui.widgets.keybar import KeyBar

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from tests.tui.conftest import Room


async def _read(pilot: Pilot[int]) -> None:
    await pilot.press("r")
    await until(pilot, lambda: screen_name(pilot) == "ReadScreen")
    await pilot.pause()


async def find(pilot: Pilot[int], words: str, name: str) -> None:
    """Go somewhere by the finder."""
    await pilot.press("ctrl+p")
    await until(pilot, lambda: screen_name(pilot) == "CommandPalette")
    await pilot.press(*words)
    await until(pilot, lambda: name in screen_text(pilot))
    await pilot.press("enter")
    await pilot.pause()
    if screen_name(pilot) == "CommandPalette":
        await pilot.press("enter")


async def test_the_cheat_sheet_of_the_topic_that_is_read(room: Room) -> None:
    async with room.running() as pilot:
        await _read(pilot)
        assert "c Cheat sheet" in pilot.app.screen.query_one(KeyBar).words
        await pilot.press("c")
        await until(pilot, lambda: screen_name(pilot) == "CheatSheetScreen")
        await until(pilot, lambda: "! push the tiller left" in screen_text(pilot))
        assert "$ docker run -d --name tiller rudder" in screen_text(pilot)
        await pilot.press("n")
        await until(pilot, lambda: "Cheat sheet: Sails" in screen_text(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: screen_name(pilot) == "ReadScreen")


async def test_the_finder_reaches_a_cheat_sheet_and_then_a_topic_below_it(room: Room) -> None:
    async with room.running() as pilot:
        await find(pilot, "cheat sheet sails", "Cheat sheet: Sails")
        await until(pilot, lambda: screen_name(pilot) == "CheatSheetScreen")
        await find(pilot, "read boats", "Read: Boats")
        await until(pilot, lambda: screen_name(pilot) == "ReadScreen")
