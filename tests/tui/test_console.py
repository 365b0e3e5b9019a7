"""The terminal without a screen: files of the learner's machine, speed, and what is typed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tutor.session.laboratory import laboratory
from tutor.session.sandbox import SandboxSession
from tutor.shell.process import Refused
from tutor.swarm.clock import SECOND
from tutor.tui.console.importing import LARGEST, read_text
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
