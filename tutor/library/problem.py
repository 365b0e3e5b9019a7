"""What is wrong with a content file: where, what, and what would be right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding. `line` counts from 1; 0 means the file (or folder) as a whole."""

    file: Path
    line: int
    problem: str
    expected: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else str(self.file)
        return f"{place}: {self.problem}; expected {self.expected}"


class ContentError(Exception):
    """Content that cannot be used; `str()` is one line for the author."""

    for_the_user = True

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem

    @property
    def file(self) -> Path:
        return self.problem.file

    @property
    def line(self) -> int:
        return self.problem.line

    @property
    def expected(self) -> str:
        return self.problem.expected
