"""A learner on the small pack, with a clock that is moved by hand."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tutor.paths import LearnerPaths
from tutor.session.learner import Learner

if TYPE_CHECKING:
    from collections.abc import Iterator

DEMO = Path(__file__).resolve().parents[1] / "packs" / "demo"


@dataclass
class HandClock:
    present: datetime = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.present

    def day(self, moment: datetime) -> date:
        return moment.date()

    def pass_days(self, days: int) -> None:
        self.present += timedelta(days=days)


@dataclass
class Desk:
    """Opens the same learner's files again and again."""

    home: Path
    clock: HandClock = field(default_factory=HandClock)
    opened: list[Learner] = field(default_factory=list)

    def learner(self, content: Path = DEMO) -> Learner:
        self.opened.append(Learner.open(LearnerPaths(self.home), (content,), self.clock, random.Random(5)))
        return self.opened[-1]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path / "home")
    yield desk
    for learner in desk.opened:
        learner.close()
