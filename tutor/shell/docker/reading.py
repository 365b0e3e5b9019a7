"""Understanding a docker command line without running it: for judges and for completion."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutor.shell.docker.command import Command, Group
from tutor.shell.docker.flags import FlagError, flag_table, parse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tutor.shell.docker.flags import Values


_SHELL_OPERATORS = frozenset({"|", "||", "&", "&&", ";", ">", ">>", "<", "2>&1"})


class Unreadable(Exception):
    """The client would refuse the line; `str()` is the first line of what it says."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A command line as the client understands it."""

    command: Command
    values: Values
    args: tuple[str, ...]


def read_line(line: str) -> Reading:
    """Read one simple command line such as `sudo docker node ls`.

    Raises Unreadable when the shell or the client would refuse it, or when it is not one docker command.
    """
    from tutor.shell.docker.registry import ROOT

    try:
        words = shlex.split(line, comments=True)
    except ValueError as error:
        raise Unreadable(f"the shell cannot read it: {error}") from None
    if words[:1] == ["sudo"]:
        del words[0]
    if words[:1] != ["docker"]:
        raise Unreadable("it is not a docker command")
    if any(word in _SHELL_OPERATORS for word in words):
        raise Unreadable("one command is asked for, without pipes or redirections")
    return read_words(ROOT, words[1:])


def read_words(root: Group, words: Sequence[str]) -> Reading:
    """Read the words behind `docker`, beginning at the group `root`.

    Raises Unreadable in the client's words.
    """
    at: Group = root
    rest = list(words)
    while rest:
        found = at.find(rest[0])
        if found is None:
            raise Unreadable(at.unknown(rest[0]).partition("\n")[0])
        del rest[0]
        if isinstance(found, Command):
            return _read_command(found, rest)
        at = found
    raise Unreadable(f"{at.full} needs a subcommand")


def _read_command(command: Command, words: Sequence[str]) -> Reading:
    try:
        parsed = parse(flag_table(command.flags), words, interspersed=command.interspersed)
    except FlagError as error:
        raise Unreadable(str(error)) from None
    refusal = command.arity.refusal(command, parsed.args)
    if refusal:
        raise Unreadable(refusal.partition("\n")[0])
    return Reading(command, parsed.values, tuple(parsed.args))
