"""Labs and the free sandbox on the screen: typed, watched, judged, left and gone on with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.tui.conftest import SMALL, WIDE, Room, screen_name, screen_text, strike, until
from tutor.library.packs import load_pack
from tutor.paths import shipped_content
from tutor.swarm.clock import SECOND
from tutor.tui.screens.bench import BenchScreen
from tutor.tui.screens.lab import LabScreen
from tutor.tui.widgets.choices import Choices
from tutor.tui.widgets.paper import Paper

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

    from tutor.library.lab import Lab

LABS = {lab.slug: lab for lab in load_pack(shipped_content() / "352.4").labs}


def bench(pilot: Pilot[int]) -> BenchScreen:
    screen = pilot.app.screen
    assert isinstance(screen, BenchScreen)
    return screen


def lab_screen(pilot: Pilot[int]) -> LabScreen:
    screen = pilot.app.screen
    assert isinstance(screen, LabScreen)
    return screen


async def open_lab(pilot: Pilot[int], slug: str) -> LabScreen:
    """From Home, by keys alone."""
    await pilot.press("l")
    await until(pilot, lambda: screen_name(pilot) == "LabsScreen")
    choices = pilot.app.screen.query_one(Choices)
    steps = choices.get_option_index(slug) - (choices.highlighted or 0)
    if steps > choices.option_count // 2:
        await pilot.press("end")
        steps = choices.get_option_index(slug) - (choices.highlighted or 0)
    await strike(pilot, *["down" if steps > 0 else "up"] * abs(steps))
    while choices.highlighted_option is None or choices.highlighted_option.id != slug:  # headings are passed over
        await pilot.press("up")
    await pilot.press("enter")
    await until(pilot, lambda: screen_name(pilot) == "LabScreen")
    return lab_screen(pilot)


async def open_sandbox(pilot: Pilot[int]) -> BenchScreen:
    await pilot.press("l", "enter")
    await until(pilot, lambda: screen_name(pilot) == "SandboxScreen")
    await until(pilot, lambda: bench(pilot).console.has_focus)
    return bench(pilot)


async def type_line(pilot: Pilot[int], room: Room, line: str, host: str = "manager1") -> None:
    """Bring the host to the front, type, press Enter, and let the cluster's time pass."""
    screen = bench(pilot)
    await pilot.press("f3")
    for _ in range(len(screen.session.hosts)):
        if screen.terminals.shown == host:
            break
        await pilot.press("f5")
    await until(pilot, lambda: screen.console.has_focus)
    await strike(pilot, *("enter" if sign == "\n" else sign for sign in line), "enter")
    pass_time(room, screen, host)
    await pilot.pause()


def pass_time(room: Room, screen: BenchScreen, host: str) -> None:
    """Half a minute, or as long as the command runs and something is to come soon, up to five minutes."""
    clock = screen.session.bench.sim.clock
    for second in range(300):
        room.seconds += 1.0
        screen.frame()
        coming = clock.next_time()
        resting = coming is None or coming > clock.now + 60 * SECOND
        if second >= 30 and resting and not screen.terminals.consoles[host].busy:
            break


def ends_of_chapters() -> set[str]:
    """The guided lab that opens each chapter, and the challenge that closes it."""
    return {slug for slug, lab in LABS.items() if lab.form in ("guided", "challenge")}


TYPED = [
    pytest.param(lab, id=slug, marks=() if slug in ends_of_chapters() else pytest.mark.thorough)
    for slug, lab in LABS.items()
]
"""All labs with `-m thorough`, otherwise those at the ends of chapters; `labs verify` carries out every lab."""


@pytest.mark.parametrize("lab", TYPED)
async def test_the_first_solution_of_each_lab_typed_at_80x24(room: Room, shipped: Path, lab: Lab) -> None:
    async with room.running(shipped, SMALL) as pilot:
        screen = await open_lab(pilot, lab.slug)
        assert not screen.session.solved
        for step in lab.solutions[0].steps:
            host, line = step.split("$ ", 1)
            await type_line(pilot, room, line, host)
        assert screen.session.solved, [state.reason for state in screen.session.states if not state.met]
        await pilot.press("f2")
        await pilot.pause()
        assert "✓ Solved" in screen_text(pilot)
        await pilot.press("escape")
        await until(pilot, lambda: screen_name(pilot) == "LabsScreen")
        chosen = pilot.app.screen.query_one(Choices)
        await until(pilot, lambda: chosen.chosen == lab.slug and "solved" in str(chosen.highlighted_option.prompt))
        assert f"1 of {len(LABS)} labs solved" in screen_text(pilot)


