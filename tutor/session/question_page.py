"""A question as Markdown: as it is asked, and with what is right and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.library.question import FillIn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tutor.library.pack import Pack
    from tutor.library.question import Question
    from tutor.session.item import Item
    from tutor.study.attempt import Answer

ANSWER_LINE = "Answer: \\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_"


def question_lines(item: Item, heading: str) -> Iterator[str]:
    """As it is asked: stem, exhibit, options with their letters."""
    question = item.question
    yield from (f"### {heading}", "", question.stem.strip(), "")
    if question.exhibit:
        yield from (*fenced(question.exhibit.text, question.exhibit.lang), "")
    if isinstance(question, FillIn):
        yield from (ANSWER_LINE, "")
    else:
        yield from (f"- **{shown.letter}** {' '.join(shown.option.text.split())}" for shown in item.options)
        yield ""


def key_lines(item: Item, heading: str, pack: Pack) -> Iterator[str]:
    """What is right, the reason for every option, the section of the notes, the source."""
    question = item.question
    yield from (f"### {heading}: {right_words(item)}", "")
    if isinstance(question, FillIn):
        yield from (question.why.strip(), "")
        if others := other_answers(question):
            yield from (f"{others}.", "")
    else:
        for shown in item.options:
            verdict = "right" if shown.option.correct else "wrong"
            yield f"- **{shown.letter}** {verdict}: {' '.join(shown.option.why.split())}"
        yield ""
    dated = f", as of {question.as_of}" if question.as_of else ""
    yield f"Notes: {section_words(question, pack)}. Source: {pack.source(question.source).title}{dated}."
    yield ""


def fenced(text: str, language: str = "") -> Iterator[str]:
    """Lines between a fence that is longer than any in them."""
    fence = "```"
    while fence in text:
        fence += "`"
    yield from (f"{fence}{language}", *text.rstrip("\n").split("\n"), fence)


def right_words(item: Item) -> str:
    """`B, D`, or the model answer of a typed one, as code."""
    question = item.question
    if isinstance(question, FillIn):
        return code(question.answers[0])
    return ", ".join(shown.letter for shown in item.options if shown.option.correct)


def other_answers(question: FillIn) -> str:
    """What else counts as right, or nothing."""
    others = ", ".join(code(answer) for answer in question.answers[1:])
    return f"Right, too: {others}" if others else ""


def answer_words(item: Item, answer: Answer | None) -> str:
    """What was answered, in the same way."""
    if answer is None:
        return "not answered"
    if isinstance(answer, str):
        return code(answer)
    return ", ".join(shown.letter for shown in item.options if shown.index in answer)


def section_words(question: Question, pack: Pack) -> str:
    """`Docker Swarm, Rolling updates`."""
    section = pack.section(question.topic, question.section)
    title = pack.topic(question.topic).title
    return f"{title}, {section.title}" if section else title


def code(text: str) -> str:
    """Code in one line, whatever backticks it has."""
    line = " ".join(text.split())
    ticks = "`"
    while ticks in line:
        ticks += "`"
    space = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{ticks}{space}{line}{space}{ticks}"
