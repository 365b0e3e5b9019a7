"""Many kills, over all stories, from one seed."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from tests.crashes.checking import ImportCheck, LabCheck, MockCheck, PracticeCheck, whole
from tests.crashes.stories import LOGS
from tests.progress.test_progress import NOW, attempt
from tutor.exchange.transfer import log_of, write_log
from tutor.paths import LearnerPaths
from tutor.progress.progress import Progress

if TYPE_CHECKING:
    from pathlib import Path

    from tests.crashes.killing import Template

MANY = 4000
"""Lines of input: more than a child can use before it is killed."""
KILLS_OF_A_HOME = {"practice": 10, "mock": 10, "lab": 10, "import": 2}
OWN = 40
SIZE = 400


class Check(Protocol):
    def after(self, home: Path, said: str) -> None:
        """Raises AssertionError when something was lost or counted twice."""


@dataclass
class Tally:
    """What a run found."""

    kills: dict[str, int] = field(default_factory=dict)
    acknowledged: dict[str, int] = field(default_factory=dict)

    def count(self, story: str, said: str) -> None:
        self.kills[story] = self.kills.get(story, 0) + 1
        self.acknowledged[story] = self.acknowledged.get(story, 0) + sum(
            said.count(words) for words in ("Source: ", "\nKept.\n", "done ", " new or newer")
        )


def crash(template: Template, folder: Path, story: str, kills: int, seed: int, tally: Tally) -> None:
    """Kill one story so many times; each child goes on where the one before was killed."""
    rng = random.Random(f"{story} {seed}")
    many = KILLS_OF_A_HOME[story]
    for first in range(0, kills, many):
        home = folder / f"{story}-{first}"
        home.mkdir()
        lines = _input(story, rng)
        check = _check(story, home, lines)
        given = home / "input"
        given.write_text("".join(f"{line}\n" for line in lines))
        for number in range(first, min(first + many, kills)):
            said = template.killed(story, home, given, rng).said
            assert "Traceback" not in said, said[-3000:]
            tally.count(story, said)
            try:
                check.after(home, said)
                assert whole(LearnerPaths(home).database)
            except AssertionError as error:
                raise AssertionError(f"{story}, seed {seed}, kill {number}: {error}\n{said[-1500:]}") from error


def _input(story: str, rng: random.Random) -> list[str]:
    if story == "practice":
        return rng.choices(["a", "b", "ab", "tiller", ":skip", ":flag"], k=MANY)
    if story == "mock":
        return rng.choices(
            ["a", "b", "ab", ":time", ":next", ":flag", ":submit", "tiller"], [6, 4, 4, 6, 3, 1, 1, 1], k=MANY
        )
    return []


def _check(story: str, home: Path, lines: list[str]) -> Check:
    if story == "practice":
        return PracticeCheck()
    if story == "mock":
        return MockCheck(lines)
    return LabCheck() if story == "lab" else _with_logs(home)


def _with_logs(home: Path) -> ImportCheck:
    """A database with answers of its own, and logs of others to take in."""
    progress = Progress.open(LearnerPaths(home).database)
    progress.attempts.add([attempt(f"own-{number}") for number in range(OWN)])
    progress.close()
    for number in range(LOGS):
        name = f"log-{number}.jsonl"
        made = home.parent / name
        if not made.exists():
            _write_log(made, number)
        (home / name).hardlink_to(made)
    return ImportCheck([SIZE] * LOGS, OWN)


def _write_log(file: Path, number: int) -> None:
    other = Progress.without_keeping(file.with_name("nowhere"))
    other.attempts.add([attempt(f"{number}-{one}") for one in range(SIZE)])
    other.marks.flag("demo", f"flag-{number}", True, NOW)
    write_log(log_of(other), file)
    other.close()
