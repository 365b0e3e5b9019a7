"""What a route gets: the Engine that is asked, what its path and query say, and the body."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tutor.engine.errors import EngineError
from tutor.engine.filters import Filters, filters_in
from tutor.engine.times import meant

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tutor.engine.engine import Engine
    from tutor.engine.stdin import Stdin
    from tutor.engine.waiting import Chunk, Operation

INVALID, SERVER_ERROR = 400, 500
FALSE = ("", "0", "no", "false", "none")
PARSED = {
    **dict.fromkeys(("1", "t", "T", "TRUE", "true", "True"), True),
    **dict.fromkeys(("", "0", "f", "F", "FALSE", "false", "False"), False),
}
"""What Go's `strconv.ParseBool` reads."""
_SECONDS = re.compile(r"(-?\d+)(?:\.(\d{1,9})\d*)?")
_UINT = re.compile(r"\d{1,20}")
NANO_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Call:
    """One request, taken apart."""

    engine: Engine
    refs: Mapping[str, str]
    """The variable parts of the path."""
    query: Mapping[str, str]
    body: Any = field(default_factory=dict)
    """The decoded body; an object whose members have the right types, if the route says which."""

    @property
    def ref(self) -> str:
        """The object that the path names."""
        return self.refs["ref"]

    def text(self, name: str) -> str:
        return self.query.get(name, "")

    def on(self, name: str) -> bool:
        """A flag, read as generously as the daemon does."""
        return self.text(name).strip().lower() not in FALSE

    def strict(self, name: str) -> bool:
        """A flag that has to be written as Go writes booleans. Raises EngineError."""
        if self.text(name) not in PARSED:
            raise EngineError(INVALID, f"invalid value for {name}: {self.text(name)}")
        return PARSED[self.text(name)]

    def number(self, name: str) -> int | None:
        """A number, None without one. Raises EngineError."""
        text = self.text(name)
        if not text:
            return None
        try:
            return int(text)
        except ValueError:
            raise EngineError(INVALID, f'strconv.Atoi: parsing "{text}": invalid syntax') from None

    def version(self, kind: str) -> int:
        """`version=INDEX` of an update. Raises EngineError."""
        text = self.text("version")
        if not _UINT.fullmatch(text):
            reason = f'strconv.ParseUint: parsing "{text}": invalid syntax'
            raise EngineError(INVALID, f"invalid {kind} version '{text}': {reason}")
        return int(text)

    def moment(self, name: str) -> int:
        """`since=SECONDS[.FRACTION]` as a virtual moment; 0 when it is not given. Raises EngineError."""
        text = self.text(name)
        if text in ("", "0"):
            return 0
        match = _SECONDS.fullmatch(text)
        if match is None:
            raise EngineError(SERVER_ERROR, f'strconv.ParseInt: parsing "{text}": invalid syntax')
        return meant(int(match[1]) * 10**NANO_DIGITS + int((match[2] or "").ljust(NANO_DIGITS, "0")))

    @property
    def filters(self) -> Filters:
        """Raises EngineError."""
        return filters_in(self.query)


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer whose status is not the route's usual one."""

    status: int
    data: Any = None
    """JSON; None: no body."""


@dataclass(frozen=True, slots=True)
class Stream:
    """An answer in pieces."""

    operation: Operation[Any]
    encode: Callable[[Chunk], bytes]
    content_type: str
    at_once: bool = True
    """The head is sent before there is a piece, so that the client knows that it is being listened to."""
    last: Callable[[Any], bytes] | None = None
    """What the result adds at the end."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """An answer that takes the connection over: the client may send input."""

    begin: Callable[[Stdin], Operation[Any]]
    tty: bool
