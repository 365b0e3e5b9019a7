"""What is served at the beginning."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tutor.engine.engine import Engine
from tutor.serve.launch import put_down
from tutor.serve.scene import scene_of_cluster, scene_of_hosts, scene_of_lab
from tutor.serve.sockets import SocketTrouble
from tutor.session.errors import SessionError
from tutor.session.laboratory import laboratory
from tutor.session.labs import lab_named
from tutor.swarm.clock import SECOND

if TYPE_CHECKING:
    from pathlib import Path

START = 1_767_225_600 * SECOND


def test_hosts_of_any_names() -> None:
    sim = scene_of_hosts(("alpha", "b-2"), laboratory(), START).sim
    assert {name: host.spec.address for name, host in sim.hosts.items()} == {"alpha": "10.77.0.11", "b-2": "10.77.0.12"}


def test_many_hosts_have_addresses_of_their_own() -> None:
    sim = scene_of_hosts(tuple(f"h{number}" for number in range(400)), laboratory(), START).sim
    assert len({host.spec.address for host in sim.hosts.values()}) == 400


def test_names_that_cannot_be() -> None:
    for names in (("a", "a"), ("../a",)):
        with pytest.raises(SocketTrouble):
            scene_of_hosts(names, laboratory(), START)


def test_a_named_set_of_hosts() -> None:
    assert len(scene_of_cluster("five", laboratory(), START).sim.hosts) == 5


def test_a_lab_as_it_begins() -> None:
    lab = lab_named("stack-life", (), None)
    scene = scene_of_lab(lab, laboratory(), START)
    assert lab.title in scene.title
    assert len(Engine(scene.sim, lab.swarm[0]).nodes.list()) == len(scene.sim.hosts)
    assert scene.files == lab.files


def test_a_lab_that_there_is_not() -> None:
    with pytest.raises(SessionError, match="labs list"):
        lab_named("nosuch", (), None)


def test_files_of_a_lab_are_put_where_the_real_client_reads_them(tmp_path: Path) -> None:
    files = {"manager1": {"stack.yml": "services: {}\n", "deep/er.txt": "x"}}
    written = put_down(tmp_path / "files", files)
    assert written == [tmp_path / "files/manager1/stack.yml", tmp_path / "files/manager1/deep/er.txt"]
    assert written[0].read_text() == "services: {}\n"
    written[0].write_text("changed")
    put_down(tmp_path / "files", files)
    assert written[0].read_text() == "changed"


def test_files_do_not_leave_their_folder(tmp_path: Path) -> None:
    with pytest.raises(SocketTrouble, match="outside"):
        put_down(tmp_path / "files", {"manager1": {"../../../x": ""}})
    with pytest.raises(SocketTrouble, match="outside"):
        put_down(tmp_path / "files", {"../..": {"x": ""}})
