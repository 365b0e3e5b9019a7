"""The labs of a pack and a learner's way through them: beginning one, going on, giving up, the one to do next."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tutor.session.errors import SessionError
from tutor.session.lab_states import lab_states, next_lab
from tutor.study.score import scores_by

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tutor.library.lab import Lab
    from tutor.progress.records import LabRun
    from tutor.session.lab_run import LabSession
    from tutor.session.lab_states import LabState, NextLab
    from tutor.session.learner import Learner
    from tutor.session.standing import Standing
    from tutor.study.lab_reviews import LabAttempt
    from tutor.study.score import Score


class Course:
    """Runs of one pack's labs. Methods raise SessionError for a lab that is none, ProgressError from the disk."""

    def __init__(self, learner: Learner) -> None:
        self._learner = learner
        self._pack = learner.pack
        self._progress = learner.progress

    def states(self) -> tuple[LabState, ...]:
        """Every lab in the order of the course, with its state and best result."""
        runs = self._progress.labs.of(self._pack.slug)
        return lab_states(self._pack, runs, self._learner.standing.lab_attempts)

    def next(self, after: str = "") -> NextLab | None:
        """The lab to do next and why; None when there is none. `after`: the lab just done."""
        learner = self._learner
        sections = section_scores(learner.standing)
        return next_lab(self._pack, self.states(), sections, learner.clock.now(), after)

    def begin(self, slug: str) -> LabSession:
        """A new run; an unfinished one of this lab is given up."""
        from tutor.session.lab_run import LabSession
        from tutor.session.laboratory import laboratory

        lab, pack = self._lab(slug), self._pack
        while self.give_up(slug):
            pass
        return LabSession.begin(lab, laboratory(), self, self._learner.clock, pack=pack.slug, pack_version=pack.version)

    def resume(self, slug: str) -> LabSession | None:
        """The lab's unfinished run as it was left, or None."""
        from tutor.session.lab_run import LabSession
        from tutor.session.laboratory import laboratory

        lab = self._lab(slug)
        record = self._progress.labs.unfinished(self._pack.slug, slug)
        return LabSession.resume(lab, laboratory(), self, self._learner.clock, record) if record else None

    def give_up(self, slug: str) -> bool:
        """Close the lab's unfinished run as given up; whether there was one."""
        from tutor.session.lab_run import attempt_of

        run = self._progress.labs.unfinished(self._pack.slug, slug)
        if run is None:
            return False
        now = self._learner.clock.now()
        closed = replace(run, closed_at=now)
        # to look at the solution was to give it up: that is in the log already
        attempts = [] if run.solution_shown else [attempt_of(closed, self._lab(slug), "given up", now)]
        self.save_lab(closed, attempts)
        return True

    def save_lab(self, run: LabRun, attempts: Sequence[LabAttempt] = ()) -> None:
        """What running labs keep, and how they ended."""
        self._progress.labs.save_lab(run, attempts)
        if attempts:
            self._learner.remember_labs(attempts)

    def _lab(self, slug: str) -> Lab:
        lab = self._pack.lab(slug)
        if lab is None:
            raise SessionError(f"there is no lab {slug!r}")
        return lab


def section_scores(standing: Standing) -> Mapping[str, Score]:
    """Latest answers by `topic/section`."""
    home = {slug: f"{question.topic}/{question.section}" for slug, question in standing.questions.items()}
    return scores_by({slug: attempt.correct for slug, attempt in standing.latest.items()}, home)
