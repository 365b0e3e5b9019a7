"""One answer given to one item: the unit of the learner's log, from which all else is derived."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

Answer: TypeAlias = tuple[int, ...] | str
"""Indexes of the chosen options in file order, rising; or the typed text."""
Confidence: TypeAlias = Literal["sure", "unsure", ""]
Mode: TypeAlias = Literal["practice", "review", "placement", "mock", "cram"]
"""`cram`: a list gone through for its own sake; what is in the review plan stays where it is."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """An answer as it was given. `at` is aware UTC; an attempt is never changed afterwards."""

    uuid: str
    at: datetime
    item: str
    """The question's slug."""
    kind: str
    pack: str
    pack_version: str
    answer: Answer
    correct: bool
    confidence: Confidence
    seconds: float
    mode: Mode


def in_order(attempts: Iterable[Attempt]) -> list[Attempt]:
    """By time; equal times by uuid, so that two merged logs have one order only."""
    return sorted(attempts, key=lambda attempt: (attempt.at, attempt.uuid))


def first_answers(attempts: Iterable[Attempt]) -> dict[str, Attempt]:
    """Each item's first answer: what was known before any feedback on it."""
    first: dict[str, Attempt] = {}
    for attempt in in_order(attempts):
        first.setdefault(attempt.item, attempt)
    return first


def latest_answers(attempts: Iterable[Attempt]) -> dict[str, Attempt]:
    """Each item's latest answer: how it stands now."""
    return {attempt.item: attempt for attempt in in_order(attempts)}
