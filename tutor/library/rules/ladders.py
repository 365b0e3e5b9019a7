"""Labs, as far as their files alone can be checked; `labs verify` proves the rest."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tutor.library.lab import Expect, Goal
    from tutor.library.problem import Problem
    from tutor.library.reading import Placed, Reading

HINTS = 4
"""Concept, object, shape of the command, the command."""
_OPERATORS = {"not", "in", "min", "max", "matches", "same_as"}


def goals(reading: Reading) -> Iterator[Problem]:
    """Goals that are to be earned have four hints; every goal expects something; stages have no gap."""
    for placed in reading.labs:
        lab = placed.value
        if not any(not goal.keep for goal in lab.goals):
            yield placed.problem("no goal that is to be earned", "at least one", "goals")
        for index, goal in enumerate(lab.goals):
            yield from _goal(placed, index, goal)
        stages = sorted({goal.stage for goal in lab.goals})
        if stages != list(range(1, len(stages) + 1)):
            yield placed.problem(f"stages {', '.join(map(str, stages))}", "1, 2, … without a gap", "goals")


def _goal(placed: Placed[Any], index: int, goal: Goal) -> Iterator[Problem]:
    if not goal.expect:
        yield placed.problem(
            f"goal `{goal.slug}` expects nothing", "at least one expectation", "goals", index, "expect"
        )
    if not goal.keep and len(goal.hints) != HINTS:
        yield placed.problem(
            f"goal `{goal.slug}` has {len(goal.hints)} hints",
            "four: concept, object, shape of the command, the command",
            "goals",
            index,
            "hints",
        )
    for number, expect in enumerate(goal.expect):
        for trouble, expected in _expectation(expect):
            yield placed.problem(trouble, expected, "goals", index, "expect", number)


def _expectation(expect: Expect) -> Iterator[tuple[str, str]]:
    if not expect.get.startswith("/"):
        yield f"get {expect.get!r}", "a path of the Engine API: /nodes"
    for path, wanted in (*expect.among.items(), *expect.where.items()):
        for operator, operand in wanted.items() if isinstance(wanted, dict) else ():
            if operator not in _OPERATORS or len(wanted) != 1:
                yield f"`{path}` wants {operator!r}", f"one of {', '.join(sorted(_OPERATORS))}"
            elif operator == "matches" and (fault := _regex_fault(operand)):
                yield f"`{path}` matches {operand!r}: {fault}", "a Python regular expression"


def _regex_fault(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        return str(error)
    return ""


def ways(reading: Reading) -> Iterator[Problem]:
    """There is a solution, a mistake that is recognised, and a reason for what cannot be proved on a real swarm."""
    for placed in reading.labs:
        lab = placed.value
        if not lab.solutions:
            yield placed.problem("no solution", "at least one", "solutions")
        if not lab.mistakes:
            yield placed.problem("no mistake", "one that learners make", "mistakes")
        for index, mistake in enumerate(lab.mistakes):
            if not mistake.leaves:
                yield placed.problem(
                    "a mistake that leaves no goal unmet", "slugs of goals", "mistakes", index, "leaves"
                )
            if fault := _regex_fault(mistake.told):
                yield placed.problem(f"not a regular expression: {fault}", "a Python one", "mistakes", index, "told")
        if (lab.proof == "simulated") != bool(lab.proof_reason):
            yield placed.problem(
                "proof and its reason do not go together",
                "a proof_reason with `proof: simulated`, and only there",
                "proof",
            )


RULES = (goals, ways)
