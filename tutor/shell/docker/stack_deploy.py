"""`docker stack deploy` and `docker stack config`.

Source: docker/cli `command/stack/{deploy,config}.go`, `command/stack/swarm/deploy_composefile.go`.
"""

from __future__ import annotations

import base64
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from tutor.engine.errors import DaemonUnreachable, EngineError
from tutor.shell.docker.command import NO_ARGS, ClientError, Command, exactly
from tutor.shell.docker.composefile.convert import (
    PREDEFINED,
    file_objects,
    network_bodies,
    object_name,
    references,
    service_body,
)
from tutor.shell.docker.composefile.errors import ComposeError
from tutor.shell.docker.composefile.load import Stack, load
from tutor.shell.docker.composefile.namespace import IMAGE, NAMESPACE, scoped
from tutor.shell.docker.composefile.properties import ForbiddenKeys, deprecated_keys, unsupported_keys
from tutor.shell.docker.composefile.render import render
from tutor.shell.docker.composefile.service import Surroundings
from tutor.shell.docker.errors import error_text
from tutor.shell.docker.flags import Flag
from tutor.shell.docker.gotext import BadValue
from tutor.shell.docker.kinds import BOOL, STRING, STRINGS
from tutor.shell.docker.logrus import warning
from tutor.shell.docker.progress import wait_on_service
from tutor.shell.docker.service_client import read_file
from tutor.shell.docker.service_digest import settle_image
from tutor.shell.docker.service_image import check_image
from tutor.shell.docker.service_references import config_references, secret_references
from tutor.shell.docker.service_values import canonical
from tutor.shell.process import Write

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tutor.engine.secrets import Configs, Secrets
    from tutor.shell.docker.command import Call
    from tutor.shell.process import Part, Process

Json = dict[str, Any]
NOT_FOUND = 404
NO_MANAGER = (
    'this node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm '
    "and try again"
)
DETACH_NOTICE = (
    "Since --detach=false was not specified, tasks will be created in the background.\n"
    "In a future release, --detach=false will become the default.\n"
)


# ------------------------------------------------------------------ reading the files
def read_stack(call: Call, *, interpolated: bool = True) -> Part[Stack]:
    """The stack files of the call; what the client logs on the way is written. Raises ClientError."""

    def read(name: str) -> bytes:
        try:
            return read_file(call, name)
        except ClientError as error:
            raise ComposeError(error.message) from None

    around = Surroundings(directory=call.host.cwd, environment=call.env, read=read)
    problem: ComposeError | None = None
    try:
        stack = load(call.flags.many("compose-file"), around, call.stdin, interpolated=interpolated)
    except ComposeError as error:
        problem = error
    for message in around.warnings:
        yield warning(call, message)
    if problem is not None:
        raise problem
    return stack


def _check_images(config: Json) -> None:
    for name, service in config["services"].items():
        try:
            if not service.get("image"):
                raise ClientError(f"invalid image reference for service {name}: no image specified")
            check_image(service["image"])
        except ValueError as error:
            raise ClientError(f"invalid image reference for service {name}: {error}") from None


def config(call: Call) -> Process:
    """The files put together, as one."""
    try:
        stack = yield from read_stack(call, interpolated=not call.flags.on("skip-interpolation"))
    except ComposeError as error:
        raise ClientError(str(error)) from None
    yield Write(render(stack.config))
    return 0


