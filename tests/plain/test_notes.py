"""`lpic-tutor notes cheatsheet`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.library.conftest import PACKS
from tutor.cli import main

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

DEMO = str(PACKS / "demo")


def test_a_page_on_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["notes", "cheatsheet", "boats", "--content", DEMO]) == 0
    assert capsys.readouterr().out == (
        "# Boats: cheat sheet\n"
        "\n"
        "- **Parts of a hull**: bow: at the front; stern: at the back\n"
        "- **Steering**\n"
        "  - push the tiller left and the boat turns right.\n"
        "  - `docker run -d --name tiller rudder`\n"
        "  - `docker ps`\n"
    )


def test_a_page_in_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "sheet.md"
    assert main(["notes", "cheatsheet", "boats", "--out", str(file), "--content", DEMO]) == 0
    assert file.read_text(encoding="utf-8").startswith("# Boats: cheat sheet\n")
    assert capsys.readouterr().out == ""


def test_an_unknown_topic_is_told_with_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["notes", "cheatsheet", "bots", "--content", DEMO]) == 2
    assert "there is no topic 'bots'" in capsys.readouterr().err


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["notes", "cheatsheet", "boats", "--out", str(tmp_path / "no" / "x"), "--content", DEMO]) == 2
    assert "No such file" in capsys.readouterr().err
