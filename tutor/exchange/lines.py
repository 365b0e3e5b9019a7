"""A learner's log as JSON Lines, version 1: what `progress export` writes and `progress import` takes.

UTF-8, one JSON object a line. The first line is `{"type":"lpic-tutor-progress","version":1}`; each other one is a
record of the log, its kind named by `type`:

- `attempt`: an answer as it was given (`uuid`, `at`, `pack`, `item`, `kind`, `pack_version`, `answer`: indexes of
  options in file order or the typed text, `correct`, `confidence`: `sure`, `unsure` or empty, `seconds`, `mode`);
- `retraction`: an answer that was taken back (`attempt`: its uuid, `at`);
- `flag`, `report`, `reading`: marks (flagged or not; a question said to be wrong; the section read last);
- `bookmark`, `own_note`: what was marked and written in the margin (`kind` and `name` of the spot; of a spot's records
  the newest counts);
- `mock`: a mock exam with its `answers`; `lab_run`: a run of a lab with its journal;
- `lab_attempt`: how a try at a lab ended (`outcome`: `solved`, `given up`, `reset` or `failed`; `goals_met` of `goals`;
  `hints`: rungs shown for each goal); `challenge`: a hands-on challenge with its `labs` and their verdicts
  (`[goal, met, reason]`).

Times are ISO 8601 with a time zone. Settings are not in it. The order of records means nothing; unknown fields and
types are refused, because a file of a newer version is not to be read by halves.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated, Any, Literal, TypeAlias

import msgspec

from tutor.progress.columns import json_text, time_text
from tutor.study.lab_reviews import LabMode, Outcome  # noqa: TC001 (msgspec reads the annotation)

FORMAT = "lpic-tutor-progress"
VERSION = 1

Time: TypeAlias = Annotated[datetime, msgspec.Meta(tz=True)]
Count: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=2**31)]
Seconds: TypeAlias = Annotated[float, msgspec.Meta(ge=0)]
Typed: TypeAlias = tuple[Count, ...] | str
Confidence: TypeAlias = Literal["sure", "unsure", ""]
Row: TypeAlias = dict[str, Any]
"""A record as it lies in the database, with `type`; its parts (`PARTS`) are lists of such rows without."""
PARTS = frozenset({"answers", "labs"})


class _Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", kw_only=True):
    pass


class AttemptLine(_Line, frozen=True, tag="attempt"):
    uuid: str
    at: Time
    pack: str
    item: str
    kind: str
    pack_version: str
    answer: Typed
    correct: bool
    confidence: Confidence
    seconds: Seconds
    mode: Literal["practice", "review", "placement", "mock", "cram"]


class RetractionLine(_Line, frozen=True, tag="retraction"):
    attempt: str
    at: Time


class FlagLine(_Line, frozen=True, tag="flag"):
    pack: str
    item: str
    flagged: bool
    at: Time


class ReportLine(_Line, frozen=True, tag="report"):
    uuid: str
    at: Time
    pack: str
    item: str
    pack_version: str
    reason: str


class ReadingLine(_Line, frozen=True, tag="reading"):
    pack: str
    topic: str
    section: str
    at: Time


class _MarginLine(_Line, frozen=True):
    uuid: str
    at: Time
    pack: str
    kind: Literal["section", "question"]
    name: str


class BookmarkLine(_MarginLine, frozen=True, tag="bookmark"):
    marked: bool


class OwnNoteLine(_MarginLine, frozen=True, tag="own_note"):
    text: str


class MockAnswerPart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    number: Count
    item: str
    layout: tuple[Count, ...]
    answer: Typed | None
    confidence: Confidence
    flagged: bool
    seconds: Seconds
    answered_at: Time | None


class MockLine(_Line, frozen=True, tag="mock"):
    uuid: str
    pack: str
    pack_version: str
    title: str
    started_at: Time
    seconds_total: Seconds
    seconds_left: Seconds
    position: Count
    finished_at: Time | None
    discarded_at: Time | None
    answers: tuple[MockAnswerPart, ...]


class LabRunLine(_Line, frozen=True, tag="lab_run"):
    uuid: str
    pack: str
    lab: str
    pack_version: str
    started_at: Time
    updated_at: Time
    seconds: Seconds
    journal: tuple[Any, ...]
    stages_met: Count
    goals_met: tuple[str, ...]
    hints: dict[str, Count]
    solution_shown: bool
    solved_at: Time | None
    closed_at: Time | None


class LabAttemptLine(_Line, frozen=True, tag="lab_attempt"):
    uuid: str
    at: Time
    pack: str
    lab: str
    pack_version: str
    run: str
    mode: LabMode
    outcome: Outcome
    goals: Count
    goals_met: tuple[str, ...]
    hints: dict[str, Count]
    solution_shown: bool
    seconds: Seconds


class ChallengeLabPart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    number: Count
    lab: str
    begun_at: Time | None
    seconds: Seconds
    journal: tuple[Any, ...]
    stages_met: Count
    verdicts: tuple[tuple[str, bool, str], ...]


class ChallengeLine(_Line, frozen=True, tag="challenge"):
    uuid: str
    pack: str
    pack_version: str
    title: str
    seed: Count
    started_at: Time
    seconds_total: Seconds
    seconds_left: Seconds
    position: Count
    finished_at: Time | None
    discarded_at: Time | None
    labs: tuple[ChallengeLabPart, ...]


Line: TypeAlias = (
    AttemptLine
    | RetractionLine
    | FlagLine
    | ReportLine
    | ReadingLine
    | BookmarkLine
    | OwnNoteLine
    | MockLine
    | LabRunLine
    | LabAttemptLine
    | ChallengeLine
)
_JSON = frozenset({"answer", "layout", "journal", "goals_met", "hints", "verdicts"})
"""Columns that hold JSON text."""


def line_of(row: Row) -> Line:
    """The line that tells a row."""
    line: Line = msgspec.convert(_told(row), Line, strict=False)
    return line


def _told(row: Row) -> Row:
    told = {name: json.loads(value) if name in _JSON and value is not None else value for name, value in row.items()}
    return told | {name: [_told(part) for part in told[name]] for name in PARTS & told.keys()}


def row_of(line: Line) -> Row:
    """The row that a line tells. Raises ValueError or OverflowError for a moment that no calendar has."""
    return {"type": line.__struct_config__.tag, **_kept(line)}


def _kept(line: Line | MockAnswerPart | ChallengeLabPart) -> Row:
    row: Row = {}
    for name in line.__struct_fields__:
        value = getattr(line, name)
        if name in _JSON:
            value = None if value is None else json_text(value)
        elif name in PARTS:
            value = [_kept(part) for part in value]
        elif isinstance(value, datetime):
            value = time_text(value)
        elif isinstance(value, bool):
            value = int(value)
        row[name] = value
    return row
