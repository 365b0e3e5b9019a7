"""How labs end, and what one that went wrong does to the review plan.

The rule, computed from the log of labs like everything else here:

- A lab *stumbled* when its last ending counts against the learner: given up (the solution was looked at before it was
  solved, or the run was closed unsolved), or failed in a hands-on challenge. A reset is no ending of that kind, and
  solving the lab later without its solution takes the stumble away.
- The questions of the note sections that a stumbled lab names (of its topic, where it names none) are due one day
  after the stumble at the latest. Only questions that were answered before are in the plan at all, and one that was
  answered again since has its date from that answer alone.

So a lab brings reviews forward, never puts one off, and asks nothing twice in one evening.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

    from tutor.study.schedule import Review

Outcome: TypeAlias = Literal["solved", "given up", "reset", "failed"]
LabMode: TypeAlias = Literal["lab", "challenge"]

RETURNS = timedelta(days=1)
"""How long after a stumble the questions about it are due at the latest."""


@dataclass(frozen=True, slots=True)
class LabAttempt:
    """One try at a lab and how it ended. `at` is aware UTC; an attempt is never changed afterwards."""

    uuid: str
    at: datetime
    pack: str
    lab: str
    pack_version: str
    run: str
    """The run of the lab, or the challenge, that it belongs to."""
    mode: LabMode
    outcome: Outcome
    """`failed`: a challenge ended with goals unmet."""
    goals: int
    """How many there were to meet."""
    goals_met: tuple[str, ...] = ()
    hints: Mapping[str, int] = field(default_factory=dict)
    """Goal -> how many rungs of its ladder were shown, since the run began."""
    solution_shown: bool = False
    seconds: float = 0.0
    """Time the learner spent since the run began."""

    @property
    def hints_used(self) -> int:
        return sum(self.hints.values())


def stumbles(attempts: Iterable[LabAttempt]) -> dict[str, datetime]:
    """The labs that stumbled, and when."""
    found: dict[str, datetime] = {}
    for attempt in sorted(attempts, key=lambda one: (one.at, one.uuid)):
        if attempt.outcome in {"given up", "failed"}:
            found[attempt.lab] = attempt.at
        elif attempt.outcome == "solved" and not attempt.solution_shown:
            found.pop(attempt.lab, None)
    return found


def raised(
    plan: Mapping[str, Review], stumbled: Mapping[str, datetime], items_of: Mapping[str, Collection[str]]
) -> dict[str, Review]:
    """The plan with the reviews brought forward that stumbled labs ask for; `items_of` goes by lab."""
    sooner = dict(plan)
    for lab, at in stumbled.items():
        for item in items_of.get(lab, ()):
            review = sooner.get(item)
            if review is not None and review.last <= at:
                sooner[item] = replace(review, due=min(review.due, at + RETURNS))
    return sooner
