"""Which operation a method and a path mean.

Routes are tables in `tutor.serve.routes`. A GET that no table has is a plain read, which the Engine itself maps
(`tutor.engine.reading`), as it does for the judges of labs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from tutor.engine.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from tutor.serve.call import Call

INVALID, NOT_FOUND, SUCCESS = 400, 404, 200
MINIMUM, MAXIMUM = (1, 24), (1, 45)
_VERSIONED = re.compile(r"/v([0-9][0-9.]*)(/.*)")


@dataclass(frozen=True, slots=True)
class Route:
    """One line of a table: what is asked, and what answers it.

    `act` gives JSON (None: no body), a slow operation whose result is the answer, a Reply, a Stream or a Conversation.
    """

    method: str
    pattern: str
    """`/services/{ref}/update`; `{ref+}` may contain slashes."""
    act: Callable[[Call], Any]
    status: int = SUCCESS
    body: str = ""
    """The Go type of the body; empty: it is not read."""
    needs_body: bool = False
    """Nothing is not taken for an object without members."""


class Router:
    """The tables, compiled."""

    def __init__(self, tables: Iterable[Iterable[Route]]) -> None:
        self._routes = [(route, _compiled(route.pattern)) for table in tables for route in table]

    @property
    def routes(self) -> list[Route]:
        return [route for route, _ in self._routes]

    def find(self, method: str, path: str) -> tuple[Route | None, Mapping[str, str]]:
        """The route with the variable parts of the path; None for a plain read. Raises EngineError 404."""
        for route, pattern in self._routes:
            if route.method == method and (match := pattern.fullmatch(path)):
                return route, {name: unquote(part) for name, part in match.groupdict().items()}
        if method == "GET" and not path.endswith("/"):
            return None, {}
        raise page_not_found()


def page_not_found() -> EngineError:
    return EngineError(NOT_FOUND, "page not found")


def without_version(path: str) -> str:
    """The path behind `/v1.45`. Raises EngineError for a version that this API cannot speak."""
    match = _VERSIONED.fullmatch(path)
    if match is None:
        return path
    text = match[1]
    version = tuple(int(part) for part in text.split(".") if part)[:2]
    if version > MAXIMUM:
        wanted = f"Maximum supported API version is {_dotted(MAXIMUM)}"
        raise EngineError(INVALID, f"client version {text} is too new. {wanted}")
    if version < MINIMUM:
        wanted = f"Minimum supported API version is {_dotted(MINIMUM)}, please upgrade your client to a newer version"
        raise EngineError(INVALID, f"client version {text} is too old. {wanted}")
    return match[2]


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))


def _compiled(pattern: str) -> re.Pattern[str]:
    parts = re.split(r"(\{\w+\+?\})", pattern)
    return re.compile("".join(_part(part) for part in parts))


def _part(part: str) -> str:
    if not part.startswith("{"):
        return re.escape(part)
    name = part.strip("{+}")
    return rf"(?P<{name}>.+)" if part.endswith("+}") else rf"(?P<{name}>[^/]+)"
