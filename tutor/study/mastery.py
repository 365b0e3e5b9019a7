"""How well a topic, an area or a section is known, and where the next answers would gain most.

Two numbers are kept apart. *First answers*, those given before any feedback on the question, tell how questions go
that were never seen, as in the exam; only the latest of them count, because the learner goes on learning. *Recent
answers*, the latest one to each question, tell what became of the questions that were asked: after feedback and
repetition they say little about others, so they carry no interval.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tutor.study.attempt import first_answers, in_order, latest_answers
from tutor.study.score import Score, percent, score

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tutor.study.attempt import Attempt

WINDOW = 20
"""First answers that count; those before are of a learner who knew less."""
EVIDENCE = 40
"""First answers that weakness is judged by: topics are held against each other, so more of them help more than the
older ones mislead."""
PRIOR_ANSWERS = 4
"""A topic is judged as if it had so many more answers at the learner's own average: one unlucky answer is no
weakness yet."""
UNSURE_RIGHT = 0.5
"""What a right answer is worth as evidence when the learner was not sure: it may be a guess."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known about a topic: like a score, but an answer may be half right."""

    right: float = 0.0
    answers: float = 0.0

    def __add__(self, other: Evidence) -> Evidence:
        return Evidence(self.right + other.right, self.answers + other.answers)

    def expected(self, average: float) -> float:
        """The share to expect, few answers drawn towards the average."""
        return (self.right + PRIOR_ANSWERS * average) / (self.answers + PRIOR_ANSWERS)


@dataclass(frozen=True, slots=True)
class Mastery:
    """One topic, area or section."""

    first: Score = field(default_factory=Score)
    """First answers, the latest WINDOW of them."""
    recent: Score = field(default_factory=Score)
    """The latest answer to each question."""
    choice: Score = field(default_factory=Score)
    """Of the first answers: questions with options …"""
    typed: Score = field(default_factory=Score)
    """… and typed answers."""
    labs: Score = field(default_factory=Score)
    """Labs tried; right: solved without looking at the solution."""
    evidence: Evidence = field(default_factory=Evidence)
    """First answers and labs together, weighed by confidence: what weakness is judged by."""


def masteries(
    attempts: Iterable[Attempt], groups: Mapping[str, str], labs: Mapping[str, Score] | None = None
) -> dict[str, Mastery]:
    """Mastery of each group that has answers or labs. `groups` goes by item, `labs` by group.

    An item without a group is left out.
    """
    known = [attempt for attempt in attempts if attempt.item in groups]
    labs = labs or {}
    first: dict[str, list[Attempt]] = {}
    for attempt in in_order(first_answers(known).values()):
        first.setdefault(groups[attempt.item], []).append(attempt)
    recent: dict[str, list[bool]] = {}
    for item, attempt in latest_answers(known).items():
        recent.setdefault(groups[item], []).append(attempt.correct)
    return {
        group: _mastery(first.get(group, []), score(recent.get(group, [])), labs.get(group, Score()))
        for group in {**first, **dict.fromkeys(labs)}
    }


def _mastery(answers: list[Attempt], recent: Score, labs: Score) -> Mastery:
    first = answers[-WINDOW:]
    return Mastery(
        first=score(attempt.correct for attempt in first),
        recent=recent,
        choice=score(attempt.correct for attempt in first if attempt.kind != "fill"),
        typed=score(attempt.correct for attempt in first if attempt.kind == "fill"),
        labs=labs,
        evidence=evidence_of(answers) + Evidence(labs.correct, labs.answers),
    )


def evidence_of(first: Sequence[Attempt]) -> Evidence:
    """What first answers, oldest first, say; only the latest EVIDENCE of them count."""
    counted = first[-EVIDENCE:]
    right = sum(UNSURE_RIGHT if one.confidence == "unsure" else 1.0 for one in counted if one.correct)
    return Evidence(right, len(counted))


def average(evidence: Iterable[Evidence]) -> float:
    """The learner's own average, 0.5 when nothing is known."""
    total = sum(evidence, Evidence())
    return (total.right + 1) / (total.answers + 2)


# ---------------------------------------------------------------------- weakness
@dataclass(frozen=True, slots=True)
class Weakness:
    """A topic and the reason, in words, for naming it."""

    topic: str
    score: Score
    reason: str
    gain: float = 0.0
    """Points of 100, in the exam's part about the objective, that it seems to cost now."""


def weakest(scores: Mapping[str, Score]) -> Weakness | None:
    """The topic with the lowest result, few answers drawn towards the average; None when nothing was wrong."""
    known = {topic: Mastery(first=one, evidence=Evidence(one.correct, one.answers)) for topic, one in scores.items()}
    return weakest_of(known)


def weakest_of(known: Mapping[str, Mastery]) -> Weakness | None:
    """The topic with the lowest share to expect. Ties go to the one with more answers, then to the one named first."""
    usual = average(one.evidence for one in known.values())
    wrong = _with_faults(known)
    if not wrong:
        return None
    topic = min(wrong, key=lambda name: (wrong[name].evidence.expected(usual), -wrong[name].evidence.answers))
    return Weakness(topic, wrong[topic].first, _reason(wrong[topic], _total(known), lowest=True))


def ranking(known: Mapping[str, Mastery], shares: Mapping[str, float]) -> list[Weakness]:
    """Topics by what learning the rest of them would gain, most first; those where nothing was wrong are left out.

    `shares` are the topics' parts of the exam, together 1: a large topic that is half known costs more than a small
    one that is hardly known.
    """
    total = _total(known)
    usual = average([Evidence(total.correct, total.answers)])
    found = []
    for topic, one in _with_faults(known).items():
        tried = one.first + one.labs
        gain = 100 * shares.get(topic, 0.0) * (1 - Evidence(tried.correct, tried.answers).expected(usual))
        points = "1 point" if round(gain) == 1 else f"{round(gain)} points"
        reason = f"{_reason(one, total)}; {percent(shares.get(topic, 0.0))} of the questions, so about {points}"
        found.append(Weakness(topic, one.first, reason, gain))
    return sorted(found, key=lambda one: -one.gain)


def _with_faults(known: Mapping[str, Mastery]) -> dict[str, Mastery]:
    return {
        topic: one for topic, one in known.items() if (one.first + one.labs).correct < (one.first + one.labs).answers
    }


def _total(known: Mapping[str, Mastery]) -> Score:
    return sum((one.first for one in known.values()), Score())


def _reason(one: Mastery, total: Score, *, lowest: bool = False) -> str:
    counted = one.first
    if not counted.answers:
        return f"{one.labs.correct} of {one.labs.answers} labs solved without their solution"
    if counted.answers == total.answers:
        return f"{counted.words}; no other topic has answers yet"
    if counted.enough:
        reason = f"{counted.words}, against {percent(total.share)} over all topics"
    else:
        reason = f"{counted.correct} of {counted.answers} right so far{', the lowest' * lowest}; few answers yet"
    if one.labs.correct < one.labs.answers:
        reason += f"; {one.labs.correct} of {one.labs.answers} labs solved"
    return reason
