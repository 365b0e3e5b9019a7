"""What is measured, as lines of text."""

from __future__ import annotations

import math
from functools import cache
from random import Random
from typing import TYPE_CHECKING

from tests.benchmarks.learners.course import Course
from tests.benchmarks.learners.learner import Bank, SimulatedLearner
from tutor.study.mastery import weakest_of
from tutor.study.readiness import readiness
from tutor.study.score import wilson

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

TOPICS = {  # topic: (area, questions, sections), the shape of the pack 352.4
    "relevance": ("relevance", 40, 6),
    "compose": ("compose-swarm", 80, 15),
    "swarm": ("compose-swarm", 130, 30),
    "kubernetes": ("kubernetes-helm", 110, 30),
    "helm": ("kubernetes-helm", 40, 12),
    "openshift": ("awareness", 30, 10),
    "rancher": ("awareness", 25, 10),
    "dcos": ("awareness", 25, 8),
}
SHARES = {"relevance": 10, "compose-swarm": 40, "kubernetes-helm": 35, "awareness": 15}
WEAK, STRONG = 0.35, 0.75
ANSWERS = 60
PLACED = 16
LOOKS = (30, 60, 120)
CHECKPOINTS = (1, 3, 6, 10)
NEW_FOR_COVERAGE = 15
GOAL, NEW_A_DAY = 12, 3
EXAM_DAY = 30


@cache
def bank() -> Bank:
    topic_of: dict[str, str] = {}
    section_of: dict[str, str] = {}
    for topic, (_, questions, sections) in TOPICS.items():
        for number in range(questions):
            topic_of[f"{topic}-{number}"] = topic
            section_of[f"{topic}-{number}"] = f"{topic}/{number % sections}"
    return Bank(topic_of, section_of, {topic: area for topic, (area, _, _) in TOPICS.items()}, SHARES)


def random_abilities(rng: Random) -> dict[str, float]:
    """Learners differ from each other, and their topics from theirs."""
    level = rng.betavariate(6, 5)
    return {topic: min(max(rng.gauss(level, 0.17), 0.1), 0.95) for topic in TOPICS}


# ---------------------------------------------------------------------- intervals
def coverage_table(learners: int, rng: Random) -> Iterator[str]:
    """Does the 95 % interval cover the ability that the learner has at that moment?"""
    shape = bank()
    topics: dict[int, list[int]] = {day: [0, 0] for day in CHECKPOINTS}
    ready: dict[int, list[int]] = {day: [0, 0] for day in CHECKPOINTS}
    right_words = [0, 0]
    for _ in range(learners):
        seed = Random(rng.random())
        learner = SimulatedLearner(shape, seed, random_abilities(seed))
        course = Course(learner, seed)
        course.placement()
        for day in range(CHECKPOINTS[-1]):
            course.new_questions(day, NEW_FOR_COVERAGE)
            if day + 1 in topics:
                _check(course, topics[day + 1], ready[day + 1], right_words)
    yield ""
    yield "Coverage of the 95 % interval, learning and adaptive selection on (target: at least 93 %)"
    yield f"{'after day':>10}{'topics':>10}{'covered':>10}{'all areas':>12}{'covered':>10}"
    for day in CHECKPOINTS:
        yield f"{day:>10}{topics[day][1]:>10}{_percent(topics[day]):>10}{ready[day][1]:>12}{_percent(ready[day]):>10}"
    every = [sum(topics[day][n] for day in CHECKPOINTS) for n in (0, 1)]
    all_ready = [sum(ready[day][n] for day in CHECKPOINTS) for n in (0, 1)]
    yield f"{'all':>10}{every[1]:>10}{_percent(every):>10}{all_ready[1]:>12}{_percent(all_ready):>10}"
    yield f"'likely above' and 'likely below' were true in {_percent(right_words)} of {right_words[1]}"


def _check(course: Course, topics: list[int], ready: list[int], right_words: list[int]) -> None:
    learner = course.learner
    abilities = {topic: learner.ability(topic) for topic in TOPICS}
    for topic, known in course.topics().items():
        if known.first.enough:
            interval = known.first.interval
            topics[0] += interval.low <= abilities[topic] <= interval.high
            topics[1] += 1
    found = readiness({topic: one.first for topic, one in course.topics().items()}, topic_shares(), 3)
    if found.verdict != "not enough":
        truth = sum(share * abilities[topic] for topic, share in topic_shares().items())
        ready[0] += found.interval.low <= truth <= found.interval.high
        ready[1] += 1
        if found.verdict != "unclear":
            right_words[0] += (truth >= 0.7) == (found.verdict == "above")
            right_words[1] += 1


def topic_shares() -> dict[str, float]:
    """Of the exam: within an area every question counts alike."""
    sizes = {area: sum(size for home, size, _ in TOPICS.values() if home == area) for area in SHARES}
    return {topic: SHARES[area] * size / sizes[area] / 100 for topic, (area, size, _) in TOPICS.items()}


# ---------------------------------------------------------------------- the weakest topic
def naming_table(learners: int, rng: Random) -> Iterator[str]:
    """One topic is much weaker than the rest: is it the one that is named?"""
    yield ""
    yield f"One topic at {WEAK}, the rest at {STRONG}: named after {ANSWERS} answers (target: at least 90 %)"
    for words, learning, confidence in (
        ("abilities stay", False, True),
        ("abilities stay, 'sure' or 'unsure' never told", False, False),
        ("the learner learns meanwhile", True, True),
    ):
        seed = rng.random()
        hits = sum(_named_weak(Random(f"{seed} {n}"), learning, confidence) for n in range(learners))
        interval = wilson(hits, learners)
        yield (
            f"  {words:<50}{100 * hits / learners:>6.1f} %  "
            f"(95 % interval of this number: {100 * interval.low:.1f} to {100 * interval.high:.1f} %)"
        )


