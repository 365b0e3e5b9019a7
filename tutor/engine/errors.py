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


class NoReference(EngineError):
    """Nothing was named: the client library asks no daemon then, and says so itself."""

    def __init__(self, kind: str) -> None:
        super().__init__(400, f"invalid {kind} name or ID: value is empty")


class DaemonUnreachable(Exception):
    """The daemon of this host is stopped; there is nobody to answer."""
