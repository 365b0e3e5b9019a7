"""Hands-on challenges of a learner: drawing one, going on with it, what came of the earlier ones."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from tutor.progress.records import ChallengeLabRecord, ChallengeRecord
from tutor.session.challenge_draw import chapters_of, draw
from tutor.session.challenge_report import report_on, worked_on
from tutor.session.errors import SessionError

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from tutor.session.challenge import ChallengeSession
    from tutor.session.challenge_draw import ChallengePreset, LabChapter
    from tutor.session.challenge_report import ChallengeReport
    from tutor.session.learner import Learner
    from tutor.study.lab_reviews import LabAttempt

NO_HANDS_ON_PART = (
    "LPI's exam has no hands-on part: all of its questions are answered by choosing or by typing a word or a command. "
    "A challenge shows what you can do with a swarm, not what the exam would say."
)
RECENT = 3
"""Challenges whose labs the next one avoids."""
WORTH_AFTER = 6
"""Labs solved before a challenge is worth its time."""
EVERY_DAYS = 14
SEEDS = 2**31


@dataclass(frozen=True, slots=True)
class ChallengeOutlook:
    """What Home needs to know."""

    unfinished: ChallengeRecord | None
    worth: str
    """Why to begin one now, as a sentence; empty when it is not worth it."""


def state_words(record: ChallengeRecord) -> str:
    """Of an unfinished one: `1 of 3 labs begun, 21:10 left`."""
    begun = sum(worked_on(lab) for lab in record.labs)
    minutes, seconds = divmod(int(record.seconds_left), 60)
    return f"{begun} of {len(record.labs)} labs begun, {minutes}:{seconds:02} left"


class Challenges:
    """One pack's challenges. Methods raise ProgressError from the disk."""

    def __init__(self, learner: Learner) -> None:
        self._learner = learner
        self._pack = learner.pack
        self._shelf = learner.progress.challenges

    def chapters(self) -> tuple[LabChapter, ...]:
        """What can be chosen from."""
        return chapters_of(self._pack)

    def begin(self, preset: ChallengePreset, chapters: Collection[str] = ()) -> ChallengeSession:
        """Draw a set of labs from those chapters (all, if none is named).

        Raises SessionError while another one is unfinished, or when there are no labs.
        """
        if self.unfinished():
            raise SessionError("a challenge is unfinished: go on with it, or discard it")
        chosen = [one for one in self.chapters() if not chapters or one.slug in chapters]
        if not chosen:
            raise SessionError("there are no labs to draw from")
        seed = self._learner.rng.randrange(SEEDS)
        recent = {lab.lab for record in self.finished()[:RECENT] for lab in record.labs}
        labs = draw(chosen, preset.labs, preset.minutes, Random(seed), recent)
        count = "1 lab" if len(labs) == 1 else f"{len(labs)} labs"
        record = ChallengeRecord(
            uuid=str(uuid.uuid4()),
            pack=self._pack.slug,
            pack_version=self._pack.version,
            title=f"{count} in {preset.minutes} minutes",
            seed=seed,
            started_at=self._learner.clock.now(),
            seconds_total=preset.minutes * 60.0,
            seconds_left=preset.minutes * 60.0,
            labs=tuple(ChallengeLabRecord(lab.slug) for lab in labs),
        )
        self._shelf.begin(record)
        return self._session(record)

    def resume(self) -> ChallengeSession | None:
        """The unfinished one as it was left, or None."""
        record = self.unfinished()
        return self._session(record) if record else None

    def _session(self, record: ChallengeRecord) -> ChallengeSession:
        from tutor.session.challenge import ChallengeSession
        from tutor.session.laboratory import laboratory

        return ChallengeSession(record, self._pack, laboratory(), self, self._learner.clock)

    def discard(self) -> None:
        """Throw the unfinished one away; it is not judged."""
        record = self.unfinished()
        if record:
            self._shelf.discard(record.uuid, self._learner.clock.now())

    def unfinished(self) -> ChallengeRecord | None:
        return self._shelf.unfinished(self._pack.slug)

    def finished(self) -> Sequence[ChallengeRecord]:
        """Newest first."""
        return self._shelf.finished(self._pack.slug)

    def report(self, record: ChallengeRecord) -> ChallengeReport:
        """What a finished one says."""
        return report_on(record, self._pack)

    def outlook(self) -> ChallengeOutlook:
        """Whether one waits, or is worth beginning: after some solved labs, and not too often."""
        unfinished = self.unfinished()
        solved = {one.lab for one in self._learner.standing.lab_attempts if one.outcome == "solved"}
        if unfinished or len(solved) < WORTH_AFTER:
            return ChallengeOutlook(unfinished, "")
        finished = self.finished()
        if not finished:
            return ChallengeOutlook(None, f"{len(solved)} labs are solved: enough for a first one, without any hints.")
        clock = self._learner.clock
        ago = (clock.day(clock.now()) - clock.day(finished[0].finished_at or finished[0].started_at)).days
        worth = f"The last one was {ago} days ago." if ago >= EVERY_DAYS else ""
        return ChallengeOutlook(None, worth)

    # ------------------------------------------------------------------ what a running one keeps
    def save(self, uuid: str, number: int, lab: ChallengeLabRecord, seconds_left: float, position: int) -> None:
        """A step of a running challenge."""
        self._shelf.save(uuid, number, lab, seconds_left, position)

    def finish(self, record: ChallengeRecord, attempts: Sequence[LabAttempt]) -> None:
        """The end of one: its verdicts, and how its labs ended."""
        self._shelf.finish(record, attempts)
        self._learner.remember_labs(attempts)
