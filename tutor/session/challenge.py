"""A hands-on challenge in progress: several labs, a cluster each, one countdown, no help, no verdict before the end."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from tutor.progress.records import ChallengeLabRecord, LabRun, Verdict
from tutor.session.challenge_report import report_on, worked_on
from tutor.session.countdown import TIME_IS_UP, Countdown
from tutor.session.errors import SessionError
from tutor.session.lab_run import NANOSECONDS, LabSession, attempt_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tutor.labs.goals import GoalState
    from tutor.labs.laboratory import Laboratory
    from tutor.library.lab import Lab, Solution
    from tutor.library.pack import Pack
    from tutor.progress.records import ChallengeRecord
    from tutor.session.challenge_report import ChallengeReport
    from tutor.session.clock import Clock
    from tutor.study.lab_reviews import LabAttempt

BEHIND = NANOSECONDS
"""Clusters that are not in front are moved on in such steps of virtual time."""


class ChallengeKeeper(Protocol):
    """Where a challenge is kept; `Challenges` does it."""

    def save(self, uuid: str, number: int, lab: ChallengeLabRecord, seconds_left: float, position: int) -> None: ...

    def finish(self, record: ChallengeRecord, attempts: Sequence[LabAttempt]) -> None: ...


class ChallengeLab(LabSession):
    """One lab of a running challenge: judged all the time, saying nothing of it; every step is kept at once."""

    def hint(self, goal: str) -> str:  # noqa: ARG002
        raise SessionError("a challenge has no hints")

    def solutions(self) -> tuple[Solution, ...]:
        raise SessionError("solutions come when the challenge has ended")


@dataclass(slots=True)
class _Entry:
    """A lab of the set. `number` is its place in the record, which may hold labs that are there no longer."""

    number: int
    lab: Lab
    record: ChallengeLabRecord
    session: ChallengeLab | None = None
    behind: int = 0
    """Virtual time that its cluster has still to pass, in nanoseconds."""


class ChallengeSession:
    """Runs on a saved record; a killed program resumes with every command and the time that was left."""

    def __init__(
        self, record: ChallengeRecord, pack: Pack, laboratory: Laboratory, keeper: ChallengeKeeper, clock: Clock
    ) -> None:
        self._record = record
        self._pack = pack
        self._laboratory = laboratory
        self._keeper = keeper
        self._clock = clock
        found = [(number, pack.lab(one.lab), one) for number, one in enumerate(record.labs)]
        self._entries = [_Entry(number, lab, one) for number, lab, one in found if lab is not None]
        if not self._entries:
            raise SessionError("none of this challenge's labs exists any more; it can only be discarded")
        self._countdown = Countdown(record.seconds_left)
        numbers = [entry.number for entry in self._entries]
        self._position = numbers.index(record.position) if record.position in numbers else 0

    @property
    def record(self) -> ChallengeRecord:
        """As it is now, unsaved seconds included."""
        labs = list(self._record.labs)
        for entry in self._entries:
            labs[entry.number] = entry.record
        here = self._entries[self._position].number
        return replace(self._record, labs=tuple(labs), seconds_left=self._countdown.remaining, position=here)

    @property
    def title(self) -> str:
        return self._record.title

    @property
    def labs(self) -> tuple[Lab, ...]:
        return tuple(entry.lab for entry in self._entries)

    @property
    def worked_on(self) -> tuple[bool, ...]:
        """For each lab, whether anything was done in it."""
        return tuple(worked_on(entry.record) for entry in self._entries)

    @property
    def total(self) -> int:
        return len(self._entries)

    @property
    def position(self) -> int:
        """Of the lab in front, from 0."""
        return self._position

    @property
    def remaining(self) -> float:
        """Seconds; it stops while the program does not run."""
        return self._countdown.remaining

    @property
    def over(self) -> bool:
        """Handed in, or time is up."""
        return self._record.finished_at is not None

    # ------------------------------------------------------------------ labs
    @property
    def current(self) -> ChallengeLab:
        """The lab in front; its cluster is made when it is first looked at, and again in a new start."""
        entry = self._entries[self._position]
        if entry.session is None:
            entry.session = self._open(entry)
        return entry.session

    def _open(self, entry: _Entry) -> ChallengeLab:
        now = self._clock.now()
        begun = entry.record.begun_at or now
        run = LabRun(
            uuid=str(uuid.uuid5(uuid.UUID(self._record.uuid), f"{entry.number} {entry.lab.slug}")),
            pack=self._record.pack,
            lab=entry.lab.slug,
            pack_version=self._record.pack_version,
            started_at=begun,
            updated_at=now,
            seconds=entry.record.seconds,
            journal=entry.record.journal,
        )
        keeper = _EntryKeeper(self, entry)
        session = ChallengeLab.resume(entry.lab, self._laboratory, keeper, self._clock, run)
        assert isinstance(session, ChallengeLab)
        entry.session = session
        session.save()
        return session

    def goto(self, position: int) -> None:
        """Bring that lab (from 0) to the front; positions outside are clamped. Saved at once."""
        self._running()
        self.current.save()
        self._position = max(0, min(position, self.total - 1))
        self.current.save()

    # ------------------------------------------------------------------ time and keeping
    def tick(self, seconds: float) -> str:
        """Let the countdown go on, saving it every five seconds; returns a warning to show now, or nothing.

        At zero the challenge is judged as it stands, and `over`.
        """
        if self.over or seconds <= 0:
            return ""
        passed = self._countdown.spend(seconds)
        self.current.spend(passed)
        if self._countdown.ended:
            self.finish()
            return TIME_IS_UP
        if self._countdown.wants_saving:
            self._countdown.saved()
            for session in self._opened:
                session.keep()
        return self._countdown.warning

    def pass_behind(self, nanoseconds: int) -> None:
        """Virtual time passes in the clusters that are not in front, too: a roll-out goes on there."""
        for place, entry in enumerate(self._entries):
            if place == self._position or entry.session is None:
                continue
            entry.behind += nanoseconds
            if entry.behind >= BEHIND:
                entry.session.tick(entry.behind)
                entry.behind = 0

    def save(self) -> None:
        """Save every cluster's journal, clock and position now (when the learner leaves the screen)."""
        if not self.over:
            for session in self._opened:
                session.save()

    @property
    def _opened(self) -> list[ChallengeLab]:
        """Those whose clusters are there."""
        return [entry.session for entry in self._entries if entry.session is not None]

    def keep(self, entry: _Entry, run: LabRun, states: Iterable[GoalState]) -> None:
        """A lab has something new to keep; clock and position go with it."""
        entry.record = ChallengeLabRecord(
            lab=run.lab,
            begun_at=run.started_at,
            seconds=run.seconds,
            journal=run.journal,
            stages_met=run.stages_met,
            verdicts=_verdicts(states),
        )
        if not self.over:
            here = self._entries[self._position].number
            self._keeper.save(self._record.uuid, entry.number, entry.record, self._countdown.remaining, here)
            self._countdown.saved()

    def _running(self) -> None:
        if self.over:
            raise SessionError("this challenge has ended")

    # ------------------------------------------------------------------ the end
    def finish(self) -> ChallengeReport:
        """Judge every lab as it stands and end the challenge. Twice is the same as once."""
        if not self.over:
            self.save()
            for entry in self._entries:
                if not entry.record.verdicts:
                    entry.record = replace(entry.record, verdicts=self._untouched(entry.lab))
            now = self._clock.now()
            ended = replace(self.record, finished_at=now)
            self._keeper.finish(ended, [self._attempt(entry) for entry in self._entries if worked_on(entry.record)])
            self._record = ended
        return self.report()

    def _untouched(self, lab: Lab) -> tuple[Verdict, ...]:
        """How the goals of a lab are judged that was never opened: as it stands at its start."""
        now = self._clock.now()
        run = LabRun("", self._record.pack, lab.slug, self._record.pack_version, now, now)
        return _verdicts(LabSession.resume(lab, self._laboratory, _NoKeeper(), self._clock, run).states)

    def _attempt(self, entry: _Entry) -> LabAttempt:
        met = tuple(one.goal for one in entry.record.verdicts if one.met)
        solved = len(met) == len(entry.record.verdicts)
        now = self._clock.now()
        run = LabRun(
            uuid=self._record.uuid,
            pack=self._record.pack,
            lab=entry.lab.slug,
            pack_version=self._record.pack_version,
            started_at=entry.record.begun_at or now,
            updated_at=now,
            seconds=entry.record.seconds,
            goals_met=met,
        )
        attempt = attempt_of(run, entry.lab, "solved" if solved else "failed", now)
        # the same challenge and lab give the same id: logged twice, it still counts once
        own = str(uuid.uuid5(uuid.UUID(self._record.uuid), entry.lab.slug))
        return replace(attempt, uuid=own, mode="challenge")

    def report(self) -> ChallengeReport:
        """Raises SessionError while it runs: no verdict before the end."""
        if not self.over:
            raise SessionError("the report comes when the challenge has ended")
        return report_on(self._record, self._pack)


class _EntryKeeper:
    """Keeps a lab's run as a part of its challenge."""

    def __init__(self, challenge: ChallengeSession, entry: _Entry) -> None:
        self._challenge = challenge
        self._entry = entry

    def save_lab(self, run: LabRun, attempts: Sequence[LabAttempt] = ()) -> None:  # noqa: ARG002
        """How it ended is logged at the end of the challenge."""
        session = self._entry.session
        if session is not None:  # while it is being opened, what is on the disk is what it is made from
            self._challenge.keep(self._entry, run, session.states)


class _NoKeeper:
    """For a look that leaves nothing behind."""

    def save_lab(self, run: LabRun, attempts: Sequence[LabAttempt] = ()) -> None:
        pass


def _verdicts(states: Iterable[GoalState]) -> tuple[Verdict, ...]:
    return tuple(Verdict(state.goal.slug, state.met, state.reason) for state in states)
