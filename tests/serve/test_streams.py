"""Answers that go on: logs that are followed, events, attached containers, programs that read what is typed."""

from __future__ import annotations

import json
import socket
import struct
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from tests.serve.serving import HOSTS

if TYPE_CHECKING:
    from tests.serve.serving import Serving

UPGRADE = b"Connection: Upgrade\r\nUpgrade: tcp\r\n"


def ask(method: str, path: str, body: Any = None, extra: bytes = b"") -> bytes:
    raw = b"" if body is None else json.dumps(body).encode()
    head = f"{method} {path} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: {len(raw)}\r\n"
    return head.encode() + extra + b"\r\n" + raw


def read_until(link: socket.socket, wanted: bytes, got: bytes = b"") -> bytes:
    while wanted not in got:
        data = link.recv(65536)
        assert data, got
        got += data
    return got


def read_all(link: socket.socket) -> bytes:
    got = b""
    while data := link.recv(65536):
        got += data
    return got


def frames(raw: bytes) -> list[tuple[int, bytes]]:
    """(stream, text) of each frame."""
    found = []
    while raw:
        stream, size = struct.unpack(">BxxxL", raw[:8])
        found.append((stream, raw[8 : 8 + size]))
        raw = raw[8 + size :]
    return found


@pytest.fixture
def container(served: Serving) -> str:
    """A container that sleeps."""
    served.http("POST", "/images/create?fromImage=alpine&tag=3.20")
    created = served.http("POST", "/containers/create?name=box", {"Image": "alpine:3.20", "Cmd": ["sleep", "1000"]})
    served.http("POST", "/containers/box/start")
    return str(created.json["Id"])


