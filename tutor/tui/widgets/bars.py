"""Shares, amounts and days as signs that can be read without colour, and in ASCII."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from tutor.study.score import percent
from tutor.tui.glyphs import CHOSEN, DOT, EMPTY, FULL

if TYPE_CHECKING:
    from tutor.study.score import Score

WIDTH = 16
"""Cells of a bar from 0 to 100 %."""
LEVELS = (DOT, EMPTY, "▒", "▓", FULL)
"""Nothing, and the quarters of a full amount."""


def interval_bar(score: Score, width: int = WIDTH) -> Content:
    """`░░░├───●──┤░░░░░`: the share and its interval; an empty track while a percentage would mislead."""
    cells = [EMPTY] * width
    if score.enough:
        low, point, high = (
            min(int(share * width), width - 1) for share in (score.interval.low, score.share, score.interval.high)
        )
        cells[low : high + 1] = "─" * (high + 1 - low)
        cells[low], cells[high] = "├", "┤"
        cells[point] = CHOSEN
    return Content.styled("".join(cells), "$primary" if score.enough else "$quiet")


def brief(score: Score) -> str:
    """`14 of 20: 70 % (48 to 85 %)`, or why there is no percentage."""
    if not score.answers:
        return "no answers yet"
    counted = f"{score.correct} of {score.answers}"
    if not score.enough:
        return f"{counted}: not enough answers yet"
    return f"{counted}: {percent(score.share)} ({round(score.interval.low * 100)} to {percent(score.interval.high)})"


def amount_bar(parts: tuple[tuple[int, str], ...], most: int, width: int) -> Content:
    """Amounts side by side, each with its sign, `most` of them filling the width; something is never nothing."""
    cells = ""
    for amount, sign in parts:
        cells += sign * (max(round(amount * width / most), 1) if amount else 0)
    return Content.styled(cells[:width].ljust(width), "$primary")


def level(amount: int, full: int) -> str:
    """One sign for a day: nothing, up to a quarter of `full`, … , all of it."""
    if not amount:
        return LEVELS[0]
    return LEVELS[min(1 + amount * 3 // max(full, 1), 4)]
