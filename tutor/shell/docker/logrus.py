"""What the docker client logs instead of printing: on a terminal a short form, elsewhere with time and level.

Source: logrus `text_formatter.go`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tutor.shell.docker.gotext import quote
from tutor.shell.process import Write
from tutor.swarm.clock import SECOND

if TYPE_CHECKING:
    from tutor.shell.docker.command import Call


def warning(call: Call, message: str) -> Write:
    if call.tty:
        return Write(f"WARN[0000] {message}\n", "stderr")
    time = datetime.fromtimestamp(call.now // SECOND, UTC)
    return Write(f'time="{time:%Y-%m-%dT%H:%M:%SZ}" level=warning msg={quote(message)}\n', "stderr")
