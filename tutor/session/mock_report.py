"""What a finished mock exam says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutor.study.grade import Grade
from tutor.study.score import Score, score, scores_by

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from tutor.library.pack import Pack
    from tutor.progress.records import MockAnswer, MockRecord
    from tutor.session.item import Item
    from tutor.study.attempt import Answer, Confidence


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
    """Groups go by slug, in the pack's order; only those that were asked. Unanswered counts as wrong."""

    title: str
    results: tuple[MockResult, ...]
    total: Score
    by_topic: Mapping[str, Score]
    by_area: Mapping[str, Score]
    wrong: tuple[str, ...]
    """Answered, but wrong."""
    unsure_right: tuple[str, ...]
    sure_wrong: tuple[str, ...]
    unanswered: tuple[str, ...]
    seconds_used: float
    seconds_per_question: float


def report_on(
    record: MockRecord,
    entries: Sequence[tuple[MockAnswer, Item]],
    pack: Pack,
    reported: frozenset[str],
    grade: Callable[[Item, Answer], Grade],
) -> MockReport:
    """Make the report. `entries` are the record's answers whose questions the pack still has."""
    results = tuple(
        MockResult(
            item=item,
            answer=entry.answer,
            grade=Grade(False, "not answered") if entry.answer is None else grade(item, entry.answer),
            confidence=entry.confidence,
            flagged=entry.flagged,
            seconds=entry.seconds,
            reported=entry.item in reported,
        )
        for entry, item in entries
    )
    counted = [result for result in results if not result.reported]
    right = {result.item.question.slug: result.grade.correct for result in counted}
    used = record.seconds_total - record.seconds_left
    return MockReport(
        title=record.title,
        results=results,
        total=score(right.values()),
        by_topic=_in_order(
            scores_by(right, {s: pack.questions[s].topic for s in right}), [t.slug for t in pack.topics]
        ),
        by_area=_in_order(scores_by(right, {s: pack.questions[s].area for s in right}), [a.slug for a in pack.areas]),
        wrong=_slugs(one for one in counted if one.answer is not None and not one.grade.correct),
        unsure_right=_slugs(one for one in counted if one.grade.correct and one.confidence == "unsure"),
        sure_wrong=_slugs(
            one for one in counted if one.answer is not None and not one.grade.correct and one.confidence == "sure"
        ),
        unanswered=_slugs(one for one in counted if one.answer is None),
        seconds_used=used,
        seconds_per_question=used / len(results) if results else 0.0,
    )


def _slugs(results: Iterable[MockResult]) -> tuple[str, ...]:
    return tuple(result.item.question.slug for result in results)


def _in_order(scores: Mapping[str, Score], order: Sequence[str]) -> dict[str, Score]:
    return {slug: scores[slug] for slug in order if slug in scores}
