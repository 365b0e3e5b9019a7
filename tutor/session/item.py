"""A question as it lies before the learner: options in a shuffled order, each with its letter."""

from __future__ import annotations

from dataclasses import dataclass
from string import ascii_uppercase
from typing import TYPE_CHECKING

from tutor.library.question import FillIn

if TYPE_CHECKING:
    from random import Random

    from tutor.library.question import Option, Question


@dataclass(frozen=True, slots=True)
class ShownOption:
    """One line of the answer list."""

    letter: str
    index: int
    """In file order: this is what an answer names."""
    option: Option


@dataclass(frozen=True, slots=True)
class Item:
    """A question and the order of its options; the order is kept while the item is answered and graded."""

    question: Question
    order: tuple[int, ...] = ()

    @property
    def options(self) -> tuple[ShownOption, ...]:
        """Empty for a typed answer."""
        if isinstance(self.question, FillIn):
            return ()
        shown = zip(ascii_uppercase, self.order, strict=False)
        return tuple(ShownOption(letter, index, self.question.options[index]) for letter, index in shown)

    @property
    def choose(self) -> int:
        """How many options are to be chosen; 0 for a typed answer."""
        return 0 if isinstance(self.question, FillIn) else len(self.question.key)


def lay_out(question: Question, rng: Random) -> Item:
    """Shuffle the options, so that positions teach nothing."""
    if isinstance(question, FillIn):
        return Item(question)
    order = list(range(len(question.options)))
    rng.shuffle(order)
    return Item(question, tuple(order))
