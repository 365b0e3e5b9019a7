"""Bodies are read as Go's decoder reads them; the messages are those of a real daemon."""

from __future__ import annotations

import contextlib
import json
import random
from typing import TYPE_CHECKING, Any

import pytest

from tests.engine.conftest import Cluster
from tutor.engine.errors import EngineError
from tutor.serve.bodies import decoded
from tutor.serve.call import Call
from tutor.serve.request_types import TYPES
from tutor.serve.routes import ROUTER
from tutor.shell.docker.gotypes import GoType, Shape
from tutor.swarm.clock import SECOND

if TYPE_CHECKING:
    from tutor.engine.engine import Engine
    from tutor.serve.router import Route

SPEC, INIT = "swarm.ServiceSpec", "swarm.InitRequest"
UNMARSHAL = "invalid JSON: json: cannot unmarshal"


@pytest.mark.parametrize(
    ("kind", "raw", "message"),
    [
        (INIT, b"", "invalid JSON: got EOF while reading request body"),
        (INIT, b"{", "invalid JSON: unexpected EOF"),
        (INIT, b"{} {}", "unexpected content after JSON"),
        (INIT, b"xx", "invalid JSON: invalid character 'x' looking for beginning of value"),
        (INIT, b"NaN", "invalid JSON: invalid character 'N' looking for beginning of value"),
        (INIT, b"[" * 100_000, "invalid JSON: json: exceeded max depth"),
        (INIT, b"[]", f"{UNMARSHAL} array into Go value of type swarm.InitRequest"),
        (INIT, b'{"ListenAddr":5}', f"{UNMARSHAL} number into Go struct field InitRequest.ListenAddr of type string"),
        (SPEC, b'{"Name":5}', f"{UNMARSHAL} number into Go struct field ServiceSpec.Annotations.Name of type string"),
        (
            SPEC,
            b'{"Labels":{"a":1}}',
            f"{UNMARSHAL} number into Go struct field ServiceSpec.Annotations.Labels of type string",
        ),
        (
            SPEC,
            b'{"TaskTemplate":{"ContainerSpec":{"Mounts":[5]}}}',
            f"{UNMARSHAL} number into Go struct field "
            "ContainerSpec.TaskTemplate.ContainerSpec.Mounts of type mount.Mount",
        ),
        (
            SPEC,
            b'{"Mode":{"Replicated":{"Replicas":-1}}}',
            f"{UNMARSHAL} number -1 into Go struct field ReplicatedService.Mode.Replicated.Replicas of type uint64",
        ),
    ],
)
def test_what_does_not_fit(kind: str, raw: bytes, message: str) -> None:
    with pytest.raises(EngineError) as refusal:
        decoded(raw, kind)
    assert (refusal.value.status, refusal.value.message) == (400, message)


def test_what_fits() -> None:
    raw = b'{"name": "web", "Labels": {"a": null}, "nosuch": [1], "TaskTemplate": {"ContainerSpec": {"Args": null}}}'
    assert decoded(raw, SPEC) == {"Name": "web", "Labels": {"a": ""}, "TaskTemplate": {"ContainerSpec": {}}}
    assert decoded(b"null", SPEC) == {}
    assert decoded(b'{"Cmd": "ls"}', "runconfig.ContainerConfigWrapper") == {"Cmd": ["ls"]}


# ------------------------------------------------------------------ anything that has the right types
TEXTS = (
    "",
    "a",
    "web",
    "nginx:1.25",
    "manager1",
    "10.77.0.11",
    "bridge",
    "1",
    "node.role==manager",
    "\u00e9\x00",
    "a/b:c",
)
NUMBERS = {
    Shape.INT: (-1, 0, 1, 5, 10**9, 2**31 - 1),
    Shape.DURATION: (-1, 0, 1, 5 * 10**9),
    Shape.UINT: (0, 1, 5, 80, 255),
    Shape.MODE: (0, 0o444),
    Shape.FLOAT: (0.0, 0.5, 2.0),
}
USUAL: dict[str, tuple[Any, ...]] = {
    "Role": ("manager", "worker"),
    "Availability": ("active", "pause", "drain"),
    "Image": ("nginx:1.25",),
    "Name": ("fresh", "web", "on-failure"),
    "Container": ("web",),
    "Driver": ("", "bridge", "overlay"),
    "FailureAction": ("", "pause", "continue", "rollback"),
    "Order": ("", "start-first", "stop-first"),
    "Condition": ("", "any", "none", "on-failure"),
    "Type": ("bind", "volume", "tmpfs", "json-file"),
    "PublishMode": ("ingress", "host", ""),
    "Protocol": ("tcp", "udp", ""),
    "Target": ("bb", "nope"),
    "Subnet": ("10.9.0.0/16", "nonsense"),
    "AdvertiseAddr": ("", "eth0", "10.77.0.11:2377"),
    "NetworkMode": ("", "bridge", "bb", "none", "nope"),
    "DefaultAddrPool": (["10.20.0.0/16"], ["nonsense"], []),
    "Constraints": (["node.role==manager"], ["nonsense"], []),
    "MemoryBytes": (0, 64 << 20),
    "NanoCPUs": (0, 10**9),
    "NodeCertExpiry": (0, 7200 * 10**9),
}
"""What a member may well be, so that bodies get past the first check."""
ALWAYS = ("TaskTemplate", "ContainerSpec", "Image")
BODIES = 40
"""How many are tried on each route."""


