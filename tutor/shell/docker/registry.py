"""The tree of docker commands: every group the sandbox knows, and the short forms at the top.

A module of this package that declares a group exports `GROUP`, and `TOP` for commands that are also
reached without the group (`docker ps`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tutor.shell.docker import (
    config,
    container,
    context,
    image,
    inspect,
    network,
    node,
    secret,
    service,
    stack,
    swarm,
    system,
    volume,
)
from tutor.shell.docker.command import ANY_ARGS, ClientError, Command, Group
from tutor.shell.docker.elsewhere.containers import CHECKPOINTS
from tutor.shell.docker.elsewhere.images import BUILD, BUILDER, MANIFESTS, REGISTRY, TRUST
from tutor.shell.docker.elsewhere.plugins import PLUGINS
from tutor.shell.docker.flags import Flag
from tutor.shell.docker.kinds import BOOL, LIST, STRING
from tutor.shell.docker.stubs import shortened

if TYPE_CHECKING:
    from tutor.shell.docker.command import Call
    from tutor.shell.process import Process

VERSION_LINE = f"Docker version {system.VERSION}, build {system.COMMIT}"


def _tls_file(name: str, about: str, file: str) -> Flag:
    return Flag(name, STRING, about, default=f"/root/.docker/{file}.pem", honoured=False)


GLOBAL_FLAGS = (
    Flag("config", STRING, "Folder of the client's configuration", default="/root/.docker", honoured=False),
    Flag("context", STRING, "Context to connect with, instead of DOCKER_HOST and of the context in use", short="c"),
    Flag("debug", BOOL, "Print what helps to find faults", short="D"),
    Flag("host", LIST, "Daemon to connect to", short="H"),
    Flag("log-level", STRING, 'How much to log ("debug", "info", "warn", "error", "fatal")', "l", default="info"),
    Flag("tls", BOOL, "Use TLS; --tlsverify implies it"),
    _tls_file("tlscacert", "Trust only certificates of this authority", "ca"),
    _tls_file("tlscert", "The client's TLS certificate", "cert"),
    _tls_file("tlskey", "The client's TLS key", "key"),
    Flag("tlsverify", BOOL, "Use TLS and check the daemon's certificate"),
    Flag("version", BOOL, "Print the client's version", short="v"),
)


def _not_yet(call: Call) -> Process:
    yield from ()
    raise ClientError(f"sandbox: `{call.command.full}` is not part of this sandbox yet")


_LATER = tuple(
    Command(
        name,
        "[OPTIONS] ...",
        "(not part of this sandbox yet)",
        _not_yet,
        arity=ANY_ARGS,
        unread=True,
        hidden=True,
    )
    for name in ("buildx", "compose")
)
_ELSEWHERE: tuple[Command | Group, ...] = (
    BUILDER,
    CHECKPOINTS,
    MANIFESTS,
    PLUGINS,
    TRUST,
    *REGISTRY,
    replace(shortened(BUILD, top=4), run=_not_yet),
)
_GROUPS: tuple[Group, ...] = (
    config.GROUP,
    container.GROUP,
    context.GROUP,
    image.GROUP,
    network.GROUP,
    node.GROUP,
    secret.GROUP,
    service.GROUP,
    stack.GROUP,
    swarm.GROUP,
    system.GROUP,
    volume.GROUP,
)
ROOT = Group(
    path="",
    about="Containers, and swarms of machines that run them",
    usage="[OPTIONS] COMMAND [ARG...]",
    flags=GLOBAL_FLAGS,
    commands=(
        *_GROUPS,
        *container.TOP,
        *image.TOP,
        *system.TOP,
        *inspect.TOP,
        *_LATER,
        *_ELSEWHERE,
    ),
)
