"""The glossary: terms, what they mean, and the section that explains them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable


class Term(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A word of the field."""

    term: str
    meaning: str
    """One or two plain sentences."""
    section: str
    """`topic/section` of the notes that explain it."""
    also: tuple[str, ...] = ()
    """Other names and abbreviations of the same thing, or of what is explained with it."""

    @property
    def names(self) -> tuple[str, ...]:
        """The term and its other names."""
        return (self.term, *self.also)


class GlossaryFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`glossary.yaml`: terms in the order of the alphabet."""

    terms: tuple[Term, ...]


def matching(terms: Iterable[Term], words: str) -> list[Term]:
    """Terms in whose names or meaning every word occurs (part of a word is enough, case does not count).

    First those with a name that begins with the words, then those with all words in their names, then the others.
    """
    wanted = words.casefold().split()
    typed = " ".join(wanted)
    found: list[tuple[int, Term]] = []
    for term in terms:
        names = [name.casefold() for name in term.names]
        if all(word in " ".join([*names, term.meaning.casefold()]) for word in wanted):
            in_name = all(word in " ".join(names) for word in wanted)
            rank = 0 if any(name.startswith(typed) for name in names) else 1 if in_name else 2
            found.append((rank, term))
    return [term for _, term in sorted(found, key=lambda entry: entry[0])]
