"""Labs on a real swarm: proved by hand with `pytest -m real_engine`, and known to be proved everywhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.real_engine.allowed import Refused, check_lab, check_line
from tests.real_engine.laboratory import RealLaboratory
from tests.real_engine.proofs import Proofs, key_of, prove, real_labs
from tutor.library.packs import find_packs, load_pack
from tutor.paths import shipped_content
from tutor.session.laboratory import laboratory

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tutor.library.lab import Goal, Lab

ALL = [lab for root in find_packs([shipped_content()]) for lab in load_pack(root).labs]
REAL = real_labs(ALL)
SIMULATED_AT_MOST = 6
"""One lab in so many may be proved on the simulator alone."""


@pytest.fixture(scope="session")
def real() -> Iterator[RealLaboratory]:
    made = RealLaboratory(laboratory())
    yield made
    made.close()


@pytest.mark.real_engine
@pytest.mark.parametrize("lab", REAL, ids=lambda lab: lab.slug)
def test_the_real_swarm_judges_the_same(lab: Lab, real: RealLaboratory) -> None:
    """Start, solutions and mistakes; a lab that stands as it was proved is not carried out again."""
    kept = Proofs.kept()
    if kept.stands(lab, laboratory()):
        pytest.skip("proved already as it is now")
    failures = prove(lab, real)
    kept.keep(lab, laboratory(), real.engine, failures)
    assert not failures


@pytest.mark.parametrize("lab", REAL, ids=lambda lab: lab.slug)
def test_it_was_proved_as_it_is_now(lab: Lab) -> None:
    """Run `python -m tests.real_engine` after a change to a lab, or say `proof: simulated` and why."""
    stands = Proofs.kept().stands(lab, laboratory())
    assert stands, f"{lab.slug} is not proved as it is now: python -m tests.real_engine {lab.slug}"


@pytest.mark.parametrize("lab", REAL, ids=lambda lab: lab.slug)
def test_only_harmless_lines_would_be_carried_out(lab: Lab) -> None:
    check_lab(lab)


def test_most_labs_are_proved_on_the_real_thing() -> None:
    simulated = [lab for lab in ALL if lab.proof == "simulated"]
    assert len(simulated) * SIMULATED_AT_MOST <= len(ALL)
    assert all(lab.proof_reason for lab in simulated)


@pytest.mark.parametrize(
    "line",
    [
        "rm -rf /",
        "docker ps; reboot",
        "docker ps | sh",
        "echo $(curl example.com)",
        "echo ${X:-$(id)}",
        "PROGRAM=id; $PROGRAM",
        "sudo dockerd",
        "docker ps &",
        "DOCKER_HOST=tcp://somewhere:2375 docker ps",
        "docker -H tcp://somewhere:2375 ps",
        "docker --host=tcp://somewhere:2375 ps",
        "ssh worker1 rm file",
        "systemctl stop ssh",
        "sim partition worker1",
        "for x in 1 2; do reboot; done",
        "if id; then docker ps; fi",
        "cat < $(id)",
    ],
)
def test_other_lines_are_refused(line: str) -> None:
    with pytest.raises(Refused):
        check_line(line)


@pytest.mark.parametrize(
    "line",
    [
        "docker service create --name web nginx",
        "printf s3cret | docker secret create pw -",
        "docker swarm join --token $(ssh manager1 docker swarm join-token -q worker) 10.77.0.11:2377",
        "sudo systemctl stop docker",
        "sim wait 30s",
        "for h in worker1 worker2; do docker node update --label-add disk=ssd $h; done",
        "echo 'services: {}' > stack.yml",
    ],
)
def test_lines_of_labs_are_carried_out(line: str) -> None:
    check_line(line)


def test_a_proof_stands_until_the_lab_changes(tmp_path: Path) -> None:
    import msgspec

    lab, proofs = REAL[0], Proofs(tmp_path / "proofs.json")
    proofs.keep(lab, laboratory(), "engine", [])
    again = Proofs.kept(tmp_path / "proofs.json")
    assert again.stands(lab, laboratory())
    assert again.stands(msgspec.structs.replace(lab, title="Another title"), laboratory())
    assert again.stands(msgspec.structs.replace(lab, goals=[_reworded(goal) for goal in lab.goals]), laboratory())
    changed = msgspec.structs.replace(lab, setup=[*lab.setup, "docker ps"])
    assert key_of(changed, laboratory()) != key_of(lab, laboratory())
    assert not again.stands(changed, laboratory())


def _reworded(goal: Goal) -> Goal:
    import msgspec

    expect = [msgspec.structs.replace(one, subject="things") for one in goal.expect]
    return msgspec.structs.replace(goal, expect=expect)


def test_a_lab_that_failed_does_not_stand(tmp_path: Path) -> None:
    lab, proofs = REAL[0], Proofs(tmp_path / "proofs.json")
    proofs.keep(lab, laboratory(), "engine", ["a goal was met at the start"])
    assert not proofs.stands(lab, laboratory())
