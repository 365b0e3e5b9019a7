"""One client's connection: requests come in, answers go out, HTTP/1.1 by h11.

An answer is sent whole, as a stream of chunks, or by taking over the connection ("hijacking"), after which
both sides send bytes as they like. What is no HTTP gets the answer that Go's server gives.
"""

from __future__ import annotations

import asyncio
import fcntl
import struct
import termios
from contextlib import suppress
from dataclasses import dataclass, field
from email.utils import formatdate
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

import h11

from tutor.wallclock import WallClock

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

LARGEST_HEAD = 1 << 20
"""Bytes of request line and headers."""
LARGEST_BODY = 16 << 20
READ_SIZE = 1 << 16
MOST_AHEAD = 1 << 20
"""Bytes that a client may send while it waits for an answer."""
LINGER = 2.0
"""Seconds in which the rest of a refused request is read away, so that the client gets to read its answer."""
HEAD_PATIENCE, GLANCE = 1.0, 0.002
"""Seconds that a client gets to read the head of an answer before the connection is taken over, and between looks."""
BAD_REQUEST, TOO_LARGE, HEAD_TOO_LARGE, VERSION_NOT_SUPPORTED = 400, 413, 431, 505
SWITCHING, SUCCESS = 101, 200
WITHOUT_BODY = (204, 304)


class ClientGone(Exception):
    """The client closed the connection; nobody waits for an answer."""


class BodyTrouble(Exception):
    """The body cannot be had: it is too long, ends early, or is no proper chunked body."""

    def __init__(self, message: str, status: int = BAD_REQUEST) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    path: str
    query: Mapping[str, str]
    """The first value of each member."""
    headers: Mapping[str, str]
    """Names in lower case."""
    wants_takeover: bool = False
    """The client asks to switch to a plain stream of bytes."""


@dataclass(slots=True)
class Exchange:
    """One request and its answer."""

    request: Request
    _link: Connection
    answered: bool = False
    """The head of the answer was sent."""
    headers: dict[str, str] = field(default_factory=dict)
    """Headers that every answer to this request carries."""

    async def body(self) -> bytes:
        """The whole body. Raises BodyTrouble, ClientGone."""
        return await self._link.read_body()

    async def reply(self, status: int, body: bytes, content_type: str = "") -> None:
        """Answer, all at once; a body is JSON unless another type is given."""
        headers = {} if status in WITHOUT_BODY else {"Content-Length": str(len(body))}
        if body or content_type:
            headers["Content-Type"] = content_type or "application/json"
        await self._begin(status, headers)
        await self._link.send(h11.Data(data=b"" if self.request.method == "HEAD" else body), h11.EndOfMessage())

    async def start_stream(self, content_type: str) -> None:
        """Answer with pieces, the first of them when there is one."""
        await self._begin(SUCCESS, {"Content-Type": content_type, "Transfer-Encoding": "chunked"})

    async def send(self, piece: bytes) -> None:
        if piece:
            await self._link.send(h11.Data(data=piece))

    async def end_stream(self) -> None:
        await self._link.send(h11.EndOfMessage())

    async def take_over(self, content_type: str, reason: str = "UPGRADED") -> Takeover:
        """The connection as a stream of bytes in both directions; the client need not have asked for it by name."""
        self.answered = True
        if self.request.wants_takeover:
            head = {"Content-Type": content_type, "Connection": "Upgrade", "Upgrade": "tcp"}
            return await self._link.take_over(SWITCHING, reason, {**head, **self.headers})
        return await self._link.take_over(SUCCESS, "OK", {"Content-Type": content_type, **self.headers})

    async def unless_gone(self, wait: Awaitable[None]) -> None:
        """Wait, but only as long as the client is there. Raises ClientGone."""
        await self._link.unless_gone(wait)

    async def _begin(self, status: int, headers: Mapping[str, str]) -> None:
        self.answered = True
        date = formatdate(WallClock().now().timestamp(), usegmt=True)
        fields = list({**self.headers, "Date": date, **headers}.items())
        await self._link.send(h11.Response(status_code=status, headers=fields, reason=HTTPStatus(status).phrase))


@dataclass(slots=True)
class Takeover:
    """A connection that carries bytes only."""

    _reader: asyncio.StreamReader
    _writer: asyncio.StreamWriter
    _left: bytes
    """What came behind the request."""

    async def read(self) -> bytes:
        """What the client sent next; empty at the end of its input."""
        left, self._left = self._left, b""
        return left or await self._reader.read(READ_SIZE)

    async def send(self, data: bytes) -> None:
        """Raises ClientGone."""
        try:
            self._writer.write(data)
            await self._writer.drain()
        except OSError:
            raise ClientGone from None


