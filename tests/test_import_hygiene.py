"""Rooms without a screen load none, and the command answers `--version` without loading the program."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("textual", "rich", "sqlite3", "sqlite_utils", "fsrs", "http.client", "h11", "asyncio", "requests", "yaml")


def loaded(code: str) -> set[str]:
    """Names of HEAVY that a fresh interpreter has loaded after `code`."""
    probe = f"{code}\nimport sys\nprint(*[name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split()) if done.stdout.strip() else set()


@pytest.mark.parametrize(
    ("room", "allowed"),
    [
        ("swarm", set()),
        ("engine", set()),
        ("shell", {"yaml"}),
        ("labs", {"yaml"}),
        ("library", {"yaml"}),
        ("study", {"fsrs"}),
    ],
)
def test_domain_rooms_load_no_screen_no_database_no_network(room: str, allowed: set[str]) -> None:
    code = (
        "import importlib, pkgutil, tutor\n"
        f"package = importlib.import_module('tutor.{room}')\n"
        f"for module in pkgutil.walk_packages(package.__path__, 'tutor.{room}.'):\n"
        "    importlib.import_module(module.name)\n"
    )
    assert loaded(code) <= allowed


@pytest.mark.parametrize("argument", ["--version", "--help"])
def test_the_command_answers_without_loading_the_program(argument: str) -> None:
    code = f"from tutor.cli import main\ntry:\n    main([{argument!r}])\nexcept SystemExit:\n    pass\nprint()"
    assert loaded(code) == set()
