"""An app on a small pack and a fresh profile, with a clock and a stopwatch that stand still until they are moved."""

from __future__ import annotations

import asyncio
import random
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from textual import events
from textual._context import active_app
from textual.keys import _character_to_key

from tutor.paths import LearnerPaths, shipped_content
from tutor.session.laboratory import laboratory
from tutor.session.learner import Learner
from tutor.tui.app import TutorApp
from tutor.tui.desk import Desk, Workplace

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sized

    from textual.pilot import Pilot

DEMO = Path(__file__).resolve().parents[1] / "packs" / "demo"
SMALL, WIDE = (80, 24), (120, 40)
ROUNDS_TO_REST = 10_000
BREATHS_FOR_WORKERS = 200
"""Some workers stay for as long as their screen does."""


@dataclass
class FrozenClock:
    """Implements `tutor.session.clock.Clock`."""

    present: datetime = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.present

    def day(self, moment: datetime) -> date:
        return moment.date()

    def pass_days(self, days: int) -> None:
        self.present += timedelta(days=days)


@dataclass
class Room:
    """Makes apps on one learner's folder; each `app()` is a new start of the program."""

    home: Path
    clock: FrozenClock = field(default_factory=FrozenClock)
    seconds: float = 0.0
    """What the stopwatch shows."""

    def app(self, pack: Path = DEMO, *, ascii: bool = False, sandbox: str = "") -> TutorApp:  # noqa: A002
        def open_desk() -> Desk:
            learner = Learner.open(LearnerPaths(self.home), (pack,), self.clock, random.Random(5))
            return Desk(learner, self.clock, laboratory, lambda: self.seconds)

        return TutorApp(Workplace(open_desk, "352.4", ascii, sandbox))

    @asynccontextmanager
    async def running(
        self, pack: Path = DEMO, size: tuple[int, int] = SMALL, *, welcome: bool = False
    ) -> AsyncIterator[Pilot[int]]:
        """A running app whose pack is open; the welcome is closed unless it is asked for."""
        app = self.app(pack)
        async with app.run_test(size=size) as pilot:
            await until(pilot, lambda: app.opened)
            await pilot.pause()
            if not welcome and type(app.screen).__name__ == "WelcomeScreen":
                await pilot.press("escape")
                await pilot.pause()
            yield pilot
        if app.opened:
            app.desk.learner.close()


async def come_to_rest(min_sleep: float = 0, max_sleep: float = 0) -> None:
    """Wait until every message is answered and what they changed is drawn.

    Stands in for Textual's `wait_for_idle`, which watches the process's use of the processor: that takes 40 ms for
    every key, and many times as long on a busy machine. Takes its arguments, and needs none.
    """
    ready: Sized = asyncio.get_running_loop()._ready  # type: ignore[attr-defined]
    drawn, breaths = False, BREATHS_FOR_WORKERS
    for _ in range(ROUNDS_TO_REST):
        await asyncio.sleep(0)
        app = active_app.get(None)
        if len(ready):
            drawn = False
        elif app is not None and breaths and any(worker.is_running for worker in app.workers):
            await asyncio.sleep(0.001)  # it waits for a thread, which is not seen here
            drawn, breaths = False, breaths - 1
        elif drawn:
            return
        elif app is not None:
            app.screen._on_timer_update()
            drawn = True
    raise AssertionError("it never comes to rest")


@pytest.fixture(autouse=True)
def pilot_without_guessing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pilots wait for what happens, not for a quiet processor."""
    for module in ("textual.app", "textual.pilot"):
        monkeypatch.setattr(f"{module}.wait_for_idle", come_to_rest)


async def strike(pilot: Pilot[int], *keys: str) -> None:
    """Strike keys (named as for `pilot.press`) faster than they are answered, and wait until all of them are."""
    for key in keys:
        single = len(key) == 1
        pilot.app.post_message(events.Key(_character_to_key(key) if single else key, key if single else None))
    await pilot.pause()


async def until(pilot: Pilot[int], condition: Callable[[], bool], rounds: int = 400) -> None:
    """Wait for a condition, never for a time."""
    for _ in range(rounds):
        if condition():
            return
        await pilot.pause(0.01)
    raise AssertionError("it did not come true")


def screen_name(pilot: Pilot[int]) -> str:
    return type(pilot.app.screen).__name__


def screen_text(pilot: Pilot[int]) -> str:
    """Everything on the screen, line by line."""
    strips = pilot.app.screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in strips)


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return Room(tmp_path / "home")


@pytest.fixture
def shipped() -> Path:
    """The pack that comes with the program."""
    return shipped_content()
