"""A simulated learner: abilities by topic, section and question, learning from feedback, forgetting.

The forgetting is not FSRS's: an item's memory decays exponentially for one half of the learners and by a power law of
elapsed time for the other, with parameters of its own for every item. A review that comes late and succeeds
strengthens it more than an early one; a failed one sets it back.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from random import Random

    from tutor.study.attempt import Confidence

GUESS = 0.2
"""Chance to be right without knowing."""


@dataclass(frozen=True)
class Bank:
    """The shape of a pack: every question's topic and section, and the topics' areas and shares of the exam."""

    topic_of: Mapping[str, str]
    section_of: Mapping[str, str]
    """`topic/section`."""
    area_of: Mapping[str, str]
    """By topic."""
    shares: Mapping[str, int]
    """By area."""

    @cached_property
    def items(self) -> Mapping[str, list[str]]:
        """By topic."""
        found: dict[str, list[str]] = {}
        for item, topic in self.topic_of.items():
            found.setdefault(topic, []).append(item)
        return found


@dataclass(slots=True)
class Memory:
    """What feedback on one item left. Times are in days."""

    at: float
    span: float
    """How long it lasts: the time constant of an exponential, or the scale of a power law."""
    first_span: float
    growth: float
    power: float
    """Exponent of the power law; 0: exponential."""

    def recall(self, now: float) -> float:
        elapsed = max(now - self.at, 0.0)
        if self.power:
            return float((1 + elapsed / self.span) ** -self.power)
        return math.exp(-elapsed / self.span)

    def practise(self, now: float, correct: bool) -> None:
        """Feedback was seen."""
        if correct:
            self.span *= 1 + self.growth * min((now - self.at) / self.span, 1.5)
        else:
            self.span = max(self.first_span, self.span / 2)
        self.at = now


class SimulatedLearner:
    """Answers questions; `learning` off: abilities and memory stay as they were."""

    def __init__(self, bank: Bank, rng: Random, abilities: Mapping[str, float], *, learning: bool = True) -> None:
        self.bank = bank
        self.rng = rng
        self._learning = learning
        self._transfer = rng.lognormvariate(math.log(0.06), 0.6)
        """Log-odds that feedback on a question adds to its section …"""
        self._spread = rng.lognormvariate(math.log(0.006), 0.6)
        """… and to its topic."""
        self._span = rng.lognormvariate(math.log(4.0), 0.4)
        self._power = rng.uniform(0.5, 1.2) if rng.random() < 0.5 else 0.0
        self._admits = rng.betavariate(3, 2)
        """How often it says `unsure` when it does not know …"""
        self._knows = rng.betavariate(17, 3)
        """… and `sure` when it does."""
        self._section = {section: rng.gauss(0.0, 0.5) for section in sorted(set(bank.section_of.values()))}
        self._item = {item: rng.gauss(0.0, 0.7) for item in bank.topic_of}
        self._topic = {topic: self._level(topic, ability) for topic, ability in abilities.items()}
        self.memory: dict[str, Memory] = {}

    def _level(self, topic: str, ability: float) -> float:
        """The log-odds at which the topic's questions are answered right with this share on average."""
        odds = [
            math.exp(-self._section[self.bank.section_of[item]] - self._item[item]) for item in self.bank.items[topic]
        ]
        low, high = -6.0, 6.0
        for _ in range(10):
            level = (low + high) / 2
            against = math.exp(-level)
            if sum(1 / (1 + against * one) for one in odds) < ability * len(odds):
                low = level
            else:
                high = level
        return level

    @property
    def forgetting(self) -> str:
        return "power law" if self._power else "exponential"

    def fresh(self, item: str) -> float:
        """Chance to answer it right now if it was never seen."""
        topic, section = self.bank.topic_of[item], self.bank.section_of[item]
        return _share(self._topic[topic] + self._section[section] + self._item[item])

    def ability(self, topic: str) -> float:
        """The truth that the tutor estimates: the chance to be right now on a question of the topic never seen."""
        items = self.bank.items[topic]
        return sum(self.fresh(item) for item in items) / len(items)

    def chance(self, item: str, now: float) -> float:
        """Chance to answer it right now."""
        known = self.memory[item].recall(now) if item in self.memory else 0.0
        return known + (1 - known) * self.fresh(item)

    def answer(self, item: str, now: float) -> tuple[bool, Confidence]:
        """Answer, and read the feedback."""
        chance = self.chance(item, now)
        known = max(0.0, (chance - GUESS) / (1 - GUESS))
        if self.rng.random() < known:
            correct, sure = True, self.rng.random() < self._knows
        else:
            correct, sure = self.rng.random() < (chance - known) / (1 - known), self.rng.random() > self._admits
        if self._learning:
            self._learn(item, now, correct)
        return correct, "sure" if sure else "unsure"

    def _learn(self, item: str, now: float, correct: bool) -> None:
        if item in self.memory:
            self.memory[item].practise(now, correct)
            return
        span = self._span * self.rng.lognormvariate(0.0, 0.6)
        growth = self.rng.lognormvariate(math.log(1.2), 0.4)
        self.memory[item] = Memory(now, span, span, growth, self._power)
        self._topic[self.bank.topic_of[item]] += self._spread
        self._section[self.bank.section_of[item]] += self._transfer


def _share(log_odds: float) -> float:
    return 1 / (1 + math.exp(-log_odds))
