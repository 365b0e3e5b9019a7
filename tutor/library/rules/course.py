"""The course of labs: chapters, their order, and that they practise what the notes teach."""

from __future__ import annotations

import shlex
from itertools import pairwise
from typing import TYPE_CHECKING

from tutor.library.lab import split_line
from tutor.library.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tutor.library.lab import Lab
    from tutor.library.reading import Placed, Reading

FEWEST_MISTAKES = 2
GROUPS = frozenset({"swarm", "node", "service", "stack", "secret", "config", "network"})
"""Groups of docker commands whose every command that the notes show is needed by some lab."""


def chapters(reading: Reading) -> Iterator[Problem]:
    """Each lab is in a chapter and has a place of its own there; a chapter opens guided and closes with a challenge."""
    pack = reading.pack
    if pack is None or not pack.value.chapters:
        return
    by_chapter: dict[str, list[Placed[Lab]]] = {chapter.slug: [] for chapter in pack.value.chapters}
    for placed in reading.labs:
        if placed.value.chapter not in by_chapter:
            known = ", ".join(by_chapter)
            yield placed.problem(f"unknown chapter `{placed.value.chapter}`", f"one of {known}", "chapter")
        else:
            by_chapter[placed.value.chapter].append(placed)
    for index, chapter in enumerate(pack.value.chapters):
        labs = sorted(by_chapter[chapter.slug], key=lambda placed: placed.value.order)
        if not labs:
            yield pack.problem(f"chapter `{chapter.slug}` has no lab", "labs that name it", "chapters", index)
            continue
        for before, after in pairwise(labs):
            if before.value.order == after.value.order:
                taken = f"order {after.value.order} is taken by `{before.value.slug}`"
                yield after.problem(taken, "a place of its own", "order")
        if labs[0].value.form != "guided":
            yield labs[0].problem(f"chapter `{chapter.slug}` opens with this lab", "`form: guided`", "form")
        if labs[-1].value.form != "challenge":
            yield labs[-1].problem(f"chapter `{chapter.slug}` closes with this lab", "`form: challenge`", "form")


def forms(reading: Reading) -> Iterator[Problem]:
    """A guided lab explains each goal and has one at a time; every lab knows at least two mistakes."""
    if reading.pack is None or not reading.pack.value.chapters:
        return
    for placed in reading.labs:
        lab = placed.value
        if len(lab.mistakes) < FEWEST_MISTAKES:
            yield placed.problem(f"{len(lab.mistakes)} mistakes", f"at least {FEWEST_MISTAKES}", "mistakes")
        if lab.form != "guided":
            continue
        earned = [(index, goal) for index, goal in enumerate(lab.goals) if not goal.keep]
        if len({goal.stage for _, goal in earned}) != len(earned):
            yield placed.problem("two goals of a guided lab share a stage", "a goal at a time", "goals")
        for index, goal in earned:
            if not goal.explain.strip():
                told = f"goal `{goal.slug}` of a guided lab explains nothing"
                yield placed.problem(told, "what to know for it", "goals", index)


def commands(reading: Reading) -> Iterator[Problem]:
    """Every Swarm command that the notes show is typed in some lab's set-up or solution."""
    if reading.pack is None or not reading.pack.value.chapters:
        return
    practised = {command for placed in reading.labs for command in _of_lab(placed.value)}
    told: set[str] = set()
    for topic, notes in reading.notes.items():
        for section in notes.sections:
            for block in section.code:
                for line in block.commands:
                    for command in sorted(_swarm_commands(line) - practised - told):
                        told.add(command)
                        file = reading.notes_file(topic)
                        yield Problem(file, block.line, f"no lab needs `{command}`", "a lab whose solution types it")


def _of_lab(lab: Lab) -> set[str]:
    lines = [*lab.setup, *(step for solution in lab.solutions for step in solution.steps)]
    return {command for line in lines for command in _swarm_commands(split_line(line, "")[1])}


def _swarm_commands(line: str) -> set[str]:
    """`docker service scale` and the like, wherever they stand in a line (behind pipes and in `$( )`, too)."""
    try:
        words = shlex.split(line.replace("$(", " ").replace("`", " "), comments=True)
    except ValueError:
        words = line.split()
    words = [word.strip("();|&") for word in words]
    found = set()
    for first, group, command in zip(words, words[1:], words[2:], strict=False):
        if first == "docker" and group in GROUPS and command.replace("-", "").isalpha() and command.islower():
            found.add(f"docker {group} {command}")
    return found


RULES = (chapters, forms, commands)
