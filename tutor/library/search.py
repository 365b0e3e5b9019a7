"""Search in the notes: every word must occur; where it stands in a title counts more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tutor.library.notes import Section
    from tutor.library.pack import Pack

_AROUND = 60
"""Characters shown on each side of a hit."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A section that has every word, and the line around the first one."""

    section: Section
    snippet: str


def search(pack: Pack, words: str, limit: int = 50) -> list[Hit]:
    """Sections in which every word occurs (part of a word is enough, case does not count), best first."""
    wanted = words.casefold().split()
    if not wanted:
        return []
    found: list[tuple[int, int, Hit]] = []
    for number, section in enumerate(section for topic in pack.topics for section in topic.notes.sections):
        text, title = section.text.casefold(), section.title.casefold()
        if all(word in text for word in wanted):
            weight = sum(text.count(word) for word in wanted) + 100 * sum(word in title for word in wanted)
            found.append((-weight, number, Hit(section, _snippet(section, wanted[0]))))
    return [hit for _, _, hit in sorted(found, key=lambda entry: entry[:2])[:limit]]


def _snippet(section: Section, word: str) -> str:
    body = " ".join(section.text.split("\n", 1)[-1].split())
    at = max(body.casefold().find(word), 0)
    start, end = max(at - _AROUND, 0), at + len(word) + _AROUND
    return f"{'… ' if start else ''}{body[start:end].strip()}{' …' if end < len(body) else ''}"
