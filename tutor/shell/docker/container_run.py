"""`docker run` and `docker create`.

Source: docker/cli `cli/command/container/{run,create,opts}.go`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.engine.errors import EngineError
from tutor.shell.docker.command import USAGE_STATUS, ClientError, Command, at_least
from tutor.shell.docker.container_body import container_body
from tutor.shell.docker.container_exec import shell_in
from tutor.shell.docker.driving import finish
from tutor.shell.docker.errors import error_text
from tutor.shell.docker.objects import REFUSALS
from tutor.shell.docker.pulling import pulled
from tutor.shell.docker.run_flags import CREATE_FLAGS, RUN_FLAGS
from tutor.shell.docker.service_image import BadReference, parse_image, with_tag
from tutor.shell.files import resolve
from tutor.shell.process import Interrupted, Write

if TYPE_CHECKING:
    from tutor.engine.waiting import Chunk
    from tutor.shell.docker.command import Call
    from tutor.shell.process import Part, Process

NOT_FOUND = 404
INTERRUPTED = 130
_SHELLS = ("sh", "bash", "ash", "/bin/sh", "/bin/bash")


def _failure(call: Call, error: Exception) -> ClientError:
    """What `docker run` makes of an error: its own prefix, its own exit status. `create` only does so with its own."""
    text = error_text(error)
    if call.command.name == "create" and not isinstance(error, ClientError):
        return ClientError(text)
    status = USAGE_STATUS
    if isinstance(error, ClientError):
        pass
    elif "OCI runtime" in text and ("executable file not found" in text or "no such file or directory" in text):
        status = 127
    elif "permission denied" in text or "is a directory" in text:
        status = 126
    if call.command.name == "create":
        return ClientError(text)
    return ClientError(f"docker: {text}\n\nRun 'docker {call.command.name} --help' for more information", status)


def make_container(call: Call) -> Part[str]:
    """Create the container, pulling its image when needed; its id.

    Raises:
        ClientError: in the words of `docker run`.
    """
    image = call.args[0]
    policy = call.flags.text("pull")
    try:
        if policy not in ("always", "missing", "never", ""):
            raise ClientError(f'invalid pull option: \'{policy}\': must be one of "always", "missing" or "never"')
        body = container_body(call)
        if call.command.name == "run" and not call.flags.on("detach"):
            # in the foreground this client sees the end itself, and still wants output and status then
            body["HostConfig"]["AutoRemove"] = False
        _check_reference(image)
        if policy == "always":
            yield from _pull(call, image)
        try:
            created = call.engine.containers.create(call.flags.text("name"), body)
        except EngineError as error:
            if error.status != NOT_FOUND or policy == "never" or not error.message.startswith("No such image"):
                raise
            if not call.flags.on("quiet"):
                yield Write(f"Unable to find image '{with_tag(image)}' locally\n", "stderr")
            yield from _pull(call, image)
            created = call.engine.containers.create(call.flags.text("name"), body)
    except REFUSALS as error:
        raise _failure(call, error) from None
    for warning in created.get("Warnings") or ():
        yield Write(f"WARNING: {warning}\n", "stderr")
    container_id: str = created["Id"]
    if call.flags.text("cidfile"):
        call.host.files.write(resolve(call.host.cwd, call.flags.text("cidfile")), container_id)
    return container_id


def _check_reference(image: str) -> None:
    try:
        parse_image(image)
    except BadReference as error:
        raise ClientError(str(error)) from None


def _pull(call: Call, image: str) -> Process:
    return (yield from pulled(call, with_tag(image), quiet=call.flags.on("quiet"), stream="stderr"))


def create(call: Call) -> Process:
    container_id = yield from make_container(call)
    yield Write(f"{container_id}\n")
    return 0


def run(call: Call) -> Process:
    flags = call.flags
    if flags.on("detach") and flags.many("attach"):
        raise ClientError("conflicting options: cannot specify both --attach and --detach")
    detached = flags.on("detach")
    if not detached and flags.on("tty") and flags.on("interactive") and not call.tty:
        raise ClientError("the input device is not a TTY")
    container_id = yield from make_container(call)
    if detached:
        yield Write(f"{container_id}\n")
    stdin = (call.stdin or "") if flags.on("interactive") and not detached else ""
    try:
        yield from finish(call.engine.containers.start(container_id, stdin))
    except REFUSALS as error:
        if flags.on("rm"):
            call.engine.containers.remove(container_id, True, True)
        raise _failure(call, error) from None
    if detached:
        return 0
    if flags.on("interactive") and call.tty and call.args[1:2] and call.args[1] in _SHELLS:
        return (yield from _interactive(call, container_id))
    return (yield from _attached(call, container_id))


def _interactive(call: Call, container_id: str) -> Process:
    status = yield from shell_in(call, container_id)
    call.engine.containers.kill(container_id, "KILL")
    if call.flags.on("rm"):
        call.engine.containers.remove(container_id, True, True)
    return status


def _attached(call: Call, container_id: str) -> Process:
    """Show what the container writes until it ends; Ctrl+C stops it."""
    follow = call.engine.containers.logs(container_id, stdout=True, stderr=True, follow=True, tail="all", attached=True)
    ended = call.engine.containers.wait(container_id)
    try:
        yield from finish(follow, _text)
        status = yield from finish(ended)
    except Interrupted:
        yield from finish(call.engine.containers.stop(container_id, None))
        status = INTERRUPTED
    if call.flags.on("rm"):
        call.engine.containers.remove(container_id, True, True)
    return status


def _text(chunk: Chunk) -> str:
    return str(chunk.data)


_USAGE = "[OPTIONS] IMAGE [COMMAND] [ARG...]"
CREATE = Command("container create", _USAGE, "Make a container", create, CREATE_FLAGS, at_least(1), interspersed=False)
RUN = Command("container run", _USAGE, "Make a container and run it", run, RUN_FLAGS, at_least(1), interspersed=False)
