"""Goals of a lab's draft: what is different in the cluster after a session, each as something that can be judged."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tutor.engine.errors import DaemonUnreachable, EngineError
from tutor.library.lab import Expect, Goal
from tutor.session.export.stack_service import DIGEST
from tutor.shell.docker.composefile.namespace import NAMESPACE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tutor.labs.reader import EngineReader

Json = dict[str, Any]
_UNSUITABLE = re.compile(r"[^a-z0-9]+")
_OF_TASKS = "com.docker.swarm.task.id"


@dataclass(frozen=True, slots=True)
class ClusterState:
    """What goals are made from, everything by its name."""

    services: Mapping[str, Json]
    networks: Mapping[str, Json]
    secrets: Mapping[str, Json]
    configs: Mapping[str, Json]
    nodes: Mapping[str, Json]
    running: Mapping[str, int]
    """Service -> how many of its tasks run."""
    containers: Mapping[str, Mapping[str, Json]]
    """Host -> containers that belong to no service."""

    @property
    def network_names(self) -> dict[str, str]:
        return {one["Id"]: name for name, one in self.networks.items()}


def state_of(readers: Mapping[str, EngineReader]) -> ClusterState:
    """As the managers and daemons that answer tell it."""
    manager = next((reader for reader in readers.values() if _controls(reader)), None)

    def objects(path: str) -> list[Json]:
        return list(manager.get(path, {})) if manager is not None else []

    services = {one["Spec"]["Name"]: one for one in objects("/services")}
    by_id = {one["ID"]: name for name, one in services.items()}
    running: dict[str, int] = {}
    for task in objects("/tasks"):
        if task["DesiredState"] == "running" and task["Status"]["State"] == "running" and task["ServiceID"] in by_id:
            name = by_id[task["ServiceID"]]
            running[name] = running.get(name, 0) + 1
    return ClusterState(
        services=services,
        networks={one["Name"]: one for one in objects("/networks") if _is_made(one)},
        secrets={one["Spec"]["Name"]: one for one in objects("/secrets")},
        configs={one["Spec"]["Name"]: one for one in objects("/configs")},
        nodes={one["Description"]["Hostname"]: one for one in objects("/nodes")},
        running=running,
        containers={host: _containers(reader) for host, reader in readers.items()},
    )


def _is_made(network: Json) -> bool:
    """By a learner: neither by the swarm itself nor along with a stack."""
    return network["Scope"] == "swarm" and not network["Ingress"] and NAMESPACE not in (network.get("Labels") or {})


def _controls(reader: EngineReader) -> bool:
    try:
        if reader.get("/info", {})["Swarm"].get("ControlAvailable"):
            reader.get("/nodes", {})
            return True
    except (EngineError, DaemonUnreachable):
        pass
    return False


def _containers(reader: EngineReader) -> dict[str, Json]:
    try:
        found = reader.get("/containers/json", {})
    except (EngineError, DaemonUnreachable):
        return {}
    return {one["Names"][0]: one for one in found if _OF_TASKS not in one["Labels"]}


def goals_of(before: ClusterState, after: ClusterState) -> Iterator[tuple[Goal, str]]:
    """(goal without hints, the name of what it is about) for all that is new, changed or gone."""
    yield from _nodes(before, after)
    for kind in ("network", "secret", "config"):
        yield from _objects(kind, getattr(before, f"{kind}s"), getattr(after, f"{kind}s"))
    for name, service in after.services.items():
        old = before.services.get(name)
        if old is None or old["Spec"] != service["Spec"] or before.running.get(name) != after.running.get(name):
            yield Goal(_slug("service", name), _service_text(name, service), _service(name, service, after)), name
    for name in _only_in(before.services, after.services):
        yield _gone("service", name, "Spec/Name"), name
    yield from _of_hosts(before, after)


def _only_in(one: Mapping[str, Json], other: Mapping[str, Json]) -> list[str]:
    return [name for name in one if name not in other]


def _slug(*parts: str) -> str:
    return "-".join(filter(None, (_UNSUITABLE.sub("-", part.lower()).strip("-") for part in parts)))


def _gone(kind: str, name: str, member: str) -> Goal:
    expect = Expect(f"{kind}s called {name}", f"/{kind}s", among={member: name}, count=0)
    return Goal(_slug("no", kind, name), f"There is no {kind} {name} any more", [expect])


def _objects(kind: str, before: Mapping[str, Json], after: Mapping[str, Json]) -> Iterator[tuple[Goal, str]]:
    member = "Name" if kind == "network" else "Spec/Name"
    for name in _only_in(after, before):
        where: Json = {"Driver": after[name]["Driver"], "Scope": "swarm"} if kind == "network" else {}
        if kind == "network" and after[name].get("Attachable"):
            where["Attachable"] = True
        expect = Expect(f"{kind}s called {name}", f"/{kind}s", among={member: name}, where=where, count=1)
        yield Goal(_slug(kind, name), f"There is the {kind} {name}", [expect]), name
    for name in _only_in(before, after):
        yield _gone(kind, name, member), name


# ------------------------------------------------------------------ nodes
def _nodes(before: ClusterState, after: ClusterState) -> Iterator[tuple[Goal, str]]:
    if len(after.nodes) > len(before.nodes):
        count = len(after.nodes)
        expect = Expect("nodes of one swarm", "/nodes", count=count)
        yield Goal("swarm", f"A swarm of {count} node{'s' if count > 1 else ''}", [expect]), "swarm"
    for name, node in after.nodes.items():
        where = _node_changes(_node(before.nodes.get(name)), _node(node))
        if where:
            told = ", ".join(_member(path, value) for path, value in where.items())
            expect = Expect(f"nodes {name} with {told}", "/nodes", among={"Description/Hostname": name}, where=where)
            yield Goal(_slug("node", name), f"Node {name}: {told}", [_counted(expect)]), name


def _member(path: str, value: Any) -> str:
    """`role manager`, `label disk=ssd`."""
    member = path.rpartition("/")[2]
    if path.startswith("Spec/Labels/"):
        return f"no label {member}" if value is None else f"label {member}={value}"
    return f"{member.lower()} {value}"


def _counted(expect: Expect) -> Expect:
    return Expect(expect.subject, expect.get, among=expect.among, where=expect.where, count=1)


def _node(node: Json | None) -> Json:
    """What a lab may ask of a node, by path; a fresh worker when there was none."""
    if node is None:
        return {"Spec/Role": "worker", "Spec/Availability": "active", "Status/State": "ready"}
    labels = {
        f"Spec/Labels/{key}": value for key, value in (node["Spec"].get("Labels") or {}).items() if "/" not in key
    }
    spec = node["Spec"]
    return {
        "Spec/Role": spec["Role"],
        "Spec/Availability": spec["Availability"],
        "Status/State": node["Status"]["State"],
        **labels,
    }


def _node_changes(before: Json, after: Json) -> Json:
    changed = {path: value for path, value in after.items() if before.get(path) != value}
    return {**changed, **{path: None for path in before if path not in after}}


# ------------------------------------------------------------------ services
def _service_text(name: str, service: Json) -> str:
    mode = service["Spec"]["Mode"]
    image = DIGEST.sub("", service["Spec"]["TaskTemplate"]["ContainerSpec"]["Image"])
    replicas = (mode.get("Replicated") or {}).get("Replicas")
    if replicas is not None:
        return f"Service {name} from {image}, {replicas} replica{'' if replicas == 1 else 's'}"
    return f"Service {name} from {image}{', on every node' if 'Global' in mode else ''}"


def _service(name: str, service: Json, after: ClusterState) -> list[Expect]:
    """Image and mode, tasks that run, and one expectation for each port, constraint, network, secret and config."""
    spec = service["Spec"]
    task, container = spec["TaskTemplate"], spec["TaskTemplate"]["ContainerSpec"]
    image = DIGEST.sub("", container["Image"])
    where: Json = {"Spec/TaskTemplate/ContainerSpec/Image": {"matches": f"^{re.escape(image)}(@|$)"}}
    replicas = (spec["Mode"].get("Replicated") or {}).get("Replicas")
    if replicas is not None:
        where["Spec/Mode/Replicated/Replicas"] = replicas
    else:
        where[f"Spec/Mode/{next(iter(spec['Mode']))}"] = {"not": None}
    get = f"/services/{name}"
    expects = [Expect(f"service {name} from {image}", get, where=where, count=1)]
    running = after.running.get(name, 0)
    if running:
        among = {"Service": name, "DesiredState": "running"}
        expects.append(
            Expect(f"running tasks of {name}", "/tasks", among=among, where={"Status/State": "running"}, count=running)
        )
    for told, path, value in _details(spec, task, container, after.network_names):
        expects.append(Expect(f"service {name} with {told}", get, where={path: value}, count=1))
    return expects


def _details(spec: Json, task: Json, container: Json, networks: Mapping[str, str]) -> Iterator[tuple[str, str, Any]]:
    for port in (spec.get("EndpointSpec") or {}).get("Ports") or ():
        if port.get("PublishedPort"):
            path = "Spec/EndpointSpec/Ports/*/PublishedPort"
            yield f"the published port {port['PublishedPort']}", path, port["PublishedPort"]
    for constraint in (task.get("Placement") or {}).get("Constraints") or ():
        yield f"the constraint {constraint}", "Spec/TaskTemplate/Placement/Constraints/*", constraint
    for one in task.get("Networks") or ():
        if one["Target"] in networks:
            name = networks[one["Target"]]
            same = {"same_as": {"get": f"/networks/{name}", "member": "Id"}}
            yield f"the network {name}", "Spec/TaskTemplate/Networks/*/Target", same
    for kind in ("Secret", "Config"):
        for one in container.get(f"{kind}s") or ():
            path = f"Spec/TaskTemplate/ContainerSpec/{kind}s/*/{kind}Name"
            yield f"the {kind.lower()} {one[f'{kind}Name']}", path, one[f"{kind}Name"]


# ------------------------------------------------------------------ containers
def _of_hosts(before: ClusterState, after: ClusterState) -> Iterator[tuple[Goal, str]]:
    for host, containers in after.containers.items():
        for name in _only_in(containers, before.containers.get(host, {})):
            shown = name.lstrip("/")
            where = {"State": containers[name]["State"], "Image": containers[name]["Image"]}
            subject = f"containers {shown} on {host}"
            expect = Expect(subject, "/containers/json", on=host, among={"Names/*": name}, where=where, count=1)
            yield Goal(_slug("container", host, shown), f"Container {shown} runs on {host}", [expect]), shown
