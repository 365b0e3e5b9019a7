"""`docker cp`: one file between this machine and a container. Source: docker/cli `cli/command/container/cp.go`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.shell.docker.command import ClientError, Command, exactly
from tutor.shell.docker.flags import Flag
from tutor.shell.docker.kinds import BOOL
from tutor.shell.files import FileTrouble, resolve

if TYPE_CHECKING:
    from tutor.shell.docker.command import Call
    from tutor.shell.process import Process


def copy(call: Call) -> Process:
    source, target = call.args
    if not source:
        raise ClientError("source can not be empty")
    if not target:
        raise ClientError("destination can not be empty")
    here, there = _split(source), _split(target)
    if here[0] and there[0]:
        raise ClientError("copying between containers is not supported")
    if not here[0] and not there[0]:
        raise ClientError("must specify at least one container source")
    if "-" in (source, target):
        raise ClientError(
            "sandbox: docker cp copies archives from and to `-`, but this sandbox does not carry that out"
        )
    if here[0]:
        _out(call, here[0], here[1], target)
    else:
        _into(call, source, there[0], there[1])
    yield from ()
    return 0


def _split(text: str) -> tuple[str, str]:
    """`CONTAINER:PATH`, or a path of this machine with an empty container."""
    container, colon, path = text.partition(":")
    if text.startswith(("/", ".")) or not colon:
        return "", text
    return container, path


def _out(call: Call, container: str, path: str, target: str) -> None:
    text = call.engine.containers.read_file(container, path)
    where = resolve(call.host.cwd, target)
    if call.host.files.is_folder(where):
        where = f"{where.rstrip('/')}/{path.rpartition('/')[2]}"
    try:
        call.host.files.write(where, text)
    except FileTrouble as trouble:
        raise ClientError(f"invalid output path: directory {where!r} does not exist: {trouble.reason}") from None


def _into(call: Call, source: str, container: str, path: str) -> None:
    where = resolve(call.host.cwd, source)
    call.engine.containers.inspect(container)
    try:
        text = call.host.files.read(where)
    except FileTrouble as trouble:
        raise ClientError(f"lstat {where}: {trouble.reason.lower()}") from None
    call.engine.containers.write_file(container, path, text, where.rpartition("/")[2])


COPY = Command(
    "container cp",
    "[OPTIONS] CONTAINER:SRC_PATH DEST_PATH|-\n\tdocker cp [OPTIONS] SRC_PATH|- CONTAINER:DEST_PATH",
    "Copy files into or out of a container",
    copy,
    (
        Flag("archive", BOOL, "Keep owners", short="a"),
        Flag("follow-link", BOOL, "Copy what a symbolic link leads to", short="L"),
        Flag("quiet", BOOL, "Show no progress", short="q"),
    ),
    exactly(2),
)
