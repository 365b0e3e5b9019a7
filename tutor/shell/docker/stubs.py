"""Commands of the real client that the sandbox does not carry out. They say so, and are listed in help."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.shell.docker.command import ANY_ARGS, ClientError, Command

if TYPE_CHECKING:
    from tutor.shell.docker.command import Call
    from tutor.shell.process import Process

_ABOUT = "(the sandbox does not have this command)"


def refuse(call: Call) -> Process:
    """Say that the real client could do it."""
    yield from ()
    raise ClientError(f"sandbox: docker has `{call.command.full}`, but this sandbox does not carry it out")


def stubs(group: str, names: str) -> tuple[Command, ...]:
    """Such commands of a group (empty: at the top), given as words."""
    return tuple(
        Command(f"{group} {name}".strip(), "[OPTIONS] ...", _ABOUT, refuse, arity=ANY_ARGS, unread=True)
        for name in names.split()
    )
