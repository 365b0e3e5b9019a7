"""A served cluster in this process, for clients that know nothing of asyncio."""

from __future__ import annotations

import asyncio
import json
import shutil
import socket
import tempfile
import threading
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from tutor.serve.control import Station
from tutor.serve.ctl import ask
from tutor.serve.scene import scene_of_hosts
from tutor.serve.sockets import SocketFolder
from tutor.session.laboratory import laboratory
from tutor.wallclock import WallClock

if TYPE_CHECKING:
    from types import TracebackType

PATIENCE = 60
"""Seconds after which a test is given up."""
HOSTS = ("manager1", "worker1", "worker2")


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    """Names in lower case."""
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def message(self) -> str:
        return str(self.json["message"])


class _Unix(HTTPConnection):
    def __init__(self, path: Path) -> None:
        super().__init__("sandbox", timeout=PATIENCE)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(PATIENCE)
        self.sock.connect(str(self._path))


class Serving:
    """Hosts on sockets, in a thread of their own, as long as the `with` lasts."""

    def __init__(self, hosts: tuple[str, ...] = HOSTS, speed: float = 1.0) -> None:
        # a unix socket's path is short; a test's own folder is not
        self.folder = Path(tempfile.mkdtemp(prefix="lt-"))
        self._hosts, self._speed = hosts, speed
        self._ready, self._over = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()))
        self.failure: BaseException | None = None

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(PATIENCE)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()
        left = sorted(path.name for path in self.folder.iterdir())
        shutil.rmtree(self.folder)
        if self.failure is not None:
            raise self.failure
        assert left == []

    async def _serve(self) -> None:
        self._loop, self._end = asyncio.get_running_loop(), asyncio.Event()
        wall = WallClock().nanoseconds
        station = Station(SocketFolder(self.folder), laboratory().registry, self._speed, wall)
        try:
            await station.open(scene_of_hosts(self._hosts, laboratory(), wall()).sim)
            self._ready.set()
            await self._end.wait()
            if station.failed.done():
                self.failure = station.failed.exception()
        finally:
            self._ready.set()
            await station.close()

    # ------------------------------------------------------------------ talking to it
    def path(self, host: str = HOSTS[0]) -> Path:
        return self.folder / f"{host}.sock"

    def ctl(self, *words: str) -> dict[str, Any]:
        return ask(self.folder, words)

    def http(
        self, method: str, path: str, body: Any = None, *, host: str = HOSTS[0], headers: dict[str, str] | None = None
    ) -> Answer:
        """One request; a body is sent as JSON unless it is bytes."""
        link = _Unix(self.path(host))
        raw = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        given = {"Content-Type": "application/json"} if raw is not None else {}
        try:
            link.request(method, path, raw, {**given, **(headers or {})})
            answer = link.getresponse()
            head = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, head, answer.read())
        finally:
            link.close()

    def connect(self, host: str = HOSTS[0]) -> socket.socket:
        link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        link.settimeout(PATIENCE)
        link.connect(str(self.path(host)))
        return link

    def swarm(self) -> None:
        """All hosts in one swarm, the first one its manager."""
        first, *others = self._hosts
        assert self.http("POST", "/swarm/init", {"ListenAddr": "0.0.0.0:2377"}, host=first).status == 200
        token = self.http("GET", "/swarm", host=first).json["JoinTokens"]["Worker"]
        self.ctl("speed", "100")  # joining takes half a second of the cluster's time
        for host in others:
            body = {"ListenAddr": "0.0.0.0:2377", "RemoteAddrs": ["10.77.0.11:2377"], "JoinToken": token}
            assert self.http("POST", "/swarm/join", body, host=host).status == 200
        self.ctl("speed", str(self._speed))
        assert self.ctl("settle")["status"] == 0
