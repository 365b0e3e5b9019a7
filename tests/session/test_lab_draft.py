"""A session as the draft of a lab: it lints in the course it is made for, and `labs verify` proves it."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest

from tutor.labs.verify import verify
from tutor.library.packs import load_pack
from tutor.library.reading import read_pack
from tutor.library.rules import course, integrity, ladders
from tutor.paths import shipped_content
from tutor.session.export.errors import NotExpressible
from tutor.session.export.forms import export
from tutor.session.laboratory import laboratory
from tutor.swarm.clock import SECOND

if TYPE_CHECKING:
    from pathlib import Path

    from tests.session.conftest import Desk
    from tutor.library.lab import Lab
    from tutor.library.pack import Pack
    from tutor.session.sandbox import SandboxSession

JOIN = "docker swarm join --token $(ssh manager1 docker swarm join-token -q worker) 10.77.0.11:2377"


def go(sandbox: SandboxSession, host: str, *lines: str) -> None:
    for line in lines:
        sandbox.start(host, line)
        sandbox.tick(20 * SECOND)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped course: its pack.yaml and its labs, without the notes that they name sections of."""
    shipped, folder = shipped_content() / "352.4", tmp_path_factory.mktemp("pack")
    shutil.copy(shipped / "pack.yaml", folder)
    (folder / "labs" / "swarm").mkdir(parents=True)
    for file in (shipped / "labs" / "swarm").glob("*.yaml"):
        text = re.sub(r"^sections:.*(\n(  |-).*)*\n", "", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
        (folder / "labs" / "swarm" / file.name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def pack(folder: Path) -> Pack:
    return load_pack(folder)


def linted(folder: Path, text: str) -> Lab:
    """The lab of a draft that was put into the course, after every rule about labs."""
    file = folder / "labs" / "swarm" / "draft.yaml"
    file.write_text(text, encoding="utf-8")
    reading = read_pack(folder)
    rules = (*integrity.RULES, *ladders.RULES, course.chapters, course.forms)
    problems = [*reading.problems, *(problem for rule in rules for problem in rule(reading))]
    assert [problem for problem in problems if "labs" in problem.file.parts] == []
    return next(placed.value for placed in reading.labs if placed.document.file == file)


def test_a_session_becomes_a_lab_that_lints_and_is_proved(desk: Desk, pack: Pack, folder: Path) -> None:
    sandbox = desk.learner().sandboxes.begin(laboratory())
    sandbox.rename("Move: the shop, again")
    go(sandbox, "manager1", "docker swarm init")
    go(sandbox, "worker1", JOIN)
    go(sandbox, "manager1", "docker node ls", "docker network create -d overlay back", "docker nod ls")
    go(sandbox, "manager1", "docker service create -d --name web --replicas 3 --network back -p 80:80 nginx:1.25")
    go(sandbox, "manager1", "docker node update --label-add disk=ssd --availability drain worker1")
    go(sandbox, "worker2", "docker run -d --name solo redis")
    sandbox.start("manager1", "sim import ~/x.yml")
    sandbox.reply("manager1", "services: {app: {image: nginx}}\n")
    go(sandbox, "manager1", "docker stack deploy -d -c x.yml st", "sim stop_docker worker1")
    text = export(sandbox, "lab", pack, laboratory())
    assert "# Left out, it failed: manager1$ docker nod ls" in text
    lab = linted(folder, text)
    assert lab.title == "Move: the shop, again"
    assert lab.setup == ["manager1$ docker swarm init", f"worker1$ {JOIN}"]
    assert lab.files == {"manager1": {"/root/x.yml": "services: {app: {image: nginx}}\n"}}
    assert "manager1$ docker node ls" not in lab.solutions[0].steps
    assert [goal.text for goal in lab.goals] == [
        "Node worker1: availability drain, state down, label disk=ssd",
        "There is the network back",
        "Service web from nginx:1.25, 3 replicas",
        "Service st_app from nginx:latest, 1 replica",
        "Container solo runs on worker2",
    ]
    assert lab.goals[1].hints[2:] == [
        "`docker network create [OPTIONS] NETWORK`",
        "`docker network create -d overlay back` on manager1",
    ]
    proof = verify([lab], laboratory())
    assert proof.failures == []
    assert proof.mistakes == 2


def test_forming_a_swarm_is_a_lab_of_its_own(desk: Desk, pack: Pack, folder: Path) -> None:
    sandbox = desk.learner().sandboxes.begin(laboratory(), "one")
    go(sandbox, "manager1", "docker swarm init")
    lab = linted(folder, export(sandbox, "lab", pack, laboratory()))
    assert lab.setup == []
    assert [goal.text for goal in lab.goals] == ["A swarm of 1 node", "Node manager1: role manager"]
    assert verify([lab], laboratory()).closing_line == "1 labs, 1 solutions, 2 mistakes: all proved"


def test_a_session_that_changes_nothing_is_no_lab(desk: Desk, pack: Pack) -> None:
    sandbox = desk.learner().sandboxes.begin(laboratory(), "one", swarm=True)
    go(sandbox, "manager1", "docker node ls", "docker service create --name web nginx", "docker service rm web")
    with pytest.raises(NotExpressible, match="needs something to do"):
        export(sandbox, "lab", pack, laboratory())
