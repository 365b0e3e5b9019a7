"""Lines of the map: pieces of text with a style each, cut, padded and wrapped by cells. Plain text, never markup."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from rich.cells import set_cell_size

from tutor.tui.console.text import width_of
from tutor.tui.glyphs import ELLIPSIS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Piece(NamedTuple):
    """A stretch of one line. `style` in Textual's words: `bold $primary`."""

    text: str
    style: str = ""


Line: TypeAlias = tuple[Piece, ...]


def cells(line: Iterable[Piece]) -> int:
    """Cells that a line takes."""
    return sum(width_of(piece.text) for piece in line)


def cut(line: Line, room: int) -> Line:
    """At most that many cells; what does not fit ends in an ellipsis."""
    if cells(line) <= room:
        return line
    kept: list[Piece] = []
    room -= 1
    for text, style in line:
        taken = min(width_of(text), room)
        kept.append(Piece(text if taken == width_of(text) else set_cell_size(text, taken), style))
        room -= taken
        if room <= 0:
            break
    return (*kept, Piece(ELLIPSIS, kept[-1].style if kept else ""))


def padded(line: Line, room: int) -> Line:
    """Exactly that many cells."""
    missing = room - cells(line)
    if missing < 0:
        line = cut(line, room)
        missing = room - cells(line)
    return (*line, Piece(" " * missing)) if missing else line


def flow(items: Iterable[Line], width: int, gap: int = 2, indent: int = 0) -> list[Line]:
    """Items one behind the other, on as many lines as it takes; all but the first are indented."""
    lines: list[list[Piece]] = []
    room = 0
    between = Piece(" " * gap)
    for item in items:
        taken = cells(item)
        if lines and gap + taken <= room:
            lines[-1] += (between, *item)
            room -= gap + taken
            continue
        margin = (Piece(" " * indent),) if lines and indent else ()
        room = width - (indent if margin else 0)
        if taken > room:
            item = cut(item, max(room, 1))
            taken = room
        lines.append([*margin, *item])
        room -= taken
    return [tuple(line) for line in lines]


def words_of(line: Line) -> list[Line]:
    """Its words as items for `flow` with a gap of one."""
    return [(Piece(word, style),) for text, style in line for word in text.split()]


def beside(left: Sequence[Line], right: Sequence[Line], width: int, gap: int = 2) -> list[Line]:
    """Two columns; the left one is `width` cells wide."""
    rows = max(len(left), len(right))
    blank: Line = (Piece(" " * (width + gap)),)
    joined = []
    for row in range(rows):
        first = (*padded(left[row], width), Piece(" " * gap)) if row < len(left) else blank
        joined.append((*first, *right[row]) if row < len(right) else first)
    return joined


def plain(line: Line) -> str:
    """Its words alone."""
    return "".join(piece.text for piece in line)
