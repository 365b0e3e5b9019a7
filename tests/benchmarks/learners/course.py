"""A course of study: the tutor's own selection, mastery and schedule, with a simulated learner in front."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from tutor.study.attempt import Attempt
from tutor.study.exploring import Known, choose_new
from tutor.study.mastery import evidence_of, masteries
from tutor.study.schedule import due_items, schedule

if TYPE_CHECKING:
    from collections.abc import Iterable
    from random import Random

    from tests.benchmarks.learners.learner import SimulatedLearner
    from tutor.study.attempt import Mode
    from tutor.study.mastery import Mastery
    from tutor.study.schedule import Review

BEGIN = datetime(2026, 1, 5, 18, 0, tzinfo=UTC)
LEG = 3
"""Questions of a session that are chosen together, as in a weak-topic session."""
PER_TOPIC = 2
"""Questions of each topic in the placement."""
SECOND = 1 / 86400


def day_of(moment: datetime) -> date:
    return moment.date()


class Course:
    """One learner's log, and what the tutor makes of it."""

    def __init__(self, learner: SimulatedLearner, rng: Random, exam_day: int = 0, *, confidence: bool = True) -> None:
        self.learner = learner
        self.bank = learner.bank
        self.rng = rng
        self.exam = day_of(BEGIN + timedelta(days=exam_day)) if exam_day else None
        self.log: list[Attempt] = []
        self.plan: dict[str, Review] = {}
        self._by_topic: dict[str, list[Attempt]] = {}
        self._by_section: dict[str, list[Attempt]] = {}
        self._confidence = confidence
        self.logs: dict[str, list[Attempt]] = {}
        self._now = 0.0
        self.reviews = 0
        self.first: list[Attempt] = []
        """The first answer to each question: all that mastery is judged by."""
        self._unseen: dict[str, list[tuple[str, str]]] = {}
        for item, topic in self.bank.topic_of.items():
            self._unseen.setdefault(topic, []).append((item, self.bank.section_of[item].partition("/")[2]))

    # ------------------------------------------------------------------ answering
    def _ask(self, items: Iterable[str], mode: Mode) -> None:
        for item in items:
            self._now += 45 * SECOND
            correct, confidence = self.learner.answer(item, self._now)
            attempt = Attempt(
                uuid=f"{len(self.log):05}",
                at=BEGIN + timedelta(days=self._now),
                item=item,
                kind="single",
                pack="",
                pack_version="",
                answer=(0,),
                correct=correct,
                confidence=confidence if self._confidence else "",
                seconds=45.0,
                mode=mode,
            )
            self.log.append(attempt)
            log = self.logs.setdefault(item, [])
            if log:
                self.reviews += 1
            else:
                topic = self.bank.topic_of[item]
                self.first.append(attempt)
                self._by_topic.setdefault(topic, []).append(attempt)
                self._by_section.setdefault(self.bank.section_of[item], []).append(attempt)
                self._unseen[topic] = [pair for pair in self._unseen[topic] if pair[0] != item]
            log.append(attempt)

    def placement(self) -> None:
        """Some questions of every topic."""
        chosen = [pair[0] for pairs in self._unseen.values() for pair in self.rng.sample(pairs, PER_TOPIC)]
        self.rng.shuffle(chosen)
        self._ask(chosen, "placement")

    def weak_questions(self, count: int) -> None:
        """New questions as the tutor's weak-topic session chooses them."""
        while count > 0:
            known = Known(
                {topic: evidence_of(first) for topic, first in self._by_topic.items()},
                {section: evidence_of(first) for section, first in self._by_section.items()},
            )
            chosen = choose_new(self._unseen, known, self.rng, min(LEG, count))
            if not chosen:
                return
            self._ask(chosen, "practice")
            count -= len(chosen)

    def new_questions(self, number: int, count: int) -> None:
        """A day's new questions alone: reviews change nothing in first answers."""
        self._now = float(number)
        self.weak_questions(count)

    def study_day(self, number: int, new: int, goal: int) -> None:
        """A day of study: what is due, as far as the daily goal goes, then new questions."""
        self._now = float(number)
        self._update_plan()
        today = day_of(BEGIN + timedelta(days=number))
        self._ask(due_items(self.plan, today, day_of)[: goal - new], "review")
        self.weak_questions(new)

    def _update_plan(self) -> None:
        """Items are planned one by one, so only those that were answered since are planned anew."""
        changed = {attempt.item for attempt in self.log[self._planned :]}
        self._planned = len(self.log)
        self.plan |= schedule((one for item in changed for one in self.logs[item]), self.exam)

    _planned = 0

    # ------------------------------------------------------------------ looking
    def topics(self) -> dict[str, Mastery]:
        return masteries(self.first, self.bank.topic_of)
