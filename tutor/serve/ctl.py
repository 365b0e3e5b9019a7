"""`lpic-tutor sandbox ctl`: tell a running `sandbox serve` what to do, and wait until it is done."""

from __future__ import annotations

import json
import socket
import sys
from typing import TYPE_CHECKING, Any

from tutor.serve.sockets import CONTROL

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class NobodyServes(Exception):
    """No `sandbox serve` runs in the folder."""

    for_the_user = True

    def __init__(self, folder: Path) -> None:
        super().__init__(f"no sandbox is served in {folder}: start `lpic-tutor sandbox serve --dir {folder}` first")


def steer(folder: Path, words: Sequence[str]) -> int:
    """Pass the words on; what it says is printed, its exit status is ours. Raises NobodyServes."""
    answer = ask(folder, words)
    sys.stdout.write(answer["stdout"])
    sys.stderr.write(answer["stderr"])
    return int(answer["status"])


def ask(folder: Path, words: Sequence[str]) -> dict[str, Any]:
    """The answer to one line of the control protocol (`tutor.serve.control`). Raises NobodyServes."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as link:
        try:
            link.connect(str(folder / CONTROL))
        except OSError:
            raise NobodyServes(folder) from None
        with link.makefile("rw", encoding="utf-8") as lines:
            lines.write(json.dumps({"words": list(words)}) + "\n")
            lines.flush()
            line = lines.readline()
    if not line:
        raise NobodyServes(folder)
    answer: dict[str, Any] = json.loads(line)
    return answer
