"""`lpic-tutor sandbox list` and `export`: a kept sandbox, from the command line."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from tests.session.conftest import DEMO, HandClock
from tutor.cli import main
from tutor.paths import LearnerPaths
from tutor.session.laboratory import laboratory
from tutor.session.learner import Learner
from tutor.swarm.clock import SECOND

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def options(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """A learner's folder with one sandbox in which a service runs."""
    monkeypatch.setenv("LPIC_TUTOR_HOME", str(tmp_path / "home"))
    learner = Learner.open(LearnerPaths(tmp_path / "home"), (DEMO,), HandClock(), random.Random(1))
    sandbox = learner.sandboxes.begin(laboratory(), "two", swarm=True)
    sandbox.start("manager1", "docker service create -d --name web --replicas 2 nginx")
    sandbox.tick(20 * SECOND)
    sandbox.rename("my web")
    learner.close()
    yield ["--content", str(DEMO)]


def test_a_kept_sandbox_is_listed_and_exported(
    options: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sandbox", "list", *options]) == 0
    listed = capsys.readouterr().out
    assert listed.endswith("two         1 lines  my web\n")
    assert main(["sandbox", "export", *options]) == 0
    assert "\ndocker service create -d --name web --replicas 2 nginx\n" in capsys.readouterr().out
    file = tmp_path / "web.yml"
    assert main(["sandbox", "export", listed.split()[0], "--as", "stack", "-o", str(file), *options]) == 0
    assert "replicas: 2" in file.read_text()
    assert main(["sandbox", "export", "my", "--as", "lab", "-o", str(file), *options]) == 2
    assert f"{file} is there already" in capsys.readouterr().err
    assert main(["sandbox", "export", "my", "--as", "lab", "--force", "-o", str(file), *options]) == 0
    assert "title: my web" in file.read_text()
    assert main(["sandbox", "export", "nobody", *options]) == 2
    assert "there is no sandbox 'nobody'" in capsys.readouterr().err
