"""`docker exec`, and the little shell behind `docker exec -it CONTAINER sh`.

Source: docker/cli `cli/command/container/exec.go`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.shell.docker.command import ClientError, Command, at_least
from tutor.shell.docker.driving import finish
from tutor.shell.docker.flags import Flag
from tutor.shell.docker.gotext import BadValue
from tutor.shell.docker.kinds import BOOL, LIST, STRING
from tutor.shell.docker.service_client import read_file
from tutor.shell.docker.service_envfile import parse_env_file
from tutor.shell.docker.service_kinds import ENVIRONMENT
from tutor.shell.process import Ask, Interrupted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tutor.engine.waiting import Chunk
    from tutor.shell.docker.command import Call
    from tutor.shell.docker.objects import Json
    from tutor.shell.process import Process

_SHELLS = ("sh", "bash", "ash", "/bin/sh", "/bin/bash", "/bin/ash")


def environment(call: Call) -> list[str]:
    """What `--env-file` and `--env` say, files first; a bare name takes this shell's value."""
    found: list[str] = []
    try:
        for name in call.flags.many("env-file"):
            found += parse_env_file(name, lambda one: read_file(call, one), call.env)
    except BadValue as error:
        raise ClientError(str(error)) from None
    for entry in call.flags.many("env"):
        name, equals, _ = entry.partition("=")
        if equals:
            found.append(entry)
        else:
            # a name that this shell does not know is passed on as it is, and taken away inside
            found.append(f"{name}={call.env[name]}" if name in call.env else name)
    return found


def exec_command(call: Call) -> Process:
    ref, *words = call.args
    environment(call)  # a wrong file is told before the daemon is asked
    call.engine.containers.inspect(ref)
    if call.flags.on("tty") and call.flags.on("interactive") and not call.tty:
        raise ClientError("the input device is not a TTY")
    if call.flags.on("interactive") and call.tty and words[0] in _SHELLS and len(words) == 1:
        return (yield from shell_in(call, ref))
    return (yield from run_in(call, ref, words))


def run_in(call: Call, ref: str, words: Sequence[str]) -> Process:
    """Run a program in a container, as the flags say; its exit status."""
    detached = call.flags.on("detach")
    body: Json = {
        "User": call.flags.text("user"),
        "Privileged": call.flags.on("privileged"),
        "Tty": call.flags.on("tty"),
        "Cmd": list(words),
        "Detach": detached,
        "WorkingDir": call.flags.text("workdir"),
        "Env": environment(call),
        "AttachStdin": call.flags.on("interactive") and not detached,
        "AttachStdout": not detached,
        "AttachStderr": not detached,
    }
    stdin = (call.stdin or "") if call.flags.on("interactive") else ""
    exec_id = call.engine.containers.exec_create(ref, body)["Id"]
    yield from finish(call.engine.containers.exec_start(exec_id, stdin), None if detached else _text)
    return 0 if detached else int(call.engine.containers.exec_inspect(exec_id)["ExitCode"] or 0)


def _text(chunk: Chunk) -> str:
    return str(chunk.data)


def shell_in(call: Call, ref: str) -> Process:
    """A prompt whose lines run in the container one by one, until `exit` or the end of input."""
    status = 0
    while True:
        try:
            line = yield Ask("/ # ")
        except Interrupted:
            continue
        if not isinstance(line, str):
            return status
        words = line.split()
        if words[:1] in (["exit"], ["logout"]):
            return int(words[1]) & 255 if len(words) > 1 and words[1].isdecimal() else status
        if words:
            status = yield from run_in(call, ref, ["sh", "-c", line])


EXEC = Command(
    "container exec",
    "[OPTIONS] CONTAINER COMMAND [ARG...]",
    "Run a command in a running container",
    exec_command,
    (
        Flag("detach", BOOL, "Run it in the background", short="d"),
        Flag("detach-keys", STRING, "Keys that leave the container", honoured=False),
        Flag("env", ENVIRONMENT, "Environment variable", short="e"),
        Flag("env-file", LIST, "File with environment variables"),
        Flag("interactive", BOOL, "Pass on standard input", short="i"),
        Flag("privileged", BOOL, "Give the command all rights"),
        Flag("tty", BOOL, "Give it a terminal", short="t"),
        Flag("user", STRING, 'Who runs it ("<name|uid>[:<group|gid>]")', short="u"),
        Flag("workdir", STRING, "Folder it starts in", short="w"),
    ),
    at_least(2),
    interspersed=False,
)
