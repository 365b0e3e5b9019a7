"""From a block of the notes to its sandbox and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import VerticalScroll

from tests.tui.conftest import SMALL, Room, screen_name, screen_text, until
from tutor.tui.places import ReadAt
from tutor.tui.screens.tryout import TryOutScreen
from tutor.tui.widgets.keybar import KeyBar

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

    from tutor.tui.app import TutorApp


async def read(pilot: Pilot[int], topic: str, section: str) -> VerticalScroll:
    app: TutorApp = pilot.app  # type: ignore[assignment]
    app.request(ReadAt(topic, section))
    await until(pilot, lambda: screen_name(pilot) == "ReadScreen" and bool(app.screen.query("MarkdownFence")))
    await pilot.pause()
    return app.screen.query_one(VerticalScroll)


async def tried(pilot: Pilot[int]) -> TryOutScreen:
    await until(pilot, lambda: screen_name(pilot) == "TryOutScreen")
    await pilot.pause()
    screen = pilot.app.screen
    assert isinstance(screen, TryOutScreen)
    return screen


def pass_time(room: Room, screen: TryOutScreen) -> None:
    for _ in range(20):
        room.seconds += 1.0
        screen.frame()


async def test_from_a_block_to_its_sandbox_and_back_to_the_same_place(room: Room, shipped: Path) -> None:
    async with room.running(shipped, SMALL) as pilot:
        notes = await read(pilot, "swarm", "rotation")
        assert "x Try it" in pilot.app.screen.query_one(KeyBar).words
        await pilot.press("down", "down")
        await until(pilot, lambda: notes.scroll_y == 2)
        await pilot.press("x")
        screen = await tried(pilot)
        line = screen.terminals.front.editor
        assert line.text == "printf 'n3w' | docker secret create db_pass_v2 -"
        pass_time(room, screen)
        assert not screen.session.journal  # nothing runs unasked
        await pilot.press("enter")
        pass_time(room, screen)
        for _ in range(2):
            await pilot.press("f9", "enter")
            pass_time(room, screen)
        await pilot.pause()
        assert screen_text(pilot).count("db_pass") >= 4
        assert "line 3 of 3" in screen_text(pilot)
        await pilot.press(*"docker secret ls -q | wc -l", "enter")
        pass_time(room, screen)
        await pilot.pause()
        assert "\n1\n" in screen_text(pilot)
        await pilot.press("f9")
        assert line.text.startswith("printf")
        await pilot.press("escape")
        await until(pilot, lambda: screen_name(pilot) == "ReadScreen")
        assert "There is no docker secret update" in screen_text(pilot)
        assert notes.scroll_y == 2
        assert notes.has_focus


async def test_the_host_in_front_is_the_one_the_block_is_for_and_reset_keeps_the_sandbox(
    room: Room, shipped: Path
) -> None:
    async with room.running(shipped, SMALL) as pilot:
        await read(pilot, "swarm", "init-and-join")
        await pilot.press("x")
        await until(pilot, lambda: screen_name(pilot) == "ChooseScreen")
        assert "docker swarm init --advertise-addr 10.77.0.11" in screen_text(pilot)
        await pilot.press("down", "enter")
        screen = await tried(pilot)
        assert screen.terminals.shown == "worker1"
        for _ in range(2):
            await pilot.press("enter")
            pass_time(room, screen)
            await pilot.pause()
            assert "This node joined a swarm as a worker." in screen_text(pilot)
            await pilot.press("f8")
            await until(pilot, lambda: screen_name(pilot) == "ConfirmScreen")
            await pilot.press("y")
            await tried(pilot)
            assert screen.terminals.shown == "worker1"
            assert "This node joined" not in screen_text(pilot)
            await pilot.press("f9")


async def test_what_cannot_be_tried_is_not_offered(room: Room, shipped: Path) -> None:
    async with room.running(shipped, SMALL) as pilot:
        for topic, section in (("compose", "projects"), ("swarm", "volumes")):
            app: TutorApp = pilot.app  # type: ignore[assignment]
            app.request(ReadAt(topic, section))
            await until(pilot, lambda: screen_name(pilot) == "ReadScreen")
            await pilot.pause()
            assert "Try it" not in app.screen.query_one(KeyBar).words
            await pilot.press("x")
            assert screen_name(pilot) == "ReadScreen"
