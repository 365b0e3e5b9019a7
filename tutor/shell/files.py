"""The files of one simulated machine: text by absolute path. Nothing here touches the real disk."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_FOLDERS = ("/", "/root", "/tmp", "/etc", "/etc/docker", "/home", "/opt", "/srv", "/usr", "/var", "/var/log")  # noqa: S108
DISCARDED = "/dev/null"
_RELEASE = 'PRETTY_NAME="Debian GNU/Linux 13 (trixie)"\nNAME="Debian GNU/Linux"\nID=debian\nVERSION_ID="13"\n'


class FileTrouble(Exception):
    """What the system says of a path, in its words: `No such file or directory`."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


MISSING = "No such file or directory"
IS_FOLDER = "Is a directory"
NOT_FOLDER = "Not a directory"
EXISTS = "File exists"


def resolve(cwd: str, path: str, home: str = "/root") -> str:
    """An absolute path without `.`, `..` and `~`."""
    if path == "~" or path.startswith("~/"):
        path = home + path[1:]
    return "/" + posixpath.normpath(posixpath.join(cwd, path)).lstrip("/")


@dataclass(slots=True)
class Files:
    """Texts and folders. Paths are absolute and resolved."""

    texts: dict[str, str] = field(default_factory=dict)
    folders: set[str] = field(default_factory=set)

    @classmethod
    def fresh(cls, hostname: str, hosts: Mapping[str, str] | None = None) -> Files:
        """What a freshly installed machine has; `hosts` are the names its /etc/hosts knows, with addresses."""
        lines = ["127.0.0.1\tlocalhost", *(f"{address}\t{name}" for name, address in (hosts or {}).items())]
        texts = {
            "/etc/hostname": f"{hostname}\n",
            "/etc/hosts": "".join(f"{line}\n" for line in lines),
            "/etc/os-release": _RELEASE,
        }
        return cls(texts, set(_FOLDERS))

    def copy(self) -> Files:
        return Files(dict(self.texts), set(self.folders))

    def is_folder(self, path: str) -> bool:
        return path in self.folders

    def exists(self, path: str) -> bool:
        return path in self.texts or path in self.folders or path == DISCARDED

    def read(self, path: str) -> str:
        """The text of a file.

        Raises:
            FileTrouble: it is missing, or a folder.
        """
        if path == DISCARDED:
            return ""
        if path in self.folders:
            raise FileTrouble(path, IS_FOLDER)
        self._check_parent(path)
        if path not in self.texts:
            raise FileTrouble(path, MISSING)
        return self.texts[path]

    def write(self, path: str, text: str, *, append: bool = False) -> None:
        """Put text into a file, new or existing.

        Raises:
            FileTrouble: the path is a folder, or its folder is missing.
        """
        if path == DISCARDED:
            return
        if path in self.folders:
            raise FileTrouble(path, IS_FOLDER)
        self._check_parent(path)
        self.texts[path] = (self.texts.get(path, "") if append else "") + text

    def place(self, path: str, text: str) -> None:
        """Put a file where it belongs, with the folders on the way (for labs and replays)."""
        parent = posixpath.dirname(path)
        self.make_folder(parent, parents=True)
        self.texts[path] = text

    def make_folder(self, path: str, *, parents: bool = False) -> None:
        """Make a folder; with `parents` also those on the way, and an existing one is no error."""
        if self.exists(path):
            if parents and path in self.folders:
                return
            raise FileTrouble(path, EXISTS)
        if parents and path != "/":
            self.make_folder(posixpath.dirname(path), parents=True)
        self._check_parent(path)
        self.folders.add(path)

    def remove(self, path: str) -> None:
        """Remove a file, or a folder with everything in it."""
        if path in self.texts:
            del self.texts[path]
            return
        if path not in self.folders:
            raise FileTrouble(path, MISSING)
        inside = path.rstrip("/") + "/"
        self.texts = {p: text for p, text in self.texts.items() if not p.startswith(inside)}
        self.folders = {p for p in self.folders if p != path and not p.startswith(inside)}

    def names(self, folder: str) -> list[str]:
        """What lies in a folder, sorted; folders and files alike.

        Raises:
            FileTrouble: there is no such folder.
        """
        if folder not in self.folders:
            raise FileTrouble(folder, NOT_FOLDER if folder in self.texts else MISSING)
        inside = folder.rstrip("/") + "/"
        found = {p[len(inside) :].split("/")[0] for p in (*self.texts, *self.folders) if p.startswith(inside)}
        return sorted(name for name in found if name)

    def _check_parent(self, path: str) -> None:
        parent = posixpath.dirname(path)
        if parent in self.texts:
            raise FileTrouble(path, NOT_FOLDER)
        if parent not in self.folders:
            raise FileTrouble(path, MISSING)