async def test_an_unmet_goal_says_what_is_wanted_and_what_there_is(room: Room, shipped: Path) -> None:
    async with room.running(shipped, WIDE) as pilot:
        await open_lab(pilot, "make-a-swarm")
        await type_line(pilot, room, "docker swarm init")
        assert "1 of 3 goals" in screen_text(pilot)
        assert "want 3 nodes that are Ready, have 1" in lab_screen(pilot).query_one(".task Paper", Paper).plain


async def test_hints_go_from_the_concept_to_the_command(room: Room, shipped: Path) -> None:
    goal = LABS["make-a-swarm"].goals[0]
    async with room.running(shipped, SMALL) as pilot:
        screen = await open_lab(pilot, "make-a-swarm")
        for rung in range(1, len(goal.hints) + 1):
            await pilot.press("f6")
            assert len(screen.session.hints_shown(goal.slug)) == rung
        assert "docker swarm init" in screen_text(pilot)
        await pilot.press("f6")
        assert screen.session.record.hints[goal.slug] == len(goal.hints)


async def test_the_task_turns_to_what_is_next_and_to_what_is_asked_for(room: Room, shipped: Path) -> None:
    lab = LABS["first-swarm"]
    async with room.running(shipped, SMALL) as pilot:
        await open_lab(pilot, lab.slug)
        assert "You administer three hosts" in screen_text(pilot)
        await type_line(pilot, room, "docker swarm init")
        await pilot.press("f2")
        await until(pilot, lambda: "and 3 more, one at a time" in screen_text(pilot))
        await pilot.press("f6")
        await until(pilot, lambda: lab.goals[1].hints[0][:30] in screen_text(pilot))
        await pilot.press("f9", "y")
        await until(pilot, lambda: lab.solutions[0].steps[0] in screen_text(pilot))


async def test_a_lab_goes_on_where_it_was_left_in_a_new_start(room: Room, shipped: Path) -> None:
    async with room.running(shipped) as pilot:
        await open_lab(pilot, "make-a-swarm")
        await type_line(pilot, room, "docker swarm init")
        await pilot.press("escape")
        await until(pilot, lambda: "in progress" in screen_text(pilot))
    async with room.running(shipped) as pilot:
        assert "Make a swarm of three" in screen_text(pilot)
        screen = await open_lab(pilot, "make-a-swarm")
        assert sum(state.met for state in screen.session.states) == 1
        await type_line(pilot, room, "docker node ls")
        assert "Leader" in screen_text(pilot)


async def test_undo_takes_the_last_command_back_and_reset_all_of_them(room: Room) -> None:
    async with room.running() as pilot:
        await open_sandbox(pilot)
        await type_line(pilot, room, "docker swarm init")
        await type_line(pilot, room, "docker service create --name web nginx")
        await pilot.press("f7")
        await type_line(pilot, room, "docker service ls -q | wc -l")
        assert "taken back: docker service create --name web nginx" in screen_text(pilot)
        assert screen_text(pilot).count("\n0") == 1
        await pilot.press("f8")
        await until(pilot, lambda: screen_name(pilot) == "ConfirmScreen")
        await pilot.press("y")
        await until(pilot, lambda: screen_name(pilot) == "SandboxScreen")
        await type_line(pilot, room, "docker node ls")
        assert "This node is not a swarm manager" in " ".join(screen_text(pilot).split())


