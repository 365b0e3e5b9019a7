"""What screens are given: before the pack and the learner's file are open, and after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from tutor.labs.laboratory import Laboratory
    from tutor.paths import KnownProfile
    from tutor.session.clock import Clock
    from tutor.session.learner import Learner


@dataclass(frozen=True)
class Desk:
    """Everything a place works with, once it is open."""

    learner: Learner
    clock: Clock
    laboratory: Callable[[], Laboratory]
    """Loads the simulator's data; the first call is slow."""
    stopwatch: Callable[[], float]
    """Seconds from any beginning, for countdowns and a cluster's time; never goes back."""
    visitor: bool = False
    """The learner sits elsewhere, at a browser: files of this machine are neither read nor written for them, beyond
    those of their profile."""


@dataclass(frozen=True)
class Workplace:
    """What the app needs to paint its first picture, and how to open the rest afterwards."""

    open: Callable[[], Desk]
    """Slow. Raises errors with `for_the_user` for packs and databases that cannot be used."""
    objective: str = "352.4"
    """Shown until the pack tells its own."""
    ascii: bool = False
    """Draw with ASCII alone."""
    sandbox: str = ""
    """A cluster to open a free sandbox with at once, or empty."""
    kept: str = ""
    """A kept sandbox (its uuid) to go on with at once, or empty."""
    open_unsaved: Callable[[], Desk] | None = None
    """As `open`, but nothing that is done is kept; for a database that cannot be used."""
    profiles: Profiles | None = None
    """How to change to another profile; None: there is only this one."""
    choose: bool = False
    """Ask for the profile first."""


@dataclass(frozen=True)
class Profiles:
    """The learners of this machine."""

    known: Callable[[], list[KnownProfile]]
    workplace: Callable[[str], Workplace]
    """Of the profile with that name. Raises BadProfile."""
