"""Earlier mock exams: one line for each, and what a new one changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutor.study.change import Change
from tutor.study.score import Score

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tutor.session.mock_report import MockReport


@dataclass(frozen=True, slots=True)
class MockComparison:
    """A mock exam against those that ended before it."""

    previous: MockReport
    """The one before it."""
    earlier: Score
    """All before it together."""
    total: Change
    by_topic: Mapping[str, Change]
    """Against all earlier ones together, by topic: single ones have too few questions of a topic."""
    previous_by_topic: Mapping[str, Score]


def comparison(report: MockReport, reports: Sequence[MockReport]) -> MockComparison | None:
    """Against those of `reports` (newest first) that ended before this one; None when it is the first."""
    before = [one for one in reports if one.finished_at < report.finished_at]
    if not before:
        return None
    earlier = sum((one.total for one in before), Score())
    together = {topic: sum((one.by_topic.get(topic, Score()) for one in before), Score()) for topic in report.by_topic}
    return MockComparison(
        previous=before[0],
        earlier=earlier,
        total=Change(earlier, report.total),
        by_topic={topic: Change(together[topic], score) for topic, score in report.by_topic.items()},
        previous_by_topic={topic: before[0].by_topic.get(topic, Score()) for topic in report.by_topic},
    )
