"""The transcripts of a real swarm, replayed on ours: those that were given, and the scenarios we recorded ourselves."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.conformance import compare
from tutor.session.laboratory import laboratory
from tutor.shell.replay import Replay

HERE = Path(__file__).parent
TRANSCRIPTS = sorted([*(HERE / "transcripts").glob("*.yaml"), *(HERE / "scenarios").glob("*.yaml")])
EACH, ALL = 0.9, 0.98
"""Shares of steps that have to match: in each transcript, and over all."""


class InProcess:
    """The driver of `compare.py` that needs no second process."""

    def __init__(self) -> None:
        self._replay = Replay(laboratory().registry)

    def cluster(self, spec: dict[str, Any]) -> None:
        self._replay.answer({"cluster": spec})

    def run(self, host: str, command: str, timeout: int = 120) -> dict[str, Any]:
        return self._replay.answer({"on": host, "run": command})

    def action(self, kind: str, step: dict[str, Any]) -> None:
        self._replay.answer({kind: step[kind]})


@cache
def result(file: Path) -> dict[str, Any]:
    (transcript,) = compare.load([str(file)])
    outcome: dict[str, Any] = compare.compare_transcript(transcript, InProcess(), verbose=False)
    return outcome


@pytest.mark.parametrize("file", TRANSCRIPTS, ids=lambda file: file.stem)
def test_transcript(file: Path) -> None:
    outcome = result(file)
    assert "error" not in outcome, outcome["error"]
    assert outcome["setup_failed"] == 0
    assert outcome["matched"] >= EACH * outcome["steps"], json.dumps(outcome["failures"], indent=1)


def test_all_together() -> None:
    outcomes = [result(file) for file in TRANSCRIPTS]
    assert sum(one["matched"] for one in outcomes) >= ALL * sum(one["steps"] for one in outcomes)


def test_the_command_speaks_the_protocol() -> None:
    """Once through the real command line, as the README tells it."""
    done = subprocess.run(
        [
            sys.executable,
            str(HERE / "compare.py"),
            "--json",
            "--command",
            f"{sys.executable} -m tutor sandbox replay",
            str(HERE / "transcripts" / "swarm-join-worker.yaml"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert json.loads(done.stdout)["percent"] == 100.0, done.stdout
