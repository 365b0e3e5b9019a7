"""Commands of the real client that the sandbox does not carry out: their help and usage errors are right, all the same.

`elsewhere/` declares them. A flag is declared in one line, `[-x,]--name [TYPE[=DEFAULT]] | what it is for`,
with the kinds' names in help as types; the line may end in `@api=1.46` or `@experimental`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tutor.shell.docker.command import NO_ARGS, Arity, ClientError, Command
from tutor.shell.docker.flags import Flag
from tutor.shell.docker.kinds import (
    BOOL,
    BYTES,
    DECIMAL,
    FILTER,
    INT,
    LIST,
    STRING,
    STRINGS,
    UINT16,
    Kind,
)

if TYPE_CHECKING:
    from tutor.shell.docker.command import Call
    from tutor.shell.process import Process

STRING_TO_STRING = LIST.named("stringToString")
ULIMIT = LIST.named("ulimit")
_KINDS = {
    kind.name: kind for kind in (BYTES, DECIMAL, FILTER, INT, LIST, STRING, STRINGS, UINT16, STRING_TO_STRING, ULIMIT)
}
_EMPTY = ("[]", "0")
"""Defaults that help shows although nothing is set."""
_FLAG = re.compile(r"(?:-(?P<short>\w),)?--(?P<name>[\w-]+)(?: (?P<kind>\w+))?(?:=(?P<default>\S+))?")


def refuse(call: Call) -> Process:
    """Say that the real client could do it, if there is a daemon to do it with."""
    yield from ()
    call.engine.system.ping()
    raise ClientError(f"sandbox: docker has `{call.command.full}`, but this sandbox does not carry it out")


def flag(text: str) -> Flag:
    """A flag from its one-line declaration.

    Raises:
        ValueError: it is none.
    """
    head, _, about = text.partition(" | ")
    about, *marks = about.split(" @")
    match = _FLAG.fullmatch(head)
    if match is None:
        raise ValueError(f"no flag: {text!r}")
    kind = _KINDS[match["kind"]] if match["kind"] else BOOL
    default, shown = _default(kind, match["default"])
    return Flag(
        match["name"],
        kind,
        about,
        short=match["short"] or "",
        default=default,
        shown=shown,
        api=next((mark.removeprefix("api=") for mark in marks if mark.startswith("api=")), ""),
        experimental="experimental" in marks,
    )


def _default(kind: Kind, text: str | None) -> tuple[Any, str | None]:
    """(the value, what help shows of it where that is not the value)."""
    if text is None:
        return None, None
    if text in _EMPTY:
        return None, text
    return kind.read(text), None


def stub(
    path: str, usage: str, about: str, *flags: str, args: Arity = NO_ARGS, aliases: str = "", **more: Any
) -> Command:
    """A command that refuses.

    `flags` are declarations (see above); `aliases` the spellings that help shows under `Aliases:`, of which
    those in the command's own group are understood.
    """
    group = path.rpartition(" ")[0]
    spellings = [spelling.strip().removeprefix("docker ") for spelling in aliases.split(",") if spelling]
    return Command(
        path,
        usage,
        about,
        refuse,
        tuple(flag(text) for text in flags),
        args,
        aliases=tuple(s.rpartition(" ")[2] for s in spellings if s != path and s.rpartition(" ")[0] == group),
        alias_line=aliases,
        **more,
    )


def shortened(command: Command, top: int = 0) -> Command:
    """The same at the top: `docker cp` for `docker container cp`."""
    return replace(command, path=command.name, aliases=(), top=top)
