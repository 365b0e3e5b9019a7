"""What a program in a container finds: its files, its environment, who and where it is.

Files are texts by absolute path. What the image and the daemon put there cannot be told from what was
written; what is written goes to the volume that is mounted there, or to the container.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

READ_ONLY = "Read-only file system"
MISSING = "No such file or directory"
IS_FOLDER = "Is a directory"
IS_FILE = "Not a directory"
SHELLS = ("sh", "ash", "bash")
_BUSYBOX = (
    "ash base64 basename cat chmod chown cp cut date df dirname du echo env expr false find free grep head hostname id "
    "ifconfig ip kill ls mkdir mount mv nc netstat nslookup ping printenv printf ps pwd rm rmdir route sed seq sh "
    "sleep sort stat tail tee test top touch tr true tty uname uniq uptime vi wc wget which whoami xargs yes"
)
PROGRAMS = frozenset(_BUSYBOX.split(" "))
"""What busybox has in every image."""


@dataclass(slots=True)
class Inside:
    """One program's view. `files` is what is there, `write` keeps what it changes (None removes)."""

    files: dict[str, str]
    folders: set[str]
    write: Callable[[str, str | None], None]
    env: dict[str, str]
    cwd: str
    user: str
    hostname: str
    read_only: Callable[[str], bool]
    """Whether nothing can be written at a path."""
    modes: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Permissions and owner of files that are special in this: `("-r--r-----", "1000     1000")`."""
    addresses: Mapping[str, str] = field(default_factory=dict)
    """Names that its DNS server knows, and their addresses."""
    fetch: Callable[[str, int], str | None] = lambda _address, _port: None
    """The page that is answered at an address and port; None: connection refused."""
    command: str = ""
    """The command line of the container's first process."""
    clock: str = "Thu Jan  1 00:00:00 UTC 2026"
    elapsed: int = 0
    """Nanoseconds that its programs have slept."""

    def path(self, name: str) -> str:
        """The absolute path that a program means."""
        whole = posixpath.normpath(posixpath.join(self.cwd or "/", name))
        return "/" + whole.lstrip("/")

    def is_folder(self, path: str) -> bool:
        prefix = path.rstrip("/") + "/"
        return path == "/" or path in self.folders or any(known.startswith(prefix) for known in self.files)

    def exists(self, path: str) -> bool:
        return path in self.files or self.is_folder(path)

    def entries(self, path: str) -> list[str]:
        """What lies in a folder, sorted."""
        prefix = path.rstrip("/") + "/"
        programs = (f"/bin/{name}" for name in PROGRAMS) if path == "/bin" else ()
        known = (*self.files, *self.folders, *programs)
        return sorted(
            {one[len(prefix) :].partition("/")[0] for one in known if one.startswith(prefix) and one != prefix}
        )

    def store(self, path: str, text: str | None) -> str:
        """Write a file, or remove it; why that cannot be, or nothing."""
        if self.read_only(path):
            return READ_ONLY
        if text is not None and self.is_folder(path):
            return IS_FOLDER
        if text is not None and not self.is_folder(posixpath.dirname(path)):
            return MISSING
        if text is None:
            self.files.pop(path, None)
        else:
            self.files[path] = text
        self.write(path, text)
        return ""

    def find_program(self, name: str) -> str:
        """`found`, or what prevents a start: `missing`, `folder`."""
        if "/" in name:
            path = self.path(name)
            if self.is_folder(path):
                return "folder"
            inside = posixpath.dirname(path) in ("/bin", "/usr/bin", "/sbin", "/usr/sbin", "/usr/local/bin")
            return "found" if path in self.files or (inside and posixpath.basename(path) in PROGRAMS) else "missing"
        return "found" if name in PROGRAMS else "missing"
