"""A second language laid over the base one; what it lacks falls back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec

from tutor.library.notes import Notes
from tutor.library.question import FillIn, Near, Option

if TYPE_CHECKING:
    from tutor.library.notes import Section
    from tutor.library.question import Question, QuestionText


def overlay_question(question: Question, text: QuestionText) -> Question:
    """The question with the overlay's words. Keys, slugs and answers stay the base file's."""
    changed: dict[str, object] = {}
    if text.stem:
        changed["stem"] = text.stem
    if text.exhibit:
        changed["exhibit"] = text.exhibit
    if isinstance(question, FillIn):
        if text.why:
            changed["why"] = text.why
        if text.near:
            changed["near"] = tuple(Near(near.match, why) for near, why in zip(question.near, text.near, strict=True))
    elif text.options:
        changed["options"] = tuple(
            Option(words.text, option.correct, words.why)
            for option, words in zip(question.options, text.options, strict=True)
        )
    return msgspec.structs.replace(question, **changed)


def overlay_notes(base: Notes, translated: Notes | None) -> Notes:
    """The base notes with every section that the translation has, by id."""
    if translated is None:
        return base
    sections = tuple(_overlaid(section, translated.section(section.id)) for section in base.sections)
    return Notes(base.topic, translated.title or base.title, translated.intro or base.intro, sections)


def _overlaid(base: Section, translated: Section | None) -> Section:
    """The translation; of a block that is the same in both, what the base says of trying it holds, too."""
    if translated is None:
        return base
    said = {block.text: block.said for block in base.code}
    code = tuple(replace(block, said=block.said or said.get(block.text)) for block in translated.code)
    return replace(translated, code=code)
