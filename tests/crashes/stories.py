"""What a child does until it is killed: the real verbs, and for labs the session that the screen stands on."""

from __future__ import annotations

import importlib
import sys
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

from tutor.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from random import Random

DEMO = Path(__file__).resolve().parents[1] / "packs" / "demo"
PACK = ("--content", str(DEMO))
ROUNDS = 12
LOGS = 6
STEP = 2.0
"""Seconds of a mock exam that every look at the stopwatch finds gone."""
LAB, HOST = "moor", "manager1"
TYPED = ("docker node ls", "docker service ls", "docker service create -d --name web{} nginx")


def warm() -> None:
    """Load everything that a story uses."""
    from tutor.session.laboratory import laboratory

    for name in ("plain.quiz", "plain.exam", "exchange.commands", "session.lab_run", "verbs.progress", "labs.judging"):
        try:
            importlib.import_module(f"tutor.{name}")
        except ModuleNotFoundError:
            continue
    import sqlite_utils  # noqa: F401

    laboratory().bench("three", seed=1, start=0)


def practice(_rng: Random) -> None:
    """One practice after the other; the answers are lines of the input."""
    for _ in range(ROUNDS):
        main(["quiz", "--plain", *PACK])


def mock(_rng: Random) -> None:
    """One mock exam after the other, each going on where the last child was killed."""
    from tutor.plain import exam

    looks = count()
    vars(exam)["time"] = SimpleNamespace(monotonic=lambda: next(looks) * STEP)
    for _ in range(ROUNDS):
        main(["exam", "--plain", *PACK])


def lab(rng: Random) -> None:
    """Lines typed in a lab that goes on where the last child was killed; `done N` when N lines have run in it."""
    from tutor.paths import learner_paths
    from tutor.session.learner import Learner
    from tutor.wallclock import WallClock

    learner = Learner.open(learner_paths(), (DEMO,), WallClock(), rng)
    session = learner.resume_lab(LAB) or learner.begin_lab(LAB)
    for _ in range(ROUNDS * 4):
        typed = sum(entry["do"] == "type" for entry in session.journal)
        session.start(HOST, rng.choice(TYPED).format(typed))
        sys.stdout.write(f"done {typed + 1} {','.join(state.goal.slug for state in session.states if state.met)}\n")
        sys.stdout.flush()
        while session.foreground[HOST].running:
            session.tick(10**8)


def take_in(_rng: Random) -> None:
    """Logs taken in one after the other, with a copy of the database between."""
    for number in range(LOGS):
        main(["progress", "import", str(log_file(number))])
        sys.stdout.flush()
        main(["progress", "backup"])
        sys.stdout.flush()


def log_file(number: int) -> Path:
    """A log to take in; the harness puts it there."""
    from tutor.paths import learner_paths

    return learner_paths().home / f"log-{number}.jsonl"


STORIES: Mapping[str, Callable[[Random], None]] = {"practice": practice, "mock": mock, "lab": lab, "import": take_in}
