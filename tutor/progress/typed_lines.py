"""Lines typed at simulated terminals, kept between sessions: a text file beside the learner's database.

JSON Lines, each `["HOST", "LINE"]`, the oldest first. Nothing depends on it: a file that cannot be read or written
costs the history and nothing else, and `trouble` says so.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

LIMIT = 1000
"""Lines kept of each host."""
LONGEST = 4000
"""Characters of a line that is kept; what is longer was pasted."""
MOST_BYTES = 4 << 20
"""What is looked at of a file, from its end."""


class TypedLines:
    """What was typed on each host. The file is read when it is first asked for."""

    def __init__(self, file: Path, *, keeps: bool = True) -> None:
        """Without `keeps` nothing is written."""
        self.file = file
        self._keeps = keeps
        self.trouble = ""
        """Why lines are not kept, in a sentence; empty while they are."""
        self._lines: dict[str, list[str]] | None = None

    def of(self, host: str) -> tuple[str, ...]:
        """The lines of one host, the oldest first."""
        return tuple(self._known().get(host, ()))

    def add(self, host: str, line: str) -> None:
        """Keep a line, unless it is empty, very long, or the one before once more."""
        lines = self._known().setdefault(host, [])
        if not line.strip() or len(line) > LONGEST or lines[-1:] == [line]:
            return
        lines.append(line)
        del lines[:-LIMIT]
        self._write([_text(host, line)], os.O_APPEND)

    def forget(self, host: str) -> None:
        """`history -c` on that host."""
        self._known().pop(host, None)
        self._write_all()

    # ------------------------------------------------------------------ the file
    def _known(self) -> dict[str, list[str]]:
        if self._lines is None:
            self._lines = {}
            count = 0
            for host, line in self._read():
                self._lines.setdefault(host, []).append(line)
                count += 1
            for lines in self._lines.values():
                del lines[:-LIMIT]
            if count > 2 * sum(map(len, self._lines.values())) + LIMIT:
                self._write_all()
        return self._lines

    def _read(self) -> list[tuple[str, str]]:
        try:
            with self.file.open("rb") as file:
                file.seek(max(file.seek(0, os.SEEK_END) - MOST_BYTES, 0))
                data = file.read(MOST_BYTES)
        except FileNotFoundError:
            return []
        except OSError as error:
            self._fail("read", error)
            return []
        return [entry for text in data.split(b"\n") if (entry := _entry(text)) is not None]

    def _write_all(self) -> None:
        known = self._known()
        self._write([_text(host, line) for host, lines in known.items() for line in lines], os.O_TRUNC)

    def _write(self, texts: list[str], how: int) -> None:
        """Readable by its owner alone: passwords get typed by mistake. A file that could not be read is left alone."""
        if self.trouble or not self._keeps:
            return
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            place = os.open(self.file, os.O_WRONLY | os.O_CREAT | how, 0o600)
            with os.fdopen(place, "w", encoding="utf-8") as file:
                file.write("".join(texts))
        except OSError as error:
            self._fail("written", error)

    def _fail(self, what: str, error: OSError) -> None:
        reason = error.strerror or "unknown reason"
        self.trouble = f"What you type is not remembered: {self.file} cannot be {what} ({reason})."


def _text(host: str, line: str) -> str:
    return json.dumps([host, line]) + "\n"


def _entry(text: bytes) -> tuple[str, str] | None:
    """A line of the file; None for what is not one."""
    try:
        entry = json.loads(text)
    except (ValueError, RecursionError):
        return None
    match entry:
        case [str(host), str(line)]:
            return host, line
    return None
