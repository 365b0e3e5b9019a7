"""`docker container` and its short forms: ps, logs, rm, stop, kill, start, restart, wait, rename, exec...

Source: docker/cli `cli/command/container/`. `docker run` and `create` are in `container_run`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tutor.engine.errors import EngineError
from tutor.shell.docker.asking import confirm
from tutor.shell.docker.command import ClientError, Command, Group, at_least, between, exactly
from tutor.shell.docker.container_copy import COPY
from tutor.shell.docker.container_exec import EXEC
from tutor.shell.docker.container_rows import CONTAINERS, RAW, TABLE, container_row
from tutor.shell.docker.container_run import CREATE, RUN
from tutor.shell.docker.container_state import STATE_COMMANDS, attached, chunk_text
from tutor.shell.docker.container_stats import STATS_COMMAND
from tutor.shell.docker.driving import finish
from tutor.shell.docker.elsewhere.containers import CONTAINER_STUBS
from tutor.shell.docker.errors import error_text
from tutor.shell.docker.flags import FILTERS, FORMAT, FORMAT_F, NO_TRUNC, QUIET_IDS, Flag
from tutor.shell.docker.gotemplate.execute import compile_template
from tutor.shell.docker.gotemplate.parser import TemplateError
from tutor.shell.docker.kinds import BOOL, FILTER, INT, STRING
from tutor.shell.docker.moments import log_moment
from tutor.shell.docker.objects import REFUSALS, each, inspected, named
from tutor.shell.docker.sizes import human_size
from tutor.shell.docker.templates import chosen, is_table, listing
from tutor.shell.process import Write

if TYPE_CHECKING:
    from collections.abc import Callable

    from tutor.shell.docker.command import Call
    from tutor.shell.docker.objects import Json
    from tutor.shell.process import Part, Process

NOT_FOUND = 404


# ----------------------------------------------------------------------- list
def list_containers(call: Call) -> Process:
    flags = call.flags
    layout, quiet = flags.text("format"), flags.on("quiet")
    if layout and quiet:
        yield Write("WARNING: Ignoring custom format, because both --format and --quiet are set.\n", "stderr")
    if layout not in ("", "table", "json", "raw") and not is_table(layout):
        _check(layout)
    last = flags.number("last")
    limit = 1 if flags.on("latest") and last == -1 else max(last, 0)
    size = flags.on("size") or ".Size" in layout or layout == "json"
    containers = call.engine.containers.list(flags.on("all") or limit > 0, flags.filters(), limit, size)
    table = TABLE + ("\t{{.Size}}" if flags.on("size") else "")
    layout = "{{.ID}}" if quiet else chosen(layout, table, quiet=False, raw=RAW)
    truncate = not flags.on("no-trunc")
    rows = [container_row(container, call.now, truncate=truncate) for container in containers]
    yield Write(listing(layout, CONTAINERS, rows))
    return 0


def _check(layout: str) -> None:
    """The client parses the template, and tries it on nothing, before it asks the daemon."""
    try:
        template = compile_template(layout)
    except TemplateError as error:
        raise ClientError(f"failed to parse template: {error}") from None
    try:
        template.execute(container_row({"Id": ""}, 0, truncate=True))
    except TemplateError as error:
        raise ClientError(f"failed to execute template: {error}") from None


# ------------------------------------------------------------------- inspect
def inspect_containers(call: Call) -> Process:
    size = call.flags.on("size")

    def find(ref: str) -> Json:
        return call.engine.containers.inspect(ref, size)

    return (yield from inspected(call, "container.InspectResponse", find, status=64))


# ---------------------------------------------------------------------- logs
def logs(call: Call) -> Process:
    flags = call.flags
    call.engine.containers.inspect(call.args[0])
    operation = call.engine.containers.logs(
        call.args[0],
        stdout=True,
        stderr=True,
        follow=flags.on("follow"),
        since=log_moment(call, "since"),
        until=log_moment(call, "until"),
        timestamps=flags.on("timestamps"),
        tail=flags.text("tail"),
        details=flags.on("details"),
    )
    yield from finish(operation, chunk_text)
    return 0


# ------------------------------------------------------------ one by one
def _each_slowly(call: Call, act: Callable[[str], Part[object]]) -> Process:
    """Like `each`, for what takes time."""
    errors = []
    for ref in call.args:
        try:
            yield from act(named(call, ref))
        except REFUSALS as error:
            errors.append(error_text(error))
            continue
        yield Write(f"{ref}\n")
    if errors:
        raise ClientError("\n".join(errors))
    return 0


def _timeout(call: Call) -> int | None:
    given = [name for name in ("timeout", "time") if call.flags.changed(name)]
    if len(given) > 1:
        raise ClientError("conflicting options: cannot specify both --timeout and --time")
    return call.flags.number(given[0]) if given else None


def stop(call: Call) -> Process:
    def one(ref: str) -> Part[object]:
        return finish(call.engine.containers.stop(ref, _timeout(call)))

    return (yield from _each_slowly(call, one))


def restart(call: Call) -> Process:
    def one(ref: str) -> Part[object]:
        return finish(call.engine.containers.restart(ref, _timeout(call)))

    return (yield from _each_slowly(call, one))


def kill(call: Call) -> Process:
    signal = call.flags.text("signal") or "KILL"
    return (yield from each(call, lambda ref: call.engine.containers.kill(ref, signal)))


def start(call: Call) -> Process:
    if call.flags.on("attach") or call.flags.on("interactive"):
        return (yield from _start_attached(call))
    failed = []
    for ref in call.args:
        try:
            yield from finish(call.engine.containers.start(ref))
        except REFUSALS as error:
            yield Write(f"{error_text(error)}\n", "stderr")
            failed.append(ref)
            continue
        yield Write(f"{ref}\n")
    if failed:
        raise ClientError(f"Error: failed to start containers: {', '.join(failed)}")
    return 0


def _start_attached(call: Call) -> Process:
    if len(call.args) > 1:
        raise ClientError("you cannot start and attach multiple containers at once")
    ref = call.args[0]
    lines = len(call.engine.containers.logs_of(ref))
    yield from finish(call.engine.containers.start(ref))
    return (yield from attached(call, ref, str(len(call.engine.containers.logs_of(ref)) - lines)))


def remove(call: Call) -> Process:
    force, volumes = call.flags.on("force"), call.flags.on("volumes")
    errors = []
    for ref in call.args:
        try:
            if not ref.strip("/"):
                raise ClientError("container name cannot be empty")
            call.engine.containers.remove(ref.strip("/"), force, volumes)
        except REFUSALS as error:
            if force and isinstance(error, EngineError) and error.status == NOT_FOUND:
                yield Write(f"{error_text(error)}\n", "stderr")
            else:
                errors.append(error_text(error))
            continue
        yield Write(f"{ref}\n")
    if errors:
        raise ClientError("\n".join(errors))
    return 0


def wait(call: Call) -> Process:
    errors = []
    for ref in call.args:
        try:
            status = yield from finish(call.engine.containers.wait(ref))
        except REFUSALS as error:
            errors.append(error_text(error))
            continue
        yield Write(f"{status}\n")
    if errors:
        raise ClientError("\n".join(errors))
    return 0


def rename(call: Call) -> Process:
    old, new = (name.strip() for name in call.args)
    if not old or not new:
        raise ClientError("Error: Neither old nor new names may be empty")
    try:
        call.engine.containers.rename(old, new)
    except REFUSALS as error:
        yield Write(f"{error_text(error)}\n", "stderr")
        raise ClientError(f"Error: failed to rename container named {old}") from error
    yield from ()
    return 0


def port(call: Call) -> Process:
    """Where the ports of a container are bound."""
    bindings: Json = call.engine.containers.inspect(call.args[0])["NetworkSettings"].get("Ports") or {}
    wanted = call.args[1] if len(call.args) > 1 else ""
    wanted = wanted if "/" in wanted or not wanted else f"{wanted}/tcp"
    lines = []
    for exposed, places in bindings.items():
        for place in places or ():
            address = place.get("HostIp", "")
            bound = f"[{address}]:{place['HostPort']}" if ":" in address else f"{address}:{place['HostPort']}"
            if wanted == exposed:
                lines.append(bound)
            elif not wanted:
                lines.append(f"{exposed} -> {bound}")
    if wanted and not lines:
        raise ClientError(f"Error: No public port '{call.args[1]}' published for {call.args[0]}")
    yield Write("".join(f"{line}\n" for line in sorted(lines)))
    return 0


def prune(call: Call) -> Process:
    question = "WARNING! This will remove all stopped containers.\nAre you sure you want to continue?"
    if not call.flags.on("force") and not (yield from confirm(call, question)):
        return 0
    report = call.engine.containers.prune(call.flags.filters())
    deleted = report.get("ContainersDeleted") or ()
    text = "Deleted Containers:\n" + "".join(f"{name}\n" for name in deleted) + "\n" if deleted else ""
    yield Write(f"{text}Total reclaimed space: {human_size(report.get('SpaceReclaimed', 0) if deleted else 0)}\n")
    return 0


# ---------------------------------------------------------------- commands
_SIGNAL = Flag("signal", STRING, "Signal to send", short="s")
_TIMEOUT = (
    Flag("timeout", INT, "Seconds until it is killed", short="t"),
    Flag("time", INT, "Seconds until it is killed", hidden=True, deprecated="use --timeout instead"),
)
_NAMES = "[OPTIONS] CONTAINER [CONTAINER...]"
_LIST = Command(
    "container ls",
    "[OPTIONS]",
    "List containers",
    list_containers,
    (
        Flag("all", BOOL, "Also those that do not run", short="a", shown="shows just running"),
        FILTERS,
        FORMAT,
        Flag("last", INT, "The last so many that were made, running or not", short="n", default=-1),
        Flag("latest", BOOL, "The last one that was made, running or not", short="l"),
        NO_TRUNC,
        QUIET_IDS,
        Flag("size", BOOL, "Show sizes", short="s"),
    ),
    aliases=("list", "ps"),
    alias_line="docker container ls, docker container list, docker container ps, docker ps",
)
_COMMANDS = (
    CREATE,
    EXEC,
    Command("container kill", _NAMES, "Kill running containers", kill, (_SIGNAL,), at_least(1)),
    Command(
        "container logs",
        "[OPTIONS] CONTAINER",
        "Show what a container has written",
        logs,
        (
            Flag("details", BOOL, "Show what was attached to the lines"),
            Flag("follow", BOOL, "Go on showing what it writes", short="f"),
            Flag("since", STRING, 'From a time on ("2013-01-02T13:23:37Z", or "42m" for 42 minutes ago)'),
            Flag("tail", STRING, "How many of the last lines", short="n", default="all"),
            Flag("timestamps", BOOL, "Show the times", short="t"),
            Flag("until", STRING, 'Up to a time ("2013-01-02T13:23:37Z", or "42m" for 42 minutes ago)'),
        ),
        exactly(1),
    ),
    Command(
        "container port", "CONTAINER [PRIVATE_PORT[/PROTO]]", "Show where ports are bound", port, arity=between(1, 2)
    ),
    Command("container rename", "CONTAINER NEW_NAME", "Rename a container", rename, arity=exactly(2)),
    Command(
        "container restart", _NAMES, "Stop containers and start them again", restart, (_SIGNAL, *_TIMEOUT), at_least(1)
    ),
    Command(
        "container rm",
        _NAMES,
        "Remove containers",
        remove,
        (
            Flag("force", BOOL, "Kill a container that runs", short="f"),
            Flag("link", BOOL, "Remove the link of that name", short="l", honoured=False),
            Flag("volumes", BOOL, "Remove its anonymous volumes, too", short="v"),
        ),
        at_least(1),
        aliases=("remove",),
    ),
    RUN,
    Command(
        "container start",
        _NAMES,
        "Start containers that are stopped",
        start,
        (
            Flag("attach", BOOL, "Show what it writes", short="a"),
            Flag("checkpoint", STRING, "Checkpoint to go back to", honoured=False, experimental=True),
            Flag("checkpoint-dir", STRING, "Where checkpoints are", honoured=False, experimental=True),
            Flag("detach-keys", STRING, "Keys that leave the container", honoured=False),
            Flag("interactive", BOOL, "Pass on standard input", short="i"),
        ),
        at_least(1),
    ),
    Command("container stop", _NAMES, "Stop running containers", stop, (_SIGNAL, *_TIMEOUT), at_least(1)),
    Command("container wait", "CONTAINER [CONTAINER...]", "Wait for containers to end", wait, arity=at_least(1)),
    *CONTAINER_STUBS,
    COPY,
    *STATE_COMMANDS,
    STATS_COMMAND,
)


def _with_alias_line(command: Command) -> Command:
    name = command.name
    line = command.alias_line or ", ".join(
        [f"docker container {name}", *(f"docker container {alias}" for alias in command.aliases), f"docker {name}"]
    )
    return replace(command, alias_line=line)


_SHARED = tuple(_with_alias_line(command) for command in _COMMANDS)
GROUP = Group(
    path="container",
    about="Containers",
    commands=(
        _LIST,
        *_SHARED,
        Command(
            "container inspect",
            _NAMES,
            "Show everything about containers",
            inspect_containers,
            (FORMAT_F, Flag("size", BOOL, "Show sizes", short="s")),
            at_least(1),
        ),
        Command(
            "container prune",
            "[OPTIONS]",
            "Remove the containers that do not run",
            prune,
            (Flag("filter", FILTER, "Which of them"), Flag("force", BOOL, "Do not ask", short="f")),
        ),
    ),
)
_PLACES = {"run": 1, "exec": 2}
TOP = (
    replace(_LIST, path="ps", aliases=(), top=3),
    *(replace(c, path=c.name, aliases=(), top=_PLACES.get(c.name, 0)) for c in _SHARED),
)
