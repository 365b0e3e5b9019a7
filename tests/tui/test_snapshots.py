"""Pictures of the screens. After a wanted change: `pytest tests/tui/test_snapshots.py --snapshot-update`, and look."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.tui.conftest import SMALL, WIDE, Room, screen_name, until
from tutor.tui.screens.bench import BenchScreen

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.pilot import Pilot

SIZES = {"80x24": SMALL, "120x40": WIDE}
NOTED = ("b", "o", *"ends with [/b]", "enter")
MARKED = ("n", "b")
ROOMS = {
    "home": (),
    "read": ("r",),
    "cheat-sheet": ("r", "c"),
    "glossary": ("r", "l"),
    "glossary-found": ("r", "l", *"the st"),
    "no-marks": ("r", "m"),
    "marks": ("r", "enter", *NOTED, *MARKED, "m"),
    "own-note": ("r", "enter", "n", *NOTED),
    "answered-own-note": ("p", "enter", "a", "enter", *NOTED),
    "practise": ("p",),
    "question": ("p", "enter"),
    "answered": ("p", "enter", "a", "enter"),
    "mock": ("m",),
    "exam": ("m", "enter"),
    "labs": ("l",),
    "challenges": ("l", "c"),
    "challenge": ("l", "c", "enter"),
    "challenge-labs": ("l", "c", "enter", "f9"),
    "progress": ("g",),
    "plan": ("g", "f"),
    "session": ("w",),
    "settings": ("s",),
    "help": ("question_mark",),
    "finder": ("colon",),
}
THEMES = ("light", "contrast")


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Room:
    """In a folder whose name is the same every time: Settings tells it."""
    monkeypatch.chdir(tmp_path)
    return Room(Path("home"))


def opened(*keys: str, theme: str = "") -> Callable[[Pilot[int]], object]:
    """Past the welcome, in a theme, after some keys."""

    async def before(pilot: Pilot[int]) -> None:
        await until(pilot, lambda: screen_name(pilot) == "WelcomeScreen")
        await pilot.press("escape")
        await until(pilot, lambda: screen_name(pilot) == "HomeScreen")
        if theme:
            pilot.app.theme = theme
        for key in keys:
            await pilot.press(key)
            await pilot.pause()

    return before


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
@pytest.mark.parametrize("keys", ROOMS.values(), ids=ROOMS)
def test_a_place(room: Room, snap_compare: Callable[..., bool], keys: tuple[str, ...], size: tuple[int, int]) -> None:
    assert snap_compare(room.app(), terminal_size=size, run_before=opened(*keys))


OF_A_MOCK = {
    "own": ("m", "down", "down", "enter", "end", "enter"),
    "report": ("m", "enter", "u", "k", "tab", "s", "y"),
    "results": ("m", "enter", "tab", "s", "y", "enter"),
}


@pytest.mark.parametrize("keys", OF_A_MOCK.values(), ids=OF_A_MOCK)
def test_around_a_mock_exam(room: Room, snap_compare: Callable[..., bool], keys: tuple[str, ...]) -> None:
    assert snap_compare(room.app(), terminal_size=SMALL, run_before=opened(*keys))


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_the_welcome(room: Room, snap_compare: Callable[..., bool], size: tuple[int, int]) -> None:
    async def before(pilot: Pilot[int]) -> None:
        await until(pilot, lambda: screen_name(pilot) == "WelcomeScreen")
        await pilot.pause()

    assert snap_compare(room.app(), terminal_size=size, run_before=before)


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
@pytest.mark.parametrize("view", ["f3", "f4"], ids=["terminal", "map"])
def test_a_swarm_at_work(room: Room, snap_compare: Callable[..., bool], view: str, size: tuple[int, int]) -> None:
    async def before(pilot: Pilot[int]) -> None:
        await opened("l", "enter")(pilot)  # type: ignore[misc]
        await until(pilot, lambda: screen_name(pilot) == "SandboxScreen")
        screen = pilot.app.screen
        assert isinstance(screen, BenchScreen)
        lines = (
            "docker swarm init",
            "docker service create -d --name web --replicas 3 -p 80:80 nginx",
            "docker service create -d --name db --constraint node.labels.disk==ssd redis",
            "docker service ls",
        )
        for line in lines:
            screen.terminals.paste(f"{line}\n")
            for _ in range(20):
                room.seconds += 1.0
                screen.frame()
        await pilot.press(view)
        await pilot.pause()

    assert snap_compare(room.app(), terminal_size=size, run_before=before)


@pytest.mark.parametrize("theme", THEMES)
def test_a_theme(room: Room, snap_compare: Callable[..., bool], theme: str) -> None:
    assert snap_compare(room.app(), terminal_size=SMALL, run_before=opened("p", "enter", "a", "enter", theme=theme))
