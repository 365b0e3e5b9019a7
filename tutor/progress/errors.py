"""What can be wrong with a learner's database, in words for the learner."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from pathlib import Path

Trouble: TypeAlias = Literal["damaged", "foreign", "newer", "locked", "unwritable", "full"]


class ProgressError(Exception):
    """A database that cannot be used now. Nothing in it was changed.

    `str()` is one line: the file, what is wrong, what to do.
    """

    for_the_user = True

    def __init__(self, file: Path, trouble: Trouble, problem: str, advice: str) -> None:
        super().__init__(f"{file}: {problem}. {advice}.")
        self.file = file
        self.trouble = trouble
        self.problem = problem
        self.advice = advice
