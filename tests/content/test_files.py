"""Every file that the pack shows is one: stack files load, manifests name their kind as the API server wants it."""

from __future__ import annotations

import json
import re
import textwrap
from functools import cache
from typing import Any

import yaml

from tests.content import kinds
from tests.content.shown import Shown, files
from tutor.shell.docker.composefile.errors import ComposeError
from tutor.shell.docker.composefile.load import load
from tutor.shell.docker.composefile.service import Surroundings

ABOUT_AN_ERROR = {
    "swarm-deploy-replicas-misplaced": "replicas is not allowed",
    "swarm-stack-name-refused": "name",
}
"""Questions about a stack file that is refused, and what the refusal says."""
_ONLY_TEMPLATE = re.compile(r"^\s*\{\{.*\}\}\s*$")
_TEMPLATE = re.compile(r"\$?\{\{.*?\}\}")


class Reader(yaml.SafeLoader):
    """Compose's own tags (`!override`, `!reset`) stand for nothing here; a key that stands twice is refused."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value if key.value != "<<"]
        twice = {key for key in keys if keys.count(key) > 1}
        if twice:
            raise yaml.constructor.ConstructorError(None, None, f"twice in one mapping: {twice}", node.start_mark)
        return super().construct_mapping(node, deep)


def _without_tag(reader: Reader, node: yaml.Node) -> object:
    if isinstance(node, yaml.SequenceNode):
        return reader.construct_sequence(node)
    return reader.construct_mapping(node) if isinstance(node, yaml.MappingNode) else None


for _tag in ("!override", "!reset"):
    Reader.add_constructor(_tag, _without_tag)


def filled_in(text: str) -> str:
    """A template of Helm or OpenShift with a word in place of what is computed."""
    kept = [line for line in text.splitlines() if not _ONLY_TEMPLATE.match(line)]
    return _TEMPLATE.sub("computed", "\n".join(kept)) + "\n"


@cache
def documents() -> tuple[tuple[Shown, Any], ...]:
    """Every YAML document with the file it is from. A part of a file may be indented as it is in the whole."""
    return tuple(
        (shown, document)
        for shown in files()
        if shown.lang == "yaml"
        for document in yaml.load_all(filled_in(textwrap.dedent(shown.text)), Reader)  # a safe loader
    )


def test_every_yaml_file_is_a_mapping() -> None:
    assert [shown.where for shown, document in documents() if not isinstance(document, dict)] == []


def test_json_parses() -> None:
    shown = [one for one in files() if one.lang == "json"]
    assert shown
    assert [one.where for one in shown if not isinstance(json.loads(one.text), (dict, list))] == []


def refusal(text: str) -> str:
    """What `docker stack` says of a stack file; empty when it takes it."""

    def read(name: str) -> bytes:
        return text.encode() if name == "stack.yml" else b""

    try:
        load(["stack.yml"], Surroundings("/root", {}, read))
    except ComposeError as error:
        return str(error)
    return ""


def test_stack_files_load() -> None:
    stacks = {shown: document for shown, document in of_topic("swarm") if "services" in document}
    differing = []
    for shown in stacks:
        said, expected = refusal(shown.text), ABOUT_AN_ERROR.get(shown.where, "")
        if bool(said) != bool(expected) or expected not in said:
            differing.append(f"{shown.where}: {said or 'it loads'}")
    assert differing == []
    assert {shown.where for shown in stacks} >= set(ABOUT_AN_ERROR)


def test_parts_of_stack_files_load() -> None:
    """A `deploy:` section by itself is good in a service."""
    differing = []
    for shown, document in of_topic("swarm"):
        if "deploy" in document:
            whole = yaml.safe_dump({"services": {"web": {"image": "nginx", **document}}})
            said = refusal(whole)
            if said:
                differing.append(f"{shown.where}: {said}")
    assert differing == []


def of_topic(topic: str) -> list[tuple[Shown, dict[str, Any]]]:
    return [(shown, document) for shown, document in documents() if shown.topic == topic]


SERVICE_KEYS = frozenset({"build", "image", "extends", "profiles", "ports", "networks", "environment", "deploy", "<<"})
"""What a service of a Compose file may consist of here; one of them is there at least."""
TOP_LEVEL = frozenset({"services", "networks", "volumes", "secrets", "configs", "include", "name", "version"})
NO_SERVICES_ON_PURPOSE = frozenset({"compose-services-key-missing"})


def test_compose_files_have_services() -> None:
    wrong = []
    for shown, document in of_topic("compose"):
        extra = [key for key in document if key not in TOP_LEVEL and not key.startswith("x-")]
        part_of_service = not document.keys() & TOP_LEVEL - {"networks", "volumes"}
        if part_of_service or shown.where in NO_SERVICES_ON_PURPOSE:
            continue
        services = document.get("services")
        if extra or not isinstance(services, dict) or not services:
            wrong.append(f"{shown.where}: {extra or 'no services'}")
            continue
        wrong += [
            f"{shown.where}: {name} is no service"
            for name, service in services.items()
            if not isinstance(service, dict) or not service.keys() & SERVICE_KEYS
        ]
    assert wrong == []


def manifests() -> list[tuple[Shown, dict[str, Any]]]:
    """Documents that name a kind, also those inside an OpenShift template."""
    found = [(shown, document) for shown, document in documents() if "kind" in document]
    inner = [(shown, one) for shown, document in found for one in document.get("objects", ())]
    return [*found, *inner]


def test_manifests_name_kind_version_and_name() -> None:
    wrong = []
    for shown, document in manifests():
        kind, version = str(document["kind"]), document.get("apiVersion")
        known = kinds.api_version(kind)
        if set(kind) == {"_"}:  # the gap of a fill-in question
            continue
        if not known or version != known:
            wrong.append(f"{shown.where}: {kind} of {version}; the API serves it in {known or 'nothing'}")
        if not document.get("metadata", {}).get("name"):
            wrong.append(f"{shown.where}: {kind} without a name")
    assert manifests()
    assert wrong == []


def test_selectors_of_workloads_match_their_pods() -> None:
    wrong = []
    for shown, document in manifests():
        spec = document.get("spec", {})
        if document["kind"] in {"Deployment", "ReplicaSet", "StatefulSet", "DaemonSet"} and "template" in spec:
            labels = spec["template"].get("metadata", {}).get("labels", {})
            wanted = spec.get("selector", {}).get("matchLabels", {})
            if not wanted or wanted.items() - labels.items():
                wrong.append(f"{shown.where}: {wanted} does not select {labels}")
    assert wrong == []


def test_chart_files_are_complete() -> None:
    charts = [
        (shown, document)
        for shown, document in of_topic("helm")
        if "kind" not in document and "version" in document and "name" in document
    ]
    assert charts
    assert [shown.where for shown, document in charts if document.get("apiVersion") != "v2"] == []
    wrong = [
        f"{shown.where}: {dependency}"
        for shown, document in charts
        for dependency in document.get("dependencies", ())
        if not {"name", "version", "repository"} <= dependency.keys()
    ]
    assert wrong == []
