"""`lpic-tutor progress show`: what the Progress place shows, in lines."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from tutor.paths import learner_paths, nothing_kept
from tutor.plain.open_learner import open_learner
from tutor.plain.talk import printable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tutor.session.learner import Learner

GAINS = 3
"""Topics that are named for what they would gain."""


def show(content: tuple[Path, ...], profile: str | None) -> int:
    """Per topic: k of n first answers, with a 95 % interval once there are ten; then what became of the questions."""
    paths = learner_paths(profile)
    if not paths.database.exists():
        words = nothing_kept(paths)
        sys.stdout.write(f"{words[0].upper()}{words[1:]}\n")
    with open_learner(content, profile, look=True) as learner:
        for line in lines(learner):
            sys.stdout.write(f"{printable(line)}\n")
    return 0


def lines(learner: Learner) -> Iterator[str]:
    """The picture, a sentence a line."""
    standing = learner.standing
    knowledge = standing.knowledge
    yield "First answers to questions, by topic:"
    for topic in learner.pack.topics:
        yield f"{topic.title}: {knowledge.topics[topic.slug].first.words}"
    yield f"New questions: {knowledge.readiness.words}"
    yield knowledge.readiness.scope
    seen = f"{len(standing.latest)} of {len(standing.questions)} questions answered"
    yield f"{seen}, {standing.total.correct} stand right now, {len(standing.due)} due for review"
    for record in learner.mocks():
        day = learner.clock.day(record.finished_at or record.started_at)
        yield f"Mock exam {day}, {record.title}: {learner.mock_report(record).total.words}"
    labs = learner.labs()
    if labs:
        yield f"{sum(one.best is not None for one in labs)} of {len(labs)} labs solved"
    for challenge in learner.challenges.finished():
        report = learner.challenges.report(challenge)
        yield f"Hands-on challenge {learner.clock.day(report.at)}, {report.title}: {report.words}"
    for weak in knowledge.ranking[:GAINS]:
        yield f"Would gain most: {learner.pack.topic(weak.topic).title}, {weak.reason}"
    if standing.weakest:
        yield f"Weakest topic: {learner.pack.topic(standing.weakest.topic).title}, {standing.weakest.reason}"
