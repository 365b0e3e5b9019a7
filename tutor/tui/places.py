"""Where a learner can go, and with what request one arrives there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from tutor.session.selection import Selection

Place: TypeAlias = Literal["home", "read", "practise", "mock", "labs", "progress", "settings"]

PLACES: tuple[tuple[Place, str, str], ...] = (
    ("home", "Home", "What to do now, and how it stands"),
    ("read", "Read", "Notes of every topic"),
    ("practise", "Practise", "Questions with feedback after each answer"),
    ("mock", "Mock exam", "Questions against the clock, feedback at the end"),
    ("labs", "Labs", "Exercises on a simulated Docker Swarm, and a free sandbox"),
    ("progress", "Progress", "Results by topic, and earlier mock exams"),
    ("settings", "Settings", "Exam date, theme, daily goal, habits"),
)
TITLES: dict[Place, str] = {place: title for place, title, _ in PLACES}


@dataclass(frozen=True, slots=True)
class ReadAt:
    """Open a topic's notes, at a section or where the learner was."""

    topic: str
    section: str = ""
    place: Place = "read"


@dataclass(frozen=True, slots=True)
class SearchNotes:
    """Search in all notes."""

    words: str = ""
    place: Place = "read"


@dataclass(frozen=True, slots=True)
class ShowCheatSheet:
    """Show a topic on one page."""

    topic: str
    place: Place = "read"


@dataclass(frozen=True, slots=True)
class ShowMargin:
    """Show all bookmarks and own notes."""

    place: Place = "read"


@dataclass(frozen=True, slots=True)
class ShowGlossary:
    """Show the glossary."""

    place: Place = "read"


@dataclass(frozen=True, slots=True)
class Drill:
    """Practise a selection."""

    selection: Selection
    place: Place = "practise"


@dataclass(frozen=True, slots=True)
class Mixed:
    """A quarter of an hour of what is due and weak."""

    place: Place = "practise"


@dataclass(frozen=True, slots=True)
class Placement:
    """Sixteen questions over all topics."""

    place: Place = "practise"


@dataclass(frozen=True, slots=True)
class SitMock:
    """Go on with the unfinished mock exam."""

    place: Place = "mock"


@dataclass(frozen=True, slots=True)
class PlanMock:
    """Put a mock exam of one's own together."""

    place: Place = "mock"


@dataclass(frozen=True, slots=True)
class OpenLab:
    """Open a lab, where it was left or from its start."""

    lab: str
    place: Place = "labs"


@dataclass(frozen=True, slots=True)
class OpenSandbox:
    """Open a free sandbox."""

    cluster: str = "three"
    swarm: bool = False
    """Form a swarm of all hosts first."""
    place: Place = "labs"


@dataclass(frozen=True, slots=True)
class ResumeSandbox:
    """Go on with a kept free sandbox."""

    uuid: str
    place: Place = "labs"


@dataclass(frozen=True, slots=True)
class ShowSandboxes:
    """Show the free sandboxes that were kept."""

    place: Place = "labs"


@dataclass(frozen=True, slots=True)
class ShowChallenges:
    """Show the hands-on challenges; with `resume` go on with the unfinished one."""

    resume: bool = False
    place: Place = "labs"


Request: TypeAlias = (
    ReadAt
    | SearchNotes
    | ShowCheatSheet
    | ShowMargin
    | ShowGlossary
    | Drill
    | Mixed
    | Placement
    | SitMock
    | PlanMock
    | OpenLab
    | OpenSandbox
    | ResumeSandbox
    | ShowSandboxes
    | ShowChallenges
)
