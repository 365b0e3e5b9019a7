"""How a learner stands, derived from the log of answers: the one picture that sessions and places share."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from tutor.session.knowledge import Knowledge, labs_tried
from tutor.study.attempt import first_answers, latest_answers
from tutor.study.forecast import forecast
from tutor.study.lab_reviews import raised, stumbles
from tutor.study.schedule import due_items, schedule
from tutor.study.score import Score, score, scores_by
from tutor.study.slips import lapsed, leeches
from tutor.study.streak import streak

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from tutor.library.pack import Pack
    from tutor.library.question import Question
    from tutor.session.clock import Clock
    from tutor.study.attempt import Attempt
    from tutor.study.forecast import DayLoad
    from tutor.study.lab_reviews import LabAttempt
    from tutor.study.mastery import Weakness
    from tutor.study.schedule import Review


@dataclass(frozen=True, slots=True)
class TopicState:
    """One topic's line: how the questions seen so far stand now, and how they stood at first."""

    slug: str
    title: str
    now: Score
    """By the latest answer to each question."""
    first: Score
    """By the first answer to each question."""
    questions: int
    unseen: int
    due: int


@dataclass(frozen=True)
class Standing:
    """A picture of one moment; a new one is taken after every answer. Reported questions are not in it."""

    pack: Pack
    attempts: Sequence[Attempt]
    """Every answer that counts, oldest first."""
    flagged: frozenset[str]
    reported: frozenset[str]
    exam: date | None
    clock: Clock
    lab_attempts: Sequence[LabAttempt] = ()
    """How labs ended, oldest first."""

    @cached_property
    def questions(self) -> Mapping[str, Question]:
        """The pack's questions without those that were reported."""
        return {slug: one for slug, one in self.pack.questions.items() if slug not in self.reported}

    @cached_property
    def _counted(self) -> Sequence[Attempt]:
        return [attempt for attempt in self.attempts if attempt.item in self.questions]

    @cached_property
    def first(self) -> Mapping[str, Attempt]:
        return first_answers(self._counted)

    @cached_property
    def latest(self) -> Mapping[str, Attempt]:
        return latest_answers(self._counted)

    @cached_property
    def plan(self) -> Mapping[str, Review]:
        """Labs that went wrong bring the reviews of what they are about forward."""
        return raised(self._own_plan, self.stumbled, self.lab_items)

    @cached_property
    def _own_plan(self) -> Mapping[str, Review]:
        """As the answers alone have it."""
        ahead = self.exam if self.exam and self.exam >= self.today else None
        return schedule(self._counted, ahead)

    @cached_property
    def stumbled(self) -> Mapping[str, datetime]:
        """Labs of the pack that went wrong and were not solved since, and when."""
        return {lab: at for lab, at in stumbles(self.lab_attempts).items() if self.pack.lab(lab)}

    @cached_property
    def lab_items(self) -> Mapping[str, Sequence[str]]:
        """The questions that each stumbled lab is about: those of its sections, else of its topic."""
        return {lab: [slug for slug, one in self.questions.items() if self._about(lab, one)] for lab in self.stumbled}

    @cached_property
    def raised(self) -> Sequence[str]:
        """Stumbled labs by which questions are due that would not be otherwise, the last one first."""
        sooner = {item for item in self.due if self.plan[item].due < self._own_plan[item].due}
        latest_first = sorted(self.stumbled, key=lambda lab: self.stumbled[lab], reverse=True)
        return [lab for lab in latest_first if sooner.intersection(self.lab_items[lab])]

    def _about(self, slug: str, question: Question) -> bool:
        lab = self.pack.lab(slug)
        assert lab
        return f"{question.topic}/{question.section}" in lab.sections if lab.sections else question.topic == lab.topic

    @cached_property
    def today(self) -> date:
        return self.clock.day(self.clock.now())

    @cached_property
    def due(self) -> Sequence[str]:
        """The longest waiting first."""
        return due_items(self.plan, self.today, self.clock.day)

    @cached_property
    def unseen(self) -> Sequence[str]:
        return [slug for slug in self.questions if slug not in self.latest]

    @cached_property
    def missed(self) -> Sequence[str]:
        """Latest answer wrong."""
        return [slug for slug in self.questions if slug in self.latest and not self.latest[slug].correct]

    @cached_property
    def sure_wrong(self) -> Sequence[str]:
        """Latest answer wrong, though the learner was sure."""
        return [slug for slug in self.missed if self.latest[slug].confidence == "sure"]

    @cached_property
    def lapsed(self) -> Sequence[str]:
        """Right once, wrong the last time."""
        found = lapsed(self._counted)
        return [slug for slug in self.questions if slug in found]

    @cached_property
    def leeches(self) -> Sequence[str]:
        """Wrong again and again."""
        found = leeches(self._counted)
        return [slug for slug in self.questions if slug in found]

    @cached_property
    def total(self) -> Score:
        return score(attempt.correct for attempt in self.latest.values())

    @cached_property
    def topics(self) -> tuple[TopicState, ...]:
        """In the pack's order."""
        topic_of = {slug: question.topic for slug, question in self.questions.items()}
        now = scores_by({slug: attempt.correct for slug, attempt in self.latest.items()}, topic_of)
        first = scores_by({slug: attempt.correct for slug, attempt in self.first.items()}, topic_of)
        return tuple(
            TopicState(
                slug=topic.slug,
                title=topic.title,
                now=now.get(topic.slug, Score()),
                first=first.get(topic.slug, Score()),
                questions=sum(home == topic.slug for home in topic_of.values()),
                unseen=sum(topic_of[slug] == topic.slug for slug in self.unseen),
                due=sum(topic_of[slug] == topic.slug for slug in self.due),
            )
            for topic in self.pack.topics
        )

    @cached_property
    def areas(self) -> Mapping[str, Score]:
        """Latest answers by key-knowledge area, in the pack's order."""
        area_of = {slug: question.area for slug, question in self.questions.items()}
        now = scores_by({slug: attempt.correct for slug, attempt in self.latest.items()}, area_of)
        return {area.slug: now.get(area.slug, Score()) for area in self.pack.areas}

    @cached_property
    def knowledge(self) -> Knowledge:
        """Mastery, weak topics, readiness."""
        return Knowledge(self.pack, self.questions, self._counted, labs_tried(self.lab_attempts))

    @property
    def weakest(self) -> Weakness | None:
        """The topic where the fewest answers are right."""
        return self.knowledge.weakest

    @cached_property
    def new_today(self) -> int:
        """Questions answered for the first time today."""
        return sum(self.clock.day(attempt.at) == self.today for attempt in self.first.values())

    def forecast(self, new_a_day: int) -> tuple[DayLoad, ...]:
        """The work of each day up to the exam, with so many new questions a day."""
        return forecast(
            self.plan,
            self.today,
            self.clock.day,
            self.exam,
            unseen=len(self.unseen),
            new_a_day=new_a_day,
            new_today=self.new_today,
        )

    @cached_property
    def days(self) -> Mapping[date, Score]:
        """Every answer given, by the learner's calendar day."""
        days: dict[date, Score] = {}
        for attempt in self.attempts:
            day = self.clock.day(attempt.at)
            days[day] = days.get(day, Score()) + Score(int(attempt.correct), 1)
        return days

    @cached_property
    def streak(self) -> int:
        return streak(self.days, self.today)
