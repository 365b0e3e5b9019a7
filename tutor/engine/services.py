"""Operations on services. Sources: engine `daemon/cluster/services.go`, swarmkit `manager/controlapi/service.go`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from tutor.engine.daemon import api_error, grpc_error
from tutor.engine.filters import Filters, by_label_map, by_prefix, check_keys, exactly
from tutor.engine.logs import service_logs
from tutor.engine.names import generated_name
from tutor.engine.nodes import out_of_sequence
from tutor.engine.resolve import resolve, service_name
from tutor.engine.service_networks import check_networks, network_id_of
from tutor.engine.service_spec import normalised
from tutor.engine.validation import check_convertible, check_service
from tutor.engine.views.services import service_status, service_view
from tutor.swarm.errors import SwarmError
from tutor.swarm.ids import object_id
from tutor.swarm.objects import Service, UpdateState, UpdateStatus
from tutor.swarm.spec import ModeKind, ServiceSpec, service_spec
from tutor.swarm.store import SequenceConflict

if TYPE_CHECKING:
    from tutor.engine.daemon import Daemon
    from tutor.engine.waiting import Operation
    from tutor.swarm.spec import Json
    from tutor.swarm.swarm import Swarm

FILTERS = ("id", "label", "name", "mode", "runtime")
_MODE_WORDS = {
    ModeKind.REPLICATED: "replicated",
    ModeKind.GLOBAL: "global",
    ModeKind.REPLICATED_JOB: "replicated-job",
    ModeKind.GLOBAL_JOB: "global-job",
}


class Services:
    def __init__(self, daemon: Daemon) -> None:
        self._daemon = daemon

    # ------------------------------------------------------------------ reading
    def list(self, filters: Filters | None = None, status: bool = False) -> list[Json]:
        """`GET /services`; with `status` each has its `ServiceStatus`."""
        filters = filters or {}
        swarm = self._daemon.manager()
        check_keys(filters, FILTERS)
        views = []
        for service in swarm.store.services:
            if _matches(service, filters):
                view = service_view(service)
                if status:
                    view["ServiceStatus"] = service_status(service, swarm.store)
                views.append(view)
        return views

    def inspect(self, ref: str, insert_defaults: bool = False) -> Json:
        return service_view(self._find(self._daemon.manager(), ref), insert_defaults=insert_defaults)

    def _find(self, swarm: Swarm, ref: str) -> Service:
        return resolve("service", ref, swarm.store.services, service_name)

    def logs(self, ref: str, **options: Any) -> Operation[None]:
        """`GET /services/{id}/logs`; options as in `tutor.engine.logs`."""
        swarm = self._daemon.manager()
        service = self._find(swarm, ref)
        yield from service_logs(swarm, service.id, "", options)

    # ------------------------------------------------------------------ writing
    def create(self, body: Json) -> Json:
        """`POST /services/create`; answers `{"ID": ...}`."""
        swarm = self._daemon.manager(write=True)
        if not body.get("Name"):
            body = {**body, "Name": generated_name(self._daemon.sim.rng)}
        spec = self._checked(swarm, body)
        if any(service.spec.name == spec.name for service in swarm.store.services):
            raise grpc_error(
                "AlreadyExists", f"name conflicts with an existing object: service {spec.name} already exists"
            )
        service = Service(id=object_id(self._daemon.sim.rng), spec=spec)
        if spec.mode.is_job:
            service = replace(service, job_last_execution=self._daemon.now)
        return {"ID": swarm.store.create(service).id}

    def _checked(self, swarm: Swarm, body: Json, service_id: str = "") -> ServiceSpec:
        """The specification to store; raises EngineError for what daemon or swarm refuse."""
        check_convertible(body)
        check_networks(self._daemon, swarm, body)
        raw = normalised(body, network_id_of(swarm))
        check_service(raw)
        spec = service_spec(raw)
        try:
            swarm.allocator.check_ports(spec, service_id)
            swarm.allocator.check_ingress(spec)
        except SwarmError as refusal:
            raise api_error(refusal) from None
        return spec

    def update(self, ref: str, version: int, body: Json, rollback: str = "") -> Json:
        """`POST /services/{id}/update`; `rollback="previous"` goes back to the spec before (`body` counts not)."""
        swarm = self._daemon.manager(write=True)
        service = self._find(swarm, ref)
        changed = self._rolled_back(service) if rollback == "previous" else self._changed(swarm, service, body)
        if changed.spec.mode.is_job:
            changed = replace(changed, job_iteration=service.job_iteration + 1, job_last_execution=self._daemon.now)
        try:
            swarm.store.update(changed, version)
        except SequenceConflict as conflict:
            raise out_of_sequence(conflict) from None
        return {"Warnings": None}

    def _changed(self, swarm: Swarm, service: Service, body: Json) -> Service:
        spec = self._checked(swarm, body, service.id)
        if spec.name != service.spec.name:
            raise grpc_error("Unimplemented", "renaming services is not supported")
        if spec.mode.kind is not service.spec.mode.kind:
            raise grpc_error("Unimplemented", "service mode change is not allowed")
        if spec.task.raw == service.spec.task.raw:
            # the same template stays the same object, so that nobody has to compare tasks with it again
            spec = replace(spec, task=service.spec.task)
        return replace(
            service,
            spec=spec,
            spec_version=service.version,
            previous_spec=service.spec,
            previous_spec_version=service.spec_version,
            update_status=None,
        )

    def _rolled_back(self, service: Service) -> Service:
        if service.previous_spec is None:
            raise grpc_error("FailedPrecondition", f"service {service.id} does not have a previous spec")
        return replace(
            service,
            spec=service.previous_spec,
            spec_version=service.previous_spec_version,
            previous_spec=service.spec,
            previous_spec_version=service.spec_version,
            update_status=UpdateStatus(
                state=UpdateState.ROLLBACK_STARTED,
                started_at=self._daemon.now,
                message="manually requested rollback",
            ),
        )

    def remove(self, ref: str) -> None:
        swarm = self._daemon.manager(write=True)
        swarm.store.delete(self._find(swarm, ref))


def _matches(service: Service, filters: Filters) -> bool:
    return (
        by_prefix(filters, "id", service.id)
        and by_prefix(filters, "name", service.spec.name)
        and by_label_map(filters, service.spec.labels)
        and exactly(filters, "mode", _MODE_WORDS[service.spec.mode.kind])
        and exactly(filters, "runtime", "container")
    )
