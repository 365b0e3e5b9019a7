"""`docker info`, `version`, `system df`, `system events`.

Source: docker/cli `cli/command/system/`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from tutor.engine.errors import DaemonUnreachable, EngineError
from tutor.shell.docker.command import ClientError, Command, Group
from tutor.shell.docker.disk_usage import SYSTEM_DF
from tutor.shell.docker.elsewhere.plugins import PRUNE
from tutor.shell.docker.errors import UNREACHABLE, error_text
from tutor.shell.docker.events import EVENTS
from tutor.shell.docker.flags import FORMAT_F
from tutor.shell.docker.goschema import typed
from tutor.shell.docker.gotemplate.execute import compile_template
from tutor.shell.docker.gotemplate.parser import TemplateError
from tutor.shell.docker.info_text import client_text, server_text
from tutor.shell.docker.version_text import reformat_date, version_text
from tutor.shell.process import Write

if TYPE_CHECKING:
    from tutor.shell.docker.command import Call
    from tutor.shell.docker.objects import Json
    from tutor.shell.process import Process

VERSION = "28.2.2"
COMMIT = "e6534b4"
API_VERSION = "1.50"
TEMPLATE_STATUS = 64


def client_version(call: Call) -> Json:
    """What the client knows of itself; the API version is the one both speak."""
    try:
        spoken = call.engine.system.ping().get("Api-Version", API_VERSION)
    except (DaemonUnreachable, EngineError):
        spoken = API_VERSION
    return {
        "Version": VERSION,
        "ApiVersion": spoken,
        "DefaultAPIVersion": API_VERSION,
        "GitCommit": COMMIT,
        "GoVersion": "go1.24.3",
        "Os": "linux",
        "Arch": "amd64",
        "BuildTime": reformat_date("2025-05-30T12:07:14Z"),
        "Context": "default",
    }


# ----------------------------------------------------------------------- info
def info(call: Call) -> Process:
    layout = call.flags.text("format")
    error = ""
    server: Json | None = None
    try:
        server = None if _needs_client_only(call, layout) else call.engine.system.info()
    except DaemonUnreachable:
        server, error = None, UNREACHABLE
    except EngineError as refusal:
        server, error = None, error_text(refusal)
    if layout:
        return (yield from _info_template(call, layout, server, error))
    lines = [*client_text({**client_version(call), "Debug": False}), "", "Server:"]
    if server is not None:
        lines += server_text(server)
    yield Write("".join(f"{line}\n" for line in lines))
    for warning in (server or {}).get("Warnings") or ():
        yield Write(f"{warning}\n", "stderr")
    if error:
        raise ClientError(error)
    return 0


def _client_info(call: Call) -> Json:
    own = {name: value for name, value in client_version(call).items() if name != "ApiVersion"}
    return {**own, "Debug": False, "Plugins": [], "Warnings": None}


def _needs_client_only(call: Call, layout: str) -> bool:
    """A template that the client can fill in alone; then the daemon is not asked."""
    if not re.search(r"\{\{[^}]*\.\w", layout):
        return False
    try:
        compile_template(layout).execute(typed({"ClientInfo": _client_info(call)}, "system.sparseInfo"))
    except TemplateError:
        return False
    return True


def _info_template(call: Call, layout: str, server: Json | None, error: str) -> Process:
    value = typed({**(server or {}), "ClientInfo": _client_info(call)}, "system.dockerInfo")
    messages = [error] if error else []
    try:
        template = compile_template("{{json .}}" if layout == "json" else layout)
    except TemplateError as trouble:
        messages.append(f"template parsing error: {trouble}")
        raise ClientError("\n".join(messages), TEMPLATE_STATUS) from None
    try:
        yield Write(template.execute(value))
    except TemplateError as trouble:
        yield Write(trouble.written)
        messages.append(str(trouble))
    yield Write("\n")
    if messages:
        raise ClientError("\n".join(messages))
    return 0


# -------------------------------------------------------------------- version
def version(call: Call) -> Process:
    layout = call.flags.text("format")
    if layout:
        try:
            template = compile_template("{{json .}}" if layout == "json" else layout)
        except TemplateError as trouble:
            raise ClientError(f"template parsing error: {_named(trouble)}", TEMPLATE_STATUS) from None
    server: Json | None = None
    error = ""
    try:
        server = call.engine.system.version()
    except (DaemonUnreachable, EngineError) as refusal:
        error = error_text(refusal)
    client = client_version(call)
    if not layout:
        yield Write(version_text(client, server))
    else:
        try:
            yield Write(template.execute(typed({"Client": client, "Server": server}, "system.versionInfo")) + "\n")
        except TemplateError as trouble:
            yield Write(f"{trouble.written}\n")
            error = error or _named(trouble)
    if error:
        raise ClientError(error)
    return 0


def _named(trouble: TemplateError) -> str:
    """This command's template has a name."""
    text = str(trouble).replace("template: :", "template: version:", 1)
    return text.replace('executing ""', 'executing "version"', 1)


_INFO = Command(
    "system info",
    "[OPTIONS]",
    "Show everything about the daemon",
    info,
    (FORMAT_F,),
    alias_line="docker system info, docker info",
)
GROUP = Group(
    path="system",
    about="The daemon as a whole",
    commands=(SYSTEM_DF, EVENTS, _INFO, PRUNE),
)
TOP = (
    replace(_INFO, path="info", top=12),
    replace(EVENTS, path="events"),
    Command("version", "[OPTIONS]", "Show the versions of client and daemon", version, (FORMAT_F,), top=11),
)
