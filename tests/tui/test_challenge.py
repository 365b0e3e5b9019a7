"""From Home through labs, one after the other, and through a hands-on challenge that is killed half-way."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from tests.several_labs import several_labs
from tests.tui.conftest import SMALL, Room, screen_name, screen_text, until
from tests.tui.test_labs import bench, lab_screen, open_lab, type_line
from tutor.session.mock_pages import clock
from tutor.tui.screens.challenge import ChallengeScreen
from tutor.tui.widgets.choices import Choices
from tutor.tui.widgets.keybar import KeyBar
from tutor.tui.widgets.paper import Paper

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return several_labs(tmp_path / "pack")


def sitting(pilot: Pilot[int]) -> ChallengeScreen:
    screen = pilot.app.screen
    assert isinstance(screen, ChallengeScreen)
    return screen


def in_front(pilot: Pilot[int]) -> str:
    return sitting(pilot).challenge.current.lab.slug


async def shown(pilot: Pilot[int], *words: str) -> None:
    """Wait until the screen says all of it."""
    await until(pilot, lambda: all(one in screen_text(pilot) for one in words))


async def begin(pilot: Pilot[int]) -> None:
    await pilot.press("l")
    await until(pilot, lambda: screen_name(pilot) == "LabsScreen")
    await pilot.press("c")
    await until(pilot, lambda: screen_name(pilot) == "ChallengesScreen")
    await shown(pilot, "LPI's exam has no hands-on part")
    await pilot.press("enter")
    await until(pilot, lambda: screen_name(pilot) == "ChallengeScreen")


async def paste(pilot: Pilot[int], room: Room, line: str) -> None:
    """Put a line into the terminal in front, and let five seconds of the cluster's time pass."""
    screen = bench(pilot)
    screen.terminals.paste(f"{line}\n")
    for _ in range(5):
        room.seconds += 1.0
        screen.frame()
    await pilot.pause()


async def bring(pilot: Pilot[int], slug: str) -> None:
    """Go from lab to lab until this one is in front."""
    for _ in range(sitting(pilot).challenge.total):
        if in_front(pilot) == slug:
            return
        wanted = (sitting(pilot).challenge.position + 1) % sitting(pilot).challenge.total
        await pilot.press("f6")
        await until(pilot, partial(lambda place: f"Lab {place + 1} of" in screen_text(pilot), wanted))
    assert in_front(pilot) == slug


async def test_from_lab_to_lab(room: Room, pack: Path) -> None:
    async with room.running(pack, SMALL) as pilot:
        await open_lab(pilot, "moor")
        await pilot.press("f6")
        await paste(pilot, room, "docker swarm init")
        await type_line(pilot, room, "docker run -d --name web nginx")
        await pilot.press("f2")
        await pilot.pause()
        await shown(pilot, "want 1 service web, have 0")
        assert "Next lab" not in pilot.app.screen.query_one(KeyBar).words
        await pilot.press("f7")
        await paste(pilot, room, "docker service create -d --name web nginx")
        await pilot.press("f2")
        await shown(pilot, "✓ Solved: 1 hint, 1 min")
        await shown(pilot, "F6 Next: Lighthouse")
        assert "F6 Next lab" in pilot.app.screen.query_one(KeyBar).words
        await pilot.press("f6")
        await until(pilot, lambda: screen_name(pilot) == "LabScreen" and lab_screen(pilot).session.lab.slug != "moor")
        assert lab_screen(pilot).session.lab.slug == "lighthouse"
        await pilot.press("escape")
        await until(pilot, lambda: screen_name(pilot) == "LabsScreen")
        await shown(pilot, "solved: 1 hint, 1 min")
        await pilot.press("down")
        await until(pilot, lambda: "x Give up" in pilot.app.screen.query_one(KeyBar).words)
        await pilot.press("x", "y")
        await shown(pilot, "tried, not solved")
        await pilot.press("escape")
        await shown(pilot, "Lab: Buoy", "0 of 2 of the chapter Along the coast are solved; this one takes about 4")


