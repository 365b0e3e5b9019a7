"""Small questions to compose papers of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.library.question import FillIn, Option, SingleChoice

if TYPE_CHECKING:
    from tutor.library.question import Question


def choice(slug: str, stem: str = "Which?", topic: str = "a") -> Question:
    options = tuple(Option(text, correct=text == "right", why="because") for text in ("right", "wrong", "other"))
    return SingleChoice(
        slug=slug, form="recall", area="area", section="s", difficulty=1, stem=stem, source="x", topic=topic,
        options=options,
    )  # fmt: skip


def fill(slug: str, answers: tuple[str, ...], topic: str = "a") -> Question:
    return FillIn(
        slug=slug, form="recall", area="area", section="s", difficulty=1, stem="Type it.", source="x", topic=topic,
        answers=answers, why="because",
    )  # fmt: skip
