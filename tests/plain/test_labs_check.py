"""`labs check`: goals judged through daemons' sockets, served here by a small stand-in for a daemon."""

from __future__ import annotations

import json
import socketserver
import threading
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from tutor.cli import main
from tutor.engine.errors import DaemonUnreachable, EngineError
from tutor.labs.verify import prepare
from tutor.library.packs import find_packs, load_pack
from tutor.paths import shipped_content
from tutor.plain.daemon import DaemonReader, UnusableAddress
from tutor.plain.labs_check import check, readers_of
from tutor.session.laboratory import laboratory

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tutor.labs.laboratory import Bench

SLUG = "roll-out-and-back"
LAB = next(lab for root in find_packs([shipped_content()]) for lab in load_pack(root).labs if lab.slug == SLUG)


class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    """Answers GET requests from a simulated host's Engine, as a daemon does."""

    daemon_threads = True
    bench: Bench
    host: str


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        path = parts.path.removeprefix("/v1.45")
        status: int
        answer: Any
        try:
            status, answer = 200, self.server.bench.readers[self.server.host].get(path, dict(parse_qsl(parts.query)))
        except EngineError as error:
            status, answer = error.status, {"message": error.message}
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing is logged."""

    def address_string(self) -> str:
        return "a unix socket"


@pytest.fixture
def bench() -> Bench:
    return prepare(LAB, laboratory(), seed=1, start=1_767_225_600_000_000_000)


@pytest.fixture
def hosts(bench: Bench, tmp_path: Path) -> Iterator[list[str]]:
    """`--host NAME=ADDRESS` for every host of the bench."""
    servers = []
    for host in bench.hosts:
        server = Server(str(tmp_path / f"{host}.sock"), Handler)
        server.bench, server.host = bench, host
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        servers.append(server)
    yield [word for host in bench.hosts for word in ("--host", f"{host}=unix://{tmp_path / host}.sock")]
    for server in servers:
        server.shutdown()
        server.server_close()


def test_a_lab_that_is_not_solved(hosts: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["labs", "check", SLUG, *hosts]) == 1
    told = capsys.readouterr().out
    assert "[ ] " in told
    assert "want " in told
    assert told.endswith(f"{SLUG}: not solved yet, stage 1 of {len({goal.stage for goal in LAB.goals})}\n")


def test_a_lab_that_is_solved(bench: Bench, hosts: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    stages = sorted({goal.stage for goal in LAB.goals})
    for line in LAB.solutions[0].steps:
        bench.run(line)
        bench.settle()
    assert main(["labs", "check", SLUG, *hosts, "--stages-met", str(len(stages) - 1)]) == 0
    told = capsys.readouterr().out
    assert "[ ] " not in told
    assert told.endswith(f"{SLUG}: solved\n")


def test_following_a_lab_to_its_end(bench: Bench, hosts: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Each look sees what was done since; stages that were met stay met."""
    steps = iter(LAB.solutions[0].steps)

    def work(_: float) -> None:
        bench.run(next(steps))
        bench.settle()

    assert check(LAB, readers_of(hosts[1::2]), follow=True, pause=work) == 0
    assert capsys.readouterr().out.endswith(f"{SLUG}: solved\n")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["no-such-lab", "--host", "m=unix:///x"], "there is no lab 'no-such-lab'"),
        ([SLUG, "--host", "manager1"], "is to be NAME=ADDRESS"),
        ([SLUG, "--host", "m=unix:///x", "--host", "m=unix:///y"], "m is given twice"),
        ([SLUG, "--host", "m=http://x"], "write unix:///PATH or tcp://HOST:PORT"),
    ],
)
def test_what_cannot_be_used_is_told(words: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["labs", "check", *words]) != 0
    assert told in capsys.readouterr().err


def test_a_daemon_that_does_not_answer(tmp_path: Path) -> None:
    with pytest.raises(DaemonUnreachable):
        DaemonReader(f"unix://{tmp_path}/nobody.sock").get("/info", {})
    with pytest.raises(UnusableAddress):
        DaemonReader("tcp://")


def test_errors_of_a_daemon_keep_status_and_words(hosts: list[str]) -> None:
    address = hosts[1].partition("=")[2]
    with pytest.raises(EngineError, match="service nosuch not found") as caught:
        DaemonReader(address).get("/services/nosuch", {})
    assert caught.value.status == 404