def _named_weak(rng: Random, learning: bool, confidence: bool) -> bool:
    weak = rng.choice(list(TOPICS))
    abilities = {topic: WEAK if topic == weak else STRONG for topic in TOPICS}
    course = Course(SimulatedLearner(bank(), rng, abilities, learning=learning), rng, confidence=confidence)
    course.placement()
    course.weak_questions(ANSWERS - PLACED)
    found = weakest_of(course.topics())
    return found is not None and found.topic == weak


def random_table(learners: int, rng: Random) -> Iterator[str]:
    """Random abilities: is the named topic (nearly) the weakest?"""
    weakest, near = dict.fromkeys(LOOKS, 0), dict.fromkeys(LOOKS, 0)
    seed = rng.random()
    for number in range(learners):
        one = Random(f"{seed} {number}")
        learner = SimulatedLearner(bank(), one, random_abilities(one))
        course = Course(learner, one)
        course.placement()
        for answers in LOOKS:
            course.weak_questions(answers - len(course.log))
            found = weakest_of(course.topics())
            abilities = {topic: learner.ability(topic) for topic in TOPICS}
            lowest = min(abilities.values())
            named = abilities[found.topic] if found else 1.0
            weakest[answers] += named == lowest
            near[answers] += named <= lowest + 0.1
    yield ""
    yield "Random abilities (no target): the named topic is"
    yield f"{'answers':>10}{'the weakest':>14}{'within 10 points of it':>25}"
    for answers in LOOKS:
        yield f"{answers:>10}{100 * weakest[answers] / learners:>12.1f} %{100 * near[answers] / learners:>23.1f} %"


# ---------------------------------------------------------------------- retention
def retention_table(learners: int, rng: Random) -> Iterator[str]:
    """What is still known on the exam's day, against as many reviews spread evenly."""
    rows: dict[str, list[tuple[float, float, float]]] = {}
    for _ in range(learners):
        seed = rng.random()
        name, planned, even, reviews = _retained(f"{seed}")
        rows.setdefault(name, []).append((planned, even, reviews))
    yield ""
    yield f"Share of the questions asked that is known on day {EXAM_DAY}, the exam's, with as many reviews (no target)"
    heads = f"{'forgetting':<14}{'learners':>9}{'reviews':>9}{'the plan':>10}{'even':>8}{'gain':>8}{'95 %':>16}"
    yield f"{heads}{'better for':>12}"
    for name, found in [*sorted(rows.items()), ("all", [one for group in rows.values() for one in group])]:
        yield _retention_row(name, found)


def _retention_row(name: str, found: list[tuple[float, float, float]]) -> str:
    count = len(found)
    planned, even, reviews = (sum(one[n] for one in found) / count for n in (0, 1, 2))
    gains = [one[0] - one[1] for one in found]
    gain = sum(gains) / count
    error = 1.96 * math.sqrt(sum((one - gain) ** 2 for one in gains) / max(count - 1, 1) / count)
    better = sum(one > 0 for one in gains) / count
    interval = f"{100 * (gain - error):+.1f} to {100 * (gain + error):+.1f}"
    return (
        f"{name:<14}{count:>9}{reviews:>9.0f}{100 * planned:>8.1f} %{100 * even:>6.1f} %{100 * gain:>+8.1f}"
        f"{interval:>16}{100 * better:>10.0f} %"
    )


def _retained(seed: str) -> tuple[str, float, float, float]:
    """(forgetting, known with the plan, known with even reviews, reviews)."""
    rng = Random(seed)
    learner = SimulatedLearner(bank(), rng, random_abilities(rng))
    course = Course(learner, rng, EXAM_DAY)
    for day in range(EXAM_DAY):
        course.study_day(day, NEW_A_DAY if day < EXAM_DAY - 5 else 0, GOAL)
    begun = {item: (log[0].at - course.log[0].at).total_seconds() / 86400 for item, log in course.logs.items()}
    known = sum(learner.chance(item, EXAM_DAY) for item in begun) / len(begun)
    rng = Random(seed)
    other = SimulatedLearner(bank(), rng, random_abilities(rng))
    even = _spread_evenly(other, begun, course.reviews, rng)
    return learner.forgetting, known, even, course.reviews


def _spread_evenly(learner: SimulatedLearner, begun: Mapping[str, float], reviews: int, rng: Random) -> float:
    """The same questions begun on the same days; the reviews dealt out alike, at equal distances up to the exam."""
    items = list(begun)
    rng.shuffle(items)
    each, more = divmod(reviews, len(items))
    answers: list[tuple[float, str]] = []
    for number, item in enumerate(items):
        count = each + (number < more)
        room = EXAM_DAY - begun[item]
        answers += [(begun[item] + room * step / (count + 1), item) for step in range(count + 1)]
    for now, item in sorted(answers):
        learner.answer(item, now)
    return sum(learner.chance(item, EXAM_DAY) for item in items) / len(items)


def _percent(part: list[int]) -> str:
    return f"{100 * part[0] / part[1]:.1f} %" if part[1] else "-"