class Connection:
    """A client, from its first byte to its last."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        answer: Callable[[Exchange], Awaitable[None]],
    ) -> None:
        self._reader, self._writer, self._answer = reader, writer, answer
        self._http = h11.Connection(h11.SERVER, max_incomplete_event_size=LARGEST_HEAD)
        self._ahead = 0
        self._taken_over = False

    async def serve(self) -> None:
        """Answer requests one after the other until the client has no more."""
        try:
            while await self._serve_one():
                self._http.start_next_cycle()
        except (ClientGone, OSError):
            pass
        except asyncio.CancelledError:
            self._writer.transport.abort()
            raise
        self._writer.close()
        with suppress(OSError):
            await self._writer.wait_closed()

    async def _serve_one(self) -> bool:
        """Whether there may be another request behind this one."""
        try:
            event = await self._next_event()
        except h11.RemoteProtocolError as error:
            await self._refuse(error)
            return False
        if not isinstance(event, h11.Request):
            return False
        exchange = Exchange(_read(event), self)
        await self._answer(exchange)
        if self._taken_over:
            return False
        await self._read_away()
        return self._http.our_state is h11.DONE and self._http.their_state is h11.DONE

    async def _next_event(self) -> object:
        """The next part of a request. Raises ClientGone, h11.RemoteProtocolError."""
        while True:
            event = self._http.next_event()
            if event is not h11.NEED_DATA:
                return event
            if self._http.they_are_waiting_for_100_continue:
                await self.send(h11.InformationalResponse(status_code=100, headers=[], reason="Continue"))
            self._http.receive_data(await self._reader.read(READ_SIZE))

    async def read_body(self) -> bytes:
        parts: list[bytes] = []
        size = 0
        try:
            while isinstance(event := await self._next_event(), h11.Data):
                size += len(event.data)
                if size > LARGEST_BODY:
                    raise BodyTrouble("http: request body too large", TOO_LARGE)
                parts.append(bytes(event.data))
        except h11.RemoteProtocolError as error:
            reason = "unexpected EOF" if "without sending complete" in str(error) else "invalid byte in chunk length"
            raise BodyTrouble(f"invalid JSON: {reason}") from None
        return b"".join(parts)

    async def send(self, *events: h11.Event) -> None:
        try:
            for event in events:
                self._writer.write(self._http.send(event) or b"")
            await self._writer.drain()
        except OSError:
            raise ClientGone from None

    async def take_over(self, status: int, reason: str, headers: Mapping[str, str]) -> Takeover:
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        if self._http.their_state is h11.SEND_BODY:
            await self.read_body()
        left, _ = self._http.trailing_data
        self._taken_over = True
        stream = Takeover(self._reader, self._writer, left)
        await stream.send(f"HTTP/1.1 {status} {reason}\r\n{head}\r\n".encode())
        await self._until_read()
        return stream

    async def _until_read(self) -> None:
        """Wait until the client has read what was sent.

        Some clients' HTTP libraries read ahead of the head and lose what follows it at once; from a real daemon
        nothing does, because a program needs a moment to start.
        """
        with suppress(TimeoutError, OSError):
            async with asyncio.timeout(HEAD_PATIENCE):
                while _unread(self._writer):
                    await asyncio.sleep(GLANCE)

    async def unless_gone(self, wait: Awaitable[None]) -> None:
        waiting = asyncio.ensure_future(wait)
        watching = asyncio.ensure_future(self._watch())
        try:
            await asyncio.wait((waiting, watching), return_when=asyncio.FIRST_COMPLETED)
            if not waiting.done():
                raise ClientGone
            waiting.result()
        finally:
            for task in (waiting, watching):
                task.cancel()
            await asyncio.gather(waiting, watching, return_exceptions=True)

    async def _watch(self) -> None:
        """Ends when the client goes; what it sends ahead is kept for later, in bounds."""
        while self._ahead <= MOST_AHEAD:
            data = await self._reader.read(READ_SIZE)
            if not data:
                return
            self._ahead += len(data)
            self._http.receive_data(data)

    async def _read_away(self) -> None:
        """The rest of a request that nobody reads; without it the client would not get to see the answer."""
        with suppress(TimeoutError, h11.RemoteProtocolError):
            async with asyncio.timeout(LINGER):
                while self._http.their_state is h11.SEND_BODY:
                    await self._next_event()

    async def _refuse(self, error: h11.RemoteProtocolError) -> None:
        """What is no HTTP request. Source: Go `net/http` server."""
        text, status = str(error), error.error_status_hint
        if "Host:" in text:
            reason = "400 Bad Request: missing required Host header"
        elif status == HEAD_TOO_LARGE:
            reason = "431 Request Header Fields Too Large"
        else:
            reason = "400 Bad Request"
        head = f"HTTP/1.1 {reason}\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n{reason}"
        self._writer.write(head.encode())
        self._writer.write_eof()
        with suppress(TimeoutError):
            async with asyncio.timeout(LINGER):
                while await self._reader.read(READ_SIZE):
                    pass


def _unread(writer: asyncio.StreamWriter) -> int:
    """Bytes that lie in the socket still (Linux tells; elsewhere it is an OSError or 0)."""
    link = writer.get_extra_info("socket")
    return int(struct.unpack("i", fcntl.ioctl(link.fileno(), termios.TIOCOUTQ, bytes(4)))[0])


def _read(event: h11.Request) -> Request:
    headers = {name.decode("ascii"): value.decode("latin-1") for name, value in event.headers}
    target = urlsplit(event.target.decode("latin-1"))
    query: dict[str, str] = {}
    for key, value in parse_qsl(target.query, keep_blank_values=True):
        query.setdefault(key, value)
    upgrade = "upgrade" in headers.get("connection", "").lower() and headers.get("upgrade", "").lower() == "tcp"
    return Request(event.method.decode("ascii"), target.path, query, headers, upgrade)
