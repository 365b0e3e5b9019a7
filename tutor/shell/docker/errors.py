"""How the client prints what went wrong."""

from __future__ import annotations

from tutor.engine.errors import DaemonUnreachable, EngineError, NoReference
from tutor.shell.docker.command import ClientError

UNREACHABLE = "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?"


def error_text(error: Exception) -> str:
    """What the daemon said, or that there is none, or what the client itself found."""
    if isinstance(error, NoReference):
        return error.message
    if isinstance(error, EngineError):
        return f"Error response from daemon: {error.message}"
    if isinstance(error, DaemonUnreachable):
        return UNREACHABLE
    if isinstance(error, ClientError):
        return error.message
    raise error
