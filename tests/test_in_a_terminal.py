"""The installed command in a pseudo-terminal: answer, quit, come back; and nothing is lost by kill -9."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from typing import TYPE_CHECKING

import pytest

from tutor.paths import LearnerPaths
from tutor.progress.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LIMIT = 30.0
ESCAPES = re.compile(rb"\x1b(?:\[[0-9;?<>=]*[A-Za-z~]|[()][A-Z0-9]|[=>]|\][^\x07]*\x07)")


class Terminal:
    """`lpic-tutor` in a terminal of 80x24."""

    def __init__(self, home: Path) -> None:
        environment = {**os.environ, "TERM": "xterm-256color", "LPIC_TUTOR_HOME": str(home), "LANG": "C.UTF-8"}
        self.process, self.screen = pty.fork()
        if self.process == 0:
            os.execve(sys.executable, [sys.executable, "-m", "tutor"], environment)
        fcntl.ioctl(self.screen, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.seen = ""
        self.ended = False

    def press(self, keys: str) -> None:
        self.seen = ""
        os.write(self.screen, keys.encode())

    def until(self, *words: str) -> str:
        """Read until one of the words was drawn; that word."""
        deadline = time.monotonic() + LIMIT
        while True:
            for word in words:
                if word in self.seen:
                    return word
            ready, _, _ = select.select([self.screen], [], [], max(0.0, deadline - time.monotonic()))
            assert ready, f"none of {words} within {LIMIT:g} s, but {self.seen[-600:]!r}"
            self.seen += ESCAPES.sub(b"", os.read(self.screen, 65536)).decode("utf-8", "replace")

    def end(self) -> int:
        """Wait until the program has ended; its exit status."""
        while True:
            try:
                if not os.read(self.screen, 65536):
                    break
            except OSError:
                break
        _, status = os.waitpid(self.process, 0)
        self.ended = True
        os.close(self.screen)
        return os.waitstatus_to_exitcode(status)

    def kill(self) -> None:
        os.kill(self.process, signal.SIGKILL)
        self.end()


@pytest.fixture
def terminals(tmp_path: Path) -> Iterator[list[Terminal]]:
    """Terminals that are killed when the test leaves them open."""
    opened: list[Terminal] = []
    yield opened
    for terminal in opened:
        if not terminal.ended:
            terminal.kill()


def start(terminals: list[Terminal], home: Path) -> Terminal:
    terminal = Terminal(home)
    terminals.append(terminal)
    return terminal


def test_answer_quit_and_find_the_progress_again(terminals: list[Terminal], tmp_path: Path) -> None:
    home = tmp_path / "home"
    first = start(terminals, home)
    first.until("Begin without them")
    first.press("\x1b")
    first.until("What to do now")
    first.press("p")
    first.until("Which questions")
    first.press("\r")
    first.until("One answer", "Several answers", "Type the answer")
    first.press("a")
    first.press("\r")
    if first.until("Right", "Wrong", "not sure") == "not sure":
        first.press("\r")
        first.until("Right", "Wrong")
    first.press("\x11")
    assert first.end() == 0
    progress = Progress.open(LearnerPaths(home).database)
    assert len(list(progress.attempts.of("352.4"))) == 1
    progress.close()
    second = start(terminals, home)
    second.until("1 of 20 answers today")
    second.press("q")
    assert second.end() == 0


def test_kill_9_in_the_middle_of_a_mock_exam_loses_nothing(terminals: list[Terminal], tmp_path: Path) -> None:
    home = tmp_path / "home"
    first = start(terminals, home)
    first.until("Begin without them")
    first.press("\x1b")
    first.until("What to do now")
    first.press("m")
    first.until("20 questions in 30 minutes")
    first.press("\r")
    first.until("not answered")
    first.press("a")
    first.until("answered")
    first.press("\r")
    first.until("2 of 20")
    first.kill()
    progress = Progress.open(LearnerPaths(home).database)
    unfinished = progress.mocks.unfinished("352.4")
    assert unfinished is not None
    assert [answer.answer is not None for answer in unfinished.answers] == [True] + [False] * 19
    progress.close()
    second = start(terminals, home)
    second.until("Go on with the mock exam")
    second.until("1 of 20 answered")
    second.press("\r")
    second.until("2 of 20")
    second.press("\x11")
    assert second.end() == 0
