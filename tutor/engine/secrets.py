"""Operations on secrets and configs, which differ in little.

Sources: engine `daemon/cluster/{secrets,configs}.go`, swarmkit `manager/controlapi/{secret,config}.go`.
"""

from __future__ import annotations

import base64
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from msgspec.structs import replace

from tutor.engine.daemon import grpc_error
from tutor.engine.filters import Filters, by_label_map, by_prefix, check_keys, exactly
from tutor.engine.nodes import out_of_sequence
from tutor.engine.resolve import own_name, resolve
from tutor.engine.validation import check_secret_name
from tutor.engine.views.cluster import config_view, secret_view
from tutor.swarm.ids import object_id
from tutor.swarm.objects import Config, Secret
from tutor.swarm.store import SequenceConflict

if TYPE_CHECKING:
    from tutor.engine.daemon import Daemon
    from tutor.swarm.spec import Json
    from tutor.swarm.store import Store, Table

KindT = TypeVar("KindT", Secret, Config)


class _Kept(ABC, Generic[KindT]):
    """What managers keep for containers: named, labelled, immutable data."""

    word: str
    """`secret` or `config`."""
    limit: int
    """The data must be smaller (bytes)."""
    references: str
    """Member of a container specification that names them."""
    id_member: str
    filters: tuple[str, ...]

    def __init__(self, daemon: Daemon) -> None:
        self._daemon = daemon

    @abstractmethod
    def _table(self, store: Store) -> Table[KindT]: ...

    @abstractmethod
    def _make(self, object_id: str, raw: Json) -> KindT: ...

    @abstractmethod
    def _view(self, one: KindT) -> Json: ...

    def list(self, filters: Filters | None = None) -> list[Json]:
        filters = filters or {}
        store = self._daemon.manager().store
        check_keys(filters, self.filters)
        return [
            self._view(one)
            for one in self._table(store)
            if by_prefix(filters, "id", one.id)
            and _begins(filters, one.name)
            and exactly(filters, "names", one.name)
            and by_label_map(filters, one.labels)
        ]

    def inspect(self, ref: str) -> Json:
        return self._view(self._find(self._daemon.manager().store, ref))

    def create(self, body: Json) -> Json:
        """The body is the spec: `Name`, `Labels`, `Data` (base64). Answers `{"ID": ...}`."""
        store = self._daemon.manager(write=True).store
        name = body.get("Name", "")
        check_secret_name(name)
        driver = (body.get("Driver") or {}).get("Name")
        if driver:
            raise grpc_error("Unknown", f'plugin "{driver}" not found')
        size = len(base64.b64decode(body.get("Data") or ""))
        if not 0 < size < self.limit:
            raise grpc_error(
                "InvalidArgument", f"{self.word} data must be larger than 0 and less than {self.limit} bytes"
            )
        if any(one.name == name for one in self._table(store)):
            raise grpc_error("AlreadyExists", f"{self.word} {name} already exists")
        raw: Json = {"Name": name, "Labels": dict(body.get("Labels") or {}), "Data": body.get("Data") or ""}
        if body.get("Templating"):
            raw["Templating"] = body["Templating"]
        return {"ID": store.create(self._make(object_id(self._daemon.sim.rng), raw)).id}

    def update(self, ref: str, version: int, body: Json) -> None:
        """Only labels may change."""
        store = self._daemon.manager(write=True).store
        one = self._find(store, ref)
        if body.get("Name") != one.name or (body.get("Data") and body["Data"] != one.raw["Data"]):
            raise grpc_error("InvalidArgument", "only updates to Labels are allowed")
        labels = dict(body.get("Labels") or {})
        try:
            store.update(replace(one, labels=labels, raw={**one.raw, "Labels": labels}), version)
        except SequenceConflict as conflict:
            raise out_of_sequence(conflict) from None

    def remove(self, ref: str) -> None:
        """Refused while a service's present spec names it."""
        store = self._daemon.manager(write=True).store
        one = self._find(store, ref)
        users = [service.spec.name for service in store.services if one.id in self._named_by(service.spec.task.raw)]
        if users:
            plural = "s" if len(users) > 1 else ""
            raise grpc_error(
                "InvalidArgument",
                f"{self.word} '{one.name}' is in use by the following service{plural}: {', '.join(users)}",
            )
        store.delete(one)

    def _named_by(self, template: Json) -> set[Any]:
        container = template.get("ContainerSpec") or {}
        return {reference.get(self.id_member) for reference in container.get(self.references) or ()}

    def _find(self, store: Store, ref: str) -> KindT:
        return resolve(self.word, ref, self._table(store), own_name)


def _begins(filters: Filters, name: str) -> bool:
    """The store looks names up in lower case."""
    wanted = filters.get("name")
    return not wanted or any(name.lower().startswith(text.lower()) for text in wanted)


class Secrets(_Kept[Secret]):
    word, limit, references, id_member = "secret", 512_000, "Secrets", "SecretID"
    filters = ("id", "label", "name", "names")

    def _table(self, store: Store) -> Table[Secret]:
        return store.secrets

    def _make(self, object_id: str, raw: Json) -> Secret:
        return Secret(id=object_id, name=raw["Name"], labels=raw["Labels"], raw=raw)

    def _view(self, one: Secret) -> Json:
        return secret_view(one)


class Configs(_Kept[Config]):
    word, limit, references, id_member = "config", 1_024_000, "Configs", "ConfigID"
    filters = ("id", "label", "name")

    def _table(self, store: Store) -> Table[Config]:
        return store.configs

    def _make(self, object_id: str, raw: Json) -> Config:
        return Config(id=object_id, name=raw["Name"], labels=raw["Labels"], raw=raw)

    def _view(self, one: Config) -> Json:
        return config_view(one)
