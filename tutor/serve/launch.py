"""`lpic-tutor sandbox serve`: from options to a running server, and to its end."""

from __future__ import annotations

import asyncio
import contextlib
import shlex
import signal
import sys
from typing import TYPE_CHECKING

from tutor.serve.control import Station
from tutor.serve.scene import scene_of_cluster, scene_of_hosts, scene_of_lab
from tutor.serve.sockets import SocketFolder, SocketTrouble
from tutor.session.laboratory import laboratory
from tutor.session.labs import lab_named
from tutor.wallclock import WallClock

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from tutor.serve.scene import Scene

FILES = "files"


def serve(
    folder: Path,
    *,
    hosts: tuple[str, ...] = (),
    cluster: str = "three",
    lab: str = "",
    speed: float = 1.0,
    content: tuple[Path, ...] = (),
    profile: str | None = None,
) -> int:
    """Serve until SIGINT or SIGTERM. Raises what `tutor.plain.failure` can tell the user."""
    room = laboratory()
    start = WallClock().nanoseconds()
    if lab:
        scene = scene_of_lab(lab_named(lab, content, profile), room, start)
    elif hosts:
        scene = scene_of_hosts(hosts, room, start)
    else:
        scene = scene_of_cluster(cluster, room, start)
    asyncio.run(_serve(SocketFolder(folder), scene, speed))
    return 0


async def _serve(sockets: SocketFolder, scene: Scene, speed: float) -> None:
    station = Station(sockets, laboratory().registry, speed, WallClock().nanoseconds)
    over = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, over.set)
    try:
        await station.open(scene.sim)
        with contextlib.suppress(BrokenPipeError):
            for line in _greeting(sockets, scene):
                sys.stdout.write(f"{line}\n")
            sys.stdout.flush()
        ending = asyncio.ensure_future(over.wait())
        await asyncio.wait((ending, station.failed), return_when=asyncio.FIRST_COMPLETED)
        ending.cancel()
        if station.failed.done():
            station.failed.result()
    finally:
        await station.close()


def _greeting(sockets: SocketFolder, scene: Scene) -> Iterable[str]:
    """What to type to talk to the hosts."""
    if scene.title:
        yield f"# {scene.title}"
    for path in put_down(sockets.folder / FILES, scene.files):
        yield f"# its file {shlex.quote(str(path))}"
    for host in scene.sim.hosts:
        address = shlex.quote(f"unix://{sockets.path(host)}")
        yield f"export DOCKER_HOST={address}"
    for host in scene.sim.hosts:
        address = shlex.quote(f"host=unix://{sockets.path(host)}")
        yield f"docker context create {host} --docker {address}"
    yield f"# from another terminal: lpic-tutor sandbox ctl --dir {shlex.quote(str(sockets.folder))} help"
    yield "# Ctrl+C ends it"


def put_down(folder: Path, files: Mapping[str, Mapping[str, str]]) -> list[Path]:
    """Write the files of a lab where a real client can read them; what is there already stays.

    Raises SocketTrouble for a name that leads out of the folder.
    """
    written = []
    for host, texts in files.items():
        for name, text in texts.items():
            path = (folder / host / name.lstrip("/")).resolve()
            if not path.is_relative_to(folder.resolve()):
                raise SocketTrouble(f"{name}: the lab's file would lie outside of {folder}")
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.exists():
                path.write_text(text, encoding="utf-8")
            written.append(path)
    return written
