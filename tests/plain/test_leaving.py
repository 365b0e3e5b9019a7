"""However a conversation ends (the pipe or the terminal goes, the disk is full), what was answered is kept and told."""

from __future__ import annotations

import errno
import io
import os
import random
import sys
from typing import TYPE_CHECKING

import pytest

from tests.plain.test_exam import answered, stopwatch
from tests.session.conftest import DEMO, HandClock
from tutor.cli import main
from tutor.paths import LearnerPaths
from tutor.plain.exam import begin
from tutor.plain.quiz import Quiz
from tutor.plain.talk import Talk, standard_talk
from tutor.progress.errors import ProgressError
from tutor.progress.progress import Progress
from tutor.session.learner import Learner
from tutor.session.mock_plan import PRESETS
from tutor.session.selection import Selection

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ONE_LETTER = Selection(items=("boats-bow", "boats-fill-tiller", "boats-fill-run"))


@pytest.fixture
def learner(tmp_path: Path) -> Iterator[Learner]:
    learner = Learner.open(LearnerPaths(tmp_path), (DEMO,), HandClock(), random.Random(5))
    yield learner
    learner.close()


class Going(io.StringIO):
    """A stream whose other end goes when certain words come by."""

    def __init__(self, words: str, why: int) -> None:
        super().__init__()
        self._words, self._why = words, why

    def write(self, text: str) -> int:
        if self._words in text:
            raise OSError(self._why, os.strerror(self._why))
        return super().write(text)


class HungUp(io.StringIO):
    """A terminal that has gone: nothing can be read any more."""

    def readline(self, size: int | None = -1) -> str:  # type: ignore[override]
        raise OSError(errno.EIO, os.strerror(errno.EIO))


@pytest.mark.parametrize("why", [errno.EPIPE, errno.EIO])
def test_a_listener_that_goes_away_costs_no_answer_and_no_time(learner: Learner, why: int) -> None:
    with pytest.raises(BrokenPipeError):
        Quiz(learner, Talk(io.StringIO("a\n" * 9), Going("Source", why)), ONE_LETTER, lambda: 0.0).run()
    assert len(learner.progress.attempts.of("demo")) == 1
    exam = begin(learner, Talk(io.StringIO("a\nab\n" * 9), Going("Kept", why)), PRESETS[0], False, stopwatch(2))
    with pytest.raises(BrokenPipeError):
        exam.run()
    session = learner.resume_mock()
    assert session is not None
    assert answered(learner) == 1
    assert session.remaining == exam.session.remaining < 1798


def test_a_terminal_that_has_gone_is_the_end_of_input(learner: Learner) -> None:
    heard = io.StringIO()
    assert Quiz(learner, Talk(HungUp(), heard), ONE_LETTER, lambda: 0.0).run() == 0
    assert "The practice ends here." in heard.getvalue()


def test_a_full_disk_ends_the_practice_with_what_was_kept(learner: Learner) -> None:
    connection = learner.progress._file.db.conn

    class Filling(io.StringIO):
        """The disk fills up before the second answer."""

        def readline(self, size: int | None = -1) -> str:  # type: ignore[override]
            line = super().readline()
            if line.startswith("x"):
                pages = connection.execute("PRAGMA page_count").fetchone()[0]
                connection.execute(f"PRAGMA max_page_count = {pages}")
            return line

    heard = io.StringIO()
    lines = Filling(f"tiller\n{'x' * 9000}\n")
    typed = Selection(items=("boats-fill-run", "boats-fill-tiller"))
    with pytest.raises(ProgressError, match="disk is full"):
        Quiz(learner, Talk(lines, heard), typed, lambda: 0.0).run()
    assert len(learner.progress.attempts.of("demo")) == 1
    assert "could not be kept. 1 answer is recorded." in heard.getvalue()


def test_without_saving_it_is_said_and_nothing_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LPIC_TUTOR_HOME", str(tmp_path))
    for verb in ("quiz", "exam"):
        monkeypatch.setattr(sys, "stdin", io.StringIO("a\n"))
        assert main([verb, "--plain", "--no-save", "--content", str(DEMO)]) == 0
        said = capsys.readouterr().out
        assert said.startswith("Nothing is kept this time")
        assert "Nothing was kept." in said
    assert list(tmp_path.iterdir()) == []


def test_streams_that_were_closed_before_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    monkeypatch.setattr(sys, "stdout", None)
    talk = standard_talk()
    talk.say("nobody hears it")
    assert talk.ask("?") is None


def test_a_full_device_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LPIC_TUTOR_HOME", str(tmp_path))
    monkeypatch.setattr(sys, "stdout", Going("Boats", errno.ENOSPC))
    assert main(["progress", "show", "--content", str(DEMO)]) == 2
    assert capsys.readouterr().err == f"lpic-tutor: standard output: {os.strerror(errno.ENOSPC)}\n"


def test_a_look_makes_no_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LPIC_TUTOR_HOME", str(tmp_path))
    assert main(["progress", "show", "--content", str(DEMO)]) == 0
    assert list(tmp_path.iterdir()) == []
    database = LearnerPaths(tmp_path).database
    Progress.open(database).close()
    main(["progress", "show", "--content", str(DEMO)])
    assert [one.name for one in database.parent.iterdir()] == [database.name]
