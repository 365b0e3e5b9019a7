"""What the real swarm said of the labs: kept in `proofs.json`, keyed by what was carried out."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from tests.real_engine.allowed import Refused, check_lab
from tutor.labs.verify import verify

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tutor.labs.laboratory import Laboratory
    from tutor.labs.verify import ProofBench, ProofLaboratory
    from tutor.library.lab import Expect, Lab

KEPT = Path(__file__).parent / "proofs.json"


def key_of(lab: Lab, laboratory: Laboratory) -> str:
    """A hash over everything that a proof rests on: hosts, set-up, expectations, steps.

    Wording does not count, nor what a mistake is `told`: that is made of the wording, and `labs verify` looks at it.
    """
    carried_out: dict[str, Any] = {
        "hosts": [[host.name, host.address, dict(host.extra)] for host in laboratory.clusters[lab.cluster]],
        "swarm": lab.swarm,
        "files": lab.files,
        "setup": lab.setup,
        "goals": [[goal.slug, goal.stage, goal.keep, [_judged(one) for one in goal.expect]] for goal in lab.goals],
        "solutions": [solution.steps for solution in lab.solutions],
        "mistakes": [[mistake.steps, mistake.leaves] for mistake in lab.mistakes],
    }
    return hashlib.sha256(json.dumps(carried_out, sort_keys=True).encode()).hexdigest()


def _judged(expect: Expect) -> dict[str, Any]:
    return {name: value for name, value in msgspec.to_builtins(expect).items() if name != "subject"}


@dataclass(slots=True)
class Proofs:
    """The kept results: slug -> key, engine, counts, failures."""

    file: Path = KEPT
    results: dict[str, dict[str, Any]] = field(default_factory=dict)

    @classmethod
    def kept(cls, file: Path = KEPT) -> Proofs:
        return cls(file, json.loads(file.read_text(encoding="utf-8")) if file.exists() else {})

    def stands(self, lab: Lab, laboratory: Laboratory) -> bool:
        """Whether the lab was proved as it is now."""
        result = self.results.get(lab.slug)
        return result is not None and result["key"] == key_of(lab, laboratory) and not result["failures"]

    def keep(self, lab: Lab, laboratory: Laboratory, engine: str, failures: list[str]) -> None:
        """Write down what was found, at once; results of other runs are kept."""
        self.results = Proofs.kept(self.file).results
        self.results[lab.slug] = {
            "key": key_of(lab, laboratory),
            "engine": engine,
            "solutions": len(lab.solutions),
            "mistakes": len(lab.mistakes),
            "failures": failures,
        }
        text = json.dumps(dict(sorted(self.results.items())), indent=1, ensure_ascii=False)
        self.file.write_text(text + "\n", encoding="utf-8")


def real_labs(labs: Iterable[Lab]) -> list[Lab]:
    """Those that claim to be true of a real swarm."""
    return [lab for lab in labs if lab.proof == "real"]


def prove(lab: Lab, real: ProofLaboratory[ProofBench]) -> list[str]:
    """Carry the lab out: its start, each solution, each mistake. One sentence for each failure."""
    try:
        check_lab(lab)
    except Refused as refused:
        return [f"{lab.slug}: refused, {refused}"]
    return verify([lab], real).failures
