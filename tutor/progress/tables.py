"""What the tables of a learner's database mean, for whoever opens it with Datasette, sqlite-utils or `sqlite3`.

The file is an ordinary SQLite database in WAL mode (`application_id` 0x4C503335, `user_version`: the number of
migrations it has seen). Read it as much as you like, also while the tutor runs; write to it only through the tutor.
Moments are ISO 8601 in UTC with microseconds, so that they sort as text; an empty one has not come yet. Columns called
JSON hold JSON text. `lpic-tutor progress tables` prints this page; `--datasette FILE` writes it as metadata that
Datasette shows beside the data: `datasette default.db -m FILE`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@dataclass(frozen=True, slots=True)
class Table:
    """One table in words. `columns` has every column."""

    meaning: str
    columns: Mapping[str, str]


_UUID = "the row's own name, the same on every machine"
_PACK = "slug of the pack"
_VERSION = "version of the pack at that moment"
_JOURNAL = "JSON: the outside causes (lines typed, time passed) that rebuild its cluster"

TABLES: Mapping[str, Table] = {
    "attempts": Table(
        "Every answer to a question, as it was given. Rows are added, never changed: the log from which schedules and "
        "scores are computed.",
        {
            "uuid": _UUID,
            "at": "when it was given",
            "pack": _PACK,
            "item": "slug of the question; it stays when the question leaves the pack",
            "kind": "single, multiple or fill",
            "pack_version": _VERSION,
            "answer": "JSON: indexes of the chosen options in file order, or the typed text",
            "correct": "1: right, by the pack as it was then",
            "confidence": "sure, unsure, or empty when it was not asked",
            "seconds": "time spent on it",
            "mode": "practice, review, placement or mock",
        },
    ),
    "retractions": Table(
        "Answers that were taken back (a mis-key). They count no more; their rows stay.",
        {"attempt": "uuid of the answer", "at": "when it was taken back"},
    ),
    "reports": Table(
        "Questions that the learner says are wrong. From then on they count in no score.",
        {
            "uuid": _UUID,
            "at": "when it was reported",
            "pack": _PACK,
            "item": "slug of the question",
            "pack_version": _VERSION,
            "reason": "in the learner's words",
        },
    ),
    "flags": Table(
        "Questions that are flagged, or were.",
        {
            "pack": _PACK,
            "item": "slug of the question",
            "flagged": "1: flagged now; 0: no longer",
            "at": "when that was changed last",
        },
    ),
    "settings": Table(
        "Habits, as Settings shows them.",
        {"name": "which", "value": "JSON: what was set", "at": "when"},
    ),
    "reading": Table(
        "The section of each topic that was read last.",
        {"pack": _PACK, "topic": "slug of the topic", "section": "id of the section", "at": "when"},
    ),
    "mocks": Table(
        "Mock exams, running, finished and discarded.",
        {
            "uuid": _UUID,
            "pack": _PACK,
            "pack_version": _VERSION,
            "title": "how many questions in how many minutes, and what they were chosen by",
            "started_at": "when it began",
            "seconds_total": "time it allows",
            "seconds_left": "time that was left; it stands still while the tutor does not run",
            "position": "number of the question that was shown last, from 0",
            "finished_at": "when it was submitted or time was up; from then on its answers are in attempts, too",
            "discarded_at": "when it was thrown away",
        },
    ),
    "mock_answers": Table(
        "The papers of mock exams: a row for each question, answered or not.",
        {
            "mock": "uuid of the mock exam",
            "number": "place in the paper, from 0",
            "item": "slug of the question",
            "layout": "JSON: the options as shown, as indexes in file order",
            "answer": "JSON as in attempts; empty: not answered",
            "confidence": "as in attempts",
            "flagged": "1: flagged to come back to",
            "seconds": "time spent on it, over all visits",
            "answered_at": "when it was answered last",
        },
    ),
    "lab_runs": Table(
        "Runs of labs, open, solved and closed.",
        {
            "uuid": _UUID,
            "pack": _PACK,
            "lab": "slug of the lab",
            "pack_version": _VERSION,
            "started_at": "when it began",
            "updated_at": "when something happened last",
            "seconds": "time spent in it",
            "journal": _JOURNAL,
            "stages_met": "stages that are behind the learner",
            "goals_met": "JSON: slugs of the goals that are met",
            "hints": "JSON: goal -> how many hints were shown",
            "solution_shown": "1: it was looked at",
            "solved_at": "when the last goal was met",
            "closed_at": "when it was ended or given up",
        },
    ),
    "lab_attempts": Table(
        "How labs ended, each time. Rows are added, never changed: the log from which reviews that come sooner, best "
        "results and the next lab are computed.",
        {
            "uuid": _UUID,
            "at": "when it ended",
            "pack": _PACK,
            "lab": "slug of the lab",
            "pack_version": _VERSION,
            "run": "uuid of the run, or of the challenge",
            "mode": "lab or challenge",
            "outcome": "solved, given up, reset, or failed (a challenge ended with goals unmet)",
            "goals": "how many goals there were to meet",
            "goals_met": "JSON: slugs of those that were met",
            "hints": "JSON: goal -> how many hints were shown since the run began",
            "solution_shown": "1: it was looked at",
            "seconds": "time spent in it since the run began",
        },
    ),
    "challenges": Table(
        "Hands-on challenges, running, finished and discarded.",
        {
            "uuid": _UUID,
            "pack": _PACK,
            "pack_version": _VERSION,
            "title": "how many labs in how many minutes",
            "seed": "its labs were drawn with it",
            "started_at": "when it began",
            "seconds_total": "time it allows",
            "seconds_left": "time that was left; it stands still while the tutor does not run",
            "position": "number of the lab that was in front last, from 0",
            "finished_at": "when it was handed in or time was up; from then on its labs are in lab_attempts, too",
            "discarded_at": "when it was thrown away",
        },
    ),
    "challenge_labs": Table(
        "The labs of challenges: a row for each, begun or not.",
        {
            "challenge": "uuid of the challenge",
            "number": "place in the set, from 0",
            "lab": "slug of the lab",
            "begun_at": "when it was opened first",
            "seconds": "time spent in it, over all visits",
            "journal": _JOURNAL,
            "stages_met": "stages that are behind the learner",
            "verdicts": "JSON: [goal, met, what was wanted and what there was] for each goal, as of the last step",
        },
    ),
    "bookmarks": Table(
        "Bookmarks. Rows are added, never changed; the newest of a spot counts.",
        {
            "uuid": _UUID,
            "at": "when",
            "pack": _PACK,
            "kind": "section or question",
            "name": "topic/section, or slug of the question",
            "marked": "1: set; 0: taken away",
        },
    ),
    "own_notes": Table(
        "Notes of the learner's own. Rows are added, never changed; the newest of a spot counts, and an empty one "
        "takes the note away.",
        {
            "uuid": _UUID,
            "at": "when",
            "pack": _PACK,
            "kind": "section or question",
            "name": "topic/section, or slug of the question",
            "text": "the note",
        },
    ),
    "sandboxes": Table(
        "Free sandboxes, which go on where they were left.",
        {
            "uuid": _UUID,
            "name": "what the learner called it; empty: it has no name",
            "cluster": "set of hosts, from data/clusters.yaml",
            "swarm": "1: it began as a swarm of all hosts",
            "started_at": "when it began",
            "updated_at": "when something happened last",
            "journal": _JOURNAL,
        },
    ),
}


def page() -> Iterator[str]:
    """The whole description, a line each."""
    yield from (__doc__ or "").strip().split("\n")
    for name, table in TABLES.items():
        yield from ("", name, f"  {table.meaning}")
        yield from (f"  {column}: {meaning}" for column, meaning in table.columns.items())


def datasette_metadata(database: str) -> dict[str, Any]:
    """The same as Datasette's metadata, for a database file of that name (without `.db`)."""
    tables = {name: {"description": one.meaning, "columns": dict(one.columns)} for name, one in TABLES.items()}
    return {"title": "What was learned with lpic-tutor", "databases": {database: {"tables": tables}}}
