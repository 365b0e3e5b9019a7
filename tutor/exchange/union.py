"""The union of logs. It is the same in any order and any number of times: of two tellings of one record the one that
ranks higher is kept, and ranks are total."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from tutor.progress.columns import json_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tutor.exchange.lines import Row

Identity: TypeAlias = tuple[str, ...]
Log: TypeAlias = "dict[Identity, Row]"

_NAMED_BY = {
    "attempt": ("uuid",),
    "retraction": ("attempt",),
    "flag": ("pack", "item"),
    "report": ("uuid",),
    "reading": ("pack", "topic"),
    "bookmark": ("uuid",),
    "own_note": ("uuid",),
    "mock": ("uuid",),
    "lab_run": ("uuid",),
    "lab_attempt": ("uuid",),
    "challenge": ("uuid",),
}


def identity(row: Row) -> Identity:
    """What makes two rows tellings of one record."""
    return (row["type"], *(row[name] for name in _NAMED_BY[row["type"]]))


def rank(row: Row) -> tuple[Any, ...]:
    """The later telling ranks higher; a mock or challenge that has ended higher than one that runs.

    Equal ranks are equal rows.
    """
    match row["type"]:
        case "mock" | "challenge":
            newest: tuple[Any, ...] = (row["finished_at"] or "", row["discarded_at"] or "", -row["seconds_left"])
        case "lab_run":
            newest = (row["updated_at"],)
        case _:
            newest = (row["at"],)
    return (*newest, json_text(sorted(row.items())))


def union(*logs: Iterable[Row]) -> Log:
    """All records of all logs."""
    merged: Log = {}
    for log in logs:
        for row in log:
            name = identity(row)
            if name not in merged or rank(row) > rank(merged[name]):
                merged[name] = row
    return merged
