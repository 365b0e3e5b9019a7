"""Which group (topic, section) the next question is taken from: the weak one, and those that may be weaker still.

Top-two Thompson sampling: a share is drawn for each group from what is known about it, and the group with the lowest is
taken; every second time the one that comes second in another draw. So a group with few answers is tried
before it is believed to be strong, and the suspected weakest is held against the one most like it.

Source of the method: D. Russo, Simple Bayesian algorithms for best-arm identification, Operations Research 68 (2020).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutor.study.mastery import Evidence, average

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from random import Random

DOUBT = 2
"""Before it is asked about, a group is as if it had so many answers at the learner's own average."""
SECOND = 0.5
"""How often the challenger is asked instead."""


def explore(groups: Sequence[str], known: Mapping[str, Evidence], rng: Random) -> str:
    """One of the groups. `known` may lack some, and have others: all of it makes the average."""
    usual = average(known.values())
    first = _draw(groups, known, usual, rng)[0]
    if len(groups) > 1 and rng.random() < SECOND:
        best, next_best = _draw(groups, known, usual, rng)[:2]
        return next_best if best == first else best
    return first


FAIR = 0.75
"""How often a question is taken from anywhere in its topic: so the topic's first answers stay a fair sample of it."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known about the learner, by topic and by section (`topic/section`)."""

    topics: Mapping[str, Evidence]
    sections: Mapping[str, Evidence]


def choose_new(unseen: Mapping[str, Sequence[tuple[str, str]]], known: Known, rng: Random, count: int) -> list[str]:
    """So many questions never asked, from weak topics and, there, from weak sections.

    `unseen` has for each topic its (slug, section) pairs.
    """
    left = {topic: list(pairs) for topic, pairs in unseen.items() if pairs}
    chosen: list[str] = []
    while left and len(chosen) < count:
        topic = explore(list(left), known.topics, rng)
        pair = _question(topic, left[topic], known.sections, rng)
        chosen.append(pair[0])
        left[topic].remove(pair)
        if not left[topic]:
            del left[topic]
    return chosen


def _question(
    topic: str, pairs: Sequence[tuple[str, str]], sections: Mapping[str, Evidence], rng: Random
) -> tuple[str, str]:
    if rng.random() < FAIR:
        return rng.choice(pairs)
    here = {name: one for name, one in sections.items() if name.startswith(f"{topic}/")}
    weak = explore(sorted({f"{topic}/{section}" for _, section in pairs}), here, rng)
    return rng.choice([pair for pair in pairs if f"{topic}/{pair[1]}" == weak])


def _draw(groups: Sequence[str], known: Mapping[str, Evidence], usual: float, rng: Random) -> list[str]:
    """The groups in the order of one draw, the weakest first."""

    def share(group: str) -> float:
        one = known.get(group, Evidence())
        right = one.right + DOUBT * usual
        wrong = one.answers - one.right + DOUBT * (1 - usual)
        return rng.betavariate(right, wrong)

    return sorted(groups, key=share)
