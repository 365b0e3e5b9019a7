"""A mock exam in progress: a countdown, no feedback before the end, every step saved."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from tutor.session.countdown import TIME_IS_UP, Countdown
from tutor.session.errors import SessionError
from tutor.session.mock_plan import PRESETS
from tutor.session.mock_report import MockReport, MockResult, asked_item
from tutor.study.attempt import Attempt

if TYPE_CHECKING:
    from tutor.library.pack import Pack
    from tutor.progress.records import MockAnswer, MockRecord
    from tutor.session.item import Item
    from tutor.session.learner import Learner
    from tutor.study.attempt import Answer, Confidence

__all__ = ["PRESETS", "ItemState", "MockReport", "MockResult", "MockSession"]


@dataclass(frozen=True, slots=True)
class ItemState:
    """One line of the item list."""

    number: int
    """From 1."""
    answered: bool
    flagged: bool
    current: bool


@dataclass(slots=True)
class _Entry:
    """A question of the paper. `number` is its place in the record, which may hold retired questions, too."""

    number: int
    item: Item
    answer: MockAnswer


def _entries(record: MockRecord, pack: Pack) -> list[_Entry]:
    """The questions that can still be asked."""
    return [
        _Entry(number, item, answer)
        for number, answer in enumerate(record.answers)
        if (item := asked_item(answer, pack)) is not None
    ]


class MockSession:
    """Runs on a saved record; a killed program resumes with every answer and the time that was left."""

    def __init__(self, learner: Learner, record: MockRecord) -> None:
        self._learner = learner
        self._record = record
        self._entries = _entries(record, learner.pack)
        if not self._entries:
            raise SessionError("none of this mock exam's questions exists any more; discard it and begin another one")
        self._countdown = Countdown(record.seconds_left)
        numbers = [entry.number for entry in self._entries]
        self._position = numbers.index(record.position) if record.position in numbers else 0

    @property
    def record(self) -> MockRecord:
        """As it is now, unsaved seconds included."""
        answers = list(self._record.answers)
        for entry in self._entries:
            answers[entry.number] = entry.answer
        here = self._entries[self._position].number
        return replace(self._record, answers=tuple(answers), seconds_left=self._countdown.remaining, position=here)

    @property
    def title(self) -> str:
        return self._record.title

    @property
    def total(self) -> int:
        return len(self._entries)

    @property
    def position(self) -> int:
        """Of the current question, from 0."""
        return self._position

    @property
    def current(self) -> Item:
        return self._entries[self._position].item

    @property
    def answer(self) -> Answer | None:
        """What is answered to the current question so far."""
        return self._entries[self._position].answer.answer

    @property
    def confidence(self) -> Confidence:
        return self._entries[self._position].answer.confidence

    @property
    def flagged(self) -> bool:
        return self._entries[self._position].answer.flagged

    @property
    def remaining(self) -> float:
        """Seconds; it stops while the program does not run."""
        return self._countdown.remaining

    @property
    def over(self) -> bool:
        """Submitted, or time is up."""
        return self._record.finished_at is not None

    @property
    def states(self) -> tuple[ItemState, ...]:
        return tuple(
            ItemState(place + 1, entry.answer.answer is not None, entry.answer.flagged, place == self._position)
            for place, entry in enumerate(self._entries)
        )

    @property
    def unanswered(self) -> int:
        return sum(entry.answer.answer is None for entry in self._entries)

    # ------------------------------------------------------------------ what the learner does
    def put(self, answer: Answer | None, confidence: Confidence = "") -> None:
        """Answer the current question, change the answer, or take it away (None, "" and no option). Saved at once."""
        self._running()
        kept = None if answer is None or not answer else answer if isinstance(answer, str) else tuple(sorted(answer))
        at = None if kept is None else self._learner.clock.now()
        self._change(self._position, answer=kept, confidence=confidence if kept is not None else "", answered_at=at)

    def toggle_flag(self) -> bool:
        self._running()
        self._change(self._position, flagged=not self.flagged)
        return self.flagged

    def goto(self, position: int) -> None:
        """Show that question (from 0); positions outside are clamped."""
        self._running()
        there = max(0, min(position, self.total - 1))
        self._change(there)
        self._position = there

    def next(self) -> None:
        self.goto(self._position + 1)

    def previous(self) -> None:
        self.goto(self._position - 1)

    # ------------------------------------------------------------------ time and keeping
    def tick(self, seconds: float) -> str:
        """Let time pass, saving it every five seconds; returns a warning to show now, or nothing.

        At zero the exam is submitted and `over`.
        """
        if self.over or seconds <= 0:
            return ""
        passed = self._countdown.spend(seconds)
        entry = self._entries[self._position]
        entry.answer = replace(entry.answer, seconds=entry.answer.seconds + passed)
        if self._countdown.ended:
            self.submit()
            return TIME_IS_UP
        if self._countdown.wants_saving:
            self.save()
        return self._countdown.warning

    def save(self) -> None:
        """Save clock and position now (when the learner leaves the screen)."""
        if not self.over:
            self._change(self._position)

    def _change(self, position: int, **fields: Any) -> None:
        """Keep the current entry, some fields changed, and the place to go on at; in memory once it is on the disk."""
        entry = self._entries[self._position]
        answer = replace(entry.answer, **fields)
        self._learner.progress.mocks.save_answer(
            self._record.uuid,
            entry.number,
            answer,
            seconds_left=self._countdown.remaining,
            position=self._entries[position].number,
        )
        entry.answer = answer
        self._countdown.saved()

    def _running(self) -> None:
        if self.over:
            raise SessionError("this mock exam has ended")

    # ------------------------------------------------------------------ the end
    def submit(self) -> MockReport:
        """End it: every answer goes to the log. Twice is the same as once."""
        if not self.over:
            self.save()
            now = self._learner.clock.now()
            attempts = [self._attempt(entry) for entry in self._entries if entry.answer.answer is not None]
            self._learner.progress.mocks.finish(self._record.uuid, now, self._countdown.remaining, attempts)
            self._record = replace(self.record, finished_at=now)
            self._learner.remember(attempts)
        return self.report()

    def _attempt(self, entry: _Entry) -> Attempt:
        answer = entry.answer.answer
        assert answer is not None
        return Attempt(
            # the same mock and question give the same id: logged twice, it still counts once
            uuid=str(uuid.uuid5(uuid.UUID(self._record.uuid), entry.answer.item)),
            at=entry.answer.answered_at or self._learner.clock.now(),
            item=entry.answer.item,
            kind=entry.item.question.kind,
            pack=self._record.pack,
            pack_version=self._record.pack_version,
            answer=answer,
            correct=self._learner.grade(entry.item.question, answer).correct,
            confidence=entry.answer.confidence,
            seconds=entry.answer.seconds,
            mode="mock",
        )

    def report(self) -> MockReport:
        """Raises SessionError while it runs: no feedback before the end."""
        if not self.over:
            raise SessionError("the report comes when the mock exam has ended")
        return self._learner.mock_report(self.record)
