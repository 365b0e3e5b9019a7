"""Which topic is weakest, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tutor.study.score import Score


@dataclass(frozen=True, slots=True)
class Weakness:
    """A topic and the reason, in words, for naming it."""

    topic: str
    score: Score
    reason: str
