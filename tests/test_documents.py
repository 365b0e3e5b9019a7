"""README and CONTRIBUTING tell the truth: their commands and their map are checked."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tutor.cli import parser

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
CI = (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_ci_runs_exactly_the_readmes_test_command() -> None:
    command = next(line for line in README.splitlines() if "pytest -n auto" in line)
    assert command.replace("pip install -e", "pip install -q -e") in CI.splitlines()


def test_the_readmes_verbs_exist() -> None:
    lines = re.findall(r"^lpic-tutor ?(.*?)\s*#", README, flags=re.MULTILINE)
    assert len(lines) >= 8
    for line in lines:
        words = [word.strip("[]") for word in line.split()]
        parser().parse_args(words)


def map_entries(text: str) -> list[tuple[int, str]]:
    """(indent, name) of each line of the first fenced block after `## The house`."""
    block = text.partition("## The house")[2].split("```")[1]
    return [(len(line) - len(line.lstrip()), line.split()[0]) for line in block.splitlines() if line.strip()]


@pytest.mark.parametrize(("indent", "name"), map_entries(CONTRIBUTING))
def test_the_map_names_what_exists(indent: int, name: str) -> None:
    place = ROOT / ("tutor" if indent else ".") / name
    assert place.exists()


def test_the_map_shows_every_room() -> None:
    rooms = {path.name for path in (ROOT / "tutor").iterdir() if (path / "__init__.py").exists()}
    shown = {name.rstrip("/") for indent, name in map_entries(CONTRIBUTING) if indent}
    assert rooms <= shown
