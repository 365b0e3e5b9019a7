"""A question said in sentences, an answer read from a line, and after it the reason for every option."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutor.library.question import FillIn
from tutor.plain.prose import one_paragraph, paragraphs

if TYPE_CHECKING:
    from tutor.library.pack import Pack
    from tutor.plain.talk import Talk
    from tutor.session.item import Item, ShownOption
    from tutor.study.attempt import Answer, Confidence
    from tutor.study.grade import Grade

INDENT = "   "
_UNSURE = re.compile(r"(.*\S)?\s*(?<=\s)\?\s*")
"""An answer, and a question mark that stands alone behind it."""
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six")


class NoAnswer(ValueError):
    """A line that cannot be an answer to this question; the message says what could."""


@dataclass(frozen=True, slots=True)
class Given:
    answer: Answer
    confidence: Confidence


def say_question(talk: Talk, item: Item, heading: str) -> None:
    """Heading, stem, exhibit, options with their letters."""
    talk.say(f"\n{heading}")
    for paragraph in paragraphs(item.question.stem.strip()):
        talk.say(paragraph)
    if item.question.exhibit is not None:
        talk.say("Shown with it:")
        talk.show(item.question.exhibit.text)
        talk.say("End of what is shown.")
    for shown in item.options:
        talk.say(f"{shown.letter}. {one_paragraph(shown.option.text)}")


def prompt(item: Item, ask_confidence: bool) -> str:
    """What is wanted, in one line."""
    if isinstance(item.question, FillIn):
        what = "Type the answer"
    elif item.choose > 1:
        what = f"Choose {_NUMBERS[item.choose] if item.choose < len(_NUMBERS) else item.choose} letters"
    else:
        what = "Choose one letter"
    return f"{what}{', and a space and ? behind it when you are not sure' if ask_confidence else ''}:"


def read_answer(line: str, item: Item, ask_confidence: bool) -> Given:
    """The answer in a line: letters in any case and with any commas and spaces, or text. Raises NoAnswer."""
    confidence: Confidence = "sure" if ask_confidence else ""
    words = line.strip()
    unsure = _UNSURE.fullmatch(words) if ask_confidence else None
    if unsure:
        words, confidence = (unsure[1] or "").strip(), "unsure"
    if not words:
        raise NoAnswer("Nothing was typed.")
    if isinstance(item.question, FillIn):
        return Given(words, confidence)
    return Given(_letters(words, item), confidence)


def _letters(words: str, item: Item) -> tuple[int, ...]:
    known = {shown.letter: shown.index for shown in item.options}
    typed = [one for one in words.upper() if one not in " ,.;+&"]
    unknown = [one for one in typed if one not in known]
    if unknown or not typed:
        raise NoAnswer(f"The letters are {', '.join(known)}.")
    chosen = tuple(sorted({known[one] for one in typed}))
    if item.choose == 1 and len(chosen) > 1:
        raise NoAnswer("Only one letter is wanted.")
    return chosen


def say_answer(item: Item, answer: Answer) -> str:
    """An answer as it would be typed."""
    if isinstance(answer, str):
        return answer
    return ", ".join(shown.letter for shown in item.options if shown.index in answer)


def say_verdict(talk: Talk, item: Item, answer: Answer, grade: Grade, pack: Pack) -> None:
    """Right or wrong, the reason for every option, what would have been right, the source."""
    talk.say("Right." if grade.correct else f"Wrong{f': {one_paragraph(grade.reason)}' if grade.reason else '.'}")
    if isinstance(item.question, FillIn):
        talk.say(f"Right is: {grade.model_answer or item.question.answers[0]}")
    say_reasons(talk, item, answer, pack)


def say_reasons(talk: Talk, item: Item, answer: Answer, pack: Pack) -> None:
    """Why, for every option, and the source. `()` is no answer."""
    question = item.question
    if isinstance(question, FillIn):
        for paragraph in paragraphs(question.why):
            talk.say(paragraph)
    for shown in item.options:
        _say_option(talk, shown, not isinstance(answer, str) and shown.index in answer)
    dated = f", as of {question.as_of}" if question.as_of else ""
    talk.say(f"Source: {pack.source(question.source).title}{dated}")


def _say_option(talk: Talk, shown: ShownOption, chosen: bool) -> None:
    verdict = "right" if shown.option.correct else "wrong"
    talk.say(f"{shown.letter} is {verdict}{', your answer' if chosen else ''}: {one_paragraph(shown.option.text)}")
    for paragraph in paragraphs(shown.option.why):
        talk.say(paragraph, INDENT)
