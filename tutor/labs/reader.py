"""What a judge needs of a Docker daemon: to read. The embedded Engine does it, and so can a real one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping


class EngineReader(Protocol):
    """Reads of one host's Engine API."""

    def get(self, path: str, query: Mapping[str, str]) -> Any:
        """The decoded JSON answer of `GET path?query`.

        Raises EngineError for an answer that is an error, DaemonUnreachable when nobody answers.
        """
        ...
