"""Terminals that know ASCII only."""

from __future__ import annotations

import pytest
from textual.scrollbar import ScrollBarRender

from tests.tui.conftest import Room, screen_name, screen_text, until
from tutor.tui.glyphs import IN_ASCII, as_ascii, ascii_wanted


@pytest.mark.parametrize(
    ("environment", "encoding", "wanted"),
    [
        ({"TERM": "xterm-256color"}, "utf-8", False),
        ({"TERM": "linux"}, "utf-8", True),
        ({"TERM": "xterm-256color"}, "ascii", True),
        ({"TERM": "linux", "LPIC_TUTOR_ASCII": "0"}, "utf-8", False),
        ({"TERM": "xterm", "LPIC_TUTOR_ASCII": "1"}, "utf-8", True),
    ],
)
def test_when_ascii_is_wanted(environment: dict[str, str], encoding: str, wanted: bool) -> None:
    assert ascii_wanted(environment, encoding) is wanted


def test_signs_keep_their_cells_and_tell_states_apart() -> None:
    assert all(len(sign) == 1 and sign.isascii() for sign in IN_ASCII.values())
    assert len({as_ascii(sign) for sign in "✓✗●○◐·⚑"}) == 7
    assert as_ascii("héllo ✓") == "h?llo +"
    assert "?" not in as_ascii("".join(ScrollBarRender.VERTICAL_BARS + ScrollBarRender.HORIZONTAL_BARS))


async def test_every_place_can_be_drawn_in_ascii(room: Room) -> None:
    app = room.app(ascii=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: screen_name(pilot) == "WelcomeScreen")
        await pilot.press("escape")
        for key in "rpmlgs":
            await pilot.press(key)
            await pilot.pause()
            assert screen_text(pilot).isascii()
            await pilot.press("escape", "escape")
