"""Trying a block of the notes: the sandbox it needs, and what becomes of its lines there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutor.labs.laboratory import PROOF_START, UnknownCluster
from tutor.labs.verify import SEED, SetupFailed, prepare
from tutor.library.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tutor.labs.laboratory import Bench, Laboratory
    from tutor.library.notes import CodeBlock
    from tutor.library.reading import Reading
    from tutor.library.tryout import TryOut
    from tutor.shell.drive import Outcome


@dataclass(frozen=True, slots=True)
class Tried:
    """One line of a block, carried out."""

    line: str
    outcome: Outcome
    wanted: int
    """The exit status it is to have."""

    @property
    def failure(self) -> str:
        """Why it is not as it should be, or empty."""
        if self.outcome.status == self.wanted:
            return ""
        said = self.outcome.stderr.strip() or self.outcome.stdout.strip()
        return f"`{self.line}` ends with {self.outcome.status}, not {self.wanted}: {said}"


def prepared(needs: TryOut, laboratory: Laboratory, *, seed: int = SEED, start: int = PROOF_START) -> Bench:
    """The sandbox, at rest, with the right terminal in front. Raises SetupFailed, UnknownCluster."""
    bench = prepare(needs, laboratory, seed=seed, start=start)
    if needs.on:
        bench.terminal.current = needs.on
    return bench


def carried_out(block: CodeBlock, laboratory: Laboratory) -> Iterator[Tried]:
    """The lines of an offered block, one after the other in its sandbox, each until the cluster is at rest.

    Raises SetupFailed, UnknownCluster.
    """
    needs = block.prepared
    bench = prepared(needs, laboratory)
    host = needs.on or bench.hosts[0]
    for number, line in enumerate(block.offer.lines):
        outcome = bench.run(f"{host}$ {line}")
        bench.settle()
        yield Tried(line, outcome, needs.ends[number] if number < len(needs.ends) else 0)


def trouble_with(block: CodeBlock, laboratory: Laboratory) -> str:
    """What keeps an offered block from being tried, or empty."""
    needs = block.prepared
    known = {host.name for host in laboratory.clusters.get(needs.cluster, ())}
    strange = sorted({*needs.swarm, *needs.files, *([needs.on] if needs.on else [])} - known) if known else []
    if strange:
        return f"there is no host {strange[0]} in cluster {needs.cluster}"
    try:
        return next((tried.failure for tried in carried_out(block, laboratory) if tried.failure), "")
    except (SetupFailed, UnknownCluster) as error:
        return str(error)


def block_problems(reading: Reading, laboratory: Laboratory) -> Iterator[Problem]:
    """Every block of the notes that is offered and cannot be tried."""
    for topic, notes in reading.notes.items():
        for section in notes.sections:
            for block in section.code:
                trouble = trouble_with(block, laboratory) if block.offer else ""
                if trouble:
                    problem, file = f"cannot be tried: {trouble}", reading.notes_file(topic)
                    yield Problem(file, block.line, problem, "a sandbox in which its lines work")
