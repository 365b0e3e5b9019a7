"""The mock exam in lines: kept answer by answer, gone on with, reasons only at its end."""

from __future__ import annotations

import io
import json
import random
import signal
import sys
from typing import TYPE_CHECKING

import pytest

from tests.plain.test_quiz import heard_until, started_verb
from tests.session.conftest import DEMO, HandClock
from tutor.cli import main
from tutor.paths import LearnerPaths
from tutor.plain.exam import begin, clock_words
from tutor.plain.exam_report import report_lines, report_page
from tutor.plain.talk import Talk
from tutor.session.errors import SessionError
from tutor.session.learner import Learner
from tutor.session.mock_plan import PRESETS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture
def learner(tmp_path: Path) -> Iterator[Learner]:
    learner = Learner.open(LearnerPaths(tmp_path), (DEMO,), HandClock(), random.Random(5))
    yield learner
    learner.close()


def stopwatch(step: float) -> Callable[[], float]:
    """Every look finds `step` seconds gone."""
    looks = iter(range(10**6))
    return lambda: next(looks) * step


def sat(learner: Learner, lines: str, *, step: float = 0.0, discard: bool = False) -> str:
    heard = io.StringIO()
    assert begin(learner, Talk(io.StringIO(lines), heard), PRESETS[0], discard, stopwatch(step)).run() == 0
    return heard.getvalue()


def answered(learner: Learner) -> int:
    session = learner.resume_mock()
    assert session is not None
    return session.total - session.unanswered


def test_the_end_of_input_leaves_it_and_the_next_start_goes_on(learner: Learner) -> None:
    heard = sat(learner, ":flag\n:next\n:list\n:submit\n:time\n", step=10)
    assert "questions are not answered." in heard
    assert "0 of" in heard
    assert "Flagged: 1." in heard
    assert "Source:" not in heard
    heard = sat(learner, ":time\n")
    assert "Going on with your exam" in heard
    assert "Question 2 of" in heard
    assert "29 minutes left." in heard
    assert learner.progress.attempts.of("demo") == []


def test_every_answer_is_kept_before_the_next_question_and_counts_at_the_end(learner: Learner) -> None:
    lines = "a\n" * 40
    sat(learner, lines)
    kept = answered(learner)
    assert kept
    heard = sat(learner, ":submit\n")
    assert "The exam has ended." in heard
    assert "Source:" in heard
    assert len(learner.progress.attempts.of("demo")) == kept
    assert learner.resume_mock() is None
    assert report_page(learner, 1, json=False).startswith("# Mock exam of 2026-11-24")
    assert json.loads(report_page(learner, 1, json=True))["total"]["answers"] == kept
    with pytest.raises(SessionError, match="no mock exam 2: there are 1"):
        report_page(learner, 2, json=False)
    assert [line.partition(":")[0] for line in report_lines(learner)] == ["1. 2026-11-24"]


def test_what_comes_after_the_time_does_not_count(learner: Learner) -> None:
    heard = sat(learner, "a\na\n", step=1801)
    assert "Time is up." in heard
    assert "Not answered: " in heard
    assert "came too late" in heard
    assert "The exam has ended." in heard
    assert learner.progress.attempts.of("demo") == []


def test_moving_changing_and_taking_away(learner: Learner) -> None:
    heard = sat(learner, ":goto 99\n:back\n:goto 1\n:clear\n:help\n")
    assert heard.count("Question 1 of") == 2
    assert "The answer is taken away." in heard
    assert answered(learner) == 0


def test_discarding_begins_a_new_one(learner: Learner) -> None:
    sat(learner, ":next\n")
    assert "Going on" not in sat(learner, "", discard=True)


@pytest.mark.parametrize(
    ("seconds", "words"), [(61, "1 minute 1 second"), (1800, "30 minutes"), (0.4, "0 seconds"), (5, "5 seconds")]
)
def test_time_in_words(seconds: float, words: str) -> None:
    assert clock_words(seconds) == words


def test_without_plain_the_screen_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["exam"]) == 2
    assert "under Mock exam" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="signals of a terminal")
def test_a_hang_up_leaves_it_to_be_gone_on_with(tmp_path: Path) -> None:
    running = started_verb(tmp_path, "exam", "--plain")
    assert running.stdin
    running.stdin.write(":next\n")
    running.stdin.flush()
    heard_until(running, lambda heard: "Question 2 of" in heard)
    running.send_signal(signal.SIGHUP)
    rest, _ = running.communicate(timeout=60)
    assert running.returncode == 130
    assert "`lpic-tutor exam --plain` goes on" in rest
