"""A practice in progress: one question at a time, with feedback after each answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.session.errors import SessionError
from tutor.study.score import Score, score

if TYPE_CHECKING:
    from collections.abc import Callable

    from tutor.session.item import Item
    from tutor.session.learner import Learner
    from tutor.study.attempt import Answer, Attempt, Confidence, Mode
    from tutor.study.grade import Grade


class PracticeSession:
    """Goes through a selection once. Every answer is in the database before the next question shows.

    A question is first asked (`grade` is None), then graded; `next()` goes on. After the last one `current` is None.
    """

    def __init__(self, learner: Learner, title: str, items: tuple[Item, ...], mode: Mode) -> None:
        self._learner = learner
        self.title = title
        self.items = items
        self.mode: Mode = mode
        self.position = 0
        self.grade: Grade | None = None
        self.answered: Answer | None = None
        """What was answered to the current question, once it is graded."""
        self._given: dict[int, Attempt] = {}
        self.at_end: Callable[[], object] | None = None
        """Called once, when the last question has been left behind."""

    @property
    def total(self) -> int:
        return len(self.items)

    @property
    def current(self) -> Item | None:
        return self.items[self.position] if self.position < len(self.items) else None

    def answer(self, answer: Answer, confidence: Confidence = "", seconds: float = 0.0) -> Grade:
        """Grade the answer and log it. Raises SessionError when there is nothing to answer, ProgressError when
        it cannot be kept (then it does not count as answered)."""
        item = self._asked()
        if self.grade is not None:
            raise SessionError("this question is answered already")
        grade = self._learner.grade(item.question, answer)
        attempt = self._learner.log(item.question, answer, grade.correct, confidence, seconds, self.mode)
        self._given[self.position] = attempt
        self.grade, self.answered = grade, attempt.answer
        return grade

    def next(self) -> Item | None:
        """Go on; skips a question that was not answered."""
        if self.current is None:
            return None
        self.position += 1
        self.grade = self.answered = None
        if self.current is None and self.at_end:
            self.at_end()
        return self.current

    def undo(self) -> bool:
        """Take back the last answer (a mis-key) and ask that question again. False: nothing to take back."""
        if not self._given:
            return False
        position = max(self._given)
        self._learner.retract(self._given[position])
        del self._given[position]
        self.position = position
        self.grade = self.answered = None
        return True

    @property
    def flagged(self) -> bool:
        return self.current is not None and self.current.question.slug in self._learner.standing.flagged

    def toggle_flag(self) -> bool:
        """Flag the current question, or take its flag away; returns the new state."""
        slug = self._asked().question.slug
        self._learner.flag(slug, not self.flagged)
        return self.flagged

    def report(self, reason: str) -> None:
        """This question is wrong: keep the reason, and leave the question out of every score."""
        self._learner.report(self._asked().question.slug, reason)

    @property
    def reported(self) -> bool:
        """Whether the current question was reported, now or earlier."""
        return self.current is not None and self.current.question.slug in self._learner.standing.reported

    @property
    def answered_count(self) -> int:
        """Answers of this session that are in the log."""
        return len(self._given)

    @property
    def answered_items(self) -> tuple[str, ...]:
        """Their questions."""
        return tuple(attempt.item for attempt in self._given.values())

    @property
    def last_answered(self) -> str:
        """Slug of the question that was answered last and not taken back; empty when there is none."""
        return self._given[max(self._given)].item if self._given else ""

    @property
    def score(self) -> Score:
        """Of this session; reported questions left out."""
        return score(attempt.correct for attempt in self._counted())

    @property
    def missed(self) -> tuple[str, ...]:
        """Slugs answered wrong in this session, to drill."""
        return tuple(attempt.item for attempt in self._counted() if not attempt.correct)

    def _counted(self) -> list[Attempt]:
        reported = self._learner.standing.reported
        return [attempt for attempt in self._given.values() if attempt.item not in reported]

    def _asked(self) -> Item:
        if self.current is None:
            raise SessionError("this practice has ended")
        return self.current
