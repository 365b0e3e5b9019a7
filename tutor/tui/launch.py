"""Starting the app: what it needs to paint at once, and how the rest is opened afterwards."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tutor.paths import content_roots, learner_paths
from tutor.tui.app import TutorApp
from tutor.tui.desk import Desk, Workplace
from tutor.tui.glyphs import ascii_wanted

if TYPE_CHECKING:
    from pathlib import Path

    from tutor.paths import LearnerPaths


def open_desk(paths: LearnerPaths, content: tuple[Path, ...], keep: bool = True) -> Desk:
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
    return Desk(learner, clock, laboratory, time.monotonic)


def run_app(
    profile: str | None, content: tuple[Path, ...], sandbox: str = "", kept: str = "", *, keep: bool = True
) -> int:
    """Run the tutor until it is left. Raises BadProfile before anything is painted."""
    paths = learner_paths(profile)
    opening = partial(open_desk, paths, content, keep)
    app = TutorApp(Workplace(opening, ascii=ascii_wanted(), sandbox=sandbox, kept=kept))
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
    return run_app(profile, content, sandbox=cluster)


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
    return run_app(profile, content, kept=kept)
