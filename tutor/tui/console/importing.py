"""`sim import`: the one way in which a file of the learner's own machine is read, and only when it is named."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from tutor.shell.process import Refused

if TYPE_CHECKING:
    from collections.abc import Callable

Reader: TypeAlias = "Callable[[str], str | Refused]"
"""Gives the text of a named file, or why it is not taken."""
LARGEST = 1 << 20
"""Bytes that a file may have."""


def read_text(path: str) -> str | Refused:
    """The text of a file, or why it is not taken. Relative paths start where the program was started."""
    try:
        data = _read(Path(path).expanduser())
    except ValueError as error:  # a name with a NUL
        return Refused(str(error))
    except RuntimeError:
        return Refused("there is no such user's home")
    except OSError as error:
        return Refused(error.strerror or "cannot be read")
    if isinstance(data, Refused):
        return data
    if len(data) > LARGEST:
        return Refused("larger than 1 MiB")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return Refused("not a text in UTF-8")
    if "\0" in text:
        return Refused("not a text: it has NUL characters")
    return text.removeprefix("\ufeff").replace("\r\n", "\n")


def refuse(path: str) -> Refused:  # noqa: ARG001 - as `read_text` is called
    """For visitors from elsewhere: this machine's files are not theirs."""
    return Refused("not in the browser: the file would be one of the machine that serves it")


def _read(path: Path) -> bytes | Refused:
    """At most one byte more than is allowed. What is no plain file is not opened: reading it might never end."""
    if path.is_dir():
        return Refused("Is a directory")
    if path.exists() and not path.is_file():
        return Refused("not a plain file")
    with path.open("rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            return Refused("not a plain file")
        return file.read(LARGEST + 1)
