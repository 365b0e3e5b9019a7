"""The glossary: each name once, a meaning for each term, in the order of the alphabet."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tutor.library.problem import Problem
    from tutor.library.reading import Reading


def meanings(reading: Reading) -> Iterator[Problem]:
    """Every term has a name and a meaning."""
    for placed in reading.glossary:
        if not placed.value.term.strip():
            yield placed.problem("an empty term", "a word", "term")
        if not placed.value.meaning.strip():
            yield placed.problem(f"`{placed.value.term}` has no meaning", "what it means", "meaning")


def names(reading: Reading) -> Iterator[Problem]:
    """No name stands for two terms; upper and lower case do not tell names apart."""
    taken: dict[str, str] = {}
    for placed in reading.glossary:
        for name in placed.value.names:
            key = name.casefold()
            if key in taken:
                yield placed.problem(f"the name {name!r} is taken by `{taken[key]}`", "each name once")
            taken.setdefault(key, placed.value.term)


def order(reading: Reading) -> Iterator[Problem]:
    """Terms stand in the order of the alphabet, whatever their case."""
    for before, after in pairwise(reading.glossary):
        if after.value.term.casefold() < before.value.term.casefold():
            expected = f"the order of the alphabet: before `{before.value.term}`"
            yield after.problem(f"`{after.value.term}` is out of order", expected, "term")


RULES = (meanings, names, order)
