"""The terminal without a screen: files of the learner's machine, speed, and what is typed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tutor.progress.typed_lines import TypedLines
from tutor.session.laboratory import laboratory
from tutor.session.sandbox import SandboxSession
from tutor.shell.process import Refused
from tutor.swarm.clock import SECOND
from tutor.tui.console.buffer import ScreenBuffer
from tutor.tui.console.copy_view import told
from tutor.tui.console.importing import LARGEST, read_text
from tutor.tui.console.selecting import Row, Selecting, Spot, stretch
from tutor.tui.console.terminals import Terminals

if TYPE_CHECKING:
    from pathlib import Path

START = 1_767_225_600 * SECOND


@pytest.fixture
def terminals() -> Terminals:
    labs = laboratory()
    return Terminals(SandboxSession(lambda: labs.bench("three", seed=3, start=START)))


def typed(terminals: Terminals, line: str) -> str:
    """What a line leaves on the screen of the host in front."""
    before = len(terminals.front.buffer.lines)
    terminals.front.editor.insert(line)
    terminals.enter()
    return "\n".join(terminals.front.buffer.text.split("\n")[before + 1 :]) if before else terminals.front.buffer.text


def test_a_file_is_read_only_when_it_is_named(terminals: Terminals, tmp_path: Path) -> None:
    (tmp_path / "web.yml").write_bytes("services: {}\r\n# ü\r\n".encode())
    typed(terminals, f"sim import {tmp_path}/web.yml")
    assert typed(terminals, "cat web.yml") == "services: {}\n# ü"
    assert "No such file" in typed(terminals, f"cat {tmp_path}/web.yml")
    assert "sim: nowhere.yml: No such file or directory" in typed(terminals, "sim import nowhere.yml")


def test_what_is_no_small_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "large").write_bytes(b"x" * (LARGEST + 1))
    (tmp_path / "fits").write_bytes(b"x" * LARGEST)
    (tmp_path / "latin").write_bytes(b"\xfc\n")
    (tmp_path / "binary").write_bytes(b"a\0b")
    os.mkfifo(tmp_path / "pipe")
    assert len(str(read_text(str(tmp_path / "fits")))) == LARGEST
    for name, reason in {
        "large": "larger than 1 MiB",
        "latin": "not a text in UTF-8",
        "binary": "not a text: it has NUL characters",
        "pipe": "not a plain file",
        "": "Is a directory",
        "none": "No such file or directory",
    }.items():
        assert read_text(str(tmp_path / name)) == Refused(reason)


def test_speed_holds_for_the_session_until_it_begins_again(terminals: Terminals) -> None:
    assert terminals.session.speed is None
    typed(terminals, "sim speed 20")
    assert terminals.session.speed == 20
    terminals.reset()
    assert terminals.session.speed is None


def test_what_is_selected_is_copied_as_lines_not_as_rows() -> None:
    rows = [Row("docker swarm join --", False), Row("token SWMTKN  "), Row(""), Row("done")]
    selecting = Selecting(rows, 1, 4)
    assert selecting.text == "docker swarm join --token SWMTKN"
    selecting.select("signs")
    selecting.word_before()
    selecting.word_before()
    assert selecting.text == "--token"
    selecting.select("lines")
    selecting.bottom()
    selecting.move(9, 9)
    assert selecting.text == "docker swarm join --token SWMTKN\n\ndone"
    assert selecting.marked(0) == (0, 20)
    selecting.select("lines")
    assert selecting.marked(0) is None
    assert Selecting(()).text == ""
    assert told("x" * 100) == f"100 characters: {'x' * 60}…"
    assert told("one\ntwo") == "2 lines: one"
    assert stretch(rows, Spot(0, 7), Spot(99, 0)) == "swarm join --token SWMTKN\n\ndone"


def test_the_buffer_tells_where_lines_end() -> None:
    buffer = ScreenBuffer(limit=10)
    buffer.write("0123456789\nab\n")
    assert buffer.row_ends(4) == [False, False, True, True]
    buffer.write("x\n" * 5000)
    assert len(buffer.row_ends(4)) == len(buffer.rows(4)) < 300


def test_several_lines_are_one_in_the_history(terminals: Terminals) -> None:
    terminals.paste("for h in a b\ndo\n  echo $h\ndone\ncat <<EOF\nx\nEOF\nls |\nwc -l\n")
    for _ in range(9):
        terminals.session.tick(SECOND)
        terminals.step()
    history = terminals.front.editor.history
    assert history == ["for h in a b; do echo $h; done", "cat <<EOF", "ls | wc -l"]


def test_history_shows_earlier_sessions_and_forgets_them(tmp_path: Path) -> None:
    labs = laboratory()

    def session() -> SandboxSession:
        return SandboxSession(lambda: labs.bench("three", seed=3, start=START))

    file = tmp_path / "history"
    first = Terminals(session(), TypedLines(file))
    typed(first, "docker info")
    typed(first, "history | tail -n 1 > last")
    second = Terminals(session(), TypedLines(file))
    assert "docker info" in typed(second, "history")
    again = session()
    again.replay(second.session.saved())
    assert again.bench.terminal.snapshot() == second.session.bench.terminal.snapshot()
    typed(second, "history -c")
    assert Terminals(session(), TypedLines(file)).front.editor.history == []
