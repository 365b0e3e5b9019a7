"""Operations on this host's volumes. Source: engine `volume/service`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tutor.engine.errors import EngineError
from tutor.engine.filters import TRUE, Filters, by_exact_labels, by_substring, check_keys, exactly
from tutor.engine.times import SECOND, rfc3339
from tutor.swarm.host import Volume
from tutor.swarm.ids import local_id

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tutor.engine.daemon import Daemon
    from tutor.swarm.spec import Json

FILTERS = ("dangling", "driver", "label", "name")
ANONYMOUS = "com.docker.volume.anonymous"
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
        dangling = filters.get("dangling")
        return (
            by_substring(filters, "name", volume.name)
            and exactly(filters, "driver", volume.driver)
            and by_exact_labels(filters, volume.labels)
            and (not dangling or (dangling[0] in TRUE) is (not self._users(volume.name)))
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
        if not _NAME.fullmatch(name):
            raise EngineError(
                INVALID,
                f'create {name}: "{name}" includes invalid characters for a local volume name, only '
                '"[a-zA-Z0-9][a-zA-Z0-9_.-]" are allowed. If you intended to pass a host directory, use absolute path',
            )
        if name not in host.volumes:
            options = dict(body.get("DriverOpts") or {})
            host.volumes[name] = Volume(
                name=name, created_at=self._daemon.now, driver=driver, labels=labels, options=options
            )
        return volume_view(host.volumes[name])

    def inspect(self, name: str) -> Json:
        volume = self._daemon.host.volumes.get(name)
        if volume is None:
            if self._daemon.serves_swarm():
                # a manager goes on to look among the swarm's cluster volumes
                raise EngineError(NOT_FOUND, f"volume {name} not found")
            raise EngineError(NOT_FOUND, f"get {name}: no such volume")
        return volume_view(volume)

    def remove(self, name: str, force: bool = False) -> None:
        host = self._daemon.host
        if name not in host.volumes:
            if force:
                return
            raise EngineError(NOT_FOUND, f"get {name}: no such volume")
        users = self._users(name)
        if users:
            raise EngineError(CONFLICT, f"remove {name}: volume is in use - [{', '.join(users)}]")
        del host.volumes[name]

    def prune(self, filters: Filters | None = None) -> Json:
        """`POST /volumes/prune`: anonymous ones that nobody uses; all with the filter `all=true`."""
        filters = filters or {}
        every = any(value in TRUE for value in filters.get("all", ()))
        host = self._daemon.host
        gone = [
            volume.name
            for volume in host.volumes.values()
            if not self._users(volume.name)
            and (every or ANONYMOUS in volume.labels)
            and by_exact_labels(filters, volume.labels)
        ]
        for name in gone:
            del host.volumes[name]
        return {"VolumesDeleted": gone or None, "SpaceReclaimed": 0}


def volume_view(volume: Volume) -> Json:
    return {
        "CreatedAt": rfc3339(volume.created_at // SECOND * SECOND),
        "Driver": volume.driver,
        "Labels": dict(volume.labels) or None,
        "Mountpoint": f"/var/lib/docker/volumes/{volume.name}/_data",
        "Name": volume.name,
        "Options": dict(volume.options) or None,
        "Scope": "local",
    }
