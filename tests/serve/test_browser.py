"""The tutor in a browser: who may come in, and a headless Chromium that answers a question by keyboard."""

from __future__ import annotations

import asyncio
import importlib.util
import os
import shlex
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.serve.chromium import CHROMIUM, chromium
from tutor.cli import main
from tutor.paths import LearnerPaths
from tutor.progress.progress import Progress
from tutor.serve.browser.launch import allowed_names, command_line, is_loopback

if TYPE_CHECKING:
    from collections.abc import Iterator

DEMO = Path(__file__).resolve().parents[1] / "packs" / "demo"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def address(home: Path) -> Iterator[str]:
    """Where `lpic-tutor web` answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "tutor", "web", "--port", str(port), "--content", str(DEMO)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "LPIC_TUTOR_HOME": str(home)},
    )
    assert process.stdout
    said = [process.stdout.readline(), process.stdout.readline()]
    assert said == [f"The tutor is at http://127.0.0.1:{port}/\n", "Ctrl+C ends it.\n"]
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            time.sleep(0.05)
        else:
            break
    yield f"http://127.0.0.1:{port}/"
    process.terminate()
    process.communicate(timeout=60)


@pytest.mark.skipif(not CHROMIUM, reason="needs Chromium (Debian: apt-get install chromium)")
async def test_a_visitor_begins_a_profile_answers_by_keyboard_and_it_is_recorded(
    address: str, home: Path, tmp_path: Path
) -> None:
    async with chromium(tmp_path) as page:
        await page.open(address)
        await page.until("Nobody has learned here yet")
        await page.press("\r")
        await page.until("Letters, digits")
        await page.press("anna\r")
        await page.until("Begin without them")
        await page.press("\x1b")
        await page.until("What to do now")
        await page.press("p")
        await page.until("Which questions")
        await page.press("\r")
        await page.until("One answer", "Several answers", "Type the answer")
        await page.press("a\r")
        if await page.until("Right", "Wrong", "not sure") == "not sure":
            await page.press("\r")
            await page.until("Right", "Wrong")
        assert not [one for one in page.asked if one.split("/")[2] != address.split("/")[2]], "fetched from elsewhere"
        assert not [one for one in page.complaints if "'level': 'error'" in one]
        await page.press("\x11")
        async with asyncio.timeout(30):
            while not await page.value("document.body.classList.contains('-closed')"):
                await asyncio.sleep(0.1)
    progress = Progress.look(LearnerPaths(home, "anna").database)
    assert len(progress.attempts.of("demo")) == 1
    progress.close()


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("", {}, 200),
        ("", {"Host": "localhost"}, 200),
        ("", {"Host": "evil.example"}, 403),
        ("ws", {"Origin": "http://evil.example"}, 403),
        ("ws", {"Origin": "null"}, 403),
    ],
)
def test_pages_from_elsewhere_are_not_answered(address: str, path: str, headers: dict[str, str], status: int) -> None:
    asked = urllib.request.Request(f"{address}{path}", headers=headers)
    try:
        with urllib.request.urlopen(asked, timeout=60) as answer:
            got = answer.status
    except urllib.error.HTTPError as error:
        with error:
            got = error.code
    assert got == status


@pytest.mark.parametrize(
    ("host", "loopback"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("::", False), ("classroom", False)],
)
def test_what_only_this_machine_reaches(host: str, loopback: bool) -> None:
    assert is_loopback(host) is loopback


def test_other_machines_are_let_in_only_when_that_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["web", "--host", "0.0.0.0"]) == 2
    assert "--open-to-network" in capsys.readouterr().err
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert main(["web", "--port", str(taken.getsockname()[1])]) == 2
    assert "cannot listen on 127.0.0.1" in capsys.readouterr().err
    assert "evil.example" not in allowed_names("127.0.0.1")


def test_without_the_extra_it_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert main(["web"]) == 2
    assert "pip install 'lpic-tutor[web]'" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="another shell")
def test_a_folder_with_spaces_stays_one_word() -> None:
    assert shlex.split(command_line([Path("/my packs/a;b")]))[-1] == "/my packs/a;b"
