"""How fast virtual time passes."""

from __future__ import annotations

import math

FASTEST = 1000


def speed_of(text: str) -> float:
    """Virtual seconds in one second; 0 stops time. Raises ValueError with what to write instead."""
    try:
        speed = float(text)
    except ValueError:
        speed = math.nan
    if not 0 <= speed <= FASTEST:
        raise ValueError(f"a speed is a number from 0 to {FASTEST}, not {text!r}")
    return speed
