"""Keys that can be guessed without knowledge: by an option's length, or by where the right one stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tutor.library.question import FillIn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tutor.library.problem import Problem
    from tutor.library.question import Choice
    from tutor.library.reading import Placed, Reading

TELLING_RATIO = 1.7
TELLING_DIFFERENCE = 25
"""A right option that is longer than every wrong one by this ratio and by so many characters gives itself away."""
ENOUGH = 20
"""Questions below which shares say nothing."""
MOST_LONGEST = 0.40
"""Share of questions in which the longest option may be right; chance alone gives a quarter."""
MOST_AT_ONE_PLACE = 0.40
"""Share of single choices whose key may stand at one place."""


def _choices(reading: Reading) -> Iterator[tuple[Placed[Any], Choice]]:
    for placed in reading.questions:
        if not isinstance(placed.value, FillIn):
            yield placed, placed.value


def _lengths(question: Choice) -> tuple[int, int]:
    """(shortest right option, longest wrong one), in characters."""
    right = [len(option.text.strip()) for option in question.options if option.correct]
    wrong = [len(option.text.strip()) for option in question.options if not option.correct]
    return min(right, default=0), max(wrong, default=0)


def telling_length(reading: Reading) -> Iterator[Problem]:
    """No single question's key stands out by its length."""
    for placed, question in _choices(reading):
        right, wrong = _lengths(question)
        if right > TELLING_RATIO * wrong and right - wrong > TELLING_DIFFERENCE:
            yield placed.problem(
                f"the right option has {right} characters, the longest wrong one {wrong}: length gives the key away",
                "options of similar length",
                "options",
            )


def longest_is_right(reading: Reading) -> Iterator[Problem]:
    """Over the whole bank, choosing the longest option does not pay."""
    lengths = [_lengths(question) for _, question in _choices(reading)]
    longest = sum(right > wrong for right, wrong in lengths)
    if reading.pack and len(lengths) >= ENOUGH and longest > MOST_LONGEST * len(lengths):
        yield reading.pack.problem(
            f"the right option is the longest in {longest} of {len(lengths)} questions",
            f"at most {MOST_LONGEST:.0%}",
        )


def key_positions(reading: Reading) -> Iterator[Problem]:
    """Over the whole bank, no place holds the key much more often than others."""
    places = [question.key[0] for _, question in _choices(reading) if question.kind == "single" and question.key]
    if not reading.pack or len(places) < ENOUGH:
        return
    for place in sorted(set(places)):
        count = places.count(place)
        if count > MOST_AT_ONE_PLACE * len(places):
            yield reading.pack.problem(
                f"the key stands at place {place + 1} in {count} of {len(places)} single choices",
                f"at most {MOST_AT_ONE_PLACE:.0%}",
            )


RULES = (telling_length, longest_is_right, key_positions)
