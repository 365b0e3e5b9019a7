"""Runs of labs: a journal of outside causes each, from which the cluster is built again."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from tutor.progress.columns import json_text, maybe_text_time, maybe_time_text, text_time, time_text
from tutor.progress.lab_attempts import LabLog
from tutor.progress.records import LabRun

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tutor.progress.database import ProgressFile
    from tutor.study.lab_reviews import LabAttempt


class LabRuns:
    """Kept by uuid; saving a run again replaces what was kept of it."""

    def __init__(self, file: ProgressFile) -> None:
        self._file = file

    def save_lab(self, run: LabRun, attempts: Sequence[LabAttempt] = ()) -> None:
        """On the disk when it returns, together with how it ended, if it did. Raises ProgressError."""
        row = {
            **asdict(run),
            "started_at": time_text(run.started_at),
            "updated_at": time_text(run.updated_at),
            "journal": json_text(list(run.journal)),
            "goals_met": json_text(list(run.goals_met)),
            "hints": json_text(dict(run.hints)),
            "solution_shown": int(run.solution_shown),
            "solved_at": maybe_time_text(run.solved_at),
            "closed_at": maybe_time_text(run.closed_at),
        }
        with self._file.write() as db:
            db.table("lab_runs").upsert(row, pk="uuid")
            LabLog(self._file).add(attempts)

    def of(self, pack: str) -> list[LabRun]:
        """Every run, the one touched last first."""
        rows = self._file.rows("SELECT * FROM lab_runs WHERE pack = ? ORDER BY updated_at DESC, uuid", [pack])
        return [_run(row) for row in rows]

    def unfinished(self, pack: str, lab: str = "") -> LabRun | None:
        """The run touched last that is neither solved nor closed (of one lab, if named)."""
        runs = (run for run in self.of(pack) if run.solved_at is None and run.closed_at is None)
        return next((run for run in runs if lab in {"", run.lab}), None)


def _run(row: dict[str, Any]) -> LabRun:
    return LabRun(
        **{
            **row,
            "started_at": text_time(row["started_at"]),
            "updated_at": text_time(row["updated_at"]),
            "journal": tuple(json.loads(row["journal"])),
            "goals_met": tuple(json.loads(row["goals_met"])),
            "hints": json.loads(row["hints"]),
            "solution_shown": bool(row["solution_shown"]),
            "solved_at": maybe_text_time(row["solved_at"]),
            "closed_at": maybe_text_time(row["closed_at"]),
        }
    )
