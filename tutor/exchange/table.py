"""`export csv`: the question bank as a table, one line for each question."""

from __future__ import annotations

import csv
from string import ascii_uppercase
from typing import TYPE_CHECKING

from tutor.library.question import FillIn
from tutor.session.question_page import section_words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tutor.library.pack import Pack
    from tutor.library.question import Question

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""
MOST_OPTIONS = 8
COLUMNS = (
    *("slug", "topic", "area", "section", "notes", "kind", "form", "difficulty", "stem", "exhibit"),
    *(f"option {letter}" for letter in ascii_uppercase[:MOST_OPTIONS]),
    *("right", "why", "source", "as of"),
)


def write_csv(pack: Pack, topics: Sequence[str], file: Path) -> int:
    """RFC 4180 in UTF-8; how many questions. A cell that a spreadsheet would take for a formula begins with `'`.

    Raises OSError.
    """
    questions = [question for topic in topics for question in pack.topic(topic).questions]
    with file.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(COLUMNS)
        writer.writerows([safe_cell(cell) for cell in _row(question, pack)] for question in questions)
    return len(questions)


def safe_cell(text: str) -> str:
    """Text that stays text in a spreadsheet."""
    return f"'{text}" if text.startswith(FORMULA) else text


def _row(question: Question, pack: Pack) -> list[str]:
    head = [question.slug, question.topic, question.area, question.section, section_words(question, pack)]
    head += [question.kind, question.form, str(question.difficulty), question.stem.strip()]
    head.append(question.exhibit.text if question.exhibit else "")
    source = [pack.source(question.source).title, question.as_of]
    if isinstance(question, FillIn):
        return [*head, *[""] * MOST_OPTIONS, "\n".join(question.answers), question.why.strip(), *source]
    options = [option.text for option in question.options]
    options += [""] * (MOST_OPTIONS - len(options))
    right = ", ".join(ascii_uppercase[index] for index in question.key)
    whys = "\n".join(f"{ascii_uppercase[n]}: {' '.join(one.why.split())}" for n, one in enumerate(question.options))
    return [*head, *options, right, whys, *source]
