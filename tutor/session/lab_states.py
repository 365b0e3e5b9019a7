"""How far a learner got with each lab, and which one to do next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from tutor.study.lab_reviews import stumbles
from tutor.study.score import Score

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from tutor.library.lab import Lab
    from tutor.library.pack import Pack
    from tutor.progress.records import LabRun
    from tutor.study.lab_reviews import LabAttempt

WEAK_ANSWERS = 3
"""So many answers about a lab's sections say something of it …"""
WEAK_SHARE = 0.7
"""… and with fewer right than this share they are weak."""
REST = timedelta(hours=12)
"""A lab that went wrong is not proposed again so soon, as long as there are others."""


@dataclass(frozen=True, slots=True)
class LabResult:
    """A lab solved: with how much help, in what time."""

    hints: int
    solution_shown: bool
    seconds: float

    @property
    def words(self) -> str:
        """`no hints, 6 min`."""
        hints = "1 hint" if self.hints == 1 else f"{self.hints or 'no'} hints"
        help_used = "with its solution" if self.solution_shown else hints
        return f"{help_used}, {max(round(self.seconds / 60), 1)} min"


@dataclass(frozen=True, slots=True)
class LabState:
    """A lab and how far the learner got with it."""

    lab: Lab
    state: Literal["new", "open", "solved"]
    """`open`: a run waits to be gone on with (even when it was solved before)."""
    run: LabRun | None
    """The run touched last."""
    best: LabResult | None = None
    """The least help, then the shortest time, of those that solved it."""
    stumbled: datetime | None = None
    """When it was given up, or failed in a challenge, and not solved since."""


def lab_states(pack: Pack, runs: Sequence[LabRun], attempts: Sequence[LabAttempt]) -> tuple[LabState, ...]:
    """In the order of the course (without chapters, the easy ones first). `runs` have the one touched last first."""
    ordered = list(pack.labs)
    if not pack.chapters:
        ordered.sort(key=lambda lab: (lab.difficulty, lab.minutes, lab.title))
    stumbled = stumbles(attempts)
    return tuple(
        _state(
            lab,
            [run for run in runs if run.lab == lab.slug],
            [one for one in attempts if one.lab == lab.slug],
            stumbled.get(lab.slug),
        )
        for lab in ordered
    )


def _state(lab: Lab, runs: Sequence[LabRun], attempts: Sequence[LabAttempt], stumbled: datetime | None) -> LabState:
    run = runs[0] if runs else None
    best = min(_results(runs, attempts), key=lambda one: (one.solution_shown, one.hints, one.seconds), default=None)
    state: Literal["new", "open", "solved"] = "solved" if best else "new"
    if any(one.solved_at is None and one.closed_at is None for one in runs):
        state = "open"
    return LabState(lab, state, run, best, stumbled)


def _results(runs: Iterable[LabRun], attempts: Sequence[LabAttempt]) -> list[LabResult]:
    """Every time it was solved; runs that older programs kept have nothing in the log."""
    solved = [one for one in attempts if one.outcome == "solved"]
    logged = {one.run for one in solved}
    older = [run for run in runs if run.solved_at is not None and run.uuid not in logged]
    return [
        *(LabResult(one.hints_used, one.solution_shown, one.seconds) for one in solved),
        *(LabResult(sum(run.hints.values()), run.solution_shown, run.seconds) for run in older),
    ]


# ---------------------------------------------------------------------- what next
@dataclass(frozen=True, slots=True)
class NextLab:
    """The lab to do next, with the reason as a sentence."""

    lab: Lab
    reason: str
    open: bool = False
    """It is in progress."""


def next_lab(
    pack: Pack, states: Sequence[LabState], sections: Mapping[str, Score], now: datetime, after: str = ""
) -> NextLab | None:
    """What to do in the labs now; None when all are solved.

    One in progress comes first (the one touched last). Else each chapter offers its first lab that is not solved:
    the one whose sections are answered worst is taken if that is weak, else the first in the order of the course.
    Without chapters the easiest labs are offered. A lab that went wrong rests for half a day, as long as another one
    is there. `sections` are the scores of `topic/section`; `after` names the lab just done, which is not proposed.
    """
    there = [one for one in states if one.lab.slug != after]
    running = [one for one in there if one.state == "open" and one.run]
    if running:
        one = max(running, key=lambda state: state.run.updated_at if state.run else now)
        return NextLab(one.lab, _progress_words(one), open=True)
    unsolved = [one for one in there if one.state == "new"]
    rested = [one for one in unsolved if one.stumbled is None or now - one.stumbled >= REST]
    offered = _offered(pack, rested or unsolved)
    if not offered:
        return None
    weak = {one.lab.slug: score for one in offered if (score := _weak(one.lab, sections))}
    if weak:
        chosen = min((one for one in offered if one.lab.slug in weak), key=lambda one: weak[one.lab.slug].share)
        score = weak[chosen.lab.slug]
        return NextLab(chosen.lab, f"Its part of the notes is weak: {score.correct} of {score.answers} answered right.")
    return NextLab(offered[0].lab, _place_words(pack, offered[0], states))


def _offered(pack: Pack, unsolved: Sequence[LabState]) -> list[LabState]:
    """The first of each chapter; without chapters all of the least difficulty."""
    if not pack.chapters:
        return [one for one in unsolved if one.lab.difficulty == unsolved[0].lab.difficulty]
    first: dict[str, LabState] = {}
    for one in unsolved:
        first.setdefault(one.lab.chapter, one)
    return list(first.values())


def _weak(lab: Lab, sections: Mapping[str, Score]) -> Score | None:
    """The score of a lab's sections, if it is weak."""
    score = sum((sections.get(section, Score()) for section in lab.sections), Score())
    return score if score.answers >= WEAK_ANSWERS and score.share < WEAK_SHARE else None


def _progress_words(one: LabState) -> str:
    assert one.run
    to_meet = [goal.slug for goal in one.lab.goals if not goal.keep]
    met = sum(slug in one.run.goals_met for slug in to_meet)
    return f"It is in progress: {met} of {len(to_meet)} goals are met."


def _place_words(pack: Pack, one: LabState, states: Sequence[LabState]) -> str:
    if one.stumbled is not None:
        return f"It was not solved the last time; this one takes about {one.lab.minutes} minutes."
    chapter = next((chapter for chapter in pack.chapters if chapter.slug == one.lab.chapter), None)
    mates = [state for state in states if chapter is None or state.lab.chapter == chapter.slug]
    solved = sum(state.best is not None for state in mates)
    where = f"of the chapter {chapter.title}" if chapter else "labs"
    count = f"{solved} of {len(mates)} {where} {'is' if solved == 1 else 'are'} solved"
    return f"{count}; this one takes about {one.lab.minutes} minutes."
