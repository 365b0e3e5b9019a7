"""Choosing a stretch of what a terminal shows, by keys. Knows neither keys nor a screen.

Rows are what fits the width; a line that is longer goes on in the next row, and is one line again when it is copied.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence

_WORD = re.compile(r"\S+")
Mode: TypeAlias = Literal["", "signs", "lines"]


class Row(NamedTuple):
    """One row of the screen. `ends`: its line ends here."""

    text: str
    ends: bool = True


class Spot(NamedTuple):
    """A row and a character in it, from 0."""

    row: int
    column: int


_START = Spot(0, 0)


def stretch(rows: Sequence[Row], start: Spot, end: Spot) -> str:
    """The text from `start` up to and without `end`; beyond a row's end counts as its end."""
    if not rows:
        return ""
    first, last = max(start.row, 0), min(end.row, len(rows) - 1)
    parts = []
    for number in range(first, last + 1):
        text = rows[number].text
        left = start.column if number == start.row else 0
        right = end.column if number == end.row else len(text)
        parts.append(text[left:right].rstrip() if rows[number].ends else text[left:right])
        if rows[number].ends and number < last:
            parts.append("\n")
    return "".join(parts)


@dataclass(slots=True)
class Selecting:
    """A cursor among rows and, once it was begun, a selection up to it."""

    rows: Sequence[Row]
    row: int = 0
    column: int = 0
    mode: Mode = ""
    anchor: Spot = _START

    @property
    def cursor(self) -> Spot:
        return Spot(self.row, self.column)

    # ------------------------------------------------------------------ moving
    def _length(self) -> int:
        return len(self.rows[self.row].text) if self.rows else 0

    def move(self, rows: int, columns: int = 0) -> None:
        """By so many rows and characters, as far as there is something."""
        self.row = min(max(self.row + rows, 0), max(len(self.rows) - 1, 0))
        self.column = min(max(self.column + columns, 0), max(self._length() - (0 if self.mode else 1), 0))

    def home(self) -> None:
        self.column = 0

    def end(self) -> None:
        self.column = max(self._length() - 1, 0)

    def top(self) -> None:
        self.row = self.column = 0

    def bottom(self) -> None:
        self.row, self.column = max(len(self.rows) - 1, 0), 0

    def next_word(self) -> None:
        """To the next word, on a row below if this one has no more."""
        for row in range(self.row, len(self.rows)):
            after = self.column if row == self.row else -1
            for match in _WORD.finditer(self.rows[row].text):
                if match.start() > after:
                    self.row, self.column = row, match.start()
                    return

    def word_before(self) -> None:
        for row in range(self.row, -1, -1):
            before = self.column if row == self.row else len(self.rows[row].text) + 1
            starts = [match.start() for match in _WORD.finditer(self.rows[row].text) if match.start() < before]
            if starts:
                self.row, self.column = row, starts[-1]
                return

    # ------------------------------------------------------------------ selecting
    def select(self, mode: Mode) -> None:
        """Begin a selection here; the same once more ends it, the other kind changes it."""
        if self.mode == "":
            self.anchor = self.cursor
        self.mode = "" if self.mode == mode else mode

    @property
    def span(self) -> tuple[Spot, Spot]:
        """From where up to and without where; without a selection the whole line that the cursor is in."""
        first, last = sorted((self.anchor, self.cursor)) if self.mode else (self.cursor, self.cursor)
        if self.mode == "signs":
            return first, Spot(last.row, last.column + 1)
        return self._whole_lines(first.row, last.row)

    def _whole_lines(self, first: int, last: int) -> tuple[Spot, Spot]:
        while first > 0 and not self.rows[first - 1].ends:
            first -= 1
        while last < len(self.rows) - 1 and not self.rows[last].ends:
            last += 1
        return Spot(first, 0), Spot(last, len(self.rows[last].text) if self.rows else 0)

    def marked(self, row: int) -> tuple[int, int] | None:
        """Which characters of a row are selected."""
        if not self.mode:
            return None
        start, end = self.span
        if not start.row <= row <= end.row:
            return None
        return (start.column if row == start.row else 0, end.column if row == end.row else len(self.rows[row].text))

    @property
    def text(self) -> str:
        """What would be copied."""
        return stretch(self.rows, *self.span)