# ------------------------------------------------------------------ deploying
def deploy(call: Call) -> Process:
    name = call.args[0]
    if not name.strip("'\" \t\r\n"):
        raise ClientError(f'invalid stack name: "{name}"')
    try:
        stack = yield from read_stack(call)
    except ForbiddenKeys as error:
        raise ClientError(error.explanation) from None
    except ComposeError as error:
        raise ClientError(str(error)) from None
    yield from _warn(stack)
    _check_images(stack.config)
    resolve = call.flags.text("resolve-image")
    if resolve not in ("always", "changed", "never"):
        raise ClientError(f"Invalid option {resolve} for flag --resolve-image")
    if not call.flags.changed("detach"):
        yield Write(DETACH_NOTICE, "stderr")
    if not call.engine.system.info()["Swarm"].get("ControlAvailable"):
        raise ClientError(NO_MANAGER)
    if call.flags.on("prune"):
        yield from _prune(call, name, stack.config)
    bodies, external = network_bodies(name, stack.config)
    _check_external(call, external)
    yield from _make_networks(call, name, bodies)
    yield from _keep(call, "secret", call.engine.secrets, file_objects(name, stack.config["secrets"]))
    yield from _keep(call, "config", call.engine.configs, file_objects(name, stack.config["configs"]))
    services = yield from _deploy_services(call, name, stack.config, resolve)
    if not call.flags.on("detach"):
        for service_id in services:
            yield from wait_on_service(call, service_id, quiet=call.flags.on("quiet"))
    return 0


def _warn(stack: Stack) -> Process:
    ignored = unsupported_keys(stack.documents)
    if ignored:
        yield Write(f"Ignoring unsupported options: {', '.join(ignored)}\n\n", "stderr")
    deprecated = deprecated_keys(stack.documents)
    if deprecated:
        yield Write(f"Ignoring deprecated options:\n\n{deprecated}\n\n", "stderr")
    return 0


def of_stack(name: str) -> dict[str, tuple[str, ...]]:
    """The filter for everything that belongs to a stack."""
    return {"label": (f"{NAMESPACE}={name}",)}


def _prune(call: Call, name: str, config: Json) -> Process:
    wanted = {scoped(name, key) for key in config["services"]}
    for service in call.engine.services.list(of_stack(name)):
        if service["Spec"]["Name"] not in wanted:
            yield Write(f"Removing service {service['Spec']['Name']}\n")
            call.engine.services.remove(service["ID"])
    return 0


def _check_external(call: Call, names: list[str]) -> None:
    for name in names:
        if name in PREDEFINED:
            continue
        try:
            network = call.engine.networks.inspect(name)
        except EngineError as error:
            if error.status != NOT_FOUND:
                raise
            raise ClientError(
                f'network "{name}" is declared as external, but could not be found. You need to create a swarm-scoped '
                "network before the stack is deployed"
            ) from None
        if network["Scope"] != "swarm":
            raise ClientError(
                f'network "{name}" is declared as external, but it is not in the right scope: "{network["Scope"]}" '
                'instead of "swarm"'
            )


def _make_networks(call: Call, stack: str, bodies: dict[str, Json]) -> Process:
    present = {network["Name"] for network in call.engine.networks.list(of_stack(stack))}
    for name, body in bodies.items():
        if name in present:
            continue
        yield Write(f"Creating network {name}\n")
        try:
            call.engine.networks.create({**body, "Name": name, "Driver": body["Driver"] or "overlay"})
        except EngineError as error:
            raise ClientError(f"failed to create network {name}: {error_text(error)}") from None
    return 0


def _keep(call: Call, kind: str, kept: Secrets | Configs, wanted: list[tuple[Json, str]]) -> Process:
    """Make secrets or configs; of one that exists only the labels may differ."""
    contents = [read_file(call, file) if file else b"" for _, file in wanted]
    for (body, _), content in zip(wanted, contents, strict=True):
        full = {**body, "Data": base64.b64encode(content).decode()}
        try:
            present = kept.inspect(body["Name"])
        except EngineError as error:
            if error.status != NOT_FOUND:
                raise
            yield Write(f"Creating {kind} {body['Name']}\n")
            with _told(f"failed to create {kind} {body['Name']}"):
                kept.create(full)
            continue
        with _told(f"failed to update {kind} {body['Name']}"):
            kept.update(present["ID"], present["Version"]["Index"], full)
    return 0


@contextmanager
def _told(failure: str) -> Iterator[None]:
    """What the daemon refuses, with what failed in front."""
    try:
        yield
    except (EngineError, DaemonUnreachable) as error:
        raise ClientError(f"{failure}: {error_text(error)}") from None


