"""Answers checked against Docker's published description of its API.

    python -m tests.conformance.api_description v1.45.yaml                  the simulator
    python -m tests.conformance.api_description v1.45.yaml --sockets DIR    a daemon, DIR/manager1.sock, in no swarm

The description (moby/moby `docs/api/v1.45.yaml`) is not ours and not part of this project: name a copy of it. A small
tour of the API is made; every answer must have a status that the description knows for the operation, and a body that
fits its schema and has no member that the schema does not name. Go writes `null` for an empty list or map whatever the
description says, so `null` fits everywhere. Exits 1 when something differs that a real daemon does not do, too.
"""

from __future__ import annotations

import argparse
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.serve.serving import Answer

    Ask = Callable[[str, str, Any], Answer]

VERSION = "/v1.45"
NOT_NULL = 1
"""Which of the two schemas of a reference is the one that is not null."""
LEFT_OUT = ("example", "examples", "default", "format", "title", "description", "properties", "allOf")
NETWORK_MEMBERS = ("ID", "Version", "CreatedAt", "UpdatedAt", "Spec", "DriverState", "IPAMOptions")
OWN = {
    "POST /secrets/create": ("additional member 'ID'", "the answer: 'Id' is a required property"),
    "POST /configs/create": ("additional member 'ID'", "the answer: 'Id' is a required property"),
    "GET /tasks": (
        *(f"additional member '{name}' in [].NetworksAttachments[].Network" for name in NETWORK_MEMBERS),
        "additional member 'Volumes' in []",
    ),
    "GET /tasks/{id}": (
        *(f"additional member '{name}' in .NetworksAttachments[].Network" for name in NETWORK_MEMBERS),
        "additional member 'Volumes'",
    ),
    "GET /services/{id}": ("additional member 'PreviousSpec'",),
}
"""What Docker Engine 26.1.5 itself shows on the same tour (`--sockets`): there the description is behind."""


class Step(NamedTuple):
    method: str
    operation: str
    """The path as the description writes it."""
    path: str
    body: Any = None


class Difference(NamedTuple):
    operation: str
    what: str

    def __str__(self) -> str:
        return f"{self.operation}: {self.what}"


@dataclass(slots=True)
class Findings:
    operations: set[str] = field(default_factory=set)
    answers: int = 0
    differences: list[Difference] = field(default_factory=list)

    @property
    def unlike_a_daemon(self) -> list[Difference]:
        return [one for one in self.differences if not _is_own(one)]


def _is_own(difference: Difference) -> bool:
    return difference.what in OWN.get(difference.operation, ())


