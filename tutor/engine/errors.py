"""What goes wrong when an Engine is asked for something."""

from __future__ import annotations


class EngineError(Exception):
    """The daemon's refusal: an HTTP status and the text of its `{"message": ...}` answer.

    The docker client prints it behind `Error response from daemon: `.
    """

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


class DaemonUnreachable(Exception):
    """The daemon of this host is stopped; there is nobody to answer."""
