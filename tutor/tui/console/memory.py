"""Where terminals keep what is typed beyond a session."""

from __future__ import annotations

from typing import Protocol


class Memory(Protocol):
    """Lines by host, the oldest first; `tutor.progress.typed_lines.TypedLines` keeps them in a file."""

    @property
    def trouble(self) -> str:
        """Why lines are not kept, or empty."""
        ...

    def of(self, host: str) -> tuple[str, ...]: ...

    def add(self, host: str, line: str) -> None: ...

    def forget(self, host: str) -> None: ...


class Forgetful:
    """Keeps nothing."""

    trouble = ""

    def of(self, host: str) -> tuple[str, ...]:  # noqa: ARG002
        return ()

    def add(self, host: str, line: str) -> None: ...

    def forget(self, host: str) -> None: ...
