"""Images on this host, and the pretend registry behind it.

Sources: engine `daemon/images`, `api/server/router/distribution`; texts from a recorded engine that has a
private mirror and no way to Docker Hub.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.engine.errors import EngineError
from tutor.engine.filters import Filters, by_exact_labels
from tutor.engine.references import InvalidReference, parse_reference
from tutor.engine.times import SECOND, rfc3339
from tutor.engine.waiting import Chunk, pause
from tutor.swarm.registry import familiar_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tutor.engine.daemon import Daemon
    from tutor.engine.waiting import Operation
    from tutor.swarm.host import Host, LocalImage
    from tutor.swarm.spec import Json

INVALID, NOT_FOUND, CONFLICT = 400, 404, 409
MANIFEST_TYPE = "application/vnd.docker.distribution.manifest.v2+json"
MANIFEST_SIZE = 528


class Images:
    def __init__(self, daemon: Daemon) -> None:
        self._daemon = daemon

    def list(self, filters: Filters | None = None) -> list[Json]:
        """`GET /images/json`, newest first."""
        filters = filters or {}
        wanted = [familiar_name(ref) if ":" in ref else ref for ref in filters.get("reference", ())]
        return [
            self._summary(image)
            for image in self._daemon.host.images.values()
            if (not wanted or image.name in wanted or image.name.rpartition(":")[0] in wanted)
            and by_exact_labels(filters, {})
        ]

    def _summary(self, image: LocalImage) -> Json:
        return {
            "Containers": -1,
            "Created": image.pulled_at // SECOND,
            "Id": image.id,
            "Labels": None,
            "ParentId": "",
            "RepoDigests": [f"{image.name.rpartition(':')[0]}@{image.digest}"],
            "RepoTags": [image.name],
            "SharedSize": -1,
            "Size": image.size,
        }

    def inspect(self, ref: str) -> Json:
        image = self._find(ref)
        known = self._daemon.sim.registry.find(image.name)
        return {
            "Id": image.id,
            "RepoTags": [image.name],
            "RepoDigests": [f"{image.name.rpartition(':')[0]}@{image.digest}"],
            "Parent": "",
            "Comment": "",
            "Created": known.created if known else rfc3339(image.pulled_at),
            "DockerVersion": "",
            "Author": "",
            "Config": {
                "Env": list(known.env) if known else [],
                "Cmd": list(known.cmd) or None if known else None,
                "Entrypoint": list(known.entrypoint) or None if known else None,
                "ExposedPorts": {port: {} for port in known.exposed_ports} if known else {},
                "WorkingDir": known.workdir if known else "",
                "Labels": dict(known.labels) or None if known else None,
            },
            "Architecture": "amd64",
            "Os": "linux",
            "Size": image.size,
            "Metadata": {"LastTagTime": rfc3339(image.pulled_at)},
        }

    def _find(self, ref: str) -> LocalImage:
        image = find_image(self._daemon.host, ref)
        if image is None:
            raise EngineError(NOT_FOUND, f"No such image: {familiar_name(ref)}")
        return image

    def pull(self, ref: str) -> Operation[None]:
        """`POST /images/create`: chunks of progress as the client prints them without a terminal."""
        try:
            name = familiar_name(parse_reference(ref).familiar)
        except InvalidReference as error:
            raise EngineError(INVALID, str(error)) from None
        host, containers = self._daemon.host, self._daemon.sim.containers
        present = name in host.images
        yield pause(containers.pull_time(name))
        image = containers.pull(self._daemon.host, name)
        if image is None:
            repository = name.rpartition(":")[0]
            raise EngineError(
                NOT_FOUND,
                f"pull access denied for {repository}, repository does not exist or may require 'docker login': "
                "denied: requested access to the resource is denied",
            )
        repository = name.rpartition(":")[0]
        path = repository if "/" in repository else f"library/{repository}"
        yield Chunk({"status": f"Pulling from {path}", "id": image.tag})
        yield Chunk({"status": f"Digest: {image.digest}"})
        word = "Image is up to date for" if present else "Downloaded newer image for"
        yield Chunk({"status": f"Status: {word} {name}"})

    def remove(self, ref: str, force: bool = False) -> Sequence[Json]:
        """`DELETE /images/{name}`."""
        host = self._daemon.host
        image = self._find(ref)
        users = [c for c in host.containers.values() if c.image_id == image.id]
        running = [c for c in users if c.running]
        if running and not force:
            raise EngineError(
                CONFLICT,
                f'conflict: unable to remove repository reference "{ref}" (must force) - container '
                f"{running[0].id[:12]} is using its referenced image {image.id.partition(':')[2][:12]}",
            )
        if users and not force:
            raise EngineError(
                CONFLICT,
                f'conflict: unable to remove repository reference "{ref}" (must force) - container '
                f"{users[0].id[:12]} is using its referenced image {image.id.partition(':')[2][:12]}",
            )
        del host.images[image.name]
        return [
            {"Untagged": image.name},
            {"Untagged": f"{image.name.rpartition(':')[0]}@{image.digest}"},
            {"Deleted": image.id},
        ]


def find_image(host: Host, ref: str) -> LocalImage | None:
    """By name, by id, or by the beginning of the id."""
    name = familiar_name(ref)
    if name in host.images:
        return host.images[name]
    bare = ref.removeprefix("sha256:")
    return next(
        (image for image in host.images.values() if bare and image.id.removeprefix("sha256:").startswith(bare)), None
    )


class Distribution:
    """What the registry says of an image, without fetching it."""

    def __init__(self, daemon: Daemon) -> None:
        self._daemon = daemon

    def inspect(self, ref: str) -> Json:
        """`GET /distribution/{name}/json`: digest and platforms. Raises EngineError when it does not exist."""
        _ = self._daemon.host
        try:
            name = parse_reference(ref).familiar
        except InvalidReference as error:
            raise EngineError(INVALID, str(error)) from None
        image = self._daemon.sim.registry.find(name)
        if image is None:
            raise EngineError(NOT_FOUND, "manifest unknown: manifest unknown")
        return {
            "Descriptor": {"mediaType": MANIFEST_TYPE, "digest": image.digest, "size": MANIFEST_SIZE},
            "Platforms": [{"architecture": architecture, "os": system} for system, architecture in image.platforms],
        }
