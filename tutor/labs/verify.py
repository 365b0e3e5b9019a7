"""Proving labs: the start leaves everything to do, every solution does it, every mistake is told what it is."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, TypeVar

from tutor.labs.goals import GoalJudge
from tutor.labs.laboratory import PROOF_START

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tutor.labs.goals import GoalState
    from tutor.labs.reader import EngineReader
    from tutor.library.lab import Lab, Mistake, Solution
    from tutor.shell.drive import Outcome

SEED = 305


class ProofBench(Protocol):
    """A cluster that a lab can be carried out on: a simulated one (`laboratory.Bench`), or a real one."""

    @property
    def readers(self) -> Mapping[str, EngineReader]:
        """What judges of goals read through, by host."""
        ...

    def run(self, line: str) -> Outcome:
        """Carry out a line (`HOST$ command`, or a command for the first host) to its end."""
        ...

    def settle(self) -> bool:
        """Wait until nothing changes any more; False when it never came to rest."""
        ...


BenchT = TypeVar("BenchT", bound=ProofBench, covariant=True)


class ProofLaboratory(Protocol[BenchT]):
    """What makes such clusters."""

    def bench(
        self,
        cluster: str,
        *,
        seed: int,
        start: int,
        managers: Sequence[str] = (),
        files: Mapping[str, Mapping[str, str]] | None = None,
    ) -> BenchT:
        """A fresh cluster, as `Laboratory.bench` makes it."""
        ...


@dataclass(slots=True)
class Proof:
    """What was proved, and what was not: one sentence for each failure."""

    labs: int = 0
    solutions: int = 0
    mistakes: int = 0
    failures: list[str] = field(default_factory=list)

    @property
    def closing_line(self) -> str:
        counts = f"{self.labs} labs, {self.solutions} solutions, {self.mistakes} mistakes"
        return f"{counts}: {f'{len(self.failures)} not proved' if self.failures else 'all proved'}"


class SetupFailed(Exception):
    """A line of a lab's setup did not succeed."""


class Prepared(Protocol):
    """What a sandbox is prepared from: a lab, or a block of the notes."""

    @property
    def cluster(self) -> str: ...
    @property
    def swarm(self) -> Sequence[str]:
        """Managers; empty: no swarm."""
        ...

    @property
    def files(self) -> Mapping[str, Mapping[str, str]]: ...
    @property
    def setup(self) -> Sequence[str]: ...


def prepare(lab: Prepared, laboratory: ProofLaboratory[BenchT], *, seed: int, start: int) -> BenchT:
    """The bench as a learner finds it: files, swarm and setup done, everything at rest.

    Raises SetupFailed with the line and what it said.
    """
    bench = laboratory.bench(lab.cluster, seed=seed, start=start, managers=lab.swarm, files=lab.files)
    for line in lab.setup:
        outcome = bench.run(line)
        if outcome.status:
            raise SetupFailed(f"setup `{line}` ends with {outcome.status}: {outcome.stderr.strip()}")
        bench.settle()
    return bench


def verify(labs: Iterable[Lab], laboratory: ProofLaboratory[ProofBench]) -> Proof:
    """Prove each lab on fresh benches."""
    proof = Proof()
    for lab in labs:
        proof.labs += 1
        try:
            proof.failures += _start_failures(lab, laboratory)
            for solution in lab.solutions:
                proof.solutions += 1
                proof.failures += _solution_failures(lab, solution, laboratory)
            for mistake in lab.mistakes:
                proof.mistakes += 1
                proof.failures += _mistake_failures(lab, mistake, laboratory)
        except SetupFailed as failure:
            proof.failures.append(f"{lab.slug}: {failure}")
    return proof


def _fresh(lab: Lab, laboratory: ProofLaboratory[ProofBench]) -> tuple[ProofBench, GoalJudge]:
    bench = prepare(lab, laboratory, seed=SEED, start=PROOF_START)
    return bench, GoalJudge(lab, bench.readers)


def _start_failures(lab: Lab, laboratory: ProofLaboratory[ProofBench]) -> list[str]:
    _, judge = _fresh(lab, laboratory)
    states = judge.look()
    failures = [
        f"{lab.slug}: goal {state.goal.slug} is met at the start, though it is to be earned"
        for state in states
        if state.met and not state.goal.keep
    ]
    if judge.stages_met:
        failures.append(f"{lab.slug}: the first stage is met at the start")
    return failures


def _solution_failures(lab: Lab, solution: Solution, laboratory: ProofLaboratory[ProofBench]) -> list[str]:
    name = f"{lab.slug}: solution {solution.title!r}"
    bench, judge = _fresh(lab, laboratory)
    states: list[GoalState] = []
    for line in solution.steps:
        outcome = bench.run(line)
        if outcome.status:
            return [f"{name}: `{line}` ends with {outcome.status}: {outcome.stderr.strip()}"]
        bench.settle()
        before = judge.stages_met
        states = judge.look()
        if judge.stages_met > before + 1:
            return [f"{name}: `{line}` meets two stages at once, the later one was nothing to do"]
    if judge.solved:
        return []
    return [f"{name} leaves goal {state.goal.slug} unmet: {state.reason}" for state in states if not state.met]


def _mistake_failures(lab: Lab, mistake: Mistake, laboratory: ProofLaboratory[ProofBench]) -> list[str]:
    name = f"{lab.slug}: mistake {mistake.title!r}"
    bench, judge = _fresh(lab, laboratory)
    states = judge.look()
    for line in mistake.steps:
        bench.run(line)
        bench.settle()
        states = judge.look()
    left = {state.goal.slug: state for state in states if not state.met}
    failures = [f"{name} was to leave goal {slug} unmet, but it is met" for slug in mistake.leaves if slug not in left]
    reasons = [left[slug].reason for slug in mistake.leaves if slug in left]
    if not failures and not _told(mistake.told, reasons):
        failures.append(f"{name} is not told {mistake.told!r}, but: {' | '.join(reasons)}")
    return failures


def _told(pattern: str, reasons: Sequence[str]) -> bool:
    return any(re.search(pattern, reason) for reason in reasons)