async def test_a_challenge_that_is_killed_and_gone_on_with(room: Room, pack: Path) -> None:
    async with room.running(pack, SMALL) as pilot:
        await begin(pilot)
        began = room.seconds
        await bring(pilot, "lighthouse")
        task = sitting(pilot).query_one(".task Paper", Paper).plain
        assert "lamp exists" in task
        assert not {"want", "✓", "✗", "hint"} & set(task.split())
        await paste(pilot, room, "docker service create -d --name lamp nginx")
        assert "Solved" not in screen_text(pilot)
        await bring(pilot, "buoy")
        await paste(pilot, room, "docker network create -d overlay sea")
        await bring(pilot, "lighthouse")
        await pilot.press("f3")
        await shown(pilot, "--name lamp nginx")
        await pilot.press("f9")
        await until(pilot, lambda: screen_text(pilot).count("● begun") == 2)
        await pilot.press("escape")
        left = sitting(pilot).challenge.remaining
        assert left == 30 * 60 - (room.seconds - began)
    room.seconds += 5000  # the program was away
    async with room.running(pack, SMALL) as pilot:
        await shown(pilot, "Go on with the hands-on challenge")
        await shown(pilot, f"2 of 3 labs begun, {clock(left)} left")
        await pilot.press("enter")
        await until(pilot, lambda: screen_name(pilot) == "ChallengeScreen")
        assert sitting(pilot).challenge.remaining == left
        assert in_front(pilot) == "lighthouse"
        await paste(pilot, room, "docker service ls")
        await shown(pilot, "lamp")
        await pilot.press("f9")
        await shown(pilot, "Hand everything in")
        await pilot.press("end", "enter")
        await shown(pilot, "1 lab is not begun.")
        await pilot.press("y")
        await until(pilot, lambda: screen_name(pilot) == "ChallengeReportScreen")
        await shown(pilot, "1 of 3 labs solved, 2 of 4 goals met", f"Time used: {clock(1800 - left + 5)} of 30:00.")
        choices = pilot.app.screen.query_one(Choices)
        row = next(n for n in range(3) if "Lighthouse" in str(choices.get_option_at_index(n).prompt))
        await pilot.press(*["down"] * row, "enter")
        await until(pilot, lambda: screen_name(pilot) == "ChallengeLabResultScreen")
        await shown(pilot, "✓ lamp exists", "want 1 service horn, have 0", "docker service create -d --name horn nginx")
        await pilot.press("escape", "escape", "escape", "escape")
        await until(pilot, lambda: screen_name(pilot) == "HomeScreen")
        assert "challenge" not in screen_text(pilot)
        await pilot.press("g")
        await shown(pilot, "3 labs in 30 minutes: 1 of 3 labs solved")
        await shown(pilot, "1 of 3 labs solved.")


async def test_time_is_up_whatever_lies_in_front(room: Room, pack: Path) -> None:
    async with room.running(pack, SMALL) as pilot:
        await begin(pilot)
        screen = sitting(pilot)
        await pilot.press("escape")
        await until(pilot, lambda: screen_name(pilot) == "ChallengesScreen")
        room.seconds += 500  # left: the clock stands still
        await pilot.press("enter")
        await until(pilot, lambda: screen_name(pilot) == "ChallengeScreen")
        assert sitting(pilot).challenge.remaining == 1800
        screen = sitting(pilot)
        await pilot.press("question_mark")
        await until(pilot, lambda: screen_name(pilot) == "HelpScreen")
        room.seconds += 3600
        screen.frame()
        assert screen.challenge.over
        await pilot.press("escape")
        await until(pilot, lambda: screen_name(pilot) == "ChallengeReportScreen")
        await shown(pilot, "0 of 3 labs solved")
        await shown(pilot, "Time used: 30:00 of 30:00.")


async def test_chapters_are_chosen_and_one_that_runs_is_never_opened_twice(room: Room, pack: Path) -> None:
    async with room.running(pack, SMALL) as pilot:
        await pilot.press("l", "c")
        await until(pilot, lambda: screen_name(pilot) == "ChallengesScreen")
        await pilot.press("down", "down", "down", "enter")
        await shown(pilot, "○ Along the coast")
        await pilot.press("home", "enter")
        await until(pilot, lambda: screen_name(pilot) == "ChallengeScreen")
        first = sitting(pilot)
        assert [lab.slug for lab in first.challenge.labs] == ["moor"]
        assert "Next lab" not in first.query_one(KeyBar).words
        await pilot.press("f2", "colon")
        await until(pilot, lambda: screen_name(pilot) == "CommandPalette")
        await pilot.press(*"hands-on")
        await shown(pilot, "Labs against the clock")
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is first)
        await pilot.press("escape")
        await until(pilot, lambda: screen_name(pilot) == "ChallengesScreen")
        await pilot.press("x", "y")
        await shown(pilot, "Begin: 3 labs in 30 minutes")
