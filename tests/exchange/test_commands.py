"""`lpic-tutor progress` as a learner types it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.exchange.test_union import filled
from tests.progress.test_progress import attempt
from tests.session.conftest import DEMO
from tutor.cli import main
from tutor.exchange.transfer import log_of
from tutor.paths import learner_paths
from tutor.progress.progress import Progress

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LPIC_TUTOR_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def put(profile: str) -> None:
    progress = Progress.open(learner_paths(profile).database)
    filled(progress).attempts.add([attempt("bow", item="boats-bow"), attempt("sheet", item="sails-sheet")])
    progress.close()


def records_of(profile: str) -> int:
    progress = Progress.open(learner_paths(profile).database)
    found = len(log_of(progress))
    progress.close()
    return found


def test_a_log_is_carried_to_another_profile(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put("anna")
    file = str(tmp_path / "log.jsonl")
    assert main(["progress", "export", file, "--profile", "anna"]) == 0
    assert main(["progress", "import", file, "--profile", "bert"]) == 0
    assert "14 records new" in capsys.readouterr().out
    assert main(["progress", "merge", file, file, "--profile", "bert"]) == 0
    assert "0 records new" in capsys.readouterr().out
    assert records_of("bert") == records_of("anna")


def test_a_file_that_is_none_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["progress", "import", str(tmp_path / "nowhere")]) == 2
    assert "No such file" in capsys.readouterr().err


def test_show_counts_as_the_screen_does(capsys: pytest.CaptureFixture[str]) -> None:
    put("anna")
    assert main(["progress", "show", "--profile", "anna", "--content", str(DEMO)]) == 0
    shown = capsys.readouterr().out
    assert "New questions: not enough answers yet" in shown
    assert "2 stand right now" in shown
