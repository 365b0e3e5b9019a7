"""A practice in progress: one question at a time, with feedback after each answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tutor.session.item import Item
    from tutor.session.learner import Learner
    from tutor.study.attempt import Answer, Confidence, Mode
    from tutor.study.grade import Grade
    from tutor.study.score import Score


class PracticeSession:
    """Goes through a selection once. Every answer is in the database before the next question shows.

    A question is first asked (`grade` is None), then graded; `next()` goes on. After the last one `current` is None.
    """

    title: str
    items: tuple[Item, ...]
    position: int
    grade: Grade | None
    answered: Answer | None
    """What was answered to the current question, once it is graded."""

    def __init__(self, learner: Learner, title: str, items: tuple[Item, ...], mode: Mode) -> None:
        raise NotImplementedError

    @property
    def total(self) -> int:
        raise NotImplementedError

    @property
    def current(self) -> Item | None:
        raise NotImplementedError

    def answer(self, answer: Answer, confidence: Confidence = "", seconds: float = 0.0) -> Grade:
        """Grade the answer and log it. Raises SessionError when there is nothing to answer."""
        raise NotImplementedError

    def next(self) -> Item | None:
        """Go on; skips a question that was not answered."""
        raise NotImplementedError

    def undo(self) -> bool:
        """Take back the last answer (a mis-key) and ask that question again. False: nothing to take back."""
        raise NotImplementedError

    @property
    def flagged(self) -> bool:
        raise NotImplementedError

    def toggle_flag(self) -> bool:
        """Flag the current question, or take its flag away; returns the new state."""
        raise NotImplementedError

    def report(self, reason: str) -> None:
        """This question is wrong: keep the reason, and leave the question out of every score."""
        raise NotImplementedError

    @property
    def score(self) -> Score:
        """Of this session; reported questions left out."""
        raise NotImplementedError

    @property
    def missed(self) -> tuple[str, ...]:
        """Slugs answered wrong in this session, to drill."""
        raise NotImplementedError
