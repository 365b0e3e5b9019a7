"""Which questions a practice asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Which: TypeAlias = Literal["all", "due", "unseen", "missed", "flagged", "sure-wrong"]
WHICH: tuple[Which, ...] = ("all", "due", "unseen", "missed", "flagged", "sure-wrong")


@dataclass(frozen=True, slots=True)
class Selection:
    """A filter. Empty fields do not filter."""

    which: Which = "all"
    topic: str = ""
    area: str = ""
    section: str = ""
    """Only together with `topic`."""
    items: tuple[str, ...] = ()
    """Exactly these questions (a list to drill), filtered further by the fields above."""
    limit: int = 0
    """At most so many; 0: all."""
