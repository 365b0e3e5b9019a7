"""Checks packs: every problem at once, in file order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutor.library.packs import find_packs
from tutor.library.reading import read_pack
from tutor.library.rules import course, giveaways, glossary, integrity, ladders, likeness, prose, targets, wording

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tutor.library.problem import Problem
    from tutor.library.reading import Reading

ROOMS = (integrity, wording, giveaways, prose, ladders, course, likeness, targets, glossary)
RULES = tuple(rule for room in ROOMS for rule in room.RULES)


@dataclass(frozen=True, slots=True)
class LintReport:
    """What a lint found."""

    packs: tuple[Path, ...]
    """Folders that were checked. None is a failure, too."""
    problems: tuple[Problem, ...]
    questions: int
    sections: int
    labs: int

    @property
    def clean(self) -> bool:
        return bool(self.packs) and not self.problems

    @property
    def summary(self) -> str:
        """The last line of the report."""
        if not self.packs:
            return "no pack found: expected a folder with pack.yaml"
        found = f"{len(self.problems)} problems" if len(self.problems) != 1 else "1 problem"
        held = f"{self.sections} sections, {self.questions} questions, {self.labs} labs"
        packs = "1 pack" if len(self.packs) == 1 else f"{len(self.packs)} packs"
        return f"{packs}, {held}: {found if self.problems else 'no problems'}"


def lint(roots: Iterable[Path]) -> LintReport:
    """Check every pack in these folders (each a pack, or a folder of packs)."""
    folders = tuple(find_packs(roots))
    readings = [read_pack(folder) for folder in folders]
    return LintReport(
        packs=folders,
        problems=tuple(problem for reading in readings for problem in problems_of(reading)),
        questions=sum(len(reading.questions) for reading in readings),
        sections=sum(len(notes.sections) for reading in readings for notes in reading.notes.values()),
        labs=sum(len(reading.labs) for reading in readings),
    )


def lint_pack(root: Path) -> list[Problem]:
    """Every problem of the pack in this folder."""
    return problems_of(read_pack(root))


def problems_of(reading: Reading) -> list[Problem]:
    """Every problem of one pack, by file and line, each once."""
    found = [*reading.problems, *(problem for rule in RULES for problem in rule(reading))]
    return sorted(dict.fromkeys(found), key=lambda problem: (str(problem.file), problem.line, problem.problem))
