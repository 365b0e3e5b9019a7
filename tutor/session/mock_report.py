"""What a finished mock exam says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutor.session.item import Item
from tutor.study.grade import Grade
from tutor.study.score import Score, score, scores_by

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from tutor.library.pack import Pack
    from tutor.progress.records import MockAnswer, MockRecord
    from tutor.study.attempt import Answer, Confidence


SLOW = 2.0
"""So many times the average makes a question a slow one."""


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
    """Groups go by slug, in the pack's order; only those that were asked. Unanswered counts as wrong.

    Questions that the pack no longer has (as they were asked) are left out: `retired` counts them.
    """

    uuid: str
    title: str
    pack_version: str
    """The pack's version when the paper was laid."""
    finished_at: datetime
    results: tuple[MockResult, ...]
    total: Score
    by_topic: Mapping[str, Score]
    by_area: Mapping[str, Score]
    wrong: tuple[str, ...]
    """Answered, but wrong."""
    unsure_right: tuple[str, ...]
    sure_wrong: tuple[str, ...]
    unanswered: tuple[str, ...]
    slow: tuple[str, ...]
    """Answered, right or wrong, in at least `SLOW` times the average."""
    seconds_used: float
    seconds_total: float
    """That the exam allowed."""
    seconds_per_question: float
    """The average over the questions that were answered; 0 when none was."""
    retired: int = 0

    def times_average(self, result: MockResult) -> float:
        """How many times the average a question took; 0 when there is no average."""
        return result.seconds / self.seconds_per_question if self.seconds_per_question else 0.0


def asked_item(answer: MockAnswer, pack: Pack) -> Item | None:
    """The question as it was laid out; None when the pack no longer has it with as many options."""
    question = pack.question(answer.item)
    if question is None or len(getattr(question, "options", ())) != len(answer.order):
        return None
    return Item(question, answer.order)


def report_on(
    record: MockRecord, pack: Pack, reported: frozenset[str], grade: Callable[[Item, Answer], Grade]
) -> MockReport:
    """Make the report of a finished mock from the content as it is now."""
    results = tuple(_results(record, pack, reported, grade))
    counted = [result for result in results if not result.reported]
    right = {result.item.question.slug: result.grade.correct for result in counted}
    answered = [result for result in counted if result.answer is not None]
    average = sum(result.seconds for result in answered) / len(answered) if answered else 0.0
    return MockReport(
        uuid=record.uuid,
        title=record.title,
        pack_version=record.pack_version,
        finished_at=record.finished_at or record.started_at,
        results=results,
        total=score(right.values()),
        by_topic=_in_order(
            scores_by(right, {s: pack.questions[s].topic for s in right}), [t.slug for t in pack.topics]
        ),
        by_area=_in_order(scores_by(right, {s: pack.questions[s].area for s in right}), [a.slug for a in pack.areas]),
        wrong=_slugs(one for one in answered if not one.grade.correct),
        unsure_right=_slugs(one for one in counted if one.grade.correct and one.confidence == "unsure"),
        sure_wrong=_slugs(one for one in answered if not one.grade.correct and one.confidence == "sure"),
        unanswered=_slugs(one for one in counted if one.answer is None),
        slow=_slugs(one for one in answered if average and one.seconds >= SLOW * average),
        seconds_used=record.seconds_total - record.seconds_left,
        seconds_total=record.seconds_total,
        seconds_per_question=average,
        retired=len(record.answers) - len(results),
    )


def _results(
    record: MockRecord, pack: Pack, reported: frozenset[str], grade: Callable[[Item, Answer], Grade]
) -> Iterable[MockResult]:
    for entry in record.answers:
        item = asked_item(entry, pack)
        if item is not None:
            yield MockResult(
                item=item,
                answer=entry.answer,
                grade=Grade(False, "not answered") if entry.answer is None else grade(item, entry.answer),
                confidence=entry.confidence,
                flagged=entry.flagged,
                seconds=entry.seconds,
                reported=entry.item in reported,
            )


def _slugs(results: Iterable[MockResult]) -> tuple[str, ...]:
    return tuple(result.item.question.slug for result in results)


def _in_order(scores: Mapping[str, Score], order: Sequence[str]) -> dict[str, Score]:
    return {slug: scores[slug] for slug in order if slug in scores}
