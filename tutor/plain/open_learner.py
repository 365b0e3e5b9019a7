"""The learner whose files a verb of line mode works on."""

from __future__ import annotations

import random
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tutor.paths import content_roots, learner_paths
from tutor.progress.progress import Progress
from tutor.session.learner import Learner
from tutor.wallclock import WallClock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def open_learner(
    content: tuple[Path, ...], profile: str | None, *, keep: bool = True, look: bool = False
) -> Iterator[Learner]:
    """Open, and closed afterwards; without `keep`, or only to `look`, nothing is written.

    Raises BadProfile, ContentError, ProgressError.
    """
    paths = learner_paths(profile)
    opening = Progress.look if look else Progress.open if keep else Progress.without_keeping
    learner = Learner.open(paths, content_roots(paths, content), WallClock(), random.Random(), opening=opening)
    try:
        yield learner
    finally:
        learner.close()
