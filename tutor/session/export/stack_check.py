"""Whether a stack file says all of the services it was made of: read back by the client's own code, and compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tutor.session.export.stack_service import DIGEST, without_stack
from tutor.shell.docker.composefile.convert import PREDEFINED, references, service_body
from tutor.shell.docker.composefile.errors import ComposeError
from tutor.shell.docker.composefile.load import load
from tutor.shell.docker.composefile.service import Surroundings
from tutor.shell.docker.gotext import BadValue

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tutor.session.export.stack_service import Names

Json = dict[str, Any]
STACK = "stack"
_ASSIGNED = frozenset({"Platforms", "ForceUpdate", "Runtime", "SecretID", "ConfigID", "Name"})
"""What the client or the swarm puts in by itself."""


def differences(text: str, services: Sequence[Json], names: Names) -> Iterator[str]:
    """`service web: Mode.ReplicatedJob.MaxConcurrent is 2, the file would make it 4`, for each that differs."""
    stack = names.stack or STACK
    around = Surroundings("/", {}, lambda name: text.encode() if name == "/file" else b"")
    try:
        config = load(["/file"], around).config
    except ComposeError as error:
        yield str(error)
        return
    for spec in services:
        key = names.key(spec["Name"])
        service = config["services"][key]
        try:
            secrets = _named("Secret", stack, service, config)
            body = service_body(stack, key, config, secrets, _named("Config", stack, service, config))
        except (ComposeError, BadValue) as error:
            yield f"service {spec['Name']}: {error}"
            continue
        wanted, have = _plain(spec, key, names, ""), _plain(body, key, names, stack)
        for path in sorted(wanted.keys() | have.keys()):
            if wanted.get(path) != have.get(path):
                yield f"service {spec['Name']}: {path} is {wanted.get(path)}, the file would make it {have.get(path)}"


def _named(kind: str, stack: str, service: Json, config: Json) -> list[Json]:
    section = f"{kind.lower()}s"
    wanted = references(kind.lower(), stack, service.get(section) or (), config[section])
    return [{"File": one["File"], f"{kind}Name": one["Name"]} for one in wanted]


def _plain(spec: Json, key: str, names: Names, stack: str) -> dict[str, Any]:
    """A specification as values by path, without what says nothing, what is given by itself, and names of the stack."""
    task = spec["TaskTemplate"]
    container = task["ContainerSpec"]
    body = {
        **spec,
        "Labels": without_stack(spec.get("Labels")),
        "TaskTemplate": {
            **task,
            "Networks": _attachments(task.get("Networks") or (), key, names, stack),
            "ContainerSpec": {
                **container,
                "Image": DIGEST.sub("", container["Image"]),
                "Env": sorted(container.get("Env") or ()),
                "Labels": without_stack(container.get("Labels")),
                "Mounts": sorted((_mount(one) for one in container.get("Mounts") or ()), key=str),
                **{kind: sorted(container.get(kind) or (), key=_named_first) for kind in ("Secrets", "Configs")},
            },
        },
        "EndpointSpec": _endpoint(spec.get("EndpointSpec") or {}),
    }
    return dict(_values(body, ""))


def _named_first(reference: Json) -> str:
    return str(reference.get("SecretName") or reference.get("ConfigName")) + str(reference.get("File"))


def _mount(mount: Json) -> Json:
    options = mount.get("VolumeOptions")
    return {**mount, "VolumeOptions": {**options, "Labels": without_stack(options.get("Labels"))}} if options else mount


def _attachments(attachments: Sequence[Json], key: str, names: Names, stack: str) -> list[Json]:
    """By name, without the alias that every service of a stack has. None: the default network of a stack."""
    found = []
    for one in attachments:
        name = names.networks.get(one["Target"], one["Target"])
        if stack and name == f"{stack}_default" and name not in names.networks:
            continue
        aliases = [alias for alias in one.get("Aliases") or () if alias != key and name not in PREDEFINED]
        found.append({**one, "Target": name, "Aliases": sorted(aliases)})
    return sorted(found, key=lambda one: str(one["Target"]))


def _endpoint(endpoint: Json) -> Json:
    ports = [{"PublishMode": "ingress", "Protocol": "tcp", **port} for port in endpoint.get("Ports") or ()]
    return {**endpoint, "Mode": endpoint.get("Mode") or "vip", "Ports": sorted(ports, key=str)}


def _values(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for name, item in value.items():
            if name not in _ASSIGNED or (name == "Name" and path):
                yield from _values(item, f"{path}.{name}" if path else name)
    elif isinstance(value, (list, tuple)):
        for number, item in enumerate(value):
            yield from _values(item, f"{path}.{number}")
    elif value not in (None, "", False, 0) and not (path.endswith("Isolation") and value == "default"):
        yield path, value
