"""`docker context`: the sandbox has one, the daemon of the host.

Source: docker/cli `cli/command/context/`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tutor.shell.docker.command import ANY_ARGS, ClientError, Command, Group
from tutor.shell.docker.connection import missing_context
from tutor.shell.docker.elsewhere.plugins import CONTEXT_STUBS
from tutor.shell.docker.flags import FORMAT, FORMAT_F, Flag
from tutor.shell.docker.gotext import quote
from tutor.shell.docker.kinds import BOOL
from tutor.shell.docker.objects import inspected
from tutor.shell.docker.templates import RowType, chosen, listing
from tutor.shell.process import Write

if TYPE_CHECKING:
    from tutor.shell.docker.command import Call
    from tutor.shell.docker.objects import Json
    from tutor.shell.process import Process

SOCKET = "unix:///var/run/docker.sock"
_TABLE = "table {{.Name}}{{if .Current}} *{{end}}\t{{.Description}}\t{{.DockerEndpoint}}\t{{.Error}}"
_DEFAULT = "default"
_HOST = "DOCKER_HOST"
_NAME = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_.+-]+", re.ASCII)
_SHOWN = '"^[a-zA-Z0-9][a-zA-Z0-9_.+-]+$"'
CONTEXTS = RowType(
    "*formatter.clientContextContext",
    {"Name": "NAME", "Description": "DESCRIPTION", "DockerEndpoint": "DOCKER ENDPOINT", "Error": "ERROR"},
)


def list_contexts(call: Call) -> Process:
    layout = chosen(call.flags.text("format"), _TABLE, quiet=call.flags.on("quiet"), quiet_format="{{.Name}}")
    row = CONTEXTS.row(
        Name=_DEFAULT,
        Current=True,
        Description="Current DOCKER_HOST based configuration",
        DockerEndpoint=SOCKET,
        Error="",
    )
    yield Write(listing(layout, CONTEXTS, [row]))
    if call.env.get(_HOST):
        yield Write(
            f"Warning: {_HOST} environment variable overrides the active context. To use a context, either set the "
            f"global --context flag, or unset {_HOST} environment variable.\n",
            "stderr",
        )
    return 0


def show(_: Call) -> Process:
    yield Write(f"{_DEFAULT}\n")
    return 0


def use(call: Call) -> Process:
    if len(call.args) != 1:
        raise ClientError(f"accepts 1 arg(s), received {len(call.args)}")
    name = call.args[0]
    if name != _DEFAULT:
        if not _NAME.fullmatch(name):
            raise ClientError(f"context name {quote(name)} is invalid, names are validated against regexp {_SHOWN}")
        raise ClientError(missing_context(name))
    yield Write(f"{name}\n")
    yield Write(f"Current context is now {quote(name)}\n", "stderr")
    return 0


def inspect_contexts(call: Call) -> Process:
    def find(ref: str) -> Json:
        if ref != _DEFAULT:
            raise ClientError(missing_context(ref))
        memory = "<IN MEMORY>"
        return {
            "Name": _DEFAULT,
            "Metadata": {},
            "Endpoints": {"docker": {"Host": SOCKET, "SkipTLSVerify": False}},
            "TLSMaterial": {},
            "Storage": {"MetadataPath": memory, "TLSPath": memory},
        }

    return (
        yield from inspected(
            call, "context.contextWithTLSListing", find, raw=False, status=64, refs=call.args or (_DEFAULT,)
        )
    )


GROUP = Group(
    path="context",
    about="Daemons to talk to",
    commands=(
        Command(
            "context inspect",
            "[OPTIONS] [CONTEXT] [CONTEXT...]",
            "Show contexts",
            inspect_contexts,
            (FORMAT_F,),
            ANY_ARGS,
        ),
        Command(
            "context ls",
            "[OPTIONS]",
            "List contexts",
            list_contexts,
            (FORMAT, Flag("quiet", BOOL, "Show names only", short="q")),
            aliases=("list",),
        ),
        Command("context show", "", "Show the name of the context in use", show),
        Command("context use", "CONTEXT", "Use another context", use, arity=ANY_ARGS),
        *CONTEXT_STUBS,
    ),
)
