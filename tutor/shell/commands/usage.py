"""What commands have in common when their options cannot be read: a message, and an exit status."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING

from tutor.shell.commands.options import UsageTrouble
from tutor.shell.process import Write

if TYPE_CHECKING:
    from collections.abc import Callable

    from tutor.shell.invocation import CommandFunction, Invocation
    from tutor.shell.process import Process


def telling_usage(status: int = 2) -> Callable[[CommandFunction], CommandFunction]:
    """The command tells `NAME: MESSAGE` when its options are wrong, and ends with this status."""

    def decorate(function: CommandFunction) -> CommandFunction:
        @wraps(function)
        def run(invocation: Invocation) -> Process:
            try:
                return (yield from function(invocation))
            except UsageTrouble as trouble:
                yield Write(f"{invocation.name}: {trouble}\n", "stderr")
                return status

        return run

    return decorate
