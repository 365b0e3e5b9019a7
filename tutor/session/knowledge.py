"""What a learner knows: mastery by topic, area and section, weak topics with reasons, readiness."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from tutor.study.exploring import Known
from tutor.study.mastery import Mastery, average, masteries, ranking, weakest_of
from tutor.study.readiness import readiness
from tutor.study.score import Score

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from tutor.library.lab import Lab
    from tutor.library.pack import Pack
    from tutor.library.question import Question
    from tutor.study.attempt import Attempt
    from tutor.study.lab_reviews import LabAttempt
    from tutor.study.mastery import Weakness
    from tutor.study.readiness import Readiness


@dataclass(frozen=True)
class Knowledge:
    """Derived from answers and labs; reported questions are in neither."""

    pack: Pack
    questions: Mapping[str, Question]
    attempts: Sequence[Attempt]
    labs: Mapping[str, bool]
    """Labs tried: whether they were solved without their solution."""

    # ------------------------------------------------------------------ mastery
    @cached_property
    def topics(self) -> Mapping[str, Mastery]:
        """By topic, all of them, in the pack's order."""
        found = self._masteries(lambda question: question.topic, lambda lab: [lab.topic])
        return {topic.slug: found.get(topic.slug, Mastery()) for topic in self.pack.topics}

    @cached_property
    def areas(self) -> Mapping[str, Mastery]:
        """By key-knowledge area, all of them, in the pack's order."""
        area_of = {topic: area.slug for area in self.pack.areas for topic in area.topics}
        found = self._masteries(lambda question: question.area, lambda lab: [area_of.get(lab.topic, "")])
        return {area.slug: found.get(area.slug, Mastery()) for area in self.pack.areas}

    @cached_property
    def sections(self) -> Mapping[str, Mastery]:
        """By `topic/section`; only those that have answers or labs."""
        return self._masteries(home_of, lambda lab: lab.sections)

    def _masteries(
        self, group: Callable[[Question], str], lab_groups: Callable[[Lab], Iterable[str]]
    ) -> dict[str, Mastery]:
        labs: dict[str, Score] = {}
        for lab in self.pack.labs:
            if lab.slug in self.labs:
                for name in lab_groups(lab):
                    labs[name] = labs.get(name, Score()) + Score(int(self.labs[lab.slug]), 1)
        return masteries(self.attempts, {slug: group(one) for slug, one in self.questions.items()}, labs)

    # ------------------------------------------------------------------ what to do about it
    @cached_property
    def shares(self) -> Mapping[str, float]:
        """Each topic's share of the exam, 0 to 1: its area's, by how many of the area's questions it has."""
        total = sum(area.share for area in self.pack.areas) or 1
        sizes: dict[str, dict[str, int]] = {area.slug: {} for area in self.pack.areas}
        for question in self.questions.values():
            size = sizes.setdefault(question.area, {})
            size[question.topic] = size.get(question.topic, 0) + 1
        shares = {topic.slug: 0.0 for topic in self.pack.topics}
        for area in self.pack.areas:
            for topic, count in sizes[area.slug].items():
                shares[topic] += area.share / total * count / sum(sizes[area.slug].values())
        return shares

    @cached_property
    def ranking(self) -> Sequence[Weakness]:
        """Topics by what learning the rest of them would gain in the exam, most first, each with its reason."""
        return ranking(self.topics, self.shares)

    @cached_property
    def weakest(self) -> Weakness | None:
        """The topic where the fewest answers are right."""
        return weakest_of(self.topics)

    def weak_sections(self, topic: str = "") -> list[tuple[str, str]]:
        """(topic, section) where something went wrong, the weakest first, of one topic or of all."""
        usual = average(one.evidence for one in self.topics.values())
        wrong = {
            tuple(name.split("/", 1)): one.evidence.expected(usual)
            for name, one in self.sections.items()
            if one.evidence.right < one.evidence.answers
        }
        return [(home, section) for home, section in sorted(wrong, key=lambda name: wrong[name]) if topic in {"", home}]

    @cached_property
    def readiness(self) -> Readiness:
        first = {topic: one.first for topic, one in self.topics.items()}
        return readiness(first, self.shares, self.pack.objective.weight)

    @property
    def known(self) -> Known:
        """What the choice of new questions rests on."""
        return Known(
            {topic: one.evidence for topic, one in self.topics.items() if one.evidence.answers},
            {section: one.evidence for section, one in self.sections.items()},
        )


def home_of(question: Question) -> str:
    """`topic/section`."""
    return f"{question.topic}/{question.section}"


def labs_tried(attempts: Iterable[LabAttempt]) -> dict[str, bool]:
    """Labs that were ended otherwise than by a reset, and whether they were ever solved without their solution."""
    tried: dict[str, bool] = {}
    for attempt in attempts:
        if attempt.outcome != "reset":
            solved = attempt.outcome == "solved" and not attempt.solution_shown
            tried[attempt.lab] = tried.get(attempt.lab, False) or solved
    return tried
