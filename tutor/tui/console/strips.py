"""Styles over stretches of a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.strip import Strip

from tutor.tui.console.text import width_of

if TYPE_CHECKING:
    from rich.style import Style


def over(strip: Strip, style: Style) -> Strip:
    """With a style that wins over the strip's own."""
    return Strip(Segment.apply_style(strip, post_style=style), strip.cell_length)


def within(strip: Strip, start: int, end: int, style: Style) -> Strip:
    """With the style over the characters from `start` up to and without `end`; -1: to the end."""
    text = strip.text
    first = width_of(text[:start])
    last = strip.cell_length if end == -1 else width_of(text[:end])
    return Strip.join([strip.crop(0, first), over(strip.crop(first, last), style), strip.crop(last)])
