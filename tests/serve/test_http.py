"""What clients do that is no proper request, and that it harms nobody."""

from __future__ import annotations

import socket
import threading
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.serve.serving import Serving

MEGABYTE = 1 << 20
CREATE = b"POST /services/create HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"


def talk(served: Serving, parts: Iterable[bytes], *, half_close: bool = False, until: bytes = b"") -> bytes:
    """Send, then read up to the end (or up to `until`)."""
    answer = b""
    with served.connect() as link:
        try:
            for part in parts:
                link.sendall(part)
        except BrokenPipeError:
            pass
        if half_close:
            link.shutdown(socket.SHUT_WR)
        try:
            while not until or until not in answer:
                data = link.recv(65536)
                if not data:
                    break
                answer += data
        except ConnectionResetError:
            pass
    return answer


def lives(served: Serving) -> bool:
    return served.http("GET", "/_ping").body == b"OK"


@pytest.mark.parametrize(
    ("sent", "head"),
    [
        (b"GARBAGE\r\n\r\n", b"HTTP/1.1 400 Bad Request\r\n"),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"HTTP/1.1 400 Bad Request\r\n"),
        (b"GET /_ping HTTP/1.1\r\n\r\n", b"HTTP/1.1 400 Bad Request: missing required Host header\r\n"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n", b"HTTP/1.1 400 Bad Request\r\n"),
        (b"GET /_pi", b"HTTP/1.1 400 Bad Request\r\n"),
    ],
)
def test_no_http(served: Serving, sent: bytes, head: bytes) -> None:
    answer = talk(served, [sent], half_close=True)
    assert answer.startswith(head)
    assert b"Connection: close" in answer
    assert lives(served)


def test_endless_headers(served: Serving) -> None:
    head = [b"GET / HTTP/1.1\r\nHost: a\r\nX: ", *[b"a" * MEGABYTE] * 3]
    assert talk(served, head).startswith(b"HTTP/1.1 431 ")
    assert lives(served)


@pytest.mark.parametrize("filling", [b"a", b" "])
def test_a_body_of_100_megabytes(served: Serving, filling: bytes) -> None:
    head = CREATE + b"Content-Length: %d\r\n\r\n" % (100 * MEGABYTE)
    answer = talk(served, [head, *[filling * MEGABYTE] * 100], half_close=True)
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b'{"message":"http: request body too large"}' in answer
    assert lives(served)


def test_a_body_nobody_asked_for(served: Serving) -> None:
    head = b"GET /info HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n" % (2 * MEGABYTE)
    answer = talk(served, [head, b"x" * 2 * MEGABYTE, b"GET /_ping HTTP/1.1\r\nHost: a\r\n\r\n"], until=b"\r\n\r\nOK")
    assert answer.startswith(b"HTTP/1.1 200 ")


def test_half_a_body(served: Serving) -> None:
    answer = talk(served, [CREATE + b'Content-Length: 100\r\n\r\n{"Name"'], half_close=True)
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b'{"message":"invalid JSON: unexpected EOF"}' in answer
    assert lives(served)


def test_a_broken_chunk(served: Serving) -> None:
    answer = talk(served, [CREATE + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n"])
    assert b"invalid byte in chunk length" in answer
    assert lives(served)


def test_clients_that_leave_without_a_word(served: Serving) -> None:
    for beginning in (
        b"",
        b"GET /_pi",
        CREATE + b"Content-Length: 9\r\n\r\n{",
        b"GET /events HTTP/1.1\r\nHost: a\r\n\r\n",
    ):
        with served.connect() as link:
            link.sendall(beginning)
    assert lives(served)


def test_half_a_request_does_not_hold_up_others(served: Serving) -> None:
    with served.connect() as slow:
        slow.sendall(CREATE + b"Content-Length: 10\r\n\r\n{")
        assert lives(served)
        slow.sendall(b" } " + b" " * 6)
        assert slow.recv(65536).startswith(b"HTTP/1.1 503 ")


def test_requests_of_one_connection_are_answered_in_order(served: Serving) -> None:
    ping, version = b"GET /_ping HTTP/1.1\r\nHost: a\r\n\r\n", b"GET /version HTTP/1.1\r\nHost: a\r\n\r\n"
    answer = talk(served, [ping + version + ping], half_close=True)
    assert answer.count(b"HTTP/1.1 200 OK") == 3
    assert answer.index(b"\r\n\r\nOK") < answer.index(b'"ApiVersion"') < answer.rindex(b"\r\n\r\nOK")


def test_a_client_may_ask_whether_it_may_send(served: Serving) -> None:
    with served.connect() as link:
        link.sendall(CREATE + b"Expect: 100-continue\r\nContent-Length: 2\r\n\r\n")
        assert link.recv(65536) == b"HTTP/1.1 100 Continue\r\n\r\n"
        link.sendall(b"{}")
        assert link.recv(65536).startswith(b"HTTP/1.1 ")


def test_old_http(served: Serving) -> None:
    assert talk(served, [b"GET /_ping HTTP/1.0\r\n\r\n"]).endswith(b"\r\n\r\nOK")


def test_a_reader_that_does_not_read_blocks_nobody(served: Serving) -> None:
    asked = b"GET /version HTTP/1.1\r\nHost: a\r\n\r\n" * 2000
    with served.connect() as lazy:
        sender = threading.Thread(target=lambda: lazy.sendall(asked))
        sender.start()
        for _ in range(20):
            assert lives(served)
        answered = 0
        rest = b""
        while answered < 2000:
            rest += lazy.recv(1 << 20)
            answered += rest.count(b"HTTP/1.1 200")
            rest = rest[-12:] if b"HTTP/1.1 200" not in rest[-12:] else b""
        sender.join()


def test_many_at_once(served: Serving) -> None:
    answers: list[int] = []
    threads = [threading.Thread(target=lambda: answers.append(served.http("GET", "/info").status)) for _ in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [200] * 30