def test_events_are_followed_and_filtered(served: Serving) -> None:
    with served.connect() as link:
        link.sendall(ask("GET", '/events?filters={"type":["container"]}'.replace('"', "%22")))
        head = read_until(link, b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200 OK")
        served.http("POST", "/images/create?fromImage=alpine&tag=3.20")
        served.http("POST", "/containers/create?name=box", {"Image": "alpine:3.20", "Cmd": ["true"]})
        got = read_until(link, b"\n\r\n", head.partition(b"\r\n\r\n")[2])
    event = json.loads(got.split(b"\r\n")[1])
    assert (event["Type"], event["Action"], event["Actor"]["Attributes"]["name"]) == ("container", "create", "box")
    assert event["scope"] == "local"
    assert event["timeNano"] // 10**9 == event["time"]


def test_past_events(served: Serving, container: str) -> None:
    assert served.http("GET", "/events?since=1&until=2").body == b""
    until = served.http("GET", "/info").json["SystemTime"][:19]
    seconds = int(datetime.fromisoformat(f"{until}+00:00").timestamp())
    answer = served.http("GET", f"/events?since={seconds - 60}&until={seconds + 1}")
    actions = [json.loads(line)["Action"] for line in answer.body.splitlines()]
    assert actions == ["pull", "create", "start"]


def test_logs_of_a_service_are_followed(swarm: Serving) -> None:
    container = {"Image": "alpine:3.20", "Command": ["ping", "example.org"]}
    swarm.http("POST", "/services/create", {"Name": "hello", "TaskTemplate": {"ContainerSpec": container}})
    swarm.ctl("settle")
    with swarm.connect() as link:
        link.sendall(ask("GET", "/services/hello/logs?stdout=1&stderr=1&follow=1&details=1"))
        got = read_until(link, b"PING example.org")
        assert b"com.docker.swarm.task.id=" in got
        version = swarm.http("GET", "/services/hello").json
        more = {**version["Spec"], "Mode": {"Replicated": {"Replicas": 2}}}
        swarm.http("POST", f"/services/hello/update?version={version['Version']['Index']}", more)
        swarm.ctl("settle")
        read_until(link, b"PING example.org", b"")


def test_an_attached_container_is_seen_from_its_start(served: Serving) -> None:
    served.http("POST", "/images/create?fromImage=alpine&tag=3.20")
    script = ["sh", "-c", "echo out; echo err >&2; exit 3"]
    served.http("POST", "/containers/create?name=box", {"Image": "alpine:3.20", "Cmd": script})
    with served.connect() as waiting, served.connect() as link:
        link.sendall(ask("POST", "/containers/box/attach?stream=1&stdout=1&stderr=1", extra=UPGRADE))
        head = read_until(link, b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 101 UPGRADED\r\n")
        assert b"Content-Type: application/vnd.docker.multiplexed-stream" in head
        waiting.sendall(ask("POST", "/containers/box/wait?condition=next-exit"))
        read_until(waiting, b"\r\n\r\n")
        served.http("POST", "/containers/box/start")
        assert frames(read_all(link)) == [(1, b"out\n"), (2, b"err\n")]
        assert b'{"StatusCode":3}' in read_until(waiting, b"0\r\n\r\n")


def test_a_container_that_removes_itself_tells_its_status(served: Serving) -> None:
    served.http("POST", "/images/create?fromImage=alpine&tag=3.20")
    body = {"Image": "alpine:3.20", "Cmd": ["sh", "-c", "exit 4"], "HostConfig": {"AutoRemove": True}}
    served.http("POST", "/containers/create?name=box", body)
    with served.connect() as waiting:
        waiting.sendall(ask("POST", "/containers/box/wait?condition=removed"))
        read_until(waiting, b"\r\n\r\n")
        served.http("POST", "/containers/box/start")
        assert b'{"StatusCode":4}' in read_until(waiting, b"0\r\n\r\n")
    assert served.http("GET", "/containers/box/json").status == 404


def started(served: Serving, container: str, body: dict[str, Any]) -> tuple[socket.socket, bytes, str]:
    exec_id = served.http("POST", f"/containers/{container}/exec", {"AttachStdout": True, **body}).json["Id"]
    link = served.connect()
    link.sendall(ask("POST", f"/exec/{exec_id}/start", {"Tty": body.get("Tty", False)}, extra=UPGRADE))
    head, _, rest = read_until(link, b"\r\n\r\n").partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 101 ")
    return link, rest, exec_id


def test_a_program_in_a_container(served: Serving, container: str) -> None:
    link, rest, exec_id = started(served, container, {"Cmd": ["echo", "hi"]})
    with link:
        assert frames(rest + read_all(link)) == [(1, b"hi\n")]
    assert served.http("GET", f"/exec/{exec_id}/json").json["ExitCode"] == 0
    again = served.http("POST", f"/exec/{exec_id}/start", {})
    assert (again.status, again.message) == (409, f"Error: Exec command {exec_id} has already run")


def test_a_program_that_reads_to_the_end(served: Serving, container: str) -> None:
    link, rest, _ = started(served, container, {"Cmd": ["cat"], "AttachStdin": True})
    with link:
        link.sendall(b"first\n")
        link.sendall(b"second\n")
        link.shutdown(socket.SHUT_WR)
        assert b"".join(text for _, text in frames(rest + read_all(link))) == b"first\nsecond\n"


def test_a_shell_behind_a_pipe(served: Serving, container: str) -> None:
    link, rest, exec_id = started(served, container, {"Cmd": ["sh"], "AttachStdin": True})
    with link:
        link.sendall(b"echo one\necho two\nexit 7\n")
        link.shutdown(socket.SHUT_WR)
        assert b"".join(text for _, text in frames(rest + read_all(link))) == b"one\ntwo\n"
    assert served.http("GET", f"/exec/{exec_id}/json").json["ExitCode"] == 7


def test_a_shell_at_a_terminal(served: Serving, container: str) -> None:
    link, got, exec_id = started(served, container, {"Cmd": ["sh"], "AttachStdin": True, "Tty": True})
    with link:
        got = read_until(link, b"/ # ", got)
        link.sendall(b"echo hellx\x7fo\r")
        got = read_until(link, b"hello\r\n/ # ", got)
        assert b"echo hellx\b \bo\r\nhello\r\n" in got
        link.sendall(b"nonsense\x03")
        got = read_until(link, b"^C\r\n/ # ", got)
        link.sendall(b"exit 5\r")
        read_all(link)
    assert served.http("GET", f"/exec/{exec_id}/json").json["ExitCode"] == 5


def test_a_container_that_is_a_shell(served: Serving) -> None:
    served.http("POST", "/images/create?fromImage=alpine&tag=3.20")
    body = {"Image": "alpine:3.20", "Cmd": ["sh"], "Tty": True, "OpenStdin": True, "AttachStdin": True}
    served.http("POST", "/containers/create?name=box", body)
    with served.connect() as link:
        link.sendall(ask("POST", "/containers/box/attach?stream=1&stdin=1&stdout=1", extra=UPGRADE))
        got = read_until(link, b"\r\n\r\n")
        assert b"Content-Type: application/vnd.docker.raw-stream" in got
        served.http("POST", "/containers/box/start")
        read_until(link, b"/ # ", got.partition(b"\r\n\r\n")[2])
        link.sendall(b"exit 6\r")
        read_all(link)
    state = served.http("GET", "/containers/box/json").json["State"]
    assert (state["Status"], state["ExitCode"]) == ("exited", 6)


def test_streams_end_when_docker_is_stopped(served: Serving) -> None:
    with served.connect(HOSTS[1]) as link:
        link.sendall(ask("GET", "/events"))
        read_until(link, b"\r\n\r\n")
        served.ctl("stop_docker", HOSTS[1])
        assert link.recv(65536) == b""


def test_a_reader_of_events_that_does_not_read_blocks_nobody(served: Serving) -> None:
    with served.connect() as lazy:
        lazy.sendall(ask("GET", "/events"))
        read_until(lazy, b"\r\n\r\n")
        for number in range(300):
            served.http("POST", "/volumes/create", {"Name": f"volume-{number}"})
        assert served.http("GET", "/_ping").body == b"OK"
