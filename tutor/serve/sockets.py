"""The folder of sockets: made safe, one listening socket for each name, nothing left behind.

Only the user may enter the folder (mode 0700) and use its sockets (0600).
"""

from __future__ import annotations

import os
import re
import socket
import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

CONTROL = ".control.sock"
"""The socket that `sandbox ctl` talks to; no host can be called like that."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,62}")
LONGEST_PATH = 107
"""Bytes that fit into a unix socket's address."""
BACKLOG = 128


class SocketTrouble(Exception):
    """The folder or a name cannot be used; the message says why."""

    for_the_user = True


def check_name(name: str) -> None:
    """A host's name is the name of its socket. Raises SocketTrouble."""
    if not _NAME.fullmatch(name):
        raise SocketTrouble(f"{name!r} is no name for a host: letters, digits, '-', '_' and '.', at most 63")


class SocketFolder:
    """A folder with the sockets of one running `sandbox serve`."""

    def __init__(self, folder: Path) -> None:
        """Make the folder, or take an existing one that nobody else can enter. Raises SocketTrouble."""
        self.folder = folder.absolute()
        self._made = _prepared(self.folder)

    def path(self, host: str) -> Path:
        return self.folder / f"{host}.sock"

    @property
    def control(self) -> Path:
        return self.folder / CONTROL

    def listen(self, path: Path) -> socket.socket:
        """A listening socket in the folder; one that is left over from a program that died is replaced.

        Raises SocketTrouble.
        """
        if len(os.fsencode(path)) > LONGEST_PATH:
            raise SocketTrouble(f"{path}: too long for a socket, at most {LONGEST_PATH} bytes; use a shorter --dir")
        if is_answered(path):
            raise SocketTrouble(f"{path}: another program listens there already")
        self.remove(path)
        listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            before = os.umask(0o177)
            try:
                listening.bind(str(path))
            finally:
                os.umask(before)
            listening.listen(BACKLOG)
            listening.setblocking(False)
        except OSError as error:
            listening.close()
            raise SocketTrouble(f"{path}: {error.strerror or error}") from None
        return listening

    def remove(self, path: Path) -> None:
        """Take a socket away; anything else of that name is left alone. Raises SocketTrouble."""
        try:
            kind = path.lstat().st_mode
        except FileNotFoundError:
            return
        if not stat.S_ISSOCK(kind):
            raise SocketTrouble(f"{path}: there is a file of that name that is no socket")
        path.unlink()

    def leave(self) -> None:
        """Take the folder away if it was made for this and is empty."""
        if self._made and not any(self.folder.iterdir()):
            self.folder.rmdir()


def is_answered(path: Path) -> bool:
    """Whether somebody accepts connections there."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(1)
        try:
            probe.connect(str(path))
        except OSError:
            return False
    return True


def _prepared(folder: Path) -> bool:
    """Whether it was made."""
    try:
        folder.mkdir(mode=0o700, parents=True)
        return True
    except FileExistsError:
        pass
    except OSError as error:
        raise SocketTrouble(f"{folder}: {error.strerror or error}") from None
    if not folder.is_dir():
        raise SocketTrouble(f"{folder}: there is a file of that name")
    state = folder.stat()
    if state.st_uid != os.geteuid():
        raise SocketTrouble(f"{folder}: the folder belongs to somebody else")
    if stat.S_IMODE(state.st_mode) & 0o077:
        if any(folder.iterdir()):
            raise SocketTrouble(f"{folder}: others can enter the folder; `chmod 700` it, or name a new one")
        folder.chmod(0o700)
    return False
