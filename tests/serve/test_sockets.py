"""The folder of sockets: who may enter, what is taken away, what is refused."""

from __future__ import annotations

import os
import socket
import stat
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tutor.serve.sockets import SocketFolder, SocketTrouble, check_name, is_answered

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.serve.serving import Serving


@pytest.fixture
def room() -> Iterator[Path]:
    """A short path, as sockets need it."""
    with tempfile.TemporaryDirectory(prefix="lt-") as folder:
        yield Path(folder)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def test_only_the_user_may_enter(served: Serving) -> None:
    assert mode(served.folder) == 0o700
    assert {path.name: mode(path) for path in served.folder.iterdir()} == {
        ".control.sock": 0o600,
        "manager1.sock": 0o600,
        "worker1.sock": 0o600,
        "worker2.sock": 0o600,
    }


def test_a_folder_is_made_and_taken_away(room: Path) -> None:
    folder = SocketFolder(room / "a" / "b")
    assert mode(folder.folder) == 0o700
    folder.leave()
    assert not folder.folder.exists()


def test_a_folder_of_the_user_stays(room: Path) -> None:
    SocketFolder(room).leave()
    assert room.exists()


def test_an_empty_folder_is_closed_to_others(room: Path) -> None:
    room.chmod(0o755)
    SocketFolder(room)
    assert mode(room) == 0o700


def test_a_folder_in_use_that_others_enter_is_left_as_it_is(room: Path) -> None:
    (room / "thesis.txt").write_text("mine")
    room.chmod(0o755)
    with pytest.raises(SocketTrouble, match="others can enter"):
        SocketFolder(room)
    assert mode(room) == 0o755


def test_a_file_is_no_folder(room: Path) -> None:
    (room / "file").write_text("")
    with pytest.raises(SocketTrouble, match="a file of that name"):
        SocketFolder(room / "file")


def test_what_a_program_left_behind_is_replaced(room: Path) -> None:
    folder = SocketFolder(room)
    with socket.socket(socket.AF_UNIX) as old:
        old.bind(str(folder.path("m1")))
    with folder.listen(folder.path("m1")):
        assert is_answered(folder.path("m1"))


def test_a_program_that_listens_is_not_disturbed(room: Path) -> None:
    folder = SocketFolder(room)
    with folder.listen(folder.path("m1")), pytest.raises(SocketTrouble, match="another program listens"):
        folder.listen(folder.path("m1"))


def test_files_are_not_taken_away(room: Path) -> None:
    folder = SocketFolder(room)
    folder.path("m1").write_text("mine")
    with pytest.raises(SocketTrouble, match="no socket"):
        folder.listen(folder.path("m1"))
    assert folder.path("m1").read_text() == "mine"


def test_paths_that_are_too_long(room: Path) -> None:
    folder = SocketFolder(room / ("x" * 60) / ("y" * 60))
    with pytest.raises(SocketTrouble, match="use a shorter --dir"):
        folder.listen(folder.path("m1"))


@pytest.mark.parametrize("name", ["", ".", "..", ".control", "a/b", "-x", "a b", "a\n", "x" * 64])
def test_names_that_no_host_can_have(name: str) -> None:
    with pytest.raises(SocketTrouble):
        check_name(name)


@pytest.mark.parametrize("name", ["m", "Manager-1", "a.b_c", "1"])
def test_names_that_hosts_have(name: str) -> None:
    check_name(name)


def test_the_mask_for_new_files_stays_as_it_was(room: Path) -> None:
    before = os.umask(0o022)
    try:
        with SocketFolder(room).listen(room / "m1.sock"):
            now = os.umask(0o022)
            assert now == 0o022
    finally:
        os.umask(before)
