"""One request of a client, answered by the Engine of its host.

Source of what surrounds an answer: engine `api/server/{server,middleware}`, `api/server/httputils`.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from tutor.engine.errors import DaemonUnreachable, EngineError
from tutor.engine.stdin import Stdin
from tutor.engine.times import for_a_clock_behind
from tutor.serve.bodies import check_content_type, decoded
from tutor.serve.call import Call, Conversation, Reply, Stream
from tutor.serve.framing import JSON_TYPE, encoded, multiplexed, output_type, raw
from tutor.serve.http import BodyTrouble, ClientGone
from tutor.serve.router import without_version
from tutor.serve.routes import ROUTER

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    from tutor.engine.engine import Engine
    from tutor.engine.waiting import Chunk, Operation
    from tutor.serve.http import Exchange, Takeover
    from tutor.serve.operations import RunningOperation
    from tutor.serve.router import Route
    from tutor.serve.timekeeper import Timekeeper

    ResultT = TypeVar("ResultT")

SUCCESS, INVALID, SERVER_ERROR = 200, 400, 500
ON_EVERY_ANSWER = ("Api-Version", "Docker-Experimental", "Ostype", "Server")
NOT_TO_BE_KEPT = {"Cache-Control": "no-cache, no-store, must-revalidate", "Pragma": "no-cache"}
PLAIN_TEXT = "text/plain; charset=utf-8"
LOG = logging.getLogger("tutor.serve")


Pieces = asyncio.Queue[bytes | None]
"""Output on its way to a client; None at the end."""


class Api:
    """The Engine API of one host."""

    def __init__(self, engine: Engine, keeper: Timekeeper, changed: Callable[[], None]) -> None:
        """`changed` is told when something may have been put into the simulation's queue."""
        self._engine = engine
        self._keeper = keeper
        self._changed = changed

    async def answer(self, exchange: Exchange) -> None:
        """Raises ClientGone; every other failure becomes an answer."""
        try:
            await self._answer(exchange)
        except ClientGone:
            raise
        except EngineError as error:
            await self._complain(exchange, error.status, error.message)
        except BodyTrouble as trouble:
            await self._complain(exchange, trouble.status, str(trouble))
        except DaemonUnreachable:
            raise ClientGone from None
        except Exception as error:
            LOG.exception("%s %s", exchange.request.method, exchange.request.path)
            await self._complain(exchange, SERVER_ERROR, f"the sandbox failed: {type(error).__name__}: {error}")

    async def _complain(self, exchange: Exchange, status: int, message: str) -> None:
        if exchange.answered:
            raise ClientGone
        await exchange.reply(status, encoded({"message": message}))

    # ------------------------------------------------------------------ one request
    async def _answer(self, exchange: Exchange) -> None:
        request = exchange.request
        self._keeper.catch_up()
        ping = self._engine.system.ping()
        exchange.headers.update({name: ping[name] for name in ON_EVERY_ANSWER})
        path = without_version(request.path)
        if path == "/_ping" and request.method in ("GET", "HEAD"):
            return await self._ping(exchange, ping)
        route, refs = ROUTER.find(request.method, path)
        body = await self._body(exchange, route)
        with for_a_clock_behind(self._keeper.ahead):
            call = Call(self._engine, refs, request.query, body)
            answer = route.act(call) if route else self._engine.get(path, request.query)
        self._keeper.touched()
        self._changed()
        await self._give(exchange, answer, route.status if route else SUCCESS)
        return None

    async def _ping(self, exchange: Exchange, ping: dict[str, Any]) -> None:
        exchange.headers.update(ping)
        exchange.headers.update(NOT_TO_BE_KEPT)
        await exchange.reply(SUCCESS, b"" if exchange.request.method == "HEAD" else b"OK", PLAIN_TEXT)

    async def _body(self, exchange: Exchange, route: Route | None) -> Any:
        if route is None or not route.body:
            return {}
        check_content_type(exchange.request.headers)
        raw_body = await exchange.body()
        self._keeper.catch_up()
        if not raw_body and not route.needs_body and "transfer-encoding" not in exchange.request.headers:
            return {}
        return decoded(raw_body, route.body)

    async def _give(self, exchange: Exchange, answer: Any, status: int) -> None:
        if isinstance(answer, Reply):
            status, answer = answer.status, answer.data
        if isinstance(answer, Stream):
            await self._stream(exchange, answer)
        elif isinstance(answer, Conversation):
            await self._converse(exchange, answer)
        else:
            if isinstance(answer, Generator):
                answer = await self._finish(exchange, answer)
            await exchange.reply(status, b"" if answer is None else encoded(answer))

    # ------------------------------------------------------------------ slow answers
    async def _finish(self, exchange: Exchange, operation: Operation[ResultT]) -> ResultT:
        """The result of a slow operation, unless the client goes before. Raises what the operation raises."""
        done = asyncio.Event()
        running = self._begin(operation, lambda _: None, done.set)
        try:
            if running.running:
                await exchange.unless_gone(_happened(done))
            if running.failure is not None:
                raise running.failure
            return running.result  # type: ignore[return-value]  # it has ended without failure
        finally:
            running.abandon()

    def _begin(
        self, operation: Operation[ResultT], give: Callable[[Chunk], None], ended: Callable[[], None]
    ) -> RunningOperation[ResultT]:
        running = self._keeper.begin(operation, give, lambda _: ended())
        self._changed()
        return running

    async def _stream(self, exchange: Exchange, stream: Stream) -> None:
        pieces = Pieces()
        running = self._begin(
            stream.operation, lambda chunk: pieces.put_nowait(stream.encode(chunk)), lambda: pieces.put_nowait(None)
        )
        try:
            await exchange.unless_gone(_pour(exchange, stream, running, pieces))
        finally:
            running.abandon()

    async def _converse(self, exchange: Exchange, conversation: Conversation) -> None:
        stdin, pieces = Stdin(), Pieces()
        encode = raw if conversation.tty else multiplexed
        running = self._begin(
            conversation.begin(stdin), lambda chunk: pieces.put_nowait(encode(chunk)), lambda: pieces.put_nowait(None)
        )
        try:
            if running.failure is not None:
                raise running.failure
            link = await exchange.take_over(output_type(conversation.tty))
            listening = asyncio.ensure_future(self._listen(link, stdin))
            try:
                while (piece := await pieces.get()) is not None:
                    await link.send(piece)
            finally:
                listening.cancel()
                await asyncio.gather(listening, return_exceptions=True)
        finally:
            running.abandon()

    async def _listen(self, link: Takeover, stdin: Stdin) -> None:
        """Hand on what the client types, up to the end of its input."""
        while not stdin.closed:
            data = await link.read()
            self._keeper.catch_up()
            if data:
                stdin.feed(data)
            else:
                stdin.close()
            self._keeper.touched()
            self._changed()


async def _happened(event: asyncio.Event) -> None:
    await event.wait()


async def _pour(exchange: Exchange, stream: Stream, running: RunningOperation[Any], pieces: Pieces) -> None:
    """Send the pieces as they come. A failure before the head of the answer is the answer."""
    first = None if stream.at_once and running.running else await pieces.get()
    if first is None and running.failure is not None:
        raise running.failure
    await exchange.start_stream(stream.content_type)
    piece = first if first is not None or not running.running else await pieces.get()
    while piece is not None:
        await exchange.send(piece)
        piece = await pieces.get()
    if isinstance(running.failure, EngineError) and stream.content_type == JSON_TYPE:
        message = running.failure.message
        await exchange.send(encoded({"errorDetail": {"message": message}, "error": message}))
    elif running.failure is None and stream.last is not None:
        await exchange.send(stream.last(running.result))
    await exchange.end_stream()
