"""The map on the screen: a host is chosen by keyboard, a fault given by key is a line typed like any other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.tui.conftest import SMALL, WIDE, Room, screen_name, screen_text, until
from tutor.session.laboratory import laboratory
from tutor.session.sandbox import SandboxSession
from tutor.swarm.clock import SECOND
from tutor.tui.cluster.faults import line_for, offered, type_line
from tutor.tui.cluster.looking import picture_of
from tutor.tui.console.terminals import Terminals
from tutor.tui.places import OpenSandbox
from tutor.tui.screens.bench import BenchScreen

if TYPE_CHECKING:
    from textual.pilot import Pilot

START = 1_767_225_600 * SECOND


def session(cluster: str = "three") -> SandboxSession:
    return SandboxSession(lambda: laboratory().bench(cluster, seed=3, start=START, managers=("manager1",)))


def open_bench(pilot: Pilot[int]) -> BenchScreen:
    screen = pilot.app.screen
    assert isinstance(screen, BenchScreen)
    return screen


# ------------------------------------------------------------------ without a screen
def test_a_fault_by_key_is_the_line_typed() -> None:
    """In journal, history and terminal; so undo, redo and replay hold for it."""
    by_key, typed = session(), session()
    terminals = Terminals(by_key)
    assert type_line(terminals, "worker1", line_for("stop_docker", "worker1")) == "worker1"
    hands = Terminals(typed)
    hands.show("worker1")
    hands.front.editor.insert("sim stop_docker worker1")
    hands.enter()
    assert by_key.journal == typed.journal
    assert terminals.consoles["worker1"].buffer.text == "root@worker1:~# sim stop_docker worker1"
    by_key.tick(30 * SECOND)
    assert picture_of(by_key.bench.sim).hosts[1].state == "Down"
    again = session()
    again.replay(by_key.saved())
    assert picture_of(again.bench.sim) == picture_of(by_key.bench.sim)
    assert terminals.undo() == "sim stop_docker worker1"
    assert picture_of(by_key.bench.sim).hosts[1].machine == "up"
    assert terminals.redo() == "sim stop_docker worker1"
    assert picture_of(by_key.bench.sim).hosts[1].machine == "stopped"


def test_a_busy_terminal_is_told_of_the_fault_that_another_one_types() -> None:
    terminals = Terminals(session())
    terminals.show("worker1")
    terminals.front.editor.insert("half a li")
    terminals.consoles["worker2"].submit("sleep 100")
    assert type_line(terminals, "worker2", "sim partition worker2") == "manager1"
    assert "-- sim partition worker2 (typed on manager1)" in terminals.consoles["worker2"].buffer.text
    assert terminals.front.editor.text == "half a li"
    for host in ("manager1", "worker1"):
        terminals.consoles[host].submit("sleep 100")
    assert type_line(terminals, "worker2", "sim heal") == ""
    assert terminals.session.undoable == "sleep 100"


def test_only_faults_that_make_a_difference_are_offered() -> None:
    terminals = Terminals(session())

    def now(number: int) -> set[str]:
        picture = picture_of(terminals.session.bench.sim)
        return set(offered(picture, picture.hosts[number]))

    assert now(1) == {"stop_docker", "reboot", "partition"}
    type_line(terminals, "worker1", "sim partition worker1")
    assert now(1) == {"stop_docker", "reboot", "heal"}
    assert now(2) == {"stop_docker", "reboot", "partition", "heal"}
    type_line(terminals, "worker1", "sim reboot worker1")
    assert now(1) == {"heal"}
    terminals.session.tick(30 * SECOND)
    type_line(terminals, "worker1", "sim stop_docker worker1")
    assert now(1) == {"start_docker", "reboot", "heal"}


# ------------------------------------------------------------------ on the screen
async def test_a_host_is_chosen_and_given_a_fault_at_80x24(room: Room) -> None:
    async with room.running(size=SMALL) as pilot:
        pilot.app.go("labs", OpenSandbox("three", swarm=True))  # type: ignore[attr-defined]
        await until(pilot, lambda: screen_name(pilot) == "SandboxScreen")
        screen = open_bench(pilot)
        await until(pilot, lambda: screen.focused is not None)
        await pilot.press("f4")
        await until(pilot, lambda: screen.map.has_focus)
        await pilot.press("right", "d")
        await pilot.pause()
        text = screen_text(pilot)
        assert "┏ worker1 ━" in text
        assert "✗ docker stopped" in text
        assert "d Start docker" in text
        for _ in range(30):
            room.seconds += 1.0
            screen.frame()
        await pilot.pause()
        assert "Down · Active" in screen_text(pilot)
        assert "worker1 is Down" in screen_text(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: screen.console.has_focus)
        assert screen.terminals.shown == "worker1"
        assert "root@worker1:~# sim stop_docker worker1" in screen_text(pilot)
        await pilot.press("f7", "f4")
        await until(pilot, lambda: screen.map.has_focus)
        await pilot.press("w")
        await pilot.pause()
        assert "docker stopped" not in screen_text(pilot)
        assert "Published ports" in screen_text(pilot)
        await pilot.press("question_mark")
        await until(pilot, lambda: screen_name(pilot) == "HelpScreen")
        assert "Choose a host" in "\n".join(
            block.content.plain
            for block in pilot.app.screen.query_one("Paper").blocks  # type: ignore[attr-defined]
        )


async def test_the_key_of_the_map_gives_it_all_the_room_where_both_are_seen(room: Room) -> None:
    async with room.running(size=WIDE) as pilot:
        await pilot.press("l", "enter")
        await until(pilot, lambda: screen_name(pilot) == "SandboxScreen")
        screen = open_bench(pilot)
        await until(pilot, lambda: screen.focused is not None and screen.map.size.width > 0)
        assert (screen.console.size.width, screen.map.region.right) == (80, 120)
        widths = []
        for _ in range(4):
            await pilot.press("f4")
            await pilot.pause()
            shown = (screen.console, screen.map)
            widths.append(tuple(part.region.width if part.region else 0 for part in shown))
        assert widths == [(80, 40), (0, 120), (120, 0), (80, 40)]
        assert screen.map.has_focus
        await pilot.press("f3")
        await until(pilot, lambda: screen.console.has_focus)
        await pilot.click(screen.map, offset=(6, 5))
        assert (screen.map.has_focus, screen.map.chosen) == (True, "worker1")
