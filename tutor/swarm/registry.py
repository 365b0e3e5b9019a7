"""The pretend registry: which images exist, how they are configured, and what their containers do."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from msgspec import field
from msgspec.structs import replace

from tutor.swarm.clock import SECOND
from tutor.swarm.frozen import Frozen
from tutor.swarm.spec import HealthConfig, health_config

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
MEGABYTE = 1_000_000


class OutputLine(Frozen, frozen=True):
    """A line that a program prints: `after` nanoseconds from its start (-1: when it ends)."""

    text: str
    stream: str = "stdout"
    after: int = 0


class Behaviour(Frozen, frozen=True):
    """What a program does as the main process of a container."""

    exits_after: int | None = None
    """Nanoseconds until it ends by itself; None: it runs until it is stopped."""
    exit_code: int = 0
    healthy: bool = True
    """Whether a health check that asks the program succeeds."""
    ignores_stop: bool = False
    """It does not react to the stop signal and has to be killed."""
    stop_code: int = 0
    """Exit code after the stop signal."""
    start_error: str = ""
    """Not empty: the container cannot be started, for this reason."""
    output: tuple[OutputLine, ...] = ()


class Image(Frozen, frozen=True):
    """One tagged image of the pretend registry."""

    name: str
    """As people write it, with its tag: `nginx:1.25`."""
    digest: str
    """`sha256:...` of the manifest list."""
    id: str
    """`sha256:...` of the configuration, as `docker images` shows it."""
    size: int
    """Bytes, unpacked."""
    platforms: tuple[tuple[str, str], ...] = (("linux", "amd64"),)
    entrypoint: tuple[str, ...] = ()
    cmd: tuple[str, ...] = ()
    env: tuple[str, ...] = ()
    exposed_ports: tuple[str, ...] = ()
    """`80/tcp`."""
    volumes: tuple[str, ...] = ()
    workdir: str = ""
    user: str = ""
    stop_signal: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    healthcheck: HealthConfig | None = None
    behaviour: Behaviour = Behaviour()
    created: str = "2025-05-01T00:00:00Z"
    root: tuple[str, ...] = (
        "bin", "dev", "etc", "home", "lib", "media", "mnt", "opt", "proc", "root", "run", "sbin", "srv", "sys", "tmp",
        "usr", "var",
    )  # fmt: skip
    """Folders at the top of its file system."""
    comment: str = ""
    docker_version: str = ""

    @property
    def repository(self) -> str:
        return self.name.rpartition(":")[0]

    @property
    def tag(self) -> str:
        return self.name.rpartition(":")[2]

    @property
    def logs(self) -> tuple[OutputLine, ...]:
        """What its default command prints."""
        return self.behaviour.output


@lru_cache(maxsize=1024)
def familiar_name(ref: str) -> str:
    """A reference as the client shows it, always with a tag: `docker.io/library/nginx` is `nginx:latest`.

    A digest is cut off.
    """
    name = ref.partition("@")[0]
    name = name.removeprefix("docker.io/").removeprefix("index.docker.io/").removeprefix("library/")
    return name if ":" in name.rpartition("/")[2] else f"{name}:latest"


class Registry:
    """The images that can be pulled. Immutable."""

    def __init__(self, images: Iterable[Image]) -> None:
        self._images = {image.name: image for image in images}

    def find(self, ref: str) -> Image | None:
        """The image of a reference with or without tag, host, `library/` and digest; None: it cannot be pulled."""
        image = self._images.get(familiar_name(ref))
        digest = ref.partition("@")[2]
        if image is None or (digest and digest != image.digest):
            return None
        return image

    def names(self) -> list[str]:
        return list(self._images)

    def restricted_to(self, names: Iterable[str]) -> Registry:
        """A registry that has just these images, as on a private mirror of bare images.

        A name nobody knows gets an image that runs until it is stopped. Bare images print nothing at
        their start unless they end by themselves.
        """
        return Registry(_bare(self._images.get(name) or image_from(name, {})) for name in map(familiar_name, names))


_BARE_SIZE = 1_984_006
_BARE_ROOT = (
    "app", "bin", "data", "dev", "docker-entrypoint.sh", "entrypoint.sh", "etc", "portainer", "proc", "root", "run",
    "sbin", "sys", "tmp", "usr", "var",
)  # fmt: skip


def _bare(image: Image) -> Image:
    bare = replace(
        image,
        platforms=(("linux", "amd64"),),
        comment="Imported from -",
        docker_version="26.1.5+dfsg1",
        root=_BARE_ROOT,
        size=_BARE_SIZE,
    )
    if image.behaviour.exits_after is not None:
        return bare
    return replace(bare, behaviour=replace(image.behaviour, output=()))


# ------------------------------------------------------------------ reading data/images.yaml
def registry_from(data: Mapping[str, Any]) -> Registry:
    """Build the registry from the content of `data/images.yaml` (a mapping with `images`).

    Raises ValueError with the name of the image and the member that is wrong.
    """
    images: list[Image] = []
    for entry in data["images"]:
        plain = {key: value for key, value in entry.items() if key != "names"}
        images.extend(image_from(name, plain) for name in entry["names"])
    return Registry(images)


_MEMBERS = {
    "entrypoint", "cmd", "env", "expose", "volumes", "workdir", "user", "stopsignal", "labels", "healthcheck",
    "platforms", "size", "behaviour", "output", "created",
}  # fmt: skip


def image_from(name: str, entry: Mapping[str, Any]) -> Image:
    """One image from its description; digests are made from the name, so they are always the same."""
    unknown = sorted(set(entry) - _MEMBERS)
    if unknown:
        raise ValueError(f"image {name}: unknown member {unknown[0]!r}")
    health = entry.get("healthcheck")
    return Image(
        name=name,
        digest="sha256:" + hashlib.sha256(f"manifest {name}".encode()).hexdigest(),
        id="sha256:" + hashlib.sha256(f"config {name}".encode()).hexdigest(),
        size=int(entry.get("size", 10) * MEGABYTE),
        platforms=tuple(_platform(p) for p in entry.get("platforms", ("linux/amd64",))),
        entrypoint=tuple(entry.get("entrypoint", ())),
        cmd=tuple(entry.get("cmd", ())),
        env=(_PATH, *entry.get("env", ())),
        exposed_ports=tuple(p if "/" in p else f"{p}/tcp" for p in map(str, entry.get("expose", ()))),
        volumes=tuple(entry.get("volumes", ())),
        workdir=entry.get("workdir", ""),
        user=str(entry.get("user", "")),
        stop_signal=entry.get("stopsignal", ""),
        labels=entry.get("labels", {}),
        healthcheck=health_config(health) if health else None,
        behaviour=_behaviour(name, entry),
        created=entry.get("created", "2025-05-01T00:00:00Z"),
    )


def _platform(text: str) -> tuple[str, str]:
    system, _, architecture = text.partition("/")
    return system, architecture


_EXITS = re.compile(r"exits (\d+) after (\d+(?:\.\d+)?) s")


def _behaviour(name: str, entry: Mapping[str, Any]) -> Behaviour:
    """`runs`, `exits 1 after 1 s`, `unhealthy`, `ignores stop`."""
    words = entry.get("behaviour", "runs")
    output = tuple(_output_line(line) for line in entry.get("output", ()))
    match = _EXITS.fullmatch(words)
    if match:
        return Behaviour(exits_after=int(float(match[2]) * SECOND), exit_code=int(match[1]), output=output)
    if words not in ("runs", "unhealthy", "ignores stop"):
        raise ValueError(f"image {name}: unknown behaviour {words!r}")
    return Behaviour(healthy=words != "unhealthy", ignores_stop=words == "ignores stop", output=output)


def _output_line(line: str | Mapping[str, Any]) -> OutputLine:
    """A text on standard output, or `{text, stream, after}` with `after` in seconds (-1: at the end)."""
    if isinstance(line, str):
        return OutputLine(line)
    after = line.get("after", 0)
    return OutputLine(line["text"], line.get("stream", "stdout"), -1 if after == -1 else int(after * SECOND))
