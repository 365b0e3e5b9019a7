"""Virtual time follows a clock that is handed in; what waits goes on at the exact moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tutor.engine.waiting import Chunk, Until, pause
from tutor.serve.timekeeper import Timekeeper
from tutor.swarm.clock import SECOND
from tutor.swarm.cluster import HostSpec, Simulation
from tutor.swarm.registry import Registry

if TYPE_CHECKING:
    from tutor.engine.waiting import Operation

START = 1_767_225_600 * SECOND


class Wall:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> int:
        return self.now


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
def keeper(wall: Wall) -> Timekeeper:
    return Timekeeper(Simulation([HostSpec(name="m1", address="10.77.0.11")], Registry(()), 1, START), wall)


def ticking(keeper: Timekeeper, seen: list[int], every: int, times: int) -> Operation[str]:
    for _ in range(times):
        yield pause(every)
        seen.append(keeper.now)
    return "done"


def test_virtual_time_is_the_walls(keeper: Timekeeper, wall: Wall) -> None:
    wall.now += 5 * SECOND
    keeper.catch_up()
    assert (keeper.now, keeper.ahead) == (START + 5 * SECOND, 0)


def test_a_clock_that_is_set_back_costs_no_time(keeper: Timekeeper, wall: Wall) -> None:
    wall.now -= 3600 * SECOND
    keeper.catch_up()
    assert keeper.now == START
    wall.now += SECOND
    keeper.catch_up()
    assert keeper.now == START + SECOND


def test_speed(keeper: Timekeeper, wall: Wall) -> None:
    keeper.speed = 10
    wall.now += SECOND
    keeper.catch_up()
    assert keeper.now == START + 10 * SECOND
    wall.now += SECOND
    keeper.speed = 0
    wall.now += 60 * SECOND
    keeper.catch_up()
    assert keeper.now == START + 20 * SECOND


def test_operations_go_on_at_their_moments(keeper: Timekeeper, wall: Wall) -> None:
    seen: list[int] = []
    running = keeper.begin(ticking(keeper, seen, SECOND, 3), lambda _: None)
    assert keeper.due_in() == pytest.approx(1)
    wall.now += 10 * SECOND
    keeper.catch_up()
    assert seen == [START + SECOND, START + 2 * SECOND, START + 3 * SECOND]
    assert (running.running, running.result) == (False, "done")
    assert keeper.due_in() is None


def test_passing_time_at_once(keeper: Timekeeper) -> None:
    seen: list[int] = []
    other = keeper.begin(ticking(keeper, seen, 7 * SECOND, 2), lambda _: None)
    assert keeper.pass_at_once(_pausing(10 * SECOND), lambda _: None) is False
    assert keeper.now == START + 10 * SECOND
    assert keeper.ahead == 10 * SECOND
    assert seen == [START + 7 * SECOND]
    assert other.running


def _pausing(nanoseconds: int) -> Operation[bool]:
    return (yield pause(nanoseconds))


def test_what_waits_for_a_change_from_outside(keeper: Timekeeper) -> None:
    given: list[object] = []
    flag: list[bool] = []

    def waiting() -> Operation[None]:
        yield Until(lambda: bool(flag))
        yield Chunk("seen")

    ended: list[bool] = []
    keeper.begin(waiting(), lambda chunk: given.append(chunk.data), lambda _: ended.append(True))
    keeper.touched()
    assert (given, ended) == ([], [])
    flag.append(True)
    keeper.touched()
    assert (given, ended) == (["seen"], [True])


def test_an_operation_nobody_waits_for_is_closed(keeper: Timekeeper, wall: Wall) -> None:
    seen: list[int] = []
    running = keeper.begin(ticking(keeper, seen, SECOND, 3), lambda _: None)
    running.abandon()
    wall.now += 10 * SECOND
    keeper.catch_up()
    assert seen == []
    assert running.failure is not None


def test_failures_are_handed_on(keeper: Timekeeper) -> None:
    def failing() -> Operation[None]:
        yield pause(SECOND)
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        keeper.pass_at_once(failing(), lambda _: None)


def test_waiting_for_what_never_comes_ends(keeper: Timekeeper) -> None:
    def for_ever() -> Operation[None]:
        yield Until(lambda: False)

    with pytest.raises(RuntimeError, match="nothing will ever happen"):
        keeper.pass_at_once(for_ever(), lambda _: None)
