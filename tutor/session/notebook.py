"""What a learner marks and writes beside the notes and the questions, in one place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutor.progress.records import Spot

if TYPE_CHECKING:
    from tutor.library.pack import Pack
    from tutor.progress.margin import Margin
    from tutor.session.clock import Clock

LONGEST_NOTE = 500
"""Characters; longer ones are cut."""


def section_spot(topic: str, section: str) -> Spot:
    """A section of the notes."""
    return Spot("section", f"{topic}/{section}")


def question_spot(slug: str) -> Spot:
    """A question of the bank."""
    return Spot("question", slug)


@dataclass(frozen=True, slots=True)
class Entry:
    """A spot that is bookmarked, has a note, or both."""

    spot: Spot
    title: str
    """In words; the spot's name when the pack has it no longer."""
    bookmarked: bool
    note: str
    there: bool = True
    """Whether the pack (still) has it: progress outlives content."""


class Notebook:
    """One pack's bookmarks and own notes. Methods that write raise ProgressError."""

    def __init__(self, margin: Margin, pack: Pack, clock: Clock) -> None:
        self._margin, self._pack, self._clock = margin, pack, clock
        self._bookmarks = margin.bookmarks(pack.slug)
        self._notes = margin.notes(pack.slug)

    def bookmarked(self, spot: Spot) -> bool:
        return spot in self._bookmarks

    def toggle(self, spot: Spot) -> bool:
        """Set the bookmark or take it away; returns the new state."""
        marked = not self.bookmarked(spot)
        self._margin.bookmark(self._pack.slug, spot, marked, self._clock.now())
        self._bookmarks = self._margin.bookmarks(self._pack.slug)
        return marked

    def note(self, spot: Spot) -> str:
        """The learner's words, or empty."""
        return self._notes.get(spot, ("",))[0]

    def write(self, spot: Spot, text: str) -> None:
        """Keep a note on the spot; an empty one takes it away. The same again changes nothing."""
        words = plain(text)
        if words != self.note(spot):
            self._margin.write(self._pack.slug, spot, words, self._clock.now())
            self._notes = self._margin.notes(self._pack.slug)

    def entries(self) -> list[Entry]:
        """All there is: sections in the order of the notes, then questions in that of the bank, then what is gone."""
        spots = self._bookmarks.keys() | self._notes.keys()
        known = [spot for spot in self._every_spot() if spot in spots]
        gone = sorted(spots - set(known), key=lambda spot: (spot.kind, spot.name))
        return [self._entry(spot) for spot in known] + [self._entry(spot, there=False) for spot in gone]

    def search(self, words: str) -> list[Entry]:
        """Entries in whose own note every word occurs (part of a word is enough, case does not count)."""
        wanted = words.casefold().split()
        if not wanted:
            return []
        return [entry for entry in self.entries() if all(word in entry.note.casefold() for word in wanted)]

    def _every_spot(self) -> list[Spot]:
        topics = self._pack.topics
        sections = [section_spot(topic.slug, section.id) for topic in topics for section in topic.notes.sections]
        return [*sections, *map(question_spot, self._pack.questions)]

    def _entry(self, spot: Spot, *, there: bool = True) -> Entry:
        title = self._title(spot) if there else spot.name
        return Entry(spot, title, self.bookmarked(spot), self.note(spot), there)

    def _title(self, spot: Spot) -> str:
        if spot.kind == "question":
            question = self._pack.questions[spot.name]
            return f"{self._pack.topic(question.topic).title}: {' '.join(question.stem.split())}"
        topic, _, name = spot.name.partition("/")
        section = self._pack.section(topic, name)
        assert section is not None
        return f"{self._pack.topic(topic).title}: {section.title}"


def plain(text: str) -> str:
    """One line of what can be printed: no escape sequence and no line break is ever kept."""
    printable = "".join(sign if sign.isprintable() else " " for sign in text)
    return " ".join(printable.split())[:LONGEST_NOTE].rstrip()
