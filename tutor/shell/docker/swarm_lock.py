"""`docker swarm unlock` and `unlock-key`.

Source: docker/cli `cli/command/swarm/{unlock,unlock_key}.go`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.engine.errors import EngineError
from tutor.shell.docker.asking import unseen
from tutor.shell.docker.command import ClientError, Command
from tutor.shell.docker.driving import finish
from tutor.shell.docker.errors import error_text
from tutor.shell.docker.flags import Flag
from tutor.shell.docker.kinds import BOOL
from tutor.shell.process import Write

if TYPE_CHECKING:
    from tutor.shell.docker.command import Call
    from tutor.shell.process import Process


def unlock_advice(key: str) -> str:
    """How to unlock a manager later; empty without a key."""
    if not key:
        return ""
    return (
        "To unlock a swarm manager after it restarts, run the `docker swarm unlock`\n"
        f"command and provide the following key:\n\n    {key}\n\n"
        "Remember to store this key in a password manager, since without it you\n"
        "will not be able to restart the manager.\n"
    )


def unlock(call: Call) -> Process:
    state = call.engine.system.info()["Swarm"].get("LocalNodeState", "inactive")
    if state == "inactive":
        raise ClientError("Error: This node is not part of a swarm")
    if state != "locked":
        raise ClientError("Error: swarm is not locked")
    key = yield from unseen(call, "Enter unlock key: ")
    yield from finish(call.engine.swarm.unlock({"UnlockKey": key}))
    return 0


def unlock_key(call: Call) -> Process:
    quiet = call.flags.on("quiet")
    if call.flags.on("rotate"):
        swarm = call.engine.swarm.inspect()
        if not swarm["Spec"].get("EncryptionConfig", {}).get("AutoLockManagers"):
            raise ClientError("cannot rotate because autolock is not turned on")
        call.engine.swarm.update(swarm["Version"]["Index"], swarm["Spec"], rotate_manager_unlock_key=True)
        if not quiet:
            yield Write("Successfully rotated manager unlock key.\n")
    key = _key(call)
    yield Write(f"{key}\n" if quiet else unlock_advice(key))
    return 0


def _key(call: Call) -> str:
    try:
        key: str = call.engine.swarm.unlock_key().get("UnlockKey", "")
    except EngineError as error:
        raise ClientError(f"could not fetch unlock key: {error_text(error)}") from None
    if not key:
        raise ClientError("no unlock key is set")
    return key


UNLOCK_COMMANDS = (
    Command("swarm unlock", "", "Unlock this manager with the swarm's key", unlock, swarm="manager"),
    Command(
        "swarm unlock-key",
        "[OPTIONS]",
        "Show or replace the key that unlocks managers",
        unlock_key,
        (
            Flag("quiet", BOOL, "Show the key only", short="q"),
            Flag("rotate", BOOL, "Replace the key"),
        ),
        swarm="manager",
    ),
)
