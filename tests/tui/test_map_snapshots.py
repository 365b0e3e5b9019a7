"""Pictures of the map. After a wanted change: `pytest tests/tui/test_map_snapshots.py --snapshot-update`, and look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.tui.conftest import SMALL, WIDE, Room, screen_name, until
from tutor.tui.places import OpenSandbox
from tutor.tui.screens.bench import BenchScreen

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.pilot import Pilot

LARGE = (160, 50)
BUSY = (
    "docker node update --label-add disk=ssd --label-add zone=eu-central-1a worker1",
    "docker network create -d overlay back",
    "docker service create -d --name web --replicas 5 --network back -p 80:80 nginx:1.25",
    "docker service create -d --name db --network back --constraint node.labels.disk==ssd redis",
    "docker service create -d --name cache --constraint node.labels.disk==nvme --replicas 2 redis",
    "docker service create -d --name agent --mode global alpine sleep 1d",
    "docker service create -d --name crash --restart-condition none alpine false",
    "sim settle",
    "docker service update -d --image nginx:1.27 web",
    "sim wait 4",
    "docker node update --availability drain worker2",
    "sim wait 1",
)
CROWD = (
    "docker service create -d --name web --replicas 33 -p 80:80 nginx",
    f"docker service create -d --name {'very-' * 11}long --replicas 20 -p 8080:80 nginx:1.27",
    "docker service create -d --name agent --mode global alpine sleep 1d",
    "docker node update --label-add the.name.of.this.label=is-longer-than-the-box --label-add zone=eu worker1",
    "sim settle",
    "sim stop_docker worker3",
    "sim settle",
)
LOST = (
    "docker node promote worker1 worker2",
    "docker service create -d --name web --replicas 6 nginx",
    "sim settle",
    "sim stop_docker worker1",
    "sim partition worker2",
    "sim wait 40",
)
TWO_SWARMS = (
    "docker swarm update --autolock",
    "docker service create -d --name web --replicas 4 nginx",
    "sim settle",
    "systemctl restart docker",
    "worker2$ docker swarm leave",
    "worker2$ docker swarm init",
    "worker2$ docker service create -d --name api nginx",
    "sim settle",
)


@dataclass(frozen=True)
class Shot:
    size: tuple[int, int]
    lines: tuple[str, ...]
    cluster: str = "three"
    keys: tuple[str, ...] = ("f4",)
    theme: str = "dark"
    plain: bool = False
    """Without colour, and in ASCII."""


SHOTS = {
    "busy-160x50": Shot(LARGE, BUSY, keys=("f4", "w", "right")),
    "busy-120x40-light": Shot(WIDE, BUSY, keys=(), theme="light"),
    "busy-80x24": Shot(SMALL, BUSY),
    "busy-80x24-plain": Shot(SMALL, BUSY, plain=True),
    "crowd-160x50": Shot(LARGE, CROWD, "seven", keys=("f4", "f4")),
    "crowd-80x24-contrast": Shot(SMALL, CROWD, "seven", theme="contrast"),
    "no-quorum-80x24": Shot(SMALL, LOST),
    "two-swarms-120x40": Shot(WIDE, TWO_SWARMS),
}


@pytest.mark.parametrize("shot", SHOTS.values(), ids=SHOTS)
def test_the_map(room: Room, snap_compare: Callable[..., bool], shot: Shot, monkeypatch: pytest.MonkeyPatch) -> None:
    if shot.plain:
        monkeypatch.setenv("NO_COLOR", "1")

    async def before(pilot: Pilot[int]) -> None:
        await until(pilot, lambda: screen_name(pilot) == "WelcomeScreen")
        await pilot.press("escape")
        pilot.app.theme = shot.theme
        pilot.app.go("labs", OpenSandbox(shot.cluster, swarm=True))  # type: ignore[attr-defined]
        await until(pilot, lambda: screen_name(pilot) == "SandboxScreen")
        screen = pilot.app.screen
        assert isinstance(screen, BenchScreen)
        for line in shot.lines:
            screen.session.bench.run(line)
        await until(pilot, lambda: screen.focused is not None)
        await pilot.press(*shot.keys)
        await pilot.pause()
        screen.look()
        await pilot.pause()

    assert snap_compare(room.app(ascii=shot.plain), terminal_size=shot.size, run_before=before)
