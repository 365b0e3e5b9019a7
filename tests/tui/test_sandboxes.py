"""Free sandboxes on the screen: typed, named, exported, left, gone on with in another start, deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.tui.conftest import SMALL, screen_name, screen_text, until
from tutor.tui.screens.sandbox import SandboxScreen
from tutor.tui.widgets.choices import Choices
from tutor.tui.widgets.keybar import KeyBar

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

    from tests.tui.conftest import Room


async def sandbox_screen(pilot: Pilot[int]) -> SandboxScreen:
    await until(pilot, lambda: screen_name(pilot) == "SandboxScreen")
    screen = pilot.app.screen
    assert isinstance(screen, SandboxScreen)
    await until(pilot, lambda: screen.console.has_focus)
    return screen


def typed(room: Room, screen: SandboxScreen, line: str) -> None:
    """A line as if pasted, and a quarter of a minute."""
    screen.terminals.paste(f"{line}\n")
    for _ in range(15):
        room.seconds += 1.0
        screen.frame()


async def write(pilot: Pilot[int], text: str) -> None:
    """Over what stands in the question's line."""
    await until(pilot, lambda: screen_name(pilot) == "AskScreen")
    await pilot.press("ctrl+u", *text, "enter")


async def test_a_sandbox_is_named_exported_and_gone_on_with_in_another_start(room: Room, tmp_path: Path) -> None:
    async with room.running(size=SMALL) as pilot:
        await pilot.press("l", "enter")
        screen = await sandbox_screen(pilot)
        typed(room, screen, "docker swarm init")
        typed(room, screen, "docker service create -d --name web --replicas 2 nginx")
        await pilot.press("f7")
        await until(pilot, lambda: "F10 Redo" in screen.query_one(KeyBar).words)
        await pilot.press("f10")
        assert "done again: docker service create" in screen_text(pilot)
        assert "F10 Redo" not in screen.query_one(KeyBar).words
        await pilot.press("f2")
        await write(pilot, "two webs")
        await pilot.press("f12")
        await until(pilot, lambda: screen_name(pilot) == "ExportScreen")
        await pilot.press("down", "enter")
        file = tmp_path / "s.yml"
        await write(pilot, str(file))
        await until(pilot, lambda: "Written:" in screen_text(pilot))
        assert "replicas: 2" in file.read_text()
        await pilot.press("enter")
        await write(pilot, str(file))
        await until(pilot, lambda: screen_name(pilot) == "ConfirmScreen")  # it is there already
        await pilot.press("n", "escape", "escape")
        await until(pilot, lambda: screen_name(pilot) == "LabsScreen")
    async with room.running(size=SMALL) as pilot:
        await pilot.press("l", "down", "enter")
        await until(pilot, lambda: screen_name(pilot) == "SandboxesScreen")
        assert "two webs" in screen_text(pilot)
        assert "2 commands" in screen_text(pilot)
        await pilot.press("enter")
        screen = await sandbox_screen(pilot)
        assert "Sandbox: two webs" in screen_text(pilot)
        typed(room, screen, "docker service ls")
        assert "2/2" in screen_text(pilot)
        await pilot.press("up", "up")
        assert screen.terminals.front.editor.text == "docker service create -d --name web --replicas 2 nginx"
        await pilot.press("escape")
        await until(pilot, lambda: screen_name(pilot) == "SandboxesScreen")
        await pilot.press("d", "y")
        await until(pilot, lambda: "Nothing is kept yet." in screen_text(pilot))
        choices = pilot.app.screen.query_one(Choices)
        while choices.chosen != "new:one":
            await pilot.press("down")
        await pilot.press("enter")
        screen = await sandbox_screen(pilot)
        assert screen.session.hosts == ("manager1",)
        await pilot.press("ctrl+r", *"replicas")  # typed in the other one, on a host of that name
        assert screen.terminals.front.editor.text.startswith("docker service create")
        await pilot.press("escape", "f12")
        await until(pilot, lambda: screen_name(pilot) == "ExportScreen")
        await pilot.press("down", "enter")
        await until(pilot, lambda: "no manager answers in this cluster" in " ".join(screen_text(pilot).split()))
