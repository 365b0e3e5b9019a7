"""The practice in lines: answers from a pipe, what is recorded, how it ends."""

from __future__ import annotations

import io
import os
import random
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.session.conftest import DEMO, HandClock
from tutor.cli import main
from tutor.library.packs import load_pack
from tutor.library.question import FillIn
from tutor.paths import LearnerPaths
from tutor.plain.quiz import Quiz
from tutor.plain.talk import Talk
from tutor.session.learner import Learner
from tutor.session.selection import Selection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

BANK = load_pack(DEMO).questions


@pytest.fixture
def learner(tmp_path: Path) -> Iterator[Learner]:
    learner = Learner.open(LearnerPaths(tmp_path), (DEMO,), HandClock(), random.Random(5))
    yield learner
    learner.close()


def quizzed(learner: Learner, lines: str, selection: Selection | None = None) -> tuple[int, str]:
    heard = io.StringIO()
    status = Quiz(learner, Talk(io.StringIO(lines), heard), selection or Selection(), lambda: 0.0).run()
    return status, heard.getvalue()


def test_letters_are_those_that_are_shown_and_every_option_has_its_reason(learner: Learner) -> None:
    question = BANK["boats-bow"]
    assert not isinstance(question, FillIn)
    only = Selection(items=("boats-bow",))
    learner.rng.seed(1)
    _, heard = quizzed(learner, "", only)
    letter = next(line[0] for line in heard.splitlines() if line.endswith(". the bow"))
    learner.rng.seed(1)
    status, heard = quizzed(learner, f"{letter.lower()}\n", only)
    assert "Right." in heard
    assert status == 0
    assert all(option.why in heard for option in question.options)
    assert learner.standing.latest["boats-bow"].correct
    assert "That was the last one. 1 answer is recorded." in heard


def test_the_end_of_input_ends_politely_with_what_was_recorded(learner: Learner) -> None:
    status, heard = quizzed(learner, ":help\nzz\nab\na\n", Selection(items=("boats-bow", "boats-two-parts")))
    assert status == 0
    assert "The practice ends here. 1 answer is recorded." in heard
    assert len(learner.progress.attempts.of("demo")) == 1


def test_a_question_mark_behind_the_answer_means_unsure(learner: Learner) -> None:
    only = Selection(items=("boats-fill-tiller",))
    quizzed(learner, "tiller ?\n", only)
    quizzed(learner, "tiller\n", only)
    learner.change(ask_confidence=False)
    _, heard = quizzed(learner, "tiller\n", only)
    assert "not sure" not in heard
    kept = learner.progress.attempts.of("demo")
    assert sorted((one.answer, one.confidence, one.correct) for one in kept) == [
        ("tiller", "", True),
        ("tiller", "sure", True),
        ("tiller", "unsure", True),
    ]


@pytest.mark.parametrize(("line", "told"), [("z", "The letters are A, B, C."), ("", "Nothing"), ("ab", "Only one")])
def test_what_is_no_answer_is_told_and_not_recorded(learner: Learner, line: str, told: str) -> None:
    _, heard = quizzed(learner, f"{line}\n", Selection(items=("boats-bow",)))
    assert told in heard
    assert learner.progress.attempts.of("demo") == []


def test_several_letters_in_any_shape(learner: Learner) -> None:
    quizzed(learner, "b, A\n", Selection(items=("boats-two-parts",)))
    (kept,) = learner.progress.attempts.of("demo")
    assert len(kept.answer) == 2


def test_an_answer_is_taken_back_and_a_question_flagged_and_reported(learner: Learner) -> None:
    both = Selection(items=("boats-fill-tiller", "boats-fill-run"))
    lines = ":undo\n:flag\n:wrong early\nx\n:undo\nx\n:wrong it is\x1b[2J old\n"
    _, heard = quizzed(learner, lines, both)
    assert "There is no answer to take back" in heard
    assert "Answer the question first" in heard
    assert "\x1b" not in heard
    assert len(learner.standing.flagged) == 1
    (report,) = learner.progress.marks.reports("demo")
    assert report.reason == "it is?[2J old"
    assert [one.item for one in learner.progress.attempts.of("demo")] == [report.item]


def test_skipping_goes_on_without_an_answer(learner: Learner) -> None:
    _, heard = quizzed(learner, ":skip\n:quit\n")
    assert "Question 2 of" in heard
    assert "No answers are recorded." in heard


def verb(home: Path, lines: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tutor", "quiz", *arguments, "--content", str(DEMO)],
        input=lines,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "LPIC_TUTOR_HOME": str(home), "TERM": "dumb"},
    )


def test_in_a_pipe_nothing_is_drawn_over(tmp_path: Path) -> None:
    done = verb(tmp_path, "a\na\na\n", "--plain", "--count", "2")
    assert (done.returncode, done.stderr) == (0, "")
    assert "\x1b" not in done.stdout
    assert "\r" not in done.stdout


def test_an_unknown_topic_names_those_there_are(tmp_path: Path) -> None:
    done = verb(tmp_path, "", "--plain", "--topic", "cars")
    assert done.returncode == 2
    assert done.stderr == "lpic-tutor: there is no topic 'cars'; there are boats, sails\n"


def test_without_plain_the_screen_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["quiz"]) == 2
    assert "lpic-tutor`, under Practise" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="signals of a terminal")
@pytest.mark.parametrize("name", ["SIGINT", "SIGHUP", "SIGTERM"])
def test_leaving_by_a_signal_loses_no_answer(tmp_path: Path, name: str) -> None:
    running = started_verb(tmp_path, "quiz", "--plain", "--topic", "boats")
    assert running.stdin
    running.stdin.write("a\n" * 8)
    running.stdin.flush()
    heard = heard_until(running, lambda heard: "Question 2 of" in heard)
    running.send_signal(getattr(signal, name))
    rest, _ = running.communicate(timeout=60)
    assert running.returncode == 130
    assert "Interrupted." in rest
    learner = Learner.open(LearnerPaths(tmp_path), (DEMO,), HandClock(), random.Random(5))
    told = (heard + rest).count("Source: ")
    assert told <= len(learner.progress.attempts.of("demo")) <= told + 1, "an answer is kept before it is judged aloud"
    learner.close()


def started_verb(home: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-u", "-m", "tutor", *arguments, "--content", str(DEMO)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "LPIC_TUTOR_HOME": str(home)},
    )


def heard_until(running: subprocess.Popen[str], enough: Callable[[str], bool]) -> str:
    assert running.stdout
    heard = ""
    while not enough(heard):
        line = running.stdout.readline()
        assert line, heard
        heard += line
    return heard
