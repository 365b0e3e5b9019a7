"""The real docker client, where there is one, against served hosts."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import select
import shutil
import struct
import subprocess
import termios
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.conformance import compare

if TYPE_CHECKING:
    from tests.serve.serving import Serving

DOCKER = shutil.which("docker")
pytestmark = pytest.mark.skipif(DOCKER is None, reason="there is no docker client on this machine")
TRANSCRIPTS = Path(compare.__file__).parent / "transcripts"
SAMPLE = ("swarm-join-worker", "node-availability", "service-inspect", "stack-deploy-basic", "secrets", "volumes")
ENOUGH = 0.95
"""Share of the sample's steps that has to match; chance in the client itself may cost one."""


class Steered(compare.SocketsDriver):
    """The driver of `compare.py`, with the control socket asked in this process."""

    def __init__(self, serving: Serving) -> None:
        super().__init__(str(serving.folder), hook="ctl", virtual=True)
        self._serving = serving

    def do_hook(self, *words: str) -> bool:
        assert self._serving.ctl(*words)["status"] == 0
        return True


def docker(served: Serving, *words: str, host: str = "manager1", tty: bool = False) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "DOCKER_HOST": f"unix://{served.path(host)}", "DOCKER_CONFIG": "/nonexistent"}
    if tty:
        return _at_a_terminal(list(words), environment)
    command = [str(DOCKER), *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)


def _at_a_terminal(words: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    ours, theirs = pty.openpty()
    # narrower than 110 columns the client draws no bars
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 160, 0, 0))
    with subprocess.Popen([str(DOCKER), *words], env=environment, stdin=theirs, stdout=theirs, stderr=theirs) as client:
        os.close(theirs)
        screen = b""
        while select.select([ours], [], [], 60)[0]:
            try:
                data = os.read(ours, 65536)
            except OSError:
                break
            if not data:
                break
            screen += data
        os.close(ours)
        return subprocess.CompletedProcess(words, client.wait(60), screen.decode(errors="replace"), "")


def test_a_sample_of_the_transcripts(served: Serving) -> None:
    driver = Steered(served)
    outcomes: list[dict[str, Any]] = []
    for name in SAMPLE:
        (transcript,) = compare.load([str(TRANSCRIPTS / f"{name}.yaml")])
        outcomes.append(compare.compare_transcript(transcript, driver, verbose=False))
    driver.close()
    failures = [failure for outcome in outcomes for failure in outcome["failures"]]
    assert [outcome.get("error") for outcome in outcomes] == [None] * len(SAMPLE)
    matched, steps = (sum(outcome[key] for outcome in outcomes) for key in ("matched", "steps"))
    assert matched >= ENOUGH * steps, json.dumps(failures, indent=1)


def test_progress_bars_at_a_terminal(swarm: Serving) -> None:
    done = docker(swarm, "service", "create", "--name", "web", "--replicas", "2", "nginx:1.25", tty=True)
    assert done.returncode == 0
    assert "overall progress: 2 out of 2 tasks" in done.stdout
    assert "[=" in done.stdout
    assert "converged" in done.stdout


def test_ages_are_those_of_now(swarm: Serving) -> None:
    docker(swarm, "service", "create", "--detach", "--name", "web", "nginx:1.25")
    swarm.ctl("wait", "7200")
    state = docker(swarm, "service", "ps", "web", "--format", "{{.CurrentState}}").stdout
    assert state == "Running 2 hours ago\n"


def test_run_exec_and_logs(served: Serving) -> None:
    done = docker(served, "run", "--rm", "alpine:3.20", "sh", "-c", "echo out; exit 3")
    assert (done.returncode, done.stdout) == (3, "out\n")
    assert docker(served, "run", "-d", "--name", "box", "alpine:3.20", "sleep", "1000").returncode == 0
    assert docker(served, "exec", "box", "echo", "hi").stdout == "hi\n"
    assert docker(served, "exec", "box", "nosuch").returncode == 126
    assert docker(served, "ps", "--format", "{{.Names}}: {{.Image}}").stdout == "box: alpine:3.20\n"


def test_a_stopped_daemon(served: Serving) -> None:
    served.ctl("stop_docker", "worker1")
    done = docker(served, "ps", host="worker1")
    assert done.returncode == 1
    assert "Is the docker daemon running?" in done.stderr
