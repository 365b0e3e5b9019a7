"""Copying out of a terminal, by keys and with the mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.events import Key

from tests.tui.conftest import SMALL, until
from tests.tui.test_sandboxes import sandbox_screen, typed
from tutor.tui.console.copy_view import CopyView
from tutor.tui.widgets.keybar import KeyBar

if TYPE_CHECKING:
    from tests.tui.conftest import Room


async def test_copying_by_keys_and_by_mouse(room: Room) -> None:
    async with room.running(size=SMALL) as pilot:
        await pilot.press("l", "enter")
        screen = await sandbox_screen(pilot)
        for key in ("a", "b", "ctrl+a", "x", "ctrl+e", "c", "enter", "d", "ctrl+a", "alt+d"):  # very fast
            pilot.app.post_message(Key(key, key[-1] if len(key) == 1 or "alt" in key else None))
        await until(pilot, lambda: screen.terminals.front.editor.history[-1:] == ["xabc"])
        assert screen.terminals.front.editor.text == ""
        screen.terminals.front.buffer.forget()
        typed(room, screen, "seq 3000")
        typed(room, screen, f"echo {'x' * 100}")
        await pilot.press("alt+c")
        await until(pilot, lambda: screen.query_one(CopyView).has_focus)
        assert "Enter Copy" in screen.query_one(KeyBar).words
        assert "Esc Leave" in screen.query_one(KeyBar).words
        await pilot.press("up", "enter")  # the last row of the long line: the whole line is copied
        assert pilot.app.clipboard == "x" * 100
        await until(pilot, lambda: screen.console.has_focus)
        await pilot.press("alt+c", "g")
        view = screen.query_one(CopyView)
        await until(pilot, lambda: view.has_focus)
        await pilot.press("g", "w", "space", "down", "down", "x", "u", "y")  # letters of the screen do nothing
        assert pilot.app.clipboard == "seq 3000\n1\n2"
        await until(pilot, lambda: screen.console.has_focus)
        assert screen.session.undoable == f"echo {'x' * 100}"
        await pilot.press("ctrl+l")
        typed(room, screen, "echo first; echo second")
        await pilot.pause()
        await pilot.mouse_down(screen.console, offset=(2, 1))
        await pilot.hover(screen.console, offset=(3, 2))
        await pilot.mouse_up(screen.console, offset=(3, 2))
        await pilot.press("ctrl+c")
        assert pilot.app.clipboard == "rst\nseco"
