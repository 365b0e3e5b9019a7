"""Versions, headers, statuses and errors, as a real daemon has them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tutor.serve.router import Route, Router
from tutor.serve.routes import ROUTER

if TYPE_CHECKING:
    from tests.serve.serving import Serving

TOO_OLD = "is too old. Minimum supported API version is 1.24, please upgrade your client to a newer version"


def test_ping_tells_what_the_client_needs(served: Serving) -> None:
    for method, body in (("GET", b"OK"), ("HEAD", b"")):
        answer = served.http(method, "/_ping")
        assert (answer.status, answer.body) == (200, body)
        wanted = {
            "api-version": "1.45",
            "builder-version": "2",
            "cache-control": "no-cache, no-store, must-revalidate",
            "content-type": "text/plain; charset=utf-8",
            "docker-experimental": "false",
            "ostype": "linux",
            "pragma": "no-cache",
            "server": "Docker/26.1.5+dfsg1 (linux)",
            "swarm": "inactive",
        }
        assert {name: answer.headers.get(name) for name in wanted} == wanted


def test_ping_tells_the_part_in_the_swarm(swarm: Serving) -> None:
    assert swarm.http("GET", "/_ping").headers["swarm"] == "active/manager"
    assert swarm.http("GET", "/_ping", host="worker1").headers["swarm"] == "active/worker"


@pytest.mark.parametrize(
    ("version", "message"),
    [
        ("1.46", "client version 1.46 is too new. Maximum supported API version is 1.45"),
        ("1.99", "client version 1.99 is too new. Maximum supported API version is 1.45"),
        ("1.23", f"client version 1.23 {TOO_OLD}"),
        ("1", f"client version 1 {TOO_OLD}"),
    ],
)
def test_versions_that_are_not_spoken(served: Serving, version: str, message: str) -> None:
    answer = served.http("GET", f"/v{version}/info")
    assert (answer.status, answer.message) == (400, message)


def test_versions_that_are_spoken(served: Serving) -> None:
    for prefix in ("", "/v1.24", "/v1.44", "/v1.45"):
        answer = served.http("GET", f"{prefix}/version")
        assert answer.status == 200
        assert answer.headers["api-version"] == "1.45"
        assert answer.json["ApiVersion"] == "1.45"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("GET", "/nope"),
        ("GET", "/v1.45"),
        ("GET", "/v1.45/nope"),
        ("GET", "/vx/info"),
        ("GET", "/info/"),
        ("DELETE", "/info"),
        ("HEAD", "/info"),
        ("POST", "/services"),
        ("PATCH", "/services/create"),
        ("GET", "/services/a/b/c"),
    ],
)
def test_what_there_is_not(served: Serving, method: str, path: str) -> None:
    answer = served.http(method, path)
    assert answer.status == 404
    if method != "HEAD":
        assert answer.json == {"message": "page not found"}


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "message"),
    [
        ("GET", "/services?filters=x", None, 400, "invalid filter"),
        ("GET", "/services?filters=[]", None, 400, "invalid filter"),
        ("GET", '/services?filters={"name":5}', None, 400, "invalid filter"),
        ("GET", '/services?filters={"nope":["a"]}', None, 400, "invalid filter 'nope'"),
        (
            "POST",
            "/services/x/update?version=abc",
            {},
            400,
            "invalid service version 'abc': strconv.ParseUint: parsing \"abc\": invalid syntax",
        ),
        (
            "POST",
            "/nodes/x/update",
            {},
            400,
            "invalid node version '': strconv.ParseUint: parsing \"\": invalid syntax",
        ),
        ("POST", "/swarm/update?version=1&rotateWorkerToken=xx", {}, 400, "invalid value for rotateWorkerToken: xx"),
        ("GET", "/containers/nope/logs", None, 400, "Bad parameters: you must choose at least one stream"),
        ("GET", "/containers/nope/logs?stdout=1", None, 404, "No such container: nope"),
        ("POST", "/containers/nope/start", None, 404, "No such container: nope"),
        ("POST", "/containers/nope/wait", None, 404, "No such container: nope"),
        ("POST", "/containers/create", None, 400, "invalid JSON: got EOF while reading request body"),
        ("POST", "/containers/create", {"Image": "nope"}, 404, "No such image: nope:latest"),
        ("GET", "/images/some/name/json", None, 404, "No such image: some/name:latest"),
        ("GET", "/distribution/nope/json", None, 404, "manifest unknown: manifest unknown"),
        ("GET", "/plugins/x/json", None, 404, 'plugin "x" not found'),
        ("GET", "/exec/nope/json", None, 404, "No such exec instance: nope"),
        ("POST", "/exec/nope/start", {"Detach": False}, 404, "No such exec instance: nope"),
        ("GET", "/events?since=abc", None, 500, 'strconv.ParseInt: parsing "abc": invalid syntax'),
        ("POST", "/build", None, 501, "the sandbox does not have this part of the Engine API"),
        ("POST", "/services/create", {}, 400, "mismatched Runtime and *Spec fields"),
    ],
)
def test_refusals(swarm: Serving, method: str, path: str, body: Any, status: int, message: str) -> None:
    answer = swarm.http(method, path.replace('"', "%22"), body)
    assert (answer.status, answer.message) == (status, message)


def test_bodies_have_to_be_json(served: Serving) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = served.http("POST", "/swarm/init", b"{}", headers=form)
    wanted = "unsupported Content-Type header (application/x-www-form-urlencoded): must be 'application/json'"
    assert (answer.status, answer.message) == (400, wanted)
    charset = {"Content-Type": "application/json; charset=utf-8"}
    assert served.http("POST", "/swarm/init", b'{"ListenAddr":"0.0.0.0:2377"}', headers=charset).status == 200


def test_statuses(served: Serving) -> None:
    """The API's own, one after the other, for a container's life."""
    assert served.http("POST", "/images/create?fromImage=alpine&tag=3.20").status == 200
    body = {"Image": "alpine:3.20", "Cmd": ["sleep", "1000"]}
    created = served.http("POST", "/containers/create?name=one", body)
    assert created.status == 201
    statuses = [
        served.http(method, path).status
        for method, path in (
            ("POST", "/containers/one/start"),
            ("POST", "/containers/one/start"),
            ("DELETE", "/containers/one"),
            ("POST", "/containers/one/kill"),
            ("POST", "/containers/one/stop"),
            ("POST", "/containers/one/rename?name=two"),
            ("DELETE", "/containers/two"),
            ("GET", "/containers/two/json"),
        )
    ]
    assert statuses == [204, 304, 409, 204, 304, 204, 204, 404]


def test_a_worker_says_that_it_is_none(swarm: Serving) -> None:
    answer = swarm.http("GET", "/nodes", host="worker1")
    assert answer.status == 503
    assert answer.message.startswith("This node is not a swarm manager. Worker nodes can't be used")


def test_slow_operations_are_answered_when_they_are_done(served: Serving) -> None:
    served.swarm()
    nodes = served.http("GET", "/nodes").json
    assert {node["Description"]["Hostname"] for node in nodes} == {"manager1", "worker1", "worker2"}


def test_paths_with_escapes(served: Serving) -> None:
    assert served.http("GET", "/containers/a%2Fb%20c/json").message == "No such container: a/b c"


def test_every_route_has_its_own_place() -> None:
    """No line of a table hides another one."""
    for number, route in enumerate(ROUTER.routes):
        sample = route.pattern.replace("{ref+}", "x/y").replace("{ref}", "x")
        found, _ = ROUTER.find(route.method, sample)
        assert found is route, f"{number}: {route.method} {route.pattern}"


def test_the_router_takes_paths_apart() -> None:
    def act(_: Any) -> None:
        return None

    router = Router([[Route("GET", "/a/{ref}/b", act), Route("GET", "/c/{ref+}", act)]])
    assert router.find("GET", "/a/x%2Fy/b")[1] == {"ref": "x/y"}
    assert router.find("GET", "/c/x/y")[1] == {"ref": "x/y"}
    assert router.find("GET", "/elsewhere") == (None, {})


def test_ages_are_those_of_the_cluster(served: Serving) -> None:
    """A client subtracts what it reads from its own clock: time that was passed at once is in it."""
    import time

    served.http("POST", "/volumes/create", {"Name": "old"})
    served.ctl("wait", "3600")
    served.http("POST", "/networks/create", {"Name": "new"})
    system_time = served.http("GET", "/info").json["SystemTime"]
    old = served.http("GET", "/volumes/old").json["CreatedAt"]
    new = served.http("GET", "/networks/new").json["Created"]

    def age(moment: str) -> float:
        from datetime import datetime

        return time.time() - datetime.fromisoformat(moment.replace("Z", "+00:00")).timestamp()

    assert age(system_time) < 60
    assert age(new) < 60
    assert 3600 <= age(old) < 3660


def test_the_engine_of_a_stopped_host_is_not_there(served: Serving) -> None:
    served.ctl("stop_docker", "worker1")
    with pytest.raises(ConnectionRefusedError):
        served.http("GET", "/_ping", host="worker1")
    served.ctl("start_docker", "worker1")
    assert served.http("GET", "/_ping", host="worker1").status == 200


def test_answers_are_compact_json(served: Serving) -> None:
    body = served.http("GET", "/version").body
    assert body == json.dumps(json.loads(body), separators=(",", ":")).encode() + b"\n"
