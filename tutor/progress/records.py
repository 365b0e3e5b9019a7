"""The rows of a learner's database, as the rest of the program knows them. All times are aware UTC."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from tutor.study.attempt import Answer, Confidence


@dataclass(frozen=True, slots=True)
class Report:
    """A learner says that a question is wrong. From then on it counts in no score."""

    uuid: str
    at: datetime
    pack: str
    item: str
    pack_version: str
    reason: str


@dataclass(frozen=True, slots=True)
class MockAnswer:
    """One question of a mock exam: how its options were laid out, and what the learner did with it."""

    item: str
    order: tuple[int, ...] = ()
    """The options as shown, as indexes in file order; empty for a typed answer."""
    answer: Answer | None = None
    confidence: Confidence = ""
    flagged: bool = False
    seconds: float = 0.0
    """Time spent on it so far."""
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MockRecord:
    """A mock exam, running or finished."""

    uuid: str
    pack: str
    pack_version: str
    title: str
    started_at: datetime
    seconds_total: float
    seconds_left: float
    answers: tuple[MockAnswer, ...]
    position: int = 0
    finished_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class LabRun:
    """One run of a lab: the journal of outside causes rebuilds its cluster."""

    uuid: str
    pack: str
    lab: str
    pack_version: str
    started_at: datetime
    updated_at: datetime
    seconds: float = 0.0
    """Time the learner spent in it."""
    journal: tuple[Any, ...] = ()
    """JSON values; `tutor.session.lab_run` writes and reads them."""
    stages_met: int = 0
    goals_met: tuple[str, ...] = ()
    hints: Mapping[str, int] = field(default_factory=dict)
    """Goal -> how many rungs of its ladder were shown."""
    solution_shown: bool = False
    solved_at: datetime | None = None
    closed_at: datetime | None = None
    """Ended or given up: not to be resumed."""


@dataclass(frozen=True, slots=True)
class SandboxRecord:
    """A free sandbox: what it was made from, and the journal that rebuilds it."""

    uuid: str
    name: str
    """Given by the learner; empty: none."""
    cluster: str
    swarm: bool
    """All hosts formed a swarm before anything was typed."""
    started_at: datetime
    updated_at: datetime
    journal: tuple[Any, ...] = ()
    """JSON values; `tutor.session.sandbox` writes and reads them."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One goal of a challenge's lab as it was judged."""

    goal: str
    met: bool
    reason: str = ""
    """For an unmet one: what was wanted and what there was."""


@dataclass(frozen=True, slots=True)
class ChallengeLabRecord:
    """One lab of a hands-on challenge."""

    lab: str
    begun_at: datetime | None = None
    """When it was opened first: its virtual time begins then."""
    seconds: float = 0.0
    """Time the learner spent in it."""
    journal: tuple[Any, ...] = ()
    """JSON values, as in `LabRun`."""
    stages_met: int = 0
    verdicts: tuple[Verdict, ...] = ()
    """Every goal, as of the end of the journal; empty while it was not begun."""


@dataclass(frozen=True, slots=True)
class ChallengeRecord:
    """A hands-on challenge, running or finished."""

    uuid: str
    pack: str
    pack_version: str
    title: str
    seed: int
    """Its labs were drawn with it."""
    started_at: datetime
    seconds_total: float
    seconds_left: float
    labs: tuple[ChallengeLabRecord, ...]
    position: int = 0
    finished_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Spot:
    """What a learner can bookmark and write a note on."""

    kind: Literal["section", "question"]
    name: str
    """`topic/section`, or a question's slug."""


@dataclass(frozen=True, slots=True)
class ReadingPosition:
    """The section of a topic that was read last."""

    topic: str
    section: str
    at: datetime
