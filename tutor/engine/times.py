"""Moments as the Engine API writes them: RFC 3339 with nanoseconds, UTC."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache

SECOND = 1_000_000_000
NEVER = "0001-01-01T00:00:00Z"
"""Go's zero time."""


def rfc3339(moment: int) -> str:
    """`2026-11-24T02:38:40.625602015Z`; trailing zeros of the fraction are left out, 0 is Go's zero time."""
    if not moment:
        return NEVER
    seconds, rest = divmod(moment, SECOND)
    fraction = f".{rest:09d}".rstrip("0") if rest else ""
    return f"{_to_the_second(seconds)}{fraction}Z"


def rfc3339_fixed(moment: int) -> str:
    """With all nine digits, as logs have it."""
    seconds, rest = divmod(moment, SECOND)
    return f"{_to_the_second(seconds)}.{rest:09d}Z"


@lru_cache(maxsize=4096)
def _to_the_second(seconds: int) -> str:
    """Cached, for every table shows the same few moments again."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S")
