"""Questions that are nearly the same, and sections that nobody asks about."""

from __future__ import annotations

import re
from itertools import combinations
from typing import TYPE_CHECKING

from tutor.library.problem import Problem
from tutor.library.question import FillIn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tutor.library.question import Question
    from tutor.library.reading import Reading

ALIKE = 0.8
"""Share of common words (of all words of both) from which two questions count as the same."""


def near_duplicates(reading: Reading) -> Iterator[Problem]:
    """No two questions of a topic ask the same thing in nearly the same words."""
    by_topic: dict[str, list[tuple[int, frozenset[str]]]] = {}
    for index, placed in enumerate(reading.questions):
        by_topic.setdefault(placed.value.topic, []).append((index, _words(placed.value)))
    for entries in by_topic.values():
        for (first, words), (second, others) in combinations(entries, 2):
            common = len(words & others)
            if common >= ALIKE * len(words | others):
                twin = reading.questions[first].value.slug
                yield reading.questions[second].problem(f"nearly the same question as `{twin}`", "another one", "stem")


def _words(question: Question) -> frozenset[str]:
    """What makes the question: its stem, what it shows, and what can be answered."""
    parts = [question.stem, question.exhibit.text if question.exhibit else ""]
    if isinstance(question, FillIn):
        parts.append(question.answers[0] if question.answers else "")
    else:
        parts += [option.text for option in question.options]
    return frozenset(re.findall(r"[\w.-]+", " ".join(parts).casefold()))


def unasked_sections(reading: Reading) -> Iterator[Problem]:
    """Every section of the notes is asked about by a question, or practised by a lab."""
    used = {(placed.value.topic, placed.value.section) for placed in reading.questions}
    for placed in reading.labs:
        used |= {(topic, section) for topic, _, section in (name.partition("/") for name in placed.value.sections)}
    for topic, notes in reading.notes.items():
        for section in notes.sections:
            if (topic, section.id) not in used:
                file = reading.notes_file(topic)
                yield Problem(file, section.line, f"nothing asks about section `{section.id}`", "a question or a lab")


RULES = (near_duplicates, unasked_sections)
