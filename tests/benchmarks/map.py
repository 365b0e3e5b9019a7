"""What one look at the cluster costs on the map: `python -m tests.benchmarks.map`.

Seven hosts with sixty tasks, processor time in milliseconds, the median and in brackets the 95th of 100. A frame
reads the simulation, lays the picture out if it is another one, and makes what the screen shows of the lines.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.tui.conftest import Room, screen_name, until
from tutor.swarm.clock import SECOND
from tutor.tui.cluster import drawing
from tutor.tui.cluster.looking import picture_of
from tutor.tui.places import OpenSandbox
from tutor.tui.screens.bench import BenchScreen

if TYPE_CHECKING:
    from collections.abc import Callable

SERVICES = {"web": 20, "api": 12, "db": 3, "worker": 15, "cache": 10}
SIZES = ((80, 24), (120, 40), (160, 50))
ROUNDS = 100
TARGET = 5.0
"""Milliseconds."""


def cost(what: Callable[[], object]) -> float:
    """Milliseconds of processor time."""
    start = time.process_time()
    what()
    return (time.process_time() - start) * 1000


def told(costs: list[float]) -> str:
    """Median and 95th of 100."""
    return f"{statistics.median(costs):.2f} ({high(costs):.2f})"


def high(costs: list[float]) -> float:
    return statistics.quantiles(costs, n=20)[-1]


def frame(screen: BenchScreen) -> None:
    """One look, and every row of the map drawn."""
    shown = screen.map
    shown.look()
    for row in range(shown.size.height):
        shown.render_line(row)


async def measure(width: int, height: int) -> float:
    with tempfile.TemporaryDirectory() as folder:
        room = Room(Path(folder))
        app = room.app()
        async with app.run_test(size=(width, height)) as pilot:
            await until(pilot, lambda: screen_name(pilot) == "WelcomeScreen")
            await pilot.press("escape")
            app.go("labs", OpenSandbox("seven", swarm=True))
            await until(pilot, lambda: screen_name(pilot) == "SandboxScreen")
            screen = app.screen
            assert isinstance(screen, BenchScreen)
            await pilot.press("f4")
            bench = screen.session.bench
            for name, replicas in SERVICES.items():
                bench.run(f"docker service create -d --name {name} --replicas {replicas} nginx:1.25")
            bench.settle()
            await pilot.pause()
            frame(screen)
            tasks = sum(len(host.tasks) for host in picture_of(bench.sim).hosts)
            quiet = [cost(lambda: frame(screen)) for _ in range(ROUNDS)]
            looking = [cost(lambda: picture_of(bench.sim)) for _ in range(ROUNDS)]
            anew = [cost(lambda: _anew(screen)) for _ in range(ROUNDS)]
            bench.run("docker service update -d --update-parallelism 4 --update-delay 1s --image nginx:1.27 web")
            moving = []
            for _ in range(2 * ROUNDS):
                bench.sim.advance(SECOND // 10)
                moving.append(cost(lambda: frame(screen)))
        app.desk.learner.close()
    sys.stdout.write(
        f"{width}x{height}, {tasks} tasks: looking {told(looking)}; a frame with nothing new {told(quiet)}, "
        f"while tasks move {told(moving)}, with all drawn anew {told(anew)}\n"
    )
    return high(moving)


def _anew(screen: BenchScreen) -> None:
    drawing._box.cache_clear()
    drawing.task_cell.cache_clear()
    screen.map.notify_style_update()
    screen.map._drawn = None
    frame(screen)


def main() -> int:
    worst = max(asyncio.run(measure(*size)) for size in SIZES)
    sys.stdout.write(f"while tasks move at most {worst:.2f} ms in 95 of 100 frames, wanted {TARGET:.0f} ms\n")
    return 0 if worst <= TARGET else 1


if __name__ == "__main__":
    sys.exit(main())
