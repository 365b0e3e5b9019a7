"""Column layout and shortened texts as the docker client prints them.

Source: Go `text/tabwriter` as the client uses it (minwidth 10, tab width 1, padding 3), docker/cli
`cli/command/formatter/displayutils.go`.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

TRUNCATED = 12
_NUMBERS = re.compile(r"(\d+)")


def align(text: str, *, minimum: int = 10, padding: int = 3) -> str:
    """Lay out lines of tab-terminated cells in columns, as `text/tabwriter` does.

    A column is a run of neighbouring lines that have a tab there; the text behind a line's last tab
    belongs to no column.
    """
    lines = [line.split("\t") for line in text.split("\n")]
    out = [""] * len(lines)
    _layout(lines, out, 0, len(lines), 0, minimum, padding)
    return "\n".join(out)


def _layout(lines: list[list[str]], out: list[str], start: int, end: int, column: int, least: int, pad: int) -> None:
    at = start
    while at < end:
        if column >= len(lines[at]) - 1:
            out[at] += lines[at][-1]
            at += 1
            continue
        block = at
        while block < end and column < len(lines[block]) - 1:
            block += 1
        width = max(least, *(display_width(lines[n][column]) + pad for n in range(at, block)))
        for n in range(at, block):
            cell = lines[n][column]
            out[n] += cell + " " * (width - display_width(cell))
        _layout(lines, out, at, block, column + 1, least, pad)
        at = block


def display_width(text: str) -> int:
    """Columns a text takes on a screen; East Asian wide characters take two."""
    if text.isascii():
        return len(text)
    return sum(_character_width(character) for character in text)


def _character_width(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def ellipsis(text: str, width: int) -> str:
    """`text` cut to `width` columns, the last of them `…`."""
    if width <= 0:
        return ""
    if width == 1:
        return text[:1]
    if display_width(text) <= width:
        return text
    used, kept = 0, []
    for character in text:
        used += _character_width(character)
        if used > width - 1:
            break
        kept.append(character)
    return "".join(kept) + "…"


def short_id(identifier: str, *, truncate: bool = True) -> str:
    """The first 12 characters; a digest's algorithm is dropped first."""
    if not truncate:
        return identifier
    return identifier.removeprefix("sha256:")[:TRUNCATED]


def natural_key(name: str) -> tuple[tuple[int, int, str], ...]:
    """Sort key in which numbers count as numbers: `web.2` before `web.10`."""
    parts = _NUMBERS.split(name)
    return tuple((0, int(part), part) if n % 2 else (1, 0, part) for n, part in enumerate(parts) if part)


def naturally(names: Iterable[str]) -> list[str]:
    return sorted(names, key=natural_key)


def pretty(word: str) -> str:
    """First letter upper, the others lower case: `Ready`."""
    return word[:1].upper() + word[1:].lower() if len(word) > 1 else word.lower()
