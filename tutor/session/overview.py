"""What Home and Progress show: what to do now and why, and how it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from datetime import date

    from tutor.progress.records import LabRun, MockRecord
    from tutor.study.mastery import Weakness
    from tutor.study.score import Score

Action: TypeAlias = Literal[
    "welcome", "placement", "resume-mock", "resume-lab", "review", "practise", "read", "lab", "mock"
]


@dataclass(frozen=True, slots=True)
class Advice:
    """A thing to do: `title` is what, `why` is a sentence. `target` is a topic, a lab or a mock's uuid."""

    action: Action
    title: str
    why: str
    target: str = ""


@dataclass(frozen=True, slots=True)
class ExamDay:
    date: date
    days: int
    """From today; negative when it is past."""
    words: str


@dataclass(frozen=True, slots=True)
class TopicState:
    """One topic's line: how the questions seen so far stand now, and how they stood at first."""

    slug: str
    title: str
    now: Score
    """By the latest answer to each question."""
    first: Score
    """By the first answer to each question."""
    questions: int
    unseen: int
    due: int


@dataclass(frozen=True, slots=True)
class Overview:
    first_run: bool
    next: Advice
    others: tuple[Advice, ...]
    """Further things worth doing, best first, `next` not among them."""
    due: int
    unseen: int
    questions: int
    answers_today: int
    daily_goal: int
    streak: int
    topics: tuple[TopicState, ...]
    total: Score
    weakest: Weakness | None = None
    mock: MockRecord | None = None
    """The unfinished one."""
    lab: LabRun | None = None
    """The unfinished one."""
    exam: ExamDay | None = None
