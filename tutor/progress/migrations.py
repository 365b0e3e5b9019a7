"""The database's shape, one step for each version. A step that was released is never changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlite_utils import Database

Migration: TypeAlias = "Callable[[Database], None]"


def _first(db: Database) -> None:
    """Version 1. Times are ISO 8601 in UTC with microseconds, `answer`, `items` and the like are JSON."""
    db.table("attempts").create(
        {
            "uuid": str,
            "at": str,
            "pack": str,
            "item": str,
            "kind": str,
            "pack_version": str,
            "answer": str,
            "correct": int,
            "confidence": str,
            "seconds": float,
            "mode": str,
        },
        pk="uuid",
        not_null={"at", "pack", "item", "kind", "pack_version", "answer", "correct", "confidence", "seconds", "mode"},
    )
    db.table("attempts").create_index(["pack", "at"])
    # an attempt is never deleted: taking it back is a row of its own, so that logs can be merged
    db.table("retractions").create({"attempt": str, "at": str}, pk="attempt", not_null={"at"})
    db.table("reports").create(
        {"uuid": str, "at": str, "pack": str, "item": str, "pack_version": str, "reason": str}, pk="uuid"
    )
    db.table("flags").create({"pack": str, "item": str, "flagged": int, "at": str}, pk=("pack", "item"))
    db.table("settings").create({"name": str, "value": str, "at": str}, pk="name")
    db.table("reading").create({"pack": str, "topic": str, "section": str, "at": str}, pk=("pack", "topic"))
    _mocks(db)
    _lab_runs(db)


def _mocks(db: Database) -> None:
    db.table("mocks").create(
        {
            "uuid": str,
            "pack": str,
            "pack_version": str,
            "title": str,
            "started_at": str,
            "seconds_total": float,
            "seconds_left": float,
            "position": int,
            "finished_at": str,
            "discarded_at": str,
        },
        pk="uuid",
    )
    db.table("mock_answers").create(
        {
            "mock": str,
            "number": int,
            "item": str,
            "layout": str,
            "answer": str,
            "confidence": str,
            "flagged": int,
            "seconds": float,
            "answered_at": str,
        },
        pk=("mock", "number"),
        foreign_keys=[("mock", "mocks", "uuid")],
    )


def _lab_runs(db: Database) -> None:
    db.table("lab_runs").create(
        {
            "uuid": str,
            "pack": str,
            "lab": str,
            "pack_version": str,
            "started_at": str,
            "updated_at": str,
            "seconds": float,
            "journal": str,
            "stages_met": int,
            "goals_met": str,
            "hints": str,
            "solution_shown": int,
            "solved_at": str,
            "closed_at": str,
        },
        pk="uuid",
    )


def _bookmarks_and_notes(db: Database) -> None:
    """Version 2: what a learner marks and writes. Rows are added, never changed; the newest of a spot counts."""
    spot = {"uuid": str, "at": str, "pack": str, "kind": str, "name": str}
    for table, column in (("bookmarks", {"marked": int}), ("own_notes", {"text": str})):
        shape = {**spot, **column}
        db.table(table).create(shape, pk="uuid", not_null=set(shape) - {"uuid"})
        db.table(table).create_index(["pack", "at"])


def _sandboxes(db: Database) -> None:
    """Free sandboxes that go on where they were left."""
    shape = {"uuid": str, "name": str, "cluster": str, "swarm": int, "started_at": str, "updated_at": str}
    shape["journal"] = str
    db.table("sandboxes").create(shape, pk="uuid", not_null=set(shape) - {"uuid"})


def _lab_log_and_challenges(db: Database) -> None:
    """Version 4: how labs ended (rows are added, never changed), and hands-on challenges with their labs."""
    log = {
        "uuid": str,
        "at": str,
        "pack": str,
        "lab": str,
        "pack_version": str,
        "run": str,
        "mode": str,
        "outcome": str,
        "goals": int,
        "goals_met": str,
        "hints": str,
        "solution_shown": int,
        "seconds": float,
    }
    db.table("lab_attempts").create(log, pk="uuid", not_null=set(log) - {"uuid"})
    db.table("lab_attempts").create_index(["pack", "at"])
    db.table("challenges").create(
        {
            "uuid": str,
            "pack": str,
            "pack_version": str,
            "title": str,
            "seed": int,
            "started_at": str,
            "seconds_total": float,
            "seconds_left": float,
            "position": int,
            "finished_at": str,
            "discarded_at": str,
        },
        pk="uuid",
    )
    db.table("challenge_labs").create(
        {
            "challenge": str,
            "number": int,
            "lab": str,
            "begun_at": str,
            "seconds": float,
            "journal": str,
            "stages_met": int,
            "verdicts": str,
        },
        pk=("challenge", "number"),
        foreign_keys=[("challenge", "challenges", "uuid")],
    )


MIGRATIONS: tuple[Migration, ...] = (_first, _bookmarks_and_notes, _sandboxes, _lab_log_and_challenges)
