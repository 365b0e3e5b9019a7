"""Reading from a Docker daemon's own socket, simulated or real: what judges of goals read through."""

from __future__ import annotations

import http.client
import json
import socket
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from tutor.engine.errors import DaemonUnreachable, EngineError

if TYPE_CHECKING:
    from collections.abc import Mapping

API = "/v1.45"
"""The version of the Engine API that goals are written for."""
PATIENCE = 30.0
"""Seconds until a daemon that does not answer counts as unreachable."""


class UnusableAddress(ValueError):
    """What stands for a daemon's address is none; the message tells how one is written."""

    for_the_user = True

    def __init__(self, address: str) -> None:
        super().__init__(f"{address!r} is no address of a daemon; write unix:///PATH or tcp://HOST:PORT")


class _UnixConnection(http.client.HTTPConnection):
    """HTTP over a unix socket."""

    def __init__(self, path: str) -> None:
        super().__init__("localhost", timeout=PATIENCE)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(PATIENCE)
        self.sock.connect(self._path)


class DaemonReader:
    """Reads of one daemon (`tutor.labs.reader.EngineReader`), each over a connection of its own."""

    def __init__(self, address: str) -> None:
        """`address` as DOCKER_HOST has it: `unix:///PATH` or `tcp://HOST:PORT`. Raises UnusableAddress."""
        self._parts = urlsplit(address)
        usable = {"unix": bool(self._parts.path), "tcp": bool(self._parts.hostname)}
        if not usable.get(self._parts.scheme):
            raise UnusableAddress(address)

    def get(self, path: str, query: Mapping[str, str]) -> Any:
        """The decoded answer of `GET path?query`. Raises EngineError, DaemonUnreachable."""
        connection = self._connection()
        try:
            connection.request("GET", API + path + (f"?{urlencode(query)}" if query else ""))
            response = connection.getresponse()
            body = response.read()
        except (OSError, http.client.HTTPException) as error:
            raise DaemonUnreachable(str(error)) from None
        finally:
            connection.close()
        answer = _decoded(body)
        if response.status >= http.client.BAD_REQUEST:
            message = answer.get("message") if isinstance(answer, dict) else None
            raise EngineError(response.status, str(message or response.reason))
        # the API wraps the list of volumes; a goal reads the list itself
        return answer["Volumes"] if path == "/volumes" and isinstance(answer, dict) else answer

    def _connection(self) -> http.client.HTTPConnection:
        if self._parts.scheme == "unix":
            return _UnixConnection(self._parts.path)
        return http.client.HTTPConnection(self._parts.hostname or "", self._parts.port or 2375, timeout=PATIENCE)


def _decoded(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return body.decode("utf-8", "replace").strip()
