"""What a terminal has shown so far: finished lines, the line still open, and the live area under them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.tui.console.text import Piece, expand_tabs, fold, harmless, plain, width_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tutor.tui.console.text import Kind, Line

LIMIT = 5000
"""Finished lines that are kept."""
_SLACK = 250
"""How many more there may be before the oldest are let go, all at once."""


class ScreenBuffer:
    """Lines of one terminal. `changes` grows with every change, so that a screen knows when to draw anew."""

    def __init__(self, limit: int = LIMIT) -> None:
        self.changes = 0
        self.live: tuple[Line, ...] = ()
        """Redrawn as a whole by the running command."""
        self._limit = limit
        self._lines: list[Line] = []
        self._open = ""
        self._width = 0
        self._rows: list[Line] = []
        self._heights: list[int] = []
        self._cleared = 0

    # ------------------------------------------------------------------ reading
    @property
    def lines(self) -> Sequence[Line]:
        """Finished ones, the oldest first."""
        return self._lines

    @property
    def open_line(self) -> Line:
        """What was written after the last line feed."""
        return (Piece(self._open),) if self._open else ()

    @property
    def text(self) -> str:
        """Everything that is finished, as words."""
        return "\n".join(plain(line) for line in self._lines)

    def rows(self, width: int) -> list[Line]:
        """The finished lines cut at a width; kept, so that asking again costs nothing."""
        if width != self._width:
            self._width = width
            self._rows, self._heights = [], []
        for line in self._lines[len(self._heights) :]:
            rows = fold(line, width)
            self._rows += rows
            self._heights.append(len(rows))
        return self._rows

    def row_ends(self, width: int) -> list[bool]:
        """For each of the rows, whether its line ends with it."""
        self.rows(width)
        return [number == height for height in self._heights for number in range(1, height + 1)]

    def cleared_rows(self, width: int) -> int:
        """How many of the rows lie above the last `clear`."""
        self.rows(width)
        return sum(self._heights[: self._cleared])

    # ------------------------------------------------------------------ writing
    def write(self, text: str) -> None:
        """Output of a command. Its live area, if there is one, stays below."""
        *finished, rest = harmless(text).replace("\r\n", "\n").split("\n")
        for part in finished:
            self._extend(part)
            self._finish((Piece(self._open),) if self._open else ())
        self._extend(rest)
        self._changed()

    def put(self, line: Iterable[Piece]) -> None:
        """A whole line of ours, behind what is open: the prompt with what was typed."""
        pieces = tuple(Piece(_one_line(piece.text), piece.kind) for piece in line)
        self._finish((*self.open_line, *(piece for piece in pieces if piece.text)))
        self._changed()

    def note(self, text: str, kind: Kind = "note") -> None:
        """A line of its own that no command wrote."""
        if self._open:
            self._finish(self.open_line)
        self.put([Piece(text, kind)])

    def redraw(self, lines: Iterable[str], *, keep: bool) -> None:
        """Another live area; `keep` makes finished lines of it."""
        self.live = tuple((Piece(expand_tabs(_one_line(line))),) for line in lines)
        if keep:
            self.keep_live()
        self._changed()

    def keep_live(self) -> None:
        """The live area ends; its lines stay."""
        if self.live:
            if self._open:
                self._finish(self.open_line)
            for line in self.live:
                self._finish(line)
            self.live = ()
            self._changed()

    def clear(self) -> None:
        """Begin at the top of an empty screen. What was before can still be scrolled back to."""
        self._cleared = len(self._lines)
        self.live = ()
        self._changed()

    def forget(self) -> None:
        """As new."""
        self._lines, self._rows, self._heights = [], [], []
        self._open, self.live, self._cleared = "", (), 0
        self._changed()

    # ------------------------------------------------------------------ inside
    def _changed(self) -> None:
        self.changes += 1

    def _extend(self, text: str) -> None:
        """Behind the open line; a carriage return goes back to its beginning and writes over it."""
        first, *overwriting = text.split("\r")
        self._open += expand_tabs(first, width_of(self._open))
        for part in overwriting:
            part = expand_tabs(part)
            self._open = part + self._open[len(part) :]

    def _finish(self, line: Line) -> None:
        self._open = ""
        self._lines.append(line)
        if len(self._lines) > self._limit + _SLACK:
            self._let_go(len(self._lines) - self._limit)

    def _let_go(self, count: int) -> None:
        del self._lines[:count]
        known = self._heights[:count]
        del self._rows[: sum(known)]
        del self._heights[: len(known)]
        self._cleared = max(self._cleared - count, 0)


def _one_line(text: str) -> str:
    """Of a text that must not break the line."""
    return harmless(text).replace("\r", "").replace("\n", " ")
