"""Questions that answer each other: the typed answer of one stands in the words of another."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tutor.library.question import FillIn

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tutor.library.question import Question

LEAST = 4
"""Characters below which an answer is too common a word to give anything away."""


def told_apart(questions: Iterable[Question]) -> dict[str, frozenset[str]]:
    """For each question (by slug) the others that must not be in the same paper, both ways round."""
    asked = list(questions)
    words = [(question.slug, one_line(shown(question))) for question in asked]
    pairs: dict[str, set[str]] = {}
    for question in asked:
        if not isinstance(question, FillIn):
            continue
        for answer in question.answers:
            for slug in _where_it_stands(one_line(answer), words):
                if slug != question.slug:
                    pairs.setdefault(question.slug, set()).add(slug)
                    pairs.setdefault(slug, set()).add(question.slug)
    return {slug: frozenset(others) for slug, others in pairs.items()}


def shown(question: Question) -> str:
    """Everything that a candidate reads before answering."""
    parts = [question.stem, question.exhibit.text if question.exhibit else ""]
    if not isinstance(question, FillIn):
        parts += [option.text for option in question.options]
    return " ".join(parts)


def one_line(text: str) -> str:
    return " ".join(text.casefold().split())


def _where_it_stands(answer: str, words: Iterable[tuple[str, str]]) -> list[str]:
    """Slugs of the texts that have the answer as a whole phrase."""
    if len(answer) < LEAST:
        return []
    phrase = re.compile(rf"(?<![\w-]){re.escape(answer)}(?![\w-])")
    return [slug for slug, text in words if answer in text and phrase.search(text)]
