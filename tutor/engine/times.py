"""Moments as the Engine API writes them: RFC 3339 with nanoseconds, UTC.

Virtual time may run ahead of the clock that readers of the answers compare moments with. `for_a_clock_behind`
writes all moments as such a clock would have shown them, so that ages come out right.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SECOND = 1_000_000_000
NEVER = "0001-01-01T00:00:00Z"
"""Go's zero time."""
_BEHIND: ContextVar[int] = ContextVar("nanoseconds that the reader's clock is behind", default=0)


@contextmanager
def for_a_clock_behind(nanoseconds: int) -> Iterator[None]:
    """Moments written inside are for a reader whose clock is that far behind virtual time (less than 0: ahead)."""
    token = _BEHIND.set(nanoseconds)
    try:
        yield
    finally:
        _BEHIND.reset(token)


def shown(moment: int) -> int:
    """A virtual moment as the reader's clock shows it, in nanoseconds since the epoch."""
    return moment - _BEHIND.get()


def meant(moment: int) -> int:
    """The virtual moment that a moment on the reader's clock means."""
    return moment + _BEHIND.get()


def rfc3339(moment: int) -> str:
    """`2026-11-24T02:38:40.625602015Z`; trailing zeros of the fraction are left out, 0 is Go's zero time."""
    if not moment:
        return NEVER
    seconds, rest = divmod(shown(moment), SECOND)
    fraction = f".{rest:09d}".rstrip("0") if rest else ""
    return f"{_to_the_second(seconds)}{fraction}Z"


def rfc3339_seconds(moment: int) -> str:
    """Without a fraction of a second, as volumes have it."""
    return datetime.fromtimestamp(shown(moment) // SECOND, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def rfc3339_fixed(moment: int) -> str:
    """With all nine digits, as logs have it."""
    seconds, rest = divmod(shown(moment), SECOND)
    return f"{_to_the_second(seconds)}.{rest:09d}Z"


@lru_cache(maxsize=4096)
def _to_the_second(seconds: int) -> str:
    """Cached, for every table shows the same few moments again."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S")
