"""`sim speed` and `sim import`: what they ask of a driver, and what becomes of its answer."""

from __future__ import annotations

import pytest

from tests.shell.shells import out, run, terminal
from tutor.shell.process import Import, Refused, Speed, Write


def test_speed_is_a_step_for_whoever_has_a_wall_clock() -> None:
    assert next(terminal().start("sim speed 10")) == Speed(10.0)
    shells = terminal()
    before = shells.sim.clock.now
    assert out(shells, "sim speed 10") == ""
    assert shells.sim.clock.now == before


@pytest.mark.parametrize("operands", ["", "fast", "-1", "1 2", "nan", "1e9"])
def test_a_speed_is_one_number(operands: str) -> None:
    outcome = run(terminal(), f"sim speed {operands}")
    assert outcome.status == 1
    assert outcome.stderr.startswith("sim: ")


def test_an_imported_text_lies_in_the_current_folder() -> None:
    shells = terminal()
    out(shells, "mkdir stacks && cd stacks")
    process = shells.start("sim import ~/work/web.yml")
    assert next(process) == Import("~/work/web.yml")
    assert process.send("services: {}\n") == Write("web.yml: 13 bytes\n")
    assert out(shells, "cat /root/stacks/web.yml") == "services: {}\n"


def test_what_cannot_be_read_is_told_and_leaves_nothing() -> None:
    shells = terminal()
    process = shells.start("sim import nope.yml")
    next(process)
    assert process.send(Refused("No such file or directory")) == Write(
        "sim: nope.yml: No such file or directory\n", "stderr"
    )
    assert out(shells, "ls") == ""


def test_a_driver_without_a_learners_machine_refuses() -> None:
    outcome = run(terminal(), "sim import /etc/passwd")
    assert (outcome.status, outcome.stdout) == (1, "")
    assert "no machine of yours" in outcome.stderr


def test_help_names_every_verb() -> None:
    text = out(terminal(), "sim help")
    for verb in (
        "stop_docker",
        "start_docker",
        "reboot",
        "partition",
        "heal",
        "wait",
        "settle",
        "speed",
        "import",
        "help",
    ):
        assert f"sim {verb}" in text


def test_a_machine_that_reboots_comes_back_by_itself() -> None:
    shells = terminal()
    assert run(shells, "sim reboot manager1").status == 0
    host = shells.sim.hosts["manager1"]
    assert not host.up
    assert run(shells, "sim wait 21").status == 0
    assert host.up
    assert out(shells, "docker info --format '{{.Name}}'").strip() == "manager1"
    assert [(one.what, one.hosts) for one in shells.sim.happened] == [
        ("reboot", ("manager1",)),
        ("stop", ("manager1",)),
        ("start", ("manager1",)),
    ]
