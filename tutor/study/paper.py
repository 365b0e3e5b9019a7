"""The paper of a mock exam: shares by area, unseen questions first, no question twice."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from tutor.study.giveaway import told_apart

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
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
    `recent` mocks come last, questions `seen` before come after unseen ones. Two questions that give each other
    away are together only where there are no others left. Shorter than `count` only when there are not enough
    questions.
    """
    by_area: dict[str, list[Question]] = {area: [] for area in shares}
    for question in questions:
        if question.area in by_area:
            by_area[question.area].append(question)
    places = apportion(count, shares, {area: len(group) for area, group in by_area.items()})
    apart = told_apart(questions)
    chosen: list[str] = []
    for area, group in by_area.items():
        for slugs, seats in _topics(group, places[area]):
            order = freshest_first(slugs, rng, seen, recent)
            chosen += _without_giveaways(order, seats, chosen, apart)
    rng.shuffle(chosen)
    return tuple(chosen)


def _topics(group: Sequence[Question], count: int) -> Iterator[tuple[list[str], int]]:
    """(questions, places) of each topic of an area."""
    by_topic: dict[str, list[str]] = defaultdict(list)
    for question in group:
        by_topic[question.topic].append(question.slug)
    sizes = {topic: len(slugs) for topic, slugs in by_topic.items()}
    places = apportion(count, sizes, sizes)
    return ((slugs, places[topic]) for topic, slugs in by_topic.items())


def _without_giveaways(
    order: Sequence[str], seats: int, chosen: Sequence[str], apart: Mapping[str, frozenset[str]]
) -> list[str]:
    """The first ones that fit with what is chosen already; then, if places are left, the others."""
    taken: list[str] = []
    left: list[str] = []
    for slug in order:
        clash = apart.get(slug, frozenset())
        (left if clash.intersection(chosen) or clash.intersection(taken) else taken).append(slug)
        if len(taken) == seats:
            break
    return [*taken, *left][:seats]


def freshest_first(slugs: Sequence[str], rng: Random, seen: Collection[str], recent: Collection[str] = ()) -> list[str]:
    """Unseen ones, then those seen before, then those of recent mocks; each group shuffled."""
    shuffled = list(slugs)
    rng.shuffle(shuffled)
    return sorted(shuffled, key=lambda slug: (slug in recent, slug in seen))
