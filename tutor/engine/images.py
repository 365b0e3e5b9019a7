"""Images on this host, and the pretend registry behind it.

Sources: engine `daemon/images`, `api/server/router/distribution`; texts from a recorded engine that has a
private mirror and no way to Docker Hub.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from msgspec.structs import replace

from tutor.engine.errors import EngineError
from tutor.engine.filters import Filters, by_exact_labels, check_keys, flag, made_before
from tutor.engine.references import InvalidReference, parse_reference
from tutor.engine.times import rfc3339
from tutor.engine.waiting import Chunk, pause
from tutor.swarm.registry import familiar_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tutor.engine.daemon import Daemon
    from tutor.engine.waiting import Operation
    from tutor.swarm.host import Container, Host, LocalImage
    from tutor.swarm.registry import Image, Registry
    from tutor.swarm.spec import Json

FILTERS = ("before", "dangling", "label", "reference", "since", "until")
PRUNE_FILTERS = ("dangling", "label", "label!", "until")
INVALID, NOT_FOUND, CONFLICT = 400, 404, 409
MANIFEST_TYPE = "application/vnd.docker.distribution.manifest.v2+json"
MANIFEST_SIZE = 528


class Images:
    def __init__(self, daemon: Daemon) -> None:
        self._daemon = daemon

    # ------------------------------------------------------------------ reading
    def list(self, filters: Filters | None = None) -> list[Json]:
        """`GET /images/json`, newest first; one entry for each image, whatever its names."""
        filters = filters or {}
        check_keys(filters, FILTERS)
        dangling = flag(filters, "dangling")
        low = self._created(filters, "since")
        high = self._created(filters, "before")
        limit = made_before(filters, self._daemon.now)
        found = []
        for names in _by_id(self._daemon.host).values():
            created = self._known(names[0]).created
            shown = [image for image in names if _referred(image.name, filters.get("reference", ()))]
            fits = (low is None or created > low) and (high is None or created < high) and created <= limit
            if shown and fits and dangling is not True and by_exact_labels(filters, self._known(names[0]).labels):
                found.append((created, self._summary(shown)))
        return [view for _, view in sorted(found, key=lambda pair: pair[0], reverse=True)]

    def _created(self, filters: Filters, key: str) -> str | None:
        moments = [self._known(self._find(ref)).created for ref in filters.get(key, ())]
        return moments[-1] if moments else None

    def _known(self, image: LocalImage) -> Image:
        known = image_behind(self._daemon.sim.registry, image)
        if known is None:
            raise EngineError(NOT_FOUND, f"No such image: {image.name}")
        return known

    def _summary(self, names: Sequence[LocalImage]) -> Json:
        first, known = names[0], self._known(names[0])
        return {
            "Containers": -1,
            "Created": _seconds(known.created),
            "Id": first.id,
            "Labels": dict(known.labels) or None,
            "ParentId": "",
            "RepoDigests": _digests(names),
            "RepoTags": [image.name for image in names],
            "SharedSize": -1,
            "Size": first.size,
        }

    def inspect(self, ref: str) -> Json:
        """`GET /images/{name}/json`."""
        image = self._find(ref)
        names = _by_id(self._daemon.host)[image.id]
        known = self._known(image)
        layers = f"/var/lib/docker/overlay2/{image.id.removeprefix('sha256:')[::-1]}"
        return {
            "Id": image.id,
            "RepoTags": [one.name for one in names],
            "RepoDigests": _digests(names),
            "Parent": "",
            "Comment": known.comment,
            "Created": known.created,
            "DockerVersion": known.docker_version,
            "Author": "",
            "Config": _config(known),
            "Architecture": "amd64",
            "Os": "linux",
            "Size": image.size,
            "GraphDriver": {
                "Data": {
                    "MergedDir": f"{layers}/merged",
                    "UpperDir": f"{layers}/diff",
                    "WorkDir": f"{layers}/work",
                },
                "Name": "overlay2",
            },
            "RootFS": {"Type": "layers", "Layers": [_layer(image)]},
            "Metadata": {"LastTagTime": rfc3339(max(one.pulled_at for one in names))},
        }

    def history(self, ref: str) -> Sequence[Json]:
        """`GET /images/{name}/history`: the images of the pretend registry have one layer each."""
        image = self._find(ref)
        known = self._known(image)
        return [
            {
                "Comment": known.comment,
                "Created": _seconds(known.created),
                "CreatedBy": "",
                "Id": image.id,
                "Size": image.size,
                "Tags": [one.name for one in _by_id(self._daemon.host)[image.id]],
            }
        ]

    def _find(self, ref: str) -> LocalImage:
        image = find_image(self._daemon.host, ref)
        if image is None:
            raise EngineError(NOT_FOUND, f"No such image: {familiar_ref(ref)}")
        return image

    # ------------------------------------------------------------------ getting and naming
    def pull(self, ref: str) -> Operation[None]:
        """`POST /images/create`: chunks of progress as the client prints them without a terminal."""
        try:
            parsed = parse_reference(ref)
        except InvalidReference as error:
            raise EngineError(INVALID, str(error)) from None
        name, digest = familiar_name(parsed.familiar), parsed.digest
        host, containers = self._daemon.host, self._daemon.sim.containers
        present = name in host.images
        yield pause(containers.pull_time(name))
        image = containers.pull(self._daemon.host, f"{name}@{digest}" if digest else name)
        if image is None:
            repository = name.rpartition(":")[0]
            raise EngineError(
                NOT_FOUND,
                f"pull access denied for {repository}, repository does not exist or may require 'docker login': "
                "denied: requested access to the resource is denied",
            )
        repository = name.rpartition(":")[0]
        path = repository if "/" in repository else f"library/{repository}"
        yield Chunk({"status": f"Pulling from {path}", "id": parsed.digest or image.tag})
        yield Chunk({"status": f"Digest: {image.digest}"})
        word = "Image is up to date for" if present else "Downloaded newer image for"
        yield Chunk({"status": f"Status: {word} {parsed.familiar if digest else name}"})

    def pull_all(self, repository: str) -> Operation[None]:
        """`POST /images/create` without a tag: every tag of a repository."""
        names = [n for n in self._daemon.sim.registry.names() if n.rpartition(":")[0] == repository]
        present = set(self._daemon.host.images)
        if not names:
            yield from self.pull(repository)
        for name in names:
            for chunk in self.pull(name):
                last = isinstance(chunk, Chunk) and str(chunk.data.get("status", "")).startswith("Status:")
                if not last:
                    yield chunk
        word = "Image is up to date for" if set(names) <= present else "Downloaded newer image for"
        yield Chunk({"status": f"Status: {word} {repository}"})

    def tag(self, ref: str, repository: str, tag: str) -> None:
        """`POST /images/{name}/tag`: one more name for an image."""
        image = self._find(ref)
        name = f"{repository}:{tag or 'latest'}"
        host = self._daemon.host
        host.images.pop(name, None)
        host.images[name] = replace(image, name=name, origin=image.pulled_name, digest="", pulled_at=self._daemon.now)

    # ------------------------------------------------------------------ removing
    def remove(self, ref: str, force: bool = False) -> Sequence[Json]:
        """`DELETE /images/{name}`: a name, and the image itself when it was the last one."""
        host = self._daemon.host
        image = self._find(ref)
        names = _by_id(self._daemon.host)[image.id]
        by_id = familiar_name(ref) != image.name
        if by_id and len(names) > 1 and not force:
            short = _short(image.id)
            text = f"conflict: unable to delete {short} (must be forced) - image is referenced in multiple repositories"
            raise EngineError(CONFLICT, text)
        users = [c for c in host.containers.values() if c.image_id == image.id]
        if by_id or len(names) == 1:
            _check_users(ref, image, users, force=force, by_id=by_id)
        gone = names if by_id else [image]
        answers: list[Json] = []
        for one in gone:
            del host.images[one.name]
            answers.append({"Untagged": one.name})
            if one.digest:
                answers.append({"Untagged": f"{one.name.rpartition(':')[0]}@{one.digest}"})
        if len(gone) == len(names) and not users:
            answers += [{"Deleted": image.id}, {"Deleted": _layer(image)}]
        return answers

    def prune(self, filters: Filters | None = None) -> Json:
        """`POST /images/prune`: those without a name; with `dangling=false` all that no container was made from."""
        filters = filters or {}
        check_keys(filters, PRUNE_FILTERS)
        host = self._daemon.host
        limit = made_before(filters, self._daemon.now)
        every = flag(filters, "dangling") is False
        used = {container.image_id for container in host.containers.values()}
        deleted: list[Json] = []
        reclaimed = 0
        for image_id, names in _by_id(self._daemon.host).items():
            known = self._known(names[0])
            fits = known.created <= limit and by_exact_labels(filters, known.labels)
            if every and fits and image_id not in used:
                deleted += self.remove(image_id, True)
                reclaimed += names[0].size
        return {"ImagesDeleted": deleted or None, "SpaceReclaimed": reclaimed}


def _by_id(host: Host) -> dict[str, list[LocalImage]]:
    """The names of each image."""
    groups: dict[str, list[LocalImage]] = {}
    for image in host.images.values():
        groups.setdefault(image.id, []).append(image)
    return groups


def _check_users(ref: str, image: LocalImage, users: Sequence[Container], *, force: bool, by_id: bool) -> None:
    """Whether the containers made from an image allow that it goes."""
    running = next((container for container in users if container.running), None)
    user = running or next(iter(users), None)
    if user is None:
        return
    short = _short(image.id)
    if not by_id:
        if not force:
            raise EngineError(
                CONFLICT,
                f'conflict: unable to remove repository reference "{ref}" (must force) - container {user.id[:12]} is '
                f"using its referenced image {short}",
            )
        return
    if running is not None:
        raise EngineError(
            CONFLICT,
            f"conflict: unable to delete {short} (cannot be forced) - image is being used by running container "
            f"{running.id[:12]}",
        )
    if not force:
        raise EngineError(
            CONFLICT,
            f"conflict: unable to delete {short} (must be forced) - image is being used by stopped container "
            f"{user.id[:12]}",
        )


def _short(image_id: str) -> str:
    return image_id.removeprefix("sha256:")[:12]


def _layer(image: LocalImage) -> str:
    return "sha256:" + hashlib.sha256(f"layer {image.id}".encode()).hexdigest()


def _digests(names: Sequence[LocalImage]) -> list[str]:
    return [f"{image.name.rpartition(':')[0]}@{image.digest}" for image in names if image.digest]


def _seconds(moment: str) -> int:
    return int(datetime.fromisoformat(moment).timestamp())


def _referred(name: str, patterns: Sequence[str]) -> bool:
    """Whether a name meets one of the patterns, which may leave the tag out and use `*` within a part."""
    repository = name.rpartition(":")[0]
    return not patterns or any(
        fnmatchcase(one, pattern) and one.count("/") == pattern.count("/")
        for pattern in patterns
        for one in (name, repository)
    )


def _config(known: Image) -> Json:
    """`Config` of an image: the whole configuration of a container, mostly empty."""
    config: Json = {
        "Hostname": "",
        "Domainname": "",
        "User": known.user,
        "AttachStdin": False,
        "AttachStdout": False,
        "AttachStderr": False,
    }
    if known.exposed_ports:
        config["ExposedPorts"] = {port: {} for port in known.exposed_ports}
    config |= {
        "Tty": False,
        "OpenStdin": False,
        "StdinOnce": False,
        "Env": list(known.env),
        "Cmd": list(known.cmd) or None,
        "Image": "",
        "Volumes": {key: {} for key in known.volumes} or None,
        "WorkingDir": known.workdir,
        "Entrypoint": list(known.entrypoint) or None,
        "OnBuild": None,
        "Labels": dict(known.labels) or None,
    }
    if known.stop_signal:
        config["StopSignal"] = known.stop_signal
    return config


def image_behind(registry: Registry, image: LocalImage) -> Image | None:
    """What the registry knows of an image that is on a machine."""
    return registry.find(image.pulled_name)


def familiar_ref(ref: str) -> str:
    """As errors name it: with its digest, or with its tag."""
    name, at, digest = ref.partition("@")
    return f"{familiar_name(name).removesuffix(':latest')}@{digest}" if at else familiar_name(ref)


def find_image(host: Host, ref: str) -> LocalImage | None:
    """By name, by digest, by id, or by the beginning of the id."""
    digest = ref.partition("@")[2]
    image = host.images.get(familiar_name(ref))
    if digest:
        repository = familiar_name(ref.partition("@")[0]).rpartition(":")[0]
        same = (i for i in host.images.values() if i.digest == digest and i.name.rpartition(":")[0] == repository)
        return next(same, None)
    if image is not None:
        return image
    bare = ref.removeprefix("sha256:")
    return next((i for i in host.images.values() if bare and i.id.removeprefix("sha256:").startswith(bare)), None)


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
