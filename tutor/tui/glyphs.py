"""Signs that carry state, so that colour never has to; and how they look where only ASCII can be shown."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.filter import LineFilter

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.color import Color

RIGHT = "✓"
WRONG = "✗"
FLAG = "⚑"
BOOKMARK = "◆"
CHOSEN = "●"
OPEN = "○"
CURSOR = "›"
DOT = "·"
BAR = "│"
FULL = "█"
EMPTY = "░"
STARTING = "◐"
PREPARING = "◔"
STOPPING = "◌"
LOST = "?"
LEADER = "★"
ELLIPSIS = "…"

IN_ASCII = {
    RIGHT: "+", WRONG: "x", FLAG: "!", CHOSEN: "*", OPEN: "o", CURSOR: ">", DOT: "-", BAR: "|", FULL: "#", EMPTY: ".",
    STARTING: "~", PREPARING: ":", STOPPING: ",", LEADER: "^", ELLIPSIS: ".",
    "─": "-", "┌": "+", "┐": "+", "└": "+", "┘": "+", "├": "+", "┤": "+",
    "┬": "+", "┴": "+", "┼": "+", "━": "=", "┃": "|", "╭": "+", "╮": "+", "╰": "+", "╯": "+", "═": "=", "║": "|",
    "▔": "-", "▁": "_", "▊": "|", "▎": "|", "▏": "|", "▕": "|", "▌": "|", "▐": "|", "▀": "-", "▄": "_", "▼": "v",
    "▶": ">", "•": "*", "“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "\u00a0": " ", "×": "x", "→": ">",
    "↑": "^", "↓": "v", "✔": "+", "🔎": " ", "⏎": " ",
    "▂": " ", "▃": " ", "▅": " ", "▆": " ", "▇": " ", "▉": " ", "▋": " ", "▍": " ",
    BOOKMARK: "@", "▒": ":", "▓": "%", "┏": "+", "┓": "+", "┗": "+", "┛": "+",
}  # fmt: skip
"""One cell for one cell."""

VARIABLE = "LPIC_TUTOR_ASCII"
"""Set to 1 to draw with ASCII alone, to 0 to never do so."""


def ascii_wanted(environment: Mapping[str, str] = os.environ, encoding: str | None = None) -> bool:
    """Whether this terminal shows ASCII alone: old terminals, the plain Linux console, output that is not UTF-8."""
    asked = environment.get(VARIABLE, "")
    if asked in {"0", "1"}:
        return asked == "1"
    encoding = encoding or getattr(sys.__stdout__, "encoding", None) or "utf-8"
    return environment.get("TERM") in {"linux", "vt100", "vt220", "dumb"} or "utf" not in encoding.lower()


def as_ascii(text: str) -> str:
    """The same text in as many cells; a sign without a likeness becomes `?`."""
    if text.isascii():
        return text
    return "".join(sign if sign.isascii() else IN_ASCII.get(sign, "?") for sign in text)


class AsciiOnly(LineFilter):
    """Draws everything with ASCII, at the last moment."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002
        return [Segment(as_ascii(text), style, control) for text, style, control in segments]
