"""Operations on this host's volumes. Source: engine `volume/service`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tutor.engine.errors import EngineError
from tutor.engine.filters import TRUE, Filters, by_exact_labels, by_pattern, check_keys, exactly, flag
from tutor.engine.times import rfc3339_seconds
from tutor.swarm.containers import ANONYMOUS
from tutor.swarm.host import Volume
from tutor.swarm.ids import local_id

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tutor.engine.daemon import Daemon
    from tutor.swarm.spec import Json

FILTERS = ("dangling", "driver", "label", "name")
PRUNE_FILTERS = ("all", "label", "label!")
_OPTIONS = ("device", "o", "size", "type")
_NAME = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_.-]+")
INVALID, NOT_FOUND, CONFLICT = 400, 404, 409


class Volumes:
    def __init__(self, daemon: Daemon) -> None:
        self._daemon = daemon

    def list(self, filters: Filters | None = None) -> Json:
        """`GET /volumes`: `{"Volumes": [...], "Warnings": null}`."""
        filters = filters or {}
        host = self._daemon.host
        check_keys(filters, FILTERS)
        views = [volume_view(volume) for volume in host.volumes.values() if self._matches(volume, filters)]
        return {"Volumes": views, "Warnings": None}

    def _matches(self, volume: Volume, filters: Filters) -> bool:
        dangling = flag(filters, "dangling")
        return (
            by_pattern(filters, "name", volume.name)
            and exactly(filters, "driver", volume.driver)
            and by_exact_labels(filters, volume.labels)
            and (dangling is None or dangling is not bool(self._users(volume.name)))
        )

    def _users(self, name: str) -> Sequence[str]:
        containers = self._daemon.host.containers.values()
        return [c.id for c in containers if any(m.kind == "volume" and m.source == name for m in c.config.mounts)]

    def create(self, body: Json) -> Json:
        host = self._daemon.host
        name, driver = body.get("Name") or "", body.get("Driver") or "local"
        labels = dict(body.get("Labels") or {})
        if not name:
            name = local_id(self._daemon.sim.rng)
            labels[ANONYMOUS] = ""
        if driver != "local":
            raise EngineError(
                NOT_FOUND, f'create {name}: error looking up volume plugin {driver}: plugin "{driver}" not found'
            )
        check_volume_name(name)
        options = dict(body.get("DriverOpts") or {})
        _check_options(name, options)
        if name not in host.volumes:
            host.volumes[name] = Volume(
                name=name, created_at=self._daemon.now, driver=driver, labels=labels, options=options or None
            )
        return volume_view(host.volumes[name])

    def inspect(self, name: str) -> Json:
        volume = self._daemon.host.volumes.get(name)
        if volume is None:
            raise self._missing(name)
        return volume_view(volume)

    def _missing(self, name: str) -> EngineError:
        """A manager goes on to look among the swarm's cluster volumes."""
        text = f"volume {name} not found" if self._daemon.serves_swarm() else f"get {name}: no such volume"
        return EngineError(NOT_FOUND, text)

    def remove(self, name: str, force: bool = False) -> None:
        host = self._daemon.host
        if name not in host.volumes:
            if force:
                return
            raise self._missing(name)
        users = self._users(name)
        if users:
            raise EngineError(CONFLICT, f"remove {name}: volume is in use - [{', '.join(users)}]")
        self._drop(name)

    def _drop(self, name: str) -> None:
        host = self._daemon.host
        del host.volumes[name]
        host.written.pop(f"volume/{name}", None)

    def prune(self, filters: Filters | None = None) -> Json:
        """`POST /volumes/prune`: anonymous ones that nobody uses; all with the filter `all=true`."""
        filters = filters or {}
        check_keys(filters, PRUNE_FILTERS)
        every = any(value in TRUE for value in filters.get("all", ()))
        host = self._daemon.host
        gone = [
            volume.name
            for volume in host.volumes.values()
            if not self._users(volume.name)
            and (every or ANONYMOUS in volume.labels)
            and by_exact_labels(filters, volume.labels)
        ]
        freed = sum(len(text) for name in gone for text in host.written.get(f"volume/{name}", {}).values())
        for name in gone:
            self._drop(name)
        return {"VolumesDeleted": gone or None, "SpaceReclaimed": freed}


def check_volume_name(name: str) -> None:
    """Raises EngineError for a name that the local driver does not take."""
    if len(name) == 1:
        raise EngineError(
            INVALID,
            f"create {name}: volume name is too short, names should be at least two alphanumeric characters",
        )
    if not _NAME.fullmatch(name):
        raise EngineError(
            INVALID,
            f'create {name}: "{name}" includes invalid characters for a local volume name, only '
            '"[a-zA-Z0-9][a-zA-Z0-9_.-]" are allowed. If you intended to pass a host directory, use absolute path',
        )


def _check_options(name: str, options: Json) -> None:
    """The local driver hands `type`, `device` and `o` to mount, and asks for the first two together."""
    for option in sorted(options):
        if option not in _OPTIONS:
            raise EngineError(INVALID, f'create {name}: invalid option: "{option}"')
    plain = [option for option in options if option != "size"]
    for needed in ("device", "type"):
        if plain and not options.get(needed):
            raise EngineError(INVALID, f'create {name}: missing required option: "{needed}"')


def volume_view(volume: Volume) -> Json:
    return {
        "CreatedAt": rfc3339_seconds(volume.created_at),
        "Driver": volume.driver,
        "Labels": dict(volume.labels) or None,
        "Mountpoint": f"/var/lib/docker/volumes/{volume.name}/_data",
        "Name": volume.name,
        "Options": None if volume.options is None else dict(volume.options),
        "Scope": "local",
    }
