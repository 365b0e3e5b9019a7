"""Starting the app: what it needs to paint at once, and how the rest is opened afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from tutor.paths import content_roots, known_profiles, learner_paths
from tutor.tui.app import TutorApp
from tutor.tui.desk import Desk, Profiles, Workplace
from tutor.tui.glyphs import ascii_wanted

if TYPE_CHECKING:
    from pathlib import Path

    from tutor.paths import LearnerPaths


@dataclass(frozen=True, slots=True)
class Start:
    """How the tutor is started."""

    content: tuple[Path, ...] = ()
    sandbox: str = ""
    """A cluster to open a free sandbox with at once, or empty."""
    kept: str = ""
    """A kept sandbox (its uuid) to go on with at once, or empty."""
    keep: bool = True
    """False: nothing that is done is kept."""
    choose: bool = False
    """Ask for the profile first."""
    visitor: bool = False
    """The learner sits elsewhere, at a browser: no file of this machine is read for them but what is the tutor's."""

    def workplace(self, paths: LearnerPaths) -> Workplace:
        """For one profile."""
        opened = partial(open_desk, paths, self.content, visitor=self.visitor)
        return Workplace(
            partial(opened, keep=self.keep),
            ascii=ascii_wanted() and not self.visitor,
            sandbox=self.sandbox,
            kept=self.kept,
            open_unsaved=partial(opened, keep=False),
            profiles=Profiles(partial(known_profiles, paths.home), lambda name: self.workplace(paths.of(name))),
            choose=self.choose,
        )


def open_desk(paths: LearnerPaths, content: tuple[Path, ...], *, keep: bool = True, visitor: bool = False) -> Desk:
    """Read the pack and open the learner's file. Slow; raises errors with `for_the_user`."""
    import random
    import time

    from tutor.progress.progress import Progress
    from tutor.session.laboratory import laboratory
    from tutor.session.learner import Learner
    from tutor.wallclock import WallClock

    clock = WallClock()
    opening = Progress.open if keep else Progress.without_keeping
    learner = Learner.open(paths, content_roots(paths, content), clock, random.Random(), opening=opening)
    return Desk(learner, clock, laboratory, time.monotonic, visitor)


def run_app(profile: str | None, start: Start) -> int:
    """Run the tutor until it is left. Raises BadProfile before anything is painted."""
    app = TutorApp(start.workplace(learner_paths(profile)))
    try:
        return app.run() or 0
    finally:
        if app.opened:
            app.desk.learner.close()


def run_sandbox(cluster: str, profile: str | None, content: tuple[Path, ...]) -> int:
    """The same, with a free sandbox in front. Raises UnknownCluster before anything is painted."""
    from tutor.labs.laboratory import UnknownCluster
    from tutor.session.laboratory import laboratory

    known = laboratory().clusters
    if cluster not in known:
        raise UnknownCluster(cluster, list(known))
    return run_app(profile, Start(content, cluster))


def run_kept_sandbox(identifier: str, profile: str | None, content: tuple[Path, ...]) -> int:
    """The same, with a kept sandbox where it was left. Raises SessionError before anything is painted."""
    from tutor.progress.progress import Progress
    from tutor.session.sandbox_shelf import SandboxShelf
    from tutor.wallclock import WallClock

    progress = Progress.look(learner_paths(profile).database)
    try:
        kept = SandboxShelf(progress.sandboxes, WallClock()).find(identifier).uuid
    finally:
        progress.close()
    return run_app(profile, Start(content, kept=kept))