def of_type(kind: GoType, rng: random.Random, depth: int = 6, name: str = "") -> Any:
    """A value of a Go type, as JSON has it."""
    if name in USUAL and rng.random() < 0.8 and kind.shape not in (Shape.STRUCT, Shape.POINTER, Shape.MAP):
        return rng.choice(USUAL[name])
    match kind.shape:
        case Shape.POINTER:
            return of_type(TYPES.find(kind.elem), rng, depth, name) if name in ALWAYS or rng.random() < 0.8 else None
        case Shape.STRUCT:
            share = min(0.5, 5 / (len(kind.fields) + 1))
            members = [e for e in kind.fields if depth and (e.json in ALWAYS or e.embedded or rng.random() < share)]
            flat: dict[str, Any] = {}
            for entry in members:
                value = of_type(TYPES.find(entry.type_name), rng, depth - (not entry.embedded), entry.json)
                flat |= (value or {}) if entry.embedded else {entry.json: value}
            return flat
        case Shape.MAP:
            count = rng.randrange(3)
            return {rng.choice(TEXTS): of_type(TYPES.find(kind.elem), rng, depth - 1) for _ in range(count)}
        case Shape.SLICE:
            return [of_type(TYPES.find(kind.elem), rng, depth - 1) for _ in range(rng.randrange(3))]
        case Shape.BOOL:
            return rng.random() < 0.3
        case Shape.BYTES:
            return rng.choice(("", "YWJj"))
    return rng.choice(NUMBERS.get(kind.shape, TEXTS))


def busy_cluster(*, swarm: bool) -> Cluster:
    """One of everything."""
    cluster = Cluster(("manager1",))
    engine = cluster.manager
    cluster.finish(engine.images.pull("nginx:1.25"))
    engine.containers.create("web", {"Image": "nginx:1.25"})
    cluster.finish(engine.containers.start("web"))
    if swarm:
        engine.swarm.init({})
        engine.networks.create({"Name": "bb", "Driver": "overlay", "Attachable": True})
        engine.services.create({"Name": "web", "TaskTemplate": {"ContainerSpec": {"Image": "nginx:1.25"}}})
        engine.secrets.create({"Name": "web", "Data": "YWJj"})
        engine.configs.create({"Name": "web", "Data": "YWJj"})
    return cluster


def version_of(engine: Engine, path: str) -> str:
    """The present version of what an update names; empty for what has none."""
    kind = path.split("/")[1]
    found = {
        "swarm": lambda: engine.swarm.inspect(),
        "nodes": lambda: engine.nodes.inspect("manager1"),
        "services": lambda: engine.services.inspect("web"),
        "secrets": lambda: engine.secrets.inspect("web"),
        "configs": lambda: engine.configs.inspect("web"),
    }
    return str(found[kind]()["Version"]["Index"]) if kind in found else ""


def attempt(route: Route, rng: random.Random) -> int:
    """One body on a fresh cluster: the status of the refusal, or 0."""
    cluster = busy_cluster(swarm=route.pattern not in ("/swarm/init", "/swarm/join"))
    engine = cluster.manager
    body = decoded(json.dumps(of_type(TYPES.find(route.body), rng)).encode(), route.body)
    ref = {"nodes": "manager1", "networks": rng.choice(("bb", "bridge"))}.get(route.pattern.split("/")[1], "web")
    query = {"version": version_of(engine, route.pattern)} if route.pattern.endswith("update") else {}
    try:
        answer = route.act(Call(engine, {"ref": ref}, query, body))
        if hasattr(answer, "send"):
            cluster.finish(answer)
        return 0
    except EngineError as refusal:
        return refusal.status
    finally:
        cluster.sim.settle(30 * SECOND)
        for path in ("/services", "/tasks", "/nodes", "/networks", "/containers/json"):
            with contextlib.suppress(EngineError):
                engine.get(path, {"all": "1"})


@pytest.mark.parametrize(
    "route", [route for route in ROUTER.routes if route.body], ids=lambda route: f"{route.method} {route.pattern}"
)
def test_no_body_of_the_right_types_makes_an_engine_fail(route: Route) -> None:
    """It is done, or refused in the daemon's words; nothing else. And the cluster goes on."""
    rng = random.Random(route.pattern)
    assert {attempt(route, rng) for _ in range(BODIES)} <= {0, 400, 401, 403, 404, 409, 500, 501, 503}
