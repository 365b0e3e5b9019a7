"""The control socket: what `sandbox ctl` asks of a running `sandbox serve`.

One line of JSON for each request and each answer: `{"words": ["stop_docker", "worker1"]}` is answered by
`{"status": 0, "stdout": "", "stderr": ""}`. The verbs are those of `tutor.shell.faults`, and two more that only a
server has: `cluster JSON` begins again with other hosts, `speed N` makes virtual time pass faster or slower.
"""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

from tutor.engine.waiting import Chunk, Until
from tutor.serve.cluster import ServedCluster
from tutor.serve.sockets import SocketTrouble
from tutor.shell.faults import FaultTrouble, carry_out
from tutor.shell.process import Write
from tutor.shell.replay import ProtocolError, simulation_of
from tutor.shell.speed import speed_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tutor.engine.waiting import Operation
    from tutor.serve.sockets import SocketFolder
    from tutor.shell.process import Answer, Process
    from tutor.swarm.cluster import Simulation
    from tutor.swarm.registry import Registry

LONGEST_LINE = 4 << 20
NAME = "ctl"
TROUBLES = (FaultTrouble, SocketTrouble, ValueError)


class Station:
    """The cluster that is served, and who steers it."""

    def __init__(self, folder: SocketFolder, registry: Registry, speed: float, wall: Callable[[], int]) -> None:
        self._folder, self._registry, self._wall = folder, registry, wall
        self._speed = speed
        self._cluster: ServedCluster | None = None
        self._time: asyncio.Task[None] | None = None
        self._control: asyncio.Server | None = None
        self._steering = asyncio.Lock()
        self.failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        """Has an exception when time cannot be kept any more."""

    @property
    def cluster(self) -> ServedCluster:
        assert self._cluster is not None
        return self._cluster

    # ------------------------------------------------------------------ coming and going
    async def open(self, sim: Simulation) -> None:
        """Serve a cluster, and listen to who steers it. Raises SocketTrouble."""
        control = self._folder.listen(self._folder.control)
        self._control = await asyncio.start_server(self._meet, sock=control, limit=LONGEST_LINE)
        await self._serve(sim)

    async def _serve(self, sim: Simulation) -> None:
        """Another cluster instead of the one before."""
        new = ServedCluster(self._folder, sim, self._speed, self._wall)
        await self._stop_serving()
        self._cluster = new
        await new.open()
        self._time = asyncio.create_task(new.keep_time())
        self._time.add_done_callback(self._time_ended)

    async def _stop_serving(self) -> None:
        if self._time is not None:
            self._time.cancel()
            await asyncio.gather(self._time, return_exceptions=True)
        if self._cluster is not None:
            await self._cluster.close()
        self._cluster, self._time = None, None

    async def close(self) -> None:
        """Take every socket away."""
        if self._control is not None:
            self._control.close()
            self._folder.remove(self._folder.control)
        await self._stop_serving()
        self._folder.leave()

    def _time_ended(self, time: asyncio.Task[None]) -> None:
        if not time.cancelled() and not self.failed.done():
            self.failed.set_exception(time.exception() or RuntimeError("time stands still"))

    # ------------------------------------------------------------------ steering
    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                answer = await self._answer(line)
                writer.write(json.dumps(answer).encode() + b"\n")
                await writer.drain()
        except (OSError, ValueError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    async def _answer(self, line: bytes) -> dict[str, Any]:
        try:
            words = json.loads(line)["words"]
            if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
                raise TypeError
        except (ValueError, KeyError, TypeError):
            return _told(1, stderr=f"{NAME}: not a line of the control protocol\n")
        async with self._steering:
            try:
                return await self.steer(words)
            except TROUBLES as trouble:
                return _told(1, stderr=f"{NAME}: {trouble}\n")

    async def steer(self, words: Sequence[str]) -> dict[str, Any]:
        """Carry out a verb; its exit status and what it has to say."""
        match words:
            case ["cluster", text]:
                await self._serve(simulation_of(_cluster_in(text), self._registry, self._wall()))
                return _told(0)
            case ["speed", text]:
                self._speed = self.cluster.keeper.speed = speed_of(text)
                self.cluster.changed()
                return _told(0)
            case ["cluster" | "speed" as verb, *_]:
                raise FaultTrouble(f"say `cluster JSON` or `speed N`, not `{' '.join([verb, '...'])}`")
        return await self._disturb(words)

    async def _disturb(self, words: Sequence[str]) -> dict[str, Any]:
        said: dict[str, list[str]] = {"stdout": [], "stderr": []}
        process = carry_out(self.cluster.sim, words, NAME)
        status = self.cluster.keeper.pass_at_once(
            _as_operation(process), lambda chunk: said[chunk.stream].append(chunk.data)
        )
        await self.cluster.open()
        return _told(status, "".join(said["stdout"]), "".join(said["stderr"]))


def _cluster_in(text: str) -> dict[str, Any]:
    try:
        cluster = json.loads(text)
    except ValueError as error:
        raise ProtocolError(f"the cluster is no JSON: {error}") from None
    if not isinstance(cluster, dict):
        raise ProtocolError("a cluster is a JSON object")
    return cluster


def _told(status: int, stdout: str = "", stderr: str = "") -> dict[str, Any]:
    return {"status": status, "stdout": stdout, "stderr": stderr}


def _as_operation(process: Process) -> Operation[int]:
    """A process that writes and waits, as an operation of the same kind."""
    answer: Answer = None
    while True:
        try:
            step = process.send(answer)
        except StopIteration as stop:
            status: int = stop.value
            return status
        answer = None
        if isinstance(step, Until):
            answer = yield step
        elif isinstance(step, Write):
            yield Chunk(step.text, step.stream)
