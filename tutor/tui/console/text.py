"""Text on its way to a terminal's screen: made harmless, and cut at the edge as a terminal does it."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal, NamedTuple, TypeAlias

from rich.cells import cell_len, get_character_cell_size

Kind: TypeAlias = Literal["output", "prompt", "typed", "note"]


class Piece(NamedTuple):
    """A stretch of one line that is drawn in one way. Plain text, never markup."""

    text: str
    kind: Kind = "output"


Line: TypeAlias = tuple[Piece, ...]

TAB = 8
_SEQUENCE = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor movement
    r"|\x1b[\]PX^_].*?(?:\x07|\x1b\\|$)"  # OSC, DCS and their like, up to their end
    r"|\x1b[ -/]*[0-~]"  # two characters
    r"|\x9b[0-?]*[ -/]*[@-~]",
    re.DOTALL,
)
_SUSPECT = re.compile(r"[^\n\r\t -~]")
_INVISIBLE = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"})
"""Categories that a terminal might obey, or that turn the reading order around."""


def harmless(text: str) -> str:
    """Without escape sequences; other control characters become visible (`^G`). `\\n`, `\\r`, `\\t` stay."""
    if "\x1b" in text or "\x9b" in text:
        text = _SEQUENCE.sub("", text)
    return _SUSPECT.sub(_visible, text)


def _visible(match: re.Match[str]) -> str:
    sign = match[0]
    if sign < " " or sign == "\x7f":
        return f"^{chr(ord(sign) ^ 64)}"
    if unicodedata.category(sign) in _INVISIBLE:
        return "?"
    return sign


def expand_tabs(text: str, column: int = 0) -> str:
    """Tabs as blanks up to the next eighth column; the text begins at `column`."""
    return (" " * column + text).expandtabs(TAB)[column:] if "\t" in text else text


def plain(line: Line) -> str:
    """Its words alone."""
    return "".join(piece.text for piece in line)


def width_of(text: str) -> int:
    """Cells that a text takes."""
    return len(text) if text.isascii() else cell_len(text)


def fold(line: Line, width: int) -> list[Line]:
    """The line cut into rows of at most `width` cells; an empty line is one empty row."""
    if sum(width_of(piece.text) for piece in line) <= width:
        return [line]
    rows: list[Line] = []
    row: list[Piece] = []
    room = width
    for piece in line:
        rest = piece.text
        while rest:
            count = _fitting(rest, room)
            if count:
                row.append(Piece(rest[:count], piece.kind))
                room -= width_of(rest[:count])
                rest = rest[count:]
            if rest:
                rows.append(tuple(row))
                row, room = [], width
                if not _fitting(rest, room):
                    rest = "?" + rest[1:]  # wider than the whole screen
    return [*rows, tuple(row)] if row else rows


def _fitting(text: str, room: int) -> int:
    """How many characters of the text fit."""
    if text.isascii():
        return min(len(text), max(room, 0))
    used = 0
    for number, sign in enumerate(text):
        used += get_character_cell_size(sign)
        if used > room:
            return number
    return len(text)
