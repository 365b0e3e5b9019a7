"""Steering a served cluster: faults, time, other hosts."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tutor.cli import main
from tutor.serve.ctl import NobodyServes, ask

if TYPE_CHECKING:
    from tests.serve.serving import Serving

CLUSTER = {
    "hosts": [{"name": "m1", "address": "10.77.0.11"}, {"name": "w1", "address": "10.77.0.12"}],
    "images": ["nginx:1.25"],
}


def spec(image: str = "nginx:1.25") -> dict[str, Any]:
    return {"Name": "web", "TaskTemplate": {"ContainerSpec": {"Image": image}}, "Mode": {"Replicated": {"Replicas": 2}}}


def test_another_cluster_takes_the_place_of_the_first(served: Serving) -> None:
    assert served.ctl("cluster", json.dumps(CLUSTER)) == {"status": 0, "stdout": "", "stderr": ""}
    assert sorted(path.name for path in served.folder.iterdir()) == [".control.sock", "m1.sock", "w1.sock"]
    info = served.http("GET", "/info", host="m1").json
    assert (info["Name"], info["Swarm"]["LocalNodeState"]) == ("m1", "inactive")
    assert served.http("POST", "/images/create?fromImage=nginx&tag=1.25", host="m1").status == 200
    assert served.http("POST", "/images/create?fromImage=redis&tag=7", host="m1").status == 404


def test_the_same_cluster_begins_afresh(swarm: Serving) -> None:
    hosts = [{"name": "manager1", "address": "10.77.0.11"}]
    swarm.ctl("cluster", json.dumps({"hosts": hosts}))
    assert swarm.http("GET", "/info").json["Swarm"]["LocalNodeState"] == "inactive"
    assert not swarm.path("worker1").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["cluster", "{"], "the cluster is no JSON"),
        (["cluster", "[]"], "a cluster is a JSON object"),
        (["cluster", "{}"], "the cluster has no 'hosts'"),
        (["cluster", '{"hosts": [5]}'], "a cluster is an object whose hosts are objects"),
        (["cluster", '{"hosts": [{"name": "../x", "address": "10.77.0.11"}]}'], "is no name for a host"),
        (["cluster"], "say `cluster JSON` or `speed N`"),
        (["stop_docker", "nobody"], "there is no host nobody; there are manager1, worker1, worker2"),
        (["wait", "soon"], "say how many seconds"),
        (["speed", "-1"], "a speed is a number from 0 to 1000"),
        (["speed", "nan"], "a speed is a number from 0 to 1000"),
        (["dance"], "`sim dance` is not written like that"),
    ],
)
def test_what_it_does_not_do(served: Serving, words: list[str], said: str) -> None:
    answer = served.ctl(*words)
    assert answer["status"] == 1
    assert answer["stderr"].startswith("ctl: ")
    assert said in answer["stderr"]
    assert served.http("GET", "/_ping").status == 200


def test_help_names_the_verbs(served: Serving) -> None:
    assert "stop_docker HOST" in served.ctl("help")["stdout"]


def test_a_stopped_worker_is_missed_and_comes_back(swarm: Serving) -> None:
    def states() -> dict[str, str]:
        nodes = swarm.http("GET", "/nodes").json
        return {node["Description"]["Hostname"]: node["Status"]["State"] for node in nodes}

    assert swarm.ctl("stop_docker", "worker1")["status"] == 0
    swarm.ctl("settle")
    assert states() == {"manager1": "ready", "worker1": "down", "worker2": "ready"}
    swarm.ctl("start_docker", "worker1")
    swarm.ctl("settle")
    assert states()["worker1"] == "ready"


def test_a_partition_is_healed(swarm: Serving) -> None:
    swarm.ctl("partition", "worker2")
    swarm.ctl("settle")
    nodes = swarm.http("GET", '/nodes?filters={"name":["worker2"]}'.replace('"', "%22")).json
    assert nodes[0]["Status"]["State"] == "down"
    swarm.ctl("heal")
    swarm.ctl("settle")
    nodes = swarm.http("GET", '/nodes?filters={"name":["worker2"]}'.replace('"', "%22")).json
    assert nodes[0]["Status"]["State"] == "ready"


def test_settling_passes_time_at_once(swarm: Serving) -> None:
    swarm.http("POST", "/services/create", spec())
    swarm.ctl("settle", "120")
    tasks = swarm.http("GET", "/tasks").json
    assert [task["Status"]["State"] for task in tasks] == ["running", "running"]


def test_what_never_settles_is_told(swarm: Serving) -> None:
    swarm.http("POST", "/services/create", spec("lab/crash:1"))
    answer = swarm.ctl("settle", "20")
    assert answer["status"] == 0
    assert "things still change after 20 seconds" in answer["stderr"]


def test_time_can_stand_still(swarm: Serving) -> None:
    swarm.ctl("speed", "0")
    before = swarm.http("GET", "/containers/json?all=1").json
    swarm.http("POST", "/services/create", spec())
    assert swarm.http("GET", "/tasks").json == []
    assert swarm.http("GET", "/containers/json?all=1").json == before
    swarm.ctl("wait", "30")
    assert len(swarm.http("GET", "/tasks").json) == 2
    swarm.ctl("speed", "1")


def test_nonsense_on_the_control_socket(served: Serving) -> None:
    import socket

    for line in (b"nonsense\n", b"{}\n", b'{"words": "wait"}\n', b'{"words": [5]}\n'):
        with socket.socket(socket.AF_UNIX) as link:
            link.settimeout(30)
            link.connect(str(served.folder / ".control.sock"))
            link.sendall(line)
            assert json.loads(link.recv(4096))["status"] == 1
    assert served.ctl("wait", "0")["status"] == 0


def test_nobody_serves_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(NobodyServes):
        ask(tmp_path, ["heal"])
    assert main(["sandbox", "ctl", "--dir", str(tmp_path), "heal"]) == 2
    assert "no sandbox is served in" in capsys.readouterr().err


def test_the_command_from_start_to_end() -> None:
    """The real process: what it prints, a verb from another process, Ctrl+C, and nothing left behind."""
    with tempfile.TemporaryDirectory(prefix="lt-") as room:
        folder = Path(room) / "sockets"
        command = [sys.executable, "-m", "tutor", "sandbox", "serve", "--dir", str(folder), "--hosts", "a,b"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as serving:
            assert serving.stdout is not None and serving.stderr is not None
            assert select.select([serving.stdout], [], [], 60)[0]
            lines = [serving.stdout.readline().rstrip() for _ in range(4)]
            assert lines[0] == f"export DOCKER_HOST=unix://{folder}/a.sock"
            assert lines[1] == f"export DOCKER_HOST=unix://{folder}/b.sock"
            assert lines[2] == f"docker context create a --docker host=unix://{folder}/a.sock"
            steer = [sys.executable, "-m", "tutor", "sandbox", "ctl", "--dir", str(folder)]
            done = subprocess.run([*steer, "stop_docker", "c"], capture_output=True, text=True, check=False)
            assert (done.returncode, done.stdout) == (1, "")
            assert done.stderr == "ctl: there is no host c; there are a, b\n"
            assert subprocess.run([*steer, "stop_docker", "b"], check=False).returncode == 0
            second = subprocess.run(command, capture_output=True, text=True, check=False)
            assert second.returncode == 2
            assert "another program listens there already" in second.stderr
            os.kill(serving.pid, signal.SIGINT)
            assert serving.wait(60) == 0
            assert serving.stderr.read() == ""
        assert not folder.exists()


def test_the_extra_is_named_when_it_is_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert main(["sandbox", "serve", "--dir", str(tmp_path)]) == 2
    assert "pip install 'lpic-tutor[engine]'" in capsys.readouterr().err


@pytest.mark.parametrize("names", ["a,,b", "", "../x", "a,a"])
def test_hosts_that_cannot_be(names: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    try:
        status = main(["sandbox", "serve", "--dir", str(tmp_path), "--hosts", names])
    except SystemExit as usage:
        status = int(usage.code or 0)
    assert status == 2
    assert capsys.readouterr().err.strip()


def test_a_lab_that_there_is_not(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sandbox", "serve", "--dir", str(tmp_path), "--lab", "nosuch"]) == 2
    assert "there is no lab 'nosuch'" in capsys.readouterr().err
