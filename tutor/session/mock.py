"""A mock exam in progress: a countdown, no feedback before the end, every step saved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tutor.progress.records import MockRecord
    from tutor.session.item import Item
    from tutor.session.learner import Learner
    from tutor.study.attempt import Answer, Confidence
    from tutor.study.grade import Grade
    from tutor.study.score import Score


@dataclass(frozen=True, slots=True)
class Preset:
    """A kind of mock exam."""

    slug: str
    title: str
    questions: int
    minutes: int


PRESETS: tuple[Preset, ...] = (
    Preset("slice", "20 questions in 30 minutes", 20, 30),
    Preset("full", "60 questions in 90 minutes", 60, 90),
)


@dataclass(frozen=True, slots=True)
class ItemState:
    """One line of the item list."""

    number: int
    """From 1."""
    answered: bool
    flagged: bool
    current: bool


@dataclass(frozen=True, slots=True)
class MockResult:
    """One question in the report."""

    item: Item
    answer: Answer | None
    grade: Grade
    confidence: Confidence
    flagged: bool
    seconds: float
    reported: bool
    """Left out of every number of the report."""


@dataclass(frozen=True, slots=True)
class MockReport:
    """What a finished mock says. Groups go by slug, in the pack's order; only those that were asked."""

    title: str
    results: tuple[MockResult, ...]
    total: Score
    by_topic: Mapping[str, Score]
    by_area: Mapping[str, Score]
    wrong: tuple[str, ...]
    unsure_right: tuple[str, ...]
    sure_wrong: tuple[str, ...]
    unanswered: tuple[str, ...]
    seconds_used: float
    seconds_per_question: float


class MockSession:
    """Runs on a saved record; a killed program resumes with every answer and the time that was left."""

    def __init__(self, learner: Learner, record: MockRecord) -> None:
        raise NotImplementedError

    @property
    def title(self) -> str:
        raise NotImplementedError

    @property
    def total(self) -> int:
        raise NotImplementedError

    @property
    def position(self) -> int:
        """Of the current question, from 0."""
        raise NotImplementedError

    @property
    def current(self) -> Item:
        raise NotImplementedError

    @property
    def answer(self) -> Answer | None:
        """What is answered to the current question so far."""
        raise NotImplementedError

    @property
    def confidence(self) -> Confidence:
        raise NotImplementedError

    @property
    def flagged(self) -> bool:
        raise NotImplementedError

    @property
    def remaining(self) -> float:
        """Seconds; it stops while the program does not run."""
        raise NotImplementedError

    @property
    def over(self) -> bool:
        """Submitted, or time is up."""
        raise NotImplementedError

    @property
    def states(self) -> tuple[ItemState, ...]:
        raise NotImplementedError

    @property
    def unanswered(self) -> int:
        raise NotImplementedError

    def put(self, answer: Answer | None, confidence: Confidence = "") -> None:
        """Answer the current question, change the answer, or take it away (None). Saved at once."""
        raise NotImplementedError

    def toggle_flag(self) -> bool:
        raise NotImplementedError

    def goto(self, position: int) -> None:
        """Show that question (from 0); positions outside are clamped."""
        raise NotImplementedError

    def next(self) -> None:
        raise NotImplementedError

    def previous(self) -> None:
        raise NotImplementedError

    def tick(self, seconds: float) -> str:
        """Let time pass, saving it every five seconds; returns a warning to show now, or nothing.

        At zero the exam is submitted and `over`.
        """
        raise NotImplementedError

    def save(self) -> None:
        """Save clock and position now (when the learner leaves the screen)."""
        raise NotImplementedError

    def submit(self) -> MockReport:
        """End it: every answer goes to the log. Twice is the same as once."""
        raise NotImplementedError

    def report(self) -> MockReport:
        """Raises SessionError while it runs: no feedback before the end."""
        raise NotImplementedError
