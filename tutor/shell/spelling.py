"""A command that was mistyped: which one was meant?"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

ALIKE = 0.7
"""How much of two names must agree, as difflib's ratio, for one to be offered for the other."""
MOST = 3
_WORDS = ("[", "[[", ":", ".")


def not_found(name: str, known: Iterable[str]) -> str:
    """What the shell says of a command that does not exist, with the nearest ones where some are near."""
    names = [one for one in known if one not in _WORDS]
    near = get_close_matches(name, names, n=MOST, cutoff=ALIKE)
    if near:
        return f"Command '{name}' not found, did you mean: {', '.join(near)}"
    return f"bash: {name}: command not found"
