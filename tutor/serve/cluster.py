"""A simulated cluster on sockets: one for each host, refused while its docker is stopped."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from tutor.engine.engine import Engine
from tutor.serve.api import Api
from tutor.serve.http import Connection
from tutor.serve.sockets import check_name
from tutor.serve.timekeeper import Timekeeper

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from tutor.serve.http import Exchange
    from tutor.serve.sockets import SocketFolder
    from tutor.swarm.cluster import Simulation


class Listener:
    """One socket and the connections that came over it."""

    def __init__(self, folder: SocketFolder, path: Path, answer: Callable[[Exchange], Awaitable[None]]) -> None:
        self._folder, self._path, self._answer = folder, path, answer
        self._server: asyncio.Server | None = None
        self._clients: set[asyncio.Task[None]] = set()

    @property
    def open(self) -> bool:
        return self._server is not None

    async def listen(self) -> None:
        """Raises SocketTrouble."""
        if self._server is None:
            self._server = await asyncio.start_server(self._meet, sock=self._folder.listen(self._path))

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._clients.add(task)
        try:
            await Connection(reader, writer, self._answer).serve()
        finally:
            self._clients.discard(task)

    async def refuse(self) -> None:
        """Whoever is connected is cut off, whoever comes is refused; the socket's file stays."""
        if self._server is not None:
            self._server.close()
            self._server = None
        clients = list(self._clients)
        for client in clients:
            client.cancel()
        await asyncio.gather(*clients, return_exceptions=True)

    async def close(self) -> None:
        """The same, and the file goes."""
        await self.refuse()
        self._folder.remove(self._path)


class ServedCluster:
    """The hosts of one simulation, their Engines behind sockets, and its time."""

    def __init__(self, folder: SocketFolder, sim: Simulation, speed: float, wall: Callable[[], int]) -> None:
        """Raises SocketTrouble for a host whose name no socket can have."""
        self.sim = sim
        self.keeper = Timekeeper(sim, wall, speed)
        self._changed = asyncio.Event()
        self._listeners: dict[str, Listener] = {}
        for name in sim.hosts:
            check_name(name)
            api = Api(Engine(sim, name), self.keeper, self.changed)
            self._listeners[name] = Listener(folder, folder.path(name), api.answer)

    def changed(self) -> None:
        """The queue of the simulation may have something new."""
        self._changed.set()

    async def open(self) -> None:
        """Listen for every host whose docker runs, refuse for the others. Raises SocketTrouble."""
        for name, listener in self._listeners.items():
            if self.sim.hosts[name].running:
                await listener.listen()
            else:
                await listener.refuse()
        self.changed()

    async def close(self) -> None:
        """Cut everybody off and take the sockets away."""
        for listener in self._listeners.values():
            await listener.close()

    async def keep_time(self) -> None:
        """Let virtual time follow the wall clock, for ever."""
        while True:
            self.keeper.catch_up()
            self._changed.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(self.keeper.due_in()):
                    await self._changed.wait()
