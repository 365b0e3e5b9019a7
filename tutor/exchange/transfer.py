"""From the database into a file and back: `progress export`, `import` and `merge`."""

from __future__ import annotations

import os
from collections import defaultdict
from contextlib import suppress
from typing import TYPE_CHECKING

import msgspec

from tutor.exchange.lines import FORMAT, PARTS, VERSION, Line, line_of, row_of
from tutor.exchange.union import identity, union

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path
    from typing import Any

    from tutor.exchange.lines import Row
    from tutor.progress.progress import Progress

_TABLES = {
    "attempt": "attempts",
    "retraction": "retractions",
    "flag": "flags",
    "report": "reports",
    "reading": "reading",
    "bookmark": "bookmarks",
    "own_note": "own_notes",
    "mock": "mocks",
    "lab_run": "lab_runs",
    "lab_attempt": "lab_attempts",
    "challenge": "challenges",
}
_PARTS = {"mock": ("answers", "mock_answers"), "challenge": ("labs", "challenge_labs")}
"""What a record's rows in a second table are called in its line; their first column is named as the record's kind."""


class UnusableLog(ValueError):
    """A file that is no log, or not one of this version; the message says where and why. Nothing was taken in."""

    for_the_user = True


class _Head(msgspec.Struct, frozen=True):
    type: str
    version: int


def log_of(progress: Progress) -> list[Row]:
    """Every record of the database. Raises ProgressError."""
    log = [{"type": kind, **row} for kind, table in _TABLES.items() for row in progress.rows.of(table)]
    for kind, (name, table) in _PARTS.items():
        parts: dict[str, list[Row]] = defaultdict(list)
        for part in progress.rows.of(table):
            parts[part.pop(kind)].append(part)
        for row in log:
            if row["type"] == kind:
                row[name] = parts[row["uuid"]]
    return log


def take_in(progress: Progress, *logs: Iterable[Row]) -> int:
    """Make the database the union of itself and the logs, all or nothing; how many records are new or newer."""
    own = {identity(row): row for row in log_of(progress)}
    merged = union(own.values(), *logs)
    changed = [row for name, row in merged.items() if own.get(name) != row]
    tables: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in changed:
        kind = row["type"]
        tables[_TABLES[kind]].append({name: row[name] for name in row.keys() - PARTS - {"type"}})
        if kind in _PARTS:
            name, table = _PARTS[kind]
            tables[table] += [{kind: row["uuid"], **part} for part in row[name]]
    progress.rows.put(tables)
    return len(changed)


def write_log(log: Iterable[Row], file: Path) -> int:
    """Write a log beside its place, then put it there whole; how many records. Raises OSError."""
    encode = msgspec.json.encode
    lines = [encode({"type": FORMAT, "version": VERSION}), *(encode(line_of(row)) for row in log)]
    put_whole(file, b"\n".join([*lines, b""]))
    return len(lines) - 1


def put_whole(file: Path, content: bytes) -> None:
    """Put a file in its place whole and on the disk, or leave there what was. Raises OSError that names the file."""
    part = file.with_name(f"{file.name}.part")
    try:
        with part.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(file)
    except OSError as error:
        with suppress(OSError):
            part.unlink()
        raise OSError(error.errno, error.strerror, str(file)) from error


def read_log(file: Path) -> list[Row]:
    """Raises UnusableLog, OSError."""
    lines = file.read_bytes().splitlines()
    try:
        head = msgspec.json.decode(lines[0] if lines else b"", type=_Head)
    except (msgspec.DecodeError, UnicodeDecodeError):
        head = _Head("", 0)
    if head.type != FORMAT:
        raise UnusableLog(f"{file}: this is no file that `lpic-tutor progress export` wrote")
    if head.version != VERSION:
        raise UnusableLog(f"{file}: it has version {head.version}, this lpic-tutor reads {VERSION}; update lpic-tutor")
    return [_row(file, number, line) for number, line in enumerate(lines[1:], 2) if line.strip()]


_DECODER: msgspec.json.Decoder[Line] = msgspec.json.Decoder(Line)


def _row(file: Path, number: int, line: bytes) -> Row:
    try:
        return row_of(_DECODER.decode(line))
    except (msgspec.DecodeError, ValueError, OverflowError) as error:
        raise UnusableLog(f"{file}:{number}: {error}. Nothing was taken in") from None


def take_in_files(progress: Progress, files: Sequence[Path]) -> int:
    """Every file is read before anything is written. Raises UnusableLog, OSError, ProgressError."""
    return take_in(progress, *[read_log(file) for file in files])