def _deploy_services(call: Call, name: str, config: Json, resolve: str) -> Part[list[str]]:
    """Make or change every service; returns their ids."""
    present = {service["Spec"]["Name"]: service for service in call.engine.services.list(of_stack(name))}
    bodies = {scoped(name, key): _body(call, name, key, config) for key in sorted(config["services"])}
    ids = []
    for full, body in bodies.items():
        old = present.get(full)
        if old is None:
            yield Write(f"Creating service {full}\n")
            settle_image(call.engine, body, query=resolve in ("always", "changed"))  # the client tells no warnings here
            with _told(f"failed to create service {full}"):
                ids.append(call.engine.services.create(canonical(body))["ID"])
        else:
            yield Write(f"Updating service {full} (id: {old['ID']})\n")
            told = _settle_update(call, body, old, resolve)
            with _told(f"failed to update service {full}"):
                call.engine.services.update(old["ID"], old["Version"]["Index"], canonical(body))
            if told:
                yield Write(f"{told}\n", "stderr")
            ids.append(old["ID"])
    return ids


def _body(call: Call, stack: str, key: str, config: Json) -> Json:
    """A specification with the identifiers of its secrets and configs."""
    service = config["services"][key]
    try:
        secrets = secret_references(
            call.engine, references("secret", stack, service.get("secrets") or (), config["secrets"])
        )
        wanted = references("config", stack, service.get("configs") or (), config["configs"])
        spec = (service.get("credential_spec") or {}).get("config")
        if spec:  # not a file in the container: the engine itself reads it
            wanted.append({"Name": object_name("config", stack, spec, config["configs"]), "Runtime": {}})
        configs = config_references(call.engine, wanted)
        return service_body(stack, key, config, _by(secrets, "SecretName"), _by(configs, "ConfigName"))
    except (ComposeError, BadValue) as error:
        raise ClientError(f"service {key}: {error}") from None
    except ClientError as error:
        raise ClientError(f"service {key}: {error.message}") from None


def _by(found: list[Json], name: str) -> list[Json]:
    return sorted(found, key=lambda reference: str(reference[name]))


def _settle_update(call: Call, body: Json, old: Json, resolve: str) -> str:
    """The image of a changed service: asked for anew, or left as it was when the file says the same."""
    template = body["TaskTemplate"]
    before = old["Spec"]["TaskTemplate"]
    template["ForceUpdate"] = before.get("ForceUpdate", 0)
    image = template["ContainerSpec"]["Image"]
    same = image == (old["Spec"].get("Labels") or {}).get(IMAGE)
    if resolve == "always" or (resolve == "changed" and not same):
        return settle_image(call.engine, body, query=True)
    if same:
        template["ContainerSpec"]["Image"] = before["ContainerSpec"]["Image"]
        platforms = (before.get("Placement") or {}).get("Platforms")
        if platforms:
            template["Placement"] = {**template["Placement"], "Platforms": platforms}
        return ""
    return settle_image(call.engine, body, query=False)


COMPOSE_FILE = Flag("compose-file", STRINGS, "Path of a stack file, or - for standard input; repeatable", short="c")
DEPLOY = Command(
    path="stack deploy",
    usage="[OPTIONS] STACK",
    about="Deploy a stack, or change one that exists",
    run=deploy,
    flags=(
        COMPOSE_FILE,
        Flag("detach", BOOL, "Return at once and do not wait for services to converge", short="d", default=True),
        Flag("prune", BOOL, "Remove services that the files do not name any more"),
        Flag("quiet", BOOL, "Show no progress", short="q"),
        Flag(
            "resolve-image",
            STRING,
            'Ask the registry for the digest and platforms of images ("always", "changed", "never")',
            default="always",
        ),
        Flag("with-registry-auth", BOOL, "Send the credentials for the registry to the agents"),
    ),
    arity=exactly(1),
    aliases=("up",),
)
CONFIG = Command(
    path="stack config",
    usage="[OPTIONS]",
    about="Print stack files merged, with variables filled in",
    run=config,
    flags=(COMPOSE_FILE, Flag("skip-interpolation", BOOL, "Leave variables as they are")),
    arity=NO_ARGS,
)
