"""A learner's habits, typed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from datetime import date

Placement: TypeAlias = Literal["open", "done", "skipped"]


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything the Settings place shows, and what the first run left. Defaults are a new learner's."""

    exam_date: date | None = None
    theme: str = ""
    """A theme's name; empty: the program's own choice."""
    daily_goal: int = 20
    """Answers a day."""
    language: str = "en"
    ask_confidence: bool = True
    speed: float = 1.0
    """Virtual seconds of a lab's cluster per real second."""
    welcomed: bool = False
    placement: Placement = "open"
