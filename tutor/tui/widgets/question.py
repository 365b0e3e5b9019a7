"""A question as blocks: stem, exhibit, options with their signs, and after the answer every reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from tutor.library.question import FillIn
from tutor.tui.glyphs import CHOSEN, OPEN, RIGHT, WRONG
from tutor.tui.prose import code_blocks, inline, prose
from tutor.tui.widgets.paper import BLANK, Block, indented, text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tutor.session.item import Item, ShownOption
    from tutor.study.attempt import Answer
    from tutor.study.grade import Grade

KIND_WORDS = {"single": "One answer", "multiple": "Several answers", "fill": "Type the answer"}
MARGIN = 6
"""Cells before an option's text: cursor, sign, letter."""


def question_blocks(item: Item) -> list[Block]:
    """Stem and exhibit."""
    blocks = list(prose(item.question.stem.strip()))
    exhibit = item.question.exhibit
    if exhibit is not None:
        blocks += [BLANK, *code_blocks(exhibit.text, exhibit.lang)]
    return [*blocks, BLANK]


def option_blocks(item: Item, chosen: Iterable[int]) -> list[Block]:
    """The options of an open question, the chosen ones with a filled sign."""
    taken = set(chosen)
    return [_option(shown, CHOSEN if shown.index in taken else OPEN, shown.index in taken) for shown in item.options]


def _option(shown: ShownOption, sign: str, strong: bool, style: str = "") -> Block:
    head = Content.assemble((f" {sign} ", style or ("$primary" if strong else "$quiet")), (f"{shown.letter}  ", "bold"))
    action = f"screen.choose({shown.letter.lower()!r})"
    words = inline(shown.option.text)
    return Block(words.stylize("bold") if strong else words, head, Content(" " * MARGIN), action=action)


def answered_blocks(item: Item, answer: Answer | None, grade: Grade) -> list[Block]:
    """The verdict, every option with its reason, and for typed answers what would have been right."""
    question = item.question
    verdict = _verdict(grade)
    if isinstance(question, FillIn):
        typed = answer if isinstance(answer, str) else ""
        blocks = [verdict, BLANK, _pair("You typed", typed or "nothing")]
        blocks.append(_pair("Right is", grade.model_answer or question.answers[0]))
        if len(question.answers) > 1 and question.judge == "words":
            blocks.append(text(f"{len(question.answers) - 1} other spellings count, too.", "$quiet"))
        return [*blocks, BLANK, *prose(question.why)]
    chosen = set(answer or ()) if not isinstance(answer, str) else set()
    blocks = [verdict, BLANK]
    for shown in item.options:
        blocks += _reasoned(shown, shown.index in chosen)
    return blocks


def _verdict(grade: Grade) -> Block:
    words = (
        Content.styled(f"{RIGHT} Right", "bold $success")
        if grade.correct
        else Content.styled(f"{WRONG} Wrong", "bold $error")
    )
    if grade.reason and not grade.correct:
        words = Content.assemble(words, ": ", inline(grade.reason))
    return Block(words)


def _reasoned(shown: ShownOption, chosen: bool) -> list[Block]:
    """An option after the answer: right or wrong, whether it was chosen, and why."""
    sign, style = (RIGHT, "$success") if shown.option.correct else (WRONG, "$error")
    block = _option(shown, sign, chosen, style)
    mark = Content.styled("  your answer", "$accent") if chosen else Content()
    first = Block(block.content + mark, block.first, block.rest)
    return [first, *indented(prose(shown.option.why), MARGIN), BLANK]


def _pair(name: str, value: str) -> Block:
    head = Content.styled(f"{name:<10} ", "$quiet")
    return Block(Content.styled(value, "bold"), head, Content(" " * head.cell_length))
