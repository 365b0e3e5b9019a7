"""What must be true of a learner's database after a kill, told from what the child had said."""

from __future__ import annotations

import random
import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.crashes.stories import DEMO, HOST, LAB, LOGS, STEP
from tutor.paths import LearnerPaths
from tutor.session.countdown import SAVE_EVERY
from tutor.session.learner import Learner
from tutor.wallclock import WallClock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tutor.progress.records import MockAnswer, MockRecord
    from tutor.study.attempt import Answer, Attempt

PROMPT = re.compile(r"(?:Choose|Type the answer).*: $")
CLOCK = re.compile(r"(?:(\d+) minutes? ?)?(?:(\d+) seconds? ?)?left\.$")


def whole(file: Path) -> bool:
    """Whether a database has no damage."""
    with closing(sqlite3.connect(file)) as raw:
        return bool(raw.execute("PRAGMA integrity_check").fetchone() == ("ok",))


def opened(home: Path) -> Learner:
    return Learner.open(LearnerPaths(home), (DEMO,), WallClock(), random.Random(0))


def attempts_of(learner: Learner) -> list[Attempt]:
    found = learner.progress.attempts.of("demo")
    assert len({one.uuid for one in found}) == len(found)
    return found


@dataclass
class PracticeCheck:
    """Verdicts in the order in which they were said."""

    verdicts: list[bool] = field(default_factory=list)

    def after(self, home: Path, said: str) -> None:
        acknowledged = [line == "Right." for line in said.splitlines() if line == "Right." or line.startswith("Wrong")]
        with closing(opened(home)) as learner:
            kept = [one.correct for one in attempts_of(learner)]
        known = self.verdicts + acknowledged
        assert kept[: len(known)] == known, "an answer is lost"
        assert len(kept) <= len(known) + 1, "an answer was kept that was not given"
        self.verdicts = kept


@dataclass
class MockCheck:
    """The running exam as it was acknowledged: answers by number, time left."""

    input: list[str]
    given: dict[int, Answer | Line] = field(default_factory=dict)
    """Number of a question of the running exam, from 1 -> the answer that was kept, or the line that was."""
    asked: tuple[int, str] = (0, "")
    """The question that was asked last, and the line that may have been read as its answer."""
    left: float = 1800.0
    ended: int = 0
    counted: int = 0
    """Attempts that are in the log."""

    def after(self, home: Path, said: str) -> None:
        self._hear(said)
        with closing(opened(home)) as learner:
            finished = learner.progress.mocks.finished("demo")
            log = attempts_of(learner)
            answered = sum(answer.answer is not None for record in finished for answer in record.answers)
            assert len(log) == answered, "an exam's answers were not counted once each"
            assert self.ended <= len(finished) <= self.ended + 1
            if len(finished) > self.ended:  # it was submitted, but not said so
                self.ended, self.given, self.left = len(finished), {}, 1800.0
            running = learner.progress.mocks.unfinished("demo")
            if running is None:
                assert not self.given, "the running exam is lost"
                return
            self._compare(running)
            session = learner.resume_mock()
            assert session is not None
            assert session.remaining == running.seconds_left
            self.left = running.seconds_left
            self.given = {n: one.answer for n, one in enumerate(running.answers, 1) if one.answer is not None}

    def _hear(self, said: str) -> None:
        number, lines = 0, iter(self.input)
        line = ""
        for words in said.split("\n"):
            if match := re.match(r"Question (\d+) of \d+", words):
                number = int(match[1])
            elif PROMPT.match(words):
                line = next(lines)
                self.asked = (number, line)
                self.left -= STEP
            elif words == "Kept.":
                self.given[number] = Line(line)
            elif match := CLOCK.match(words):
                told = int(match[1] or 0) * 60 + int(match[2] or 0)
                assert told == self.left, "the wrong time was told"
            elif words.startswith("Mock exam: "):
                self.given, self.left = {}, 1800.0
            elif words.startswith("The exam has ended"):
                self.ended, self.given, self.left = self.ended + 1, {}, 1800.0

    def _compare(self, running: MockRecord) -> None:
        for number, given in self.given.items():
            kept = running.answers[number - 1]
            newest = [Line(self.asked[1])] if self.asked[0] == number else []
            assert kept.answer in [_value(one, kept) for one in (given, *newest)], "an answer is lost or another one"
        assert sum(one.answer is not None for one in running.answers) <= len(self.given) + 1
        # the line asked for last may not have been read; of the time before it a kill costs what is not saved yet
        assert self.left <= running.seconds_left <= self.left + STEP + SAVE_EVERY, "the wrong time is left"


@dataclass(frozen=True)
class Line:
    """An answer as it was typed."""

    words: str


def _value(given: Answer | Line, kept: MockAnswer) -> Answer:
    """What is to be kept of an answer, by the order in which the options were shown."""
    if not isinstance(given, Line):
        return given
    if not kept.order:
        return given.words
    places = [ord(letter) - ord("a") for letter in given.words if letter.isalpha()]
    return tuple(sorted(kept.order[place] for place in places if place < len(kept.order)))


@dataclass
class LabCheck:
    """How many lines were acknowledged."""

    typed: int = 0

    def after(self, home: Path, said: str) -> None:
        done = [line.split(" ") for line in said.splitlines() if line.startswith("done ") and line.count(" ") == 2]
        met = {slug for line in done[-1:] for slug in line[2].split(",") if slug}
        acknowledged = int(done[-1][1]) if done else self.typed
        with closing(opened(home)) as learner:
            session = learner.resume_lab(LAB)
            if session is None:
                assert not acknowledged, "the lab is lost"
                return
            lines = [entry for entry in session.record.journal if entry["do"] == "type"]
            assert acknowledged <= len(lines) <= acknowledged + 1, "a line is lost, or one was counted twice"
            assert all(entry["on"] == HOST for entry in lines)
            assert met <= {state.goal.slug for state in session.states if state.met}, "a goal is lost"
            self.typed = len(lines)


@dataclass
class ImportCheck:
    """Files that were acknowledged, of which each holds so many attempts."""

    sizes: list[int]
    own: int
    taken: int = 0

    def after(self, home: Path, said: str) -> None:
        acknowledged = said.count(" new or newer; ")
        with closing(opened(home)) as learner:
            kept, flags = len(attempts_of(learner)), len(learner.progress.marks.flagged("demo"))
        sums = [self.own + sum(self.sizes[:number]) for number in range(LOGS + 1)]
        assert kept in sums, "a file was taken in by half"
        assert flags == sums.index(kept), "a file was taken in by half"
        at_least = max(self.taken, acknowledged)
        assert kept >= sums[at_least], "what was taken in is lost"
        self.taken = sums.index(kept)
        assert all(whole(copy) for copy in copies(home)), "a copy is not whole"


def copies(home: Path) -> Iterator[Path]:
    yield from (home / "profiles").glob("*.backup.db")
