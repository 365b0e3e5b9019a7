"""Words of questions: reasons that teach, stems that say what they want, nothing twice."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tutor.library.question import FillIn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tutor.library.problem import Problem
    from tutor.library.question import Choice, Near
    from tutor.library.reading import Placed, Reading

_NUMBERS = {2: "two", 3: "three", 4: "four", 5: "five"}
_CHOOSE = re.compile(r"\(Choose (\w+)\.\)\s*\Z")
_EMPTY_TALK = frozenset(
    re.findall(
        r"\w+",
        """a an the this that these it is are was be not no does do and or of to in on for with by as which because so
        here option answer choice statement correct incorrect right wrong true false yes""",
    )
)
_ABOVE = re.compile(r"\b(?:all|none|both|neither) of the (?:above|options|others)\b", re.IGNORECASE)
_NEW_WORDS = 2
"""Words that a reason must bring which neither the option nor the stem has."""


def reasons(reading: Reading) -> Iterator[Problem]:
    """Every option and every typed answer has a why that says more than the option itself."""
    for placed in reading.questions:
        question = placed.value
        if isinstance(question, FillIn):
            if not question.why.strip():
                yield placed.problem("no why", "why the answer is right", "why")
            for index, near in enumerate(question.near):
                if not near.why.strip():
                    yield placed.problem("a near miss without a why", "what is wrong with it", "near", index, "why")
            continue
        for index, option in enumerate(question.options):
            if not option.why.strip():
                yield placed.problem("an option without a why", "what it really is or does", "options", index, "why")
            elif len(_words(option.why) - _words(f"{option.text} {question.stem}") - _EMPTY_TALK) < _NEW_WORDS:
                yield placed.problem(
                    f"the why only restates: {option.why.strip()!r}", "a reason that teaches", "options", index, "why"
                )


def _words(text: str) -> set[str]:
    return set(re.findall(r"[a-z0-9]+", text.casefold()))


def stems(reading: Reading) -> Iterator[Problem]:
    """A stem says how many to choose where several are right, and only there. No stem stands twice."""
    first: dict[str, str] = {}
    for placed in reading.questions:
        question = placed.value
        if not question.stem.strip():
            yield placed.problem("an empty stem", "the question", "stem")
            continue
        asked = " ".join(f"{question.stem} {question.exhibit.text if question.exhibit else ''}".casefold().split())
        if asked in first:
            yield placed.problem(f"the same question as `{first[asked]}`", "another question", "stem")
        first.setdefault(asked, question.slug)
        if not isinstance(question, FillIn):
            yield from _choose(placed, question)


def _choose(placed: Placed[Any], question: Choice) -> Iterator[Problem]:
    said = _CHOOSE.search(question.stem)
    if question.kind == "single":
        if said:
            yield placed.problem("a single choice that says how many to choose", "a stem without it", "stem")
        return
    wanted = f"(Choose {_NUMBERS.get(len(question.key), len(question.key))}.)"
    if said is None or said[0].strip() != wanted:
        yield placed.problem("the stem does not end with the number of right options", wanted, "stem")


def options(reading: Reading) -> Iterator[Problem]:
    """Options differ from each other and stand alone."""
    for placed in reading.questions:
        question = placed.value
        if isinstance(question, FillIn):
            continue
        seen: set[str] = set()
        for index, option in enumerate(question.options):
            text = " ".join(option.text.split())
            if not text:
                yield placed.problem("an empty option", "text", "options", index, "text")
            elif text in seen:
                yield placed.problem(f"the option {text!r} a second time", "another one", "options", index, "text")
            elif _ABOVE.search(text):
                yield placed.problem(f"the option {text!r}", "one that says something itself", "options", index, "text")
            seen.add(text)


def answers(reading: Reading) -> Iterator[Problem]:
    """No accepted answer stands twice, and no near miss fits one."""
    for placed in reading.questions:
        question = placed.value
        if not isinstance(question, FillIn):
            continue
        accepted = [" ".join(answer.split()) for answer in question.answers]
        for index, answer in enumerate(accepted):
            if answer.casefold() in {one.casefold() for one in accepted[:index]}:
                yield placed.problem(f"the answer {answer!r} a second time", "each once", "answers", index)
        for index, near in enumerate(question.near):
            taken = next((answer for answer in accepted if _fits(near, answer)), None)
            if taken is not None:
                yield placed.problem(
                    f"this near miss fits the right answer {taken!r}", "wrong ones only", "near", index
                )


def _fits(near: Near, answer: str) -> bool:
    try:
        return near.fits(answer)
    except re.error:  # told by integrity.keys
        return False


def dates(reading: Reading) -> Iterator[Problem]:
    """`as_of` is a month."""
    for placed in reading.questions:
        if placed.value.as_of and not re.fullmatch(r"20\d\d-(?:0[1-9]|1[0-2])", placed.value.as_of):
            yield placed.problem(f"as_of {placed.value.as_of!r}", "year and month: 2026-11", "as_of")


RULES = (reasons, stems, options, answers, dates)
