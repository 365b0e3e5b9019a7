"""Hands-on challenges, running and finished. How their labs ended goes to the log only when they are over."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tutor.progress.columns import json_text, maybe_text_time, maybe_time_text
from tutor.progress.lab_attempts import LabLog
from tutor.progress.records import ChallengeLabRecord, ChallengeRecord, Verdict
from tutor.progress.sittings import Sittings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tutor.study.lab_reviews import LabAttempt


class ChallengeShelf(Sittings[ChallengeRecord]):
    """Every method that writes has written when it returns. All raise ProgressError."""

    table = "challenges"

    def begin(self, record: ChallengeRecord) -> None:
        """Keep a new challenge with its whole set of labs."""
        with self._file.write() as db:
            db.table(self.table).insert({**self._row(record), "seed": record.seed})
            rows = [_lab_row(record.uuid, number, lab) for number, lab in enumerate(record.labs)]
            db.table("challenge_labs").insert_all(rows)

    def save(self, uuid: str, number: int, lab: ChallengeLabRecord, seconds_left: float, position: int) -> None:
        """Keep one lab as it stands, together with clock and position."""
        with self._file.write() as db:
            db.table("challenge_labs").upsert(_lab_row(uuid, number, lab), pk=("challenge", "number"))
            db.table(self.table).update(uuid, {"seconds_left": seconds_left, "position": position})

    def finish(self, record: ChallengeRecord, attempts: Sequence[LabAttempt]) -> None:
        """Close a challenge with its verdicts and log how its labs ended, all or nothing."""
        with self._file.write() as db:
            LabLog(self._file).add(attempts)
            rows = [_lab_row(record.uuid, number, lab) for number, lab in enumerate(record.labs)]
            db.table("challenge_labs").upsert_all(rows, pk=("challenge", "number"))
            ended = {"finished_at": maybe_time_text(record.finished_at), "seconds_left": record.seconds_left}
            db.table(self.table).update(record.uuid, ended)

    def _record(self, row: dict[str, Any]) -> ChallengeRecord:
        labs = self._file.rows("SELECT * FROM challenge_labs WHERE challenge = ? ORDER BY number", [row["uuid"]])
        return ChallengeRecord(**row, labs=tuple(_lab(lab) for lab in labs))


def _lab_row(challenge: str, number: int, lab: ChallengeLabRecord) -> dict[str, Any]:
    return {
        "challenge": challenge,
        "number": number,
        "lab": lab.lab,
        "begun_at": maybe_time_text(lab.begun_at),
        "seconds": lab.seconds,
        "journal": json_text(list(lab.journal)),
        "stages_met": lab.stages_met,
        "verdicts": json_text([[one.goal, one.met, one.reason] for one in lab.verdicts]),
    }


def _lab(row: dict[str, Any]) -> ChallengeLabRecord:
    return ChallengeLabRecord(
        lab=row["lab"],
        begun_at=maybe_text_time(row["begun_at"]),
        seconds=row["seconds"],
        journal=tuple(json.loads(row["journal"])),
        stages_met=row["stages_met"],
        verdicts=tuple(Verdict(goal, met, reason) for goal, met, reason in json.loads(row["verdicts"])),
    )