async def test_the_map_follows_the_tasks(room: Room) -> None:
    async with room.running(size=WIDE) as pilot:
        screen = await open_sandbox(pilot)
        assert screen.map.plain.count("not in a swarm") == 3
        await type_line(pilot, room, "docker swarm init")
        assert "★ leader" in screen.map.plain
        await type_line(pilot, room, "docker service create -d --name web --replicas 2 -p 80:80 nginx")
        assert "A  web  2/2  80->80/tcp  nginx" in screen.map.plain
        assert "A1● A2●" in screen.map.plain
        await type_line(pilot, room, "docker node update --availability drain manager1")
        assert "Drain" in screen.map.plain
        assert "web  0/2" in screen.map.plain
        await type_line(pilot, room, "sudo systemctl stop docker")
        assert "docker stopped" in screen.map.plain


async def test_a_command_in_progress_is_redrawn_and_interrupted(room: Room) -> None:
    async with room.running() as pilot:
        screen = await open_sandbox(pilot)
        await type_line(pilot, room, "docker swarm init")
        await pilot.press(*"docker service create --name web nginx", "enter")
        for _ in range(2):
            room.seconds += 0.3
            screen.frame()
        await pilot.pause()
        assert "overall progress: 0 out of 1 tasks" in screen_text(pilot)
        await pilot.press("ctrl+c")
        assert "Operation continuing in background." in screen_text(pilot)
        await type_line(pilot, room, "docker service ls")
        assert "1/1" in screen_text(pilot)


async def test_the_line_is_edited_completed_and_remembered(room: Room) -> None:
    async with room.running() as pilot:
        screen = await open_sandbox(pilot)
        await pilot.press(*"docker swa", "tab")
        assert screen.terminals.front.editor.text == "docker swarm "
        await pilot.press(*"init", "enter")
        await type_line(pilot, room, "docker node ls")
        await pilot.press("up", "up")
        assert screen.terminals.front.editor.text == "docker swarm init"
        await pilot.press("ctrl+u", "ctrl+r", *"node")
        assert "reverse-i-search" in screen_text(pilot)
        await pilot.press("enter")
        assert screen_text(pilot).count("Leader") == 2


async def test_ssh_goes_to_the_other_host_and_exit_comes_back(room: Room) -> None:
    async with room.running() as pilot:
        screen = await open_sandbox(pilot)
        await type_line(pilot, room, "ssh worker1")
        assert screen.terminals.shown == "worker1"
        assert "root@worker1:~#" in screen_text(pilot)
        await pilot.press(*"exit", "enter")
        assert screen.terminals.shown == "manager1"
        await strike(pilot, *"ssh worker2", "enter", *"hostname", "enter", *"exit", "enter", *"id")  # in one go
        assert "\nworker2\n" in screen.terminals.consoles["worker2"].buffer.text
        assert (screen.terminals.shown, screen.terminals.front.editor.text) == ("manager1", "id")


async def test_what_is_typed_is_never_markup_nor_an_escape_sequence(room: Room) -> None:
    async with room.running() as pilot:
        screen = await open_sandbox(pilot)
        screen.terminals.paste("echo '[bold red]x[/]' \x1b[31m$(hostname)\x07\n")
        room.seconds += 1
        screen.frame()
        await pilot.pause()
        text = screen_text(pilot)
        assert "[bold red]x[/]" in text
        assert "\x1b" not in text
        assert "[bold red]x[/] manager1^G" in text


async def test_time_of_the_cluster_stands_still_while_help_is_open(room: Room) -> None:
    async with room.running() as pilot:
        screen = await open_sandbox(pilot)
        await pilot.press("f1")
        await until(pilot, lambda: screen_name(pilot) == "HelpScreen")
        before = screen.session.bench.sim.clock.now
        room.seconds += 5
        screen.frame()
        assert screen.session.bench.sim.clock.now == before
        await pilot.press("escape")
        screen.frame()
        room.seconds += 0.5
        screen.frame()
        assert screen.session.bench.sim.clock.now > before


async def test_terminal_and_map_are_one_key_apart_at_80x24(room: Room) -> None:
    async with room.running(size=SMALL) as pilot:
        screen = await open_sandbox(pilot)
        assert not screen.map.display or not screen.map.region
        await pilot.press("f4")
        await pilot.pause()
        assert "not in a swarm" in screen_text(pilot)
        await pilot.press("f3")
        await pilot.pause()
        assert "root@manager1" in screen_text(pilot)
