"""The paper of a mock exam: shares by area, unseen questions first, no question twice."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from random import Random

    from tutor.library.question import Question


def apportion(seats: int, weights: Mapping[str, int], most: Mapping[str, int]) -> dict[str, int]:
    """Share seats out by weight (largest remainders), no group above its `most`.

    What a full group cannot take goes to the others. The sum is `seats`, or everything there is.
    """
    total = sum(weights.values())
    quota = {group: seats * weight / total if total else 0.0 for group, weight in weights.items()}
    given = dict.fromkeys(weights, 0)
    for _ in range(min(seats, sum(most.values()))):
        # always to the group that is furthest below its quota: without full groups this is largest remainders
        neediest = max(
            (group for group in weights if given[group] < most[group]),
            key=lambda group: (weights[group] > 0, quota[group] - given[group]),
        )
        given[neediest] += 1
    return given


def compose_paper(
    questions: Sequence[Question],
    shares: Mapping[str, int],
    count: int,
    rng: Random,
    *,
    seen: Collection[str] = (),
    recent: Collection[str] = (),
) -> tuple[str, ...]:
    """Slugs of a paper, in the order to ask them.

    `shares` goes by area; within an area topics get places by how many questions they have. Questions of
    `recent` mocks come last, questions `seen` before come after unseen ones. Shorter than `count` only
    when there are not enough questions.
    """
    by_area: dict[str, list[Question]] = {area: [] for area in shares}
    for question in questions:
        if question.area in by_area:
            by_area[question.area].append(question)
    places = apportion(count, shares, {area: len(group) for area, group in by_area.items()})
    chosen: list[str] = []
    for area, group in by_area.items():
        chosen += _from_area(group, places[area], rng, seen, recent)
    rng.shuffle(chosen)
    return tuple(chosen)


def _from_area(
    group: Sequence[Question], count: int, rng: Random, seen: Collection[str], recent: Collection[str]
) -> list[str]:
    by_topic: dict[str, list[str]] = defaultdict(list)
    for question in group:
        by_topic[question.topic].append(question.slug)
    sizes = {topic: len(slugs) for topic, slugs in by_topic.items()}
    places = apportion(count, sizes, sizes)
    chosen: list[str] = []
    for topic, slugs in by_topic.items():
        chosen += freshest_first(slugs, rng, seen, recent)[: places[topic]]
    return chosen


def freshest_first(slugs: Sequence[str], rng: Random, seen: Collection[str], recent: Collection[str] = ()) -> list[str]:
    """Unseen ones, then those seen before, then those of recent mocks; each group shuffled."""
    shuffled = list(slugs)
    rng.shuffle(shuffled)
    return sorted(shuffled, key=lambda slug: (slug in recent, slug in seen))