class Description:
    """The description, ready to check answers with."""

    def __init__(self, file: Path) -> None:
        raw = yaml.load(file.read_text(), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        self.paths: dict[str, Any] = raw["paths"]
        self._raw: dict[str, Any] = raw["definitions"]
        definitions = {name: self._schema(one) for name, one in self._raw.items()}
        resource = Resource.from_contents({"definitions": definitions}, default_specification=DRAFT202012)
        self._registry: Registry[Any] = Registry().with_resource("urn:docker", resource)

    def _schema(self, node: Any, *, closed: bool = True) -> Any:
        """Swagger 2.0 as JSON Schema: references, `null` for anything, no members but those that are named."""
        if isinstance(node, list):
            return [self._schema(one) for one in node]
        if not isinstance(node, dict):
            return node
        if "$ref" in node:
            if not closed:  # a part of a whole that is closed itself
                return self._schema(self._raw[node["$ref"].rpartition("/")[2]], closed=False)
            return {"anyOf": [{"type": "null"}, {"$ref": "urn:docker" + node["$ref"]}]}
        new = {key: self._schema(value) for key, value in node.items() if key not in LEFT_OUT}
        if "allOf" in node:
            new["allOf"] = [self._schema(part, closed=False) for part in node["allOf"]]
        if "properties" in node:
            new["properties"] = {name: self._schema(one) for name, one in node["properties"].items()}
        if closed and ("properties" in node or "allOf" in node) and "additionalProperties" not in node:
            new["unevaluatedProperties"] = False
        if isinstance(new.get("type"), str):
            new["type"] = [new["type"], "null"]
            if "enum" in new:
                new["enum"] = [*new["enum"], None, ""]
        return new

    def differences(self, step: Step, status: int, data: Any) -> Iterator[str]:
        """What an answer has that the description does not know, or the other way round."""
        responses = self.paths[step.operation][step.method.lower()]["responses"]
        described = responses.get(status) or responses.get(str(status))
        if described is None:
            yield f"status {status} is not described"
            return
        schema = described.get("schema")
        if schema is None or data is None:
            return
        validator = Draft202012Validator(self._schema(schema), registry=self._registry)
        for error in sorted(validator.iter_errors(data), key=lambda error: str(error.json_path)):
            yield from _told(error)


def _told(error: Any) -> Iterator[str]:
    """What an error of the validator says; of a value that may be null, what is wrong when it is not."""
    where = "".join("[]" if isinstance(part, int) else f".{part}" for part in error.absolute_path)
    if error.validator == "anyOf":
        for inner in error.context:
            if inner.schema_path[0] == NOT_NULL:
                yield from _told(inner)
    elif error.validator == "unevaluatedProperties":
        names = re.findall(r"'([^']+)'", error.message.partition("(")[2])
        for name in names:
            yield f"additional member {name!r}{f' in {where}' if where else ''}"
    else:
        yield f"{where or 'the answer'}: {error.message[:160]}"


# ------------------------------------------------------------------ the tour
SERVICE = {
    "Name": "web",
    "Labels": {"tier": "front"},
    "TaskTemplate": {"ContainerSpec": {"Image": "nginx:1.25"}, "Resources": {"Limits": {"MemoryBytes": 64 << 20}}},
    "Mode": {"Replicated": {"Replicas": 2}},
    "EndpointSpec": {"Ports": [{"Protocol": "tcp", "PublishedPort": 8080, "TargetPort": 80}]},
}


def before(ask: Ask) -> Iterator[Step]:
    """Outside a swarm."""
    for path in ("/_ping", "/version", "/info", "/system/df", "/networks", "/volumes", "/images/json"):
        yield Step("GET", path, path)
    yield Step("GET", "/swarm", "/swarm")
    yield Step("GET", "/nodes", "/nodes")
    yield Step("POST", "/images/create", "/images/create?fromImage=alpine&tag=3.20")
    yield Step("GET", "/images/{name}/json", "/images/alpine:3.20/json")
    yield Step("GET", "/images/{name}/json", "/images/nosuch/json")
    yield Step("GET", "/images/{name}/history", "/images/alpine:3.20/history")
    yield Step("GET", "/distribution/{name}/json", "/distribution/nginx:1.25/json")
    yield Step("POST", "/volumes/create", "/volumes/create", {"Name": "data", "Labels": {"a": "b"}})
    yield Step("GET", "/volumes/{name}", "/volumes/data")
    yield Step("GET", "/volumes", "/volumes")
    yield Step("POST", "/networks/create", "/networks/create", {"Name": "local-net"})
    yield Step("GET", "/networks/{id}", "/networks/local-net")
    made = {"Image": "alpine:3.20", "Cmd": ["sleep", "1000"], "HostConfig": {"Binds": ["data:/data"]}}
    yield Step("POST", "/containers/create", "/containers/create?name=one", made)
    yield Step("POST", "/containers/{id}/start", "/containers/one/start")
    yield Step("POST", "/containers/{id}/start", "/containers/one/start")
    yield Step("GET", "/containers/json", "/containers/json?all=1")
    yield Step("GET", "/containers/{id}/json", "/containers/one/json")
    yield Step("GET", "/containers/{id}/top", "/containers/one/top")
    yield Step("POST", "/networks/{id}/connect", "/networks/local-net/connect", {"Container": "one"})
    yield Step("GET", "/networks/{id}", "/networks/local-net")
    yield Step("POST", "/networks/{id}/disconnect", "/networks/local-net/disconnect", {"Container": "one"})
    body = {"Cmd": ["true"], "AttachStdout": True}
    yield Step("POST", "/containers/{id}/exec", "/containers/one/exec", body)
    exec_id = ask("POST", "/containers/one/exec", body).json["Id"]
    yield Step("GET", "/exec/{id}/json", f"/exec/{exec_id}/json")
    yield Step("POST", "/containers/{id}/pause", "/containers/one/pause")
    yield Step("POST", "/containers/{id}/unpause", "/containers/one/unpause")
    yield Step("POST", "/containers/{id}/rename", "/containers/one/rename?name=two")
    yield Step("GET", "/containers/{id}/json", "/containers/one/json")
    yield Step("GET", "/system/df", "/system/df")
    yield Step("DELETE", "/volumes/{name}", "/volumes/data")
    yield Step("POST", "/containers/{id}/stop", "/containers/two/stop?t=0")
    yield Step("DELETE", "/containers/{id}", "/containers/two")
    yield Step("DELETE", "/volumes/{name}", "/volumes/data")
    yield Step("DELETE", "/networks/{id}", "/networks/local-net")
    yield Step("POST", "/networks/prune", "/networks/prune")
    yield Step("POST", "/volumes/prune", "/volumes/prune")
    yield Step("POST", "/containers/prune", "/containers/prune")


def within(ask: Ask) -> Iterator[Step]:
    """In a swarm, on its only manager."""
    yield Step("POST", "/swarm/init", "/swarm/init", {"ListenAddr": "0.0.0.0:2377"})
    yield Step("POST", "/swarm/init", "/swarm/init", {"ListenAddr": "0.0.0.0:2377"})
    for path in ("/info", "/swarm", "/swarm/unlockkey", "/nodes", "/services", "/tasks", "/secrets", "/configs"):
        yield Step("GET", path, path)
    node = ask("GET", "/nodes", None).json[0]
    yield Step("GET", "/nodes/{id}", f"/nodes/{node['ID']}")
    changed = {**node["Spec"], "Labels": {"zone": "a"}}
    version = ask("GET", f"/nodes/{node['ID']}", None).json["Version"]["Index"]
    yield Step("POST", "/nodes/{id}/update", f"/nodes/{node['ID']}/update?version={version}", changed)
    yield Step("POST", "/networks/create", "/networks/create", {"Name": "backend", "Driver": "overlay"})
    yield Step("GET", "/networks/{id}", "/networks/backend")
    for kind in ("secrets", "configs"):
        yield Step("POST", f"/{kind}/create", f"/{kind}/create", {"Name": f"one-of-{kind}", "Data": "YWJj"})
        yield Step("GET", f"/{kind}/{{id}}", f"/{kind}/one-of-{kind}")
        yield Step("GET", f"/{kind}", f"/{kind}")
    networked = {**SERVICE["TaskTemplate"], "Networks": [{"Target": "backend"}]}  # type: ignore[dict-item]
    yield Step("POST", "/services/create", "/services/create", {**SERVICE, "TaskTemplate": networked})
    yield Step("POST", "/services/create", "/services/create", SERVICE)


def settled(ask: Ask) -> Iterator[Step]:
    """The same, with a service that runs."""
    for path in ("/services", "/tasks", "/networks", "/containers/json", "/info"):
        yield Step("GET", path, path)
    yield Step("GET", "/services", "/services?status=true")
    yield Step("GET", "/services/{id}", "/services/web?insertDefaults=true")
    task = ask("GET", "/tasks", None).json[0]
    yield Step("GET", "/tasks/{id}", f"/tasks/{task['ID']}")
    yield Step("GET", "/networks/{id}", "/networks/backend")
    for container in ask("GET", "/containers/json", None).json[:1]:
        yield Step("GET", "/containers/{id}/json", f"/containers/{container['Id']}/json")
    service = ask("GET", "/services/web", None).json
    more = {**service["Spec"], "Mode": {"Replicated": {"Replicas": 3}}}
    yield Step("POST", "/services/{id}/update", f"/services/web/update?version={service['Version']['Index']}", more)
    yield Step("GET", "/services/{id}", "/services/web")
    yield Step("DELETE", "/services/{id}", "/services/web")
    yield Step("DELETE", "/services/{id}", "/services/web")
    for kind in ("secrets", "configs"):
        yield Step("DELETE", f"/{kind}/{{id}}", f"/{kind}/one-of-{kind}")
    swarm = ask("GET", "/swarm", None).json
    yield Step("POST", "/swarm/update", f"/swarm/update?version={swarm['Version']['Index']}", swarm["Spec"])
    yield Step("POST", "/swarm/leave", "/swarm/leave")
    yield Step("POST", "/swarm/leave", "/swarm/leave?force=1")


def check(description: Description, ask: Ask, settle: Callable[[], object]) -> Findings:
    """Make the tour and compare every answer."""
    findings = Findings()
    for number, stretch in enumerate((before, within, settled)):
        if number == 2:
            settle()
        for step in stretch(ask):
            answer = ask(step.method, step.path, step.body)
            data = answer.json if answer.body and answer.headers.get("content-type") == "application/json" else None
            findings.answers += 1
            findings.operations.add(f"{step.method} {step.operation}")
            for what in description.differences(step, answer.status, data):
                difference = Difference(f"{step.method} {step.operation}", what)
                if difference not in findings.differences:
                    findings.differences.append(difference)
    return findings


def main() -> int:
    from tests.serve.serving import Serving

    parser = argparse.ArgumentParser(description="Check answers against Docker's description of its API.")
    parser.add_argument("file", type=Path, help="moby/moby docs/api/v1.45.yaml")
    parser.add_argument("--sockets", type=Path, help="a folder with manager1.sock of a daemon; left out: the simulator")
    arguments = parser.parse_args()
    description = Description(arguments.file)
    if arguments.sockets:
        import time

        outside = Serving(("manager1",))
        outside.folder = arguments.sockets
        findings = check(description, asked_of(outside), lambda: time.sleep(10))
    else:
        with Serving(("manager1",)) as serving:
            findings = check(description, asked_of(serving), lambda: serving.ctl("settle"))
    for difference in findings.differences:
        sys.stdout.write(f"{difference}{'  (as a daemon)' if _is_own(difference) else ''}\n")
    sys.stdout.write(
        f"{len(findings.operations)} operations, {findings.answers} answers, "
        f"{len(findings.differences)} differences, {len(findings.unlike_a_daemon)} of them unlike a daemon\n"
    )
    return 1 if findings.unlike_a_daemon else 0


def asked_of(serving: Any) -> Ask:
    def ask(method: str, path: str, body: Any) -> Answer:
        answer: Answer = serving.http(method, VERSION + path, body)
        if path.startswith("/images/create"):
            return answer._replace(body=b"")
        return answer

    return ask


if __name__ == "__main__":
    sys.exit(main())
