"""The `docker` command itself: global flags, the way to a subcommand, its flags and operands, its errors.

Source: docker/cli `cmd/docker/docker.go`, `cli/cobra.go`; spf13/cobra `Command.Traverse`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tutor.engine.errors import DaemonUnreachable, EngineError
from tutor.shell.docker.command import Call, ClientError, Command, Group, usage_error
from tutor.shell.docker.connection import connected
from tutor.shell.docker.errors import error_text
from tutor.shell.docker.flags import HELP, FlagError, Parsed, Values, flag_table, parse
from tutor.shell.docker.helptext import EXPERIMENTAL, Surroundings, command_help
from tutor.shell.docker.registry import ROOT, VERSION_LINE
from tutor.shell.process import Part, Write, pause

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tutor.shell.host import HostShell
    from tutor.shell.invocation import Invocation
    from tutor.shell.process import Process


_SHORT = len("-x")


def docker(invocation: Invocation) -> Process:
    """Run one `docker ...` command line."""
    try:
        return (yield from _top_level(invocation))
    except ClientError as error:
        if error.message:
            yield Write(error.message + "\n", "stderr")
        return error.status


def _top_level(invocation: Invocation) -> Process:
    parsed = _read(ROOT, invocation.args, interspersed=False)
    for notice in parsed.notices:
        yield Write(notice + "\n", "stderr")
    _check_honoured(parsed.values)
    invocation = replace(invocation, host=connected(invocation.host, parsed.values, invocation.env))
    if not parsed.args:
        return (yield from _without_command(invocation, parsed.values))
    if parsed.args[0] == "help" and ROOT.find("help") is None:
        return (yield from _help_command(invocation, parsed.args[1:]))
    return (yield from _descend(ROOT, parsed.args, invocation, parsed.values.on("help")))


def _without_command(invocation: Invocation, values: Values) -> Process:
    if values.on("version"):
        yield Write(VERSION_LINE + "\n")
        return 0
    text = command_help(ROOT, Surroundings.seen_from(invocation.host.engine))
    yield Write(text, "stdout" if values.on("help") else "stderr")
    return 0


def _help_command(invocation: Invocation, words: Sequence[str]) -> Process:
    """`docker help node ls`."""
    at: Command | Group | None = ROOT
    for n, word in enumerate(words):
        at = at.find(word) if isinstance(at, Group) else None
        if at is None:
            raise ClientError(f"unknown help topic: {' '.join(words[n:])}")
    assert at is not None
    yield Write(command_help(at, Surroundings.seen_from(invocation.host.engine)))
    return 0


def _descend(group: Group, words: Sequence[str], invocation: Invocation, wants_help: bool) -> Process:
    """Find the command that `words` name below `group`, and run it."""
    while True:
        at = _first_operand(group, words)
        found = group.find(words[at]) if at is not None else None
        if at is None or found is None:
            return (yield from _stay(group, words, invocation, wants_help))
        if group is not ROOT:
            wants_help = _passed_by(group, words[:at]).on("help") or wants_help
        words = words[at + 1 :]
        if isinstance(found, Command):
            return (yield from _execute(found, words, invocation, wants_help))
        group = found
        if group.notice:
            yield Write(group.notice, "stderr")


def _passed_by(group: Group, words: Sequence[str]) -> Values:
    """The flags of a group on the way to its subcommand; an error is told without usage there."""
    try:
        return parse(flag_table(group.flags), words).values
    except FlagError as error:
        raise ClientError(str(error)) from None


def _first_operand(group: Group, words: Sequence[str]) -> int | None:
    """Where the first word stands that is no flag of the group and no value of one.

    A flag that the group does not know is taken to have a value.
    """
    table = flag_table(group.flags)
    shorts = {flag.short: flag for flag in table.values() if flag.short}
    takes_value = False
    for n, word in enumerate(words):
        if takes_value:
            takes_value = False
        elif word.startswith("-"):
            if word == "--":
                return None
            flag = table.get(word[2:]) if word.startswith("--") else shorts.get(word[1:])
            single = word.startswith("--") or len(word) == _SHORT
            takes_value = single and "=" not in word and (flag is None or flag.kind.bare is None)
        else:
            return n
    return None


def _stay(group: Group, words: Sequence[str], invocation: Invocation, wants_help: bool) -> Process:
    """A group without a subcommand that exists: help, or what is wrong."""
    if group is ROOT and not wants_help:
        raise ClientError(f"docker: unknown command: docker {words[0]}\n\nRun 'docker --help' for more information")
    _check_experimental(group, words, invocation.host, wants_help)
    parsed = _read(group, words)
    wants_help = wants_help or parsed.values.on("help")
    if parsed.args and not wants_help:
        raise ClientError(group.unknown(parsed.args[0]))
    text = "".join(f"{notice}\n" for notice in parsed.notices)
    text += command_help(group, Surroundings.seen_from(invocation.host.engine))
    yield Write(text, "stdout" if wants_help else "stderr")
    return 0


def _read(item: Command | Group, words: Sequence[str], *, interspersed: bool = True) -> Parsed:
    try:
        return parse(flag_table(item.flags), words, interspersed=interspersed)
    except FlagError as error:
        text = str(error)
        if isinstance(item, Group):
            text = text.replace(f'"{HELP.label}"', f'"--{HELP.name}"')
        raise usage_error(item, text) from None


def _execute(command: Command, words: Sequence[str], invocation: Invocation, wants_help: bool) -> Process:
    _check_experimental(command, words, invocation.host, wants_help)
    if command.unread:
        parsed = Parsed(Values(flag_table(())), list(words))
    else:
        parsed = _read(command, words, interspersed=command.interspersed)
    if parsed.notices:
        yield Write("".join(f"{notice}\n" for notice in parsed.notices))
    if wants_help or parsed.values.on("help"):
        yield Write(command_help(command, Surroundings.seen_from(invocation.host.engine)))
        return 0
    _check_support(parsed.values, invocation.host)
    refusal = command.arity.refusal(command, parsed.args)
    if refusal:
        raise ClientError(refusal)
    _check_honoured(parsed.values)
    call = Call(
        command=command,
        flags=parsed.values,
        args=tuple(parsed.args),
        host=invocation.host,
        stdin=invocation.stdin,
        tty=invocation.tty,
        env=invocation.env,
    )
    try:
        return (yield from command.run(call))
    except (EngineError, DaemonUnreachable) as error:
        yield from _wait_for_refusal(call)
        raise ClientError(error_text(error)) from error
    except ClientError:
        yield from _wait_for_refusal(call)
        raise


def _wait_for_refusal(call: Call) -> Part[None]:
    """Without a leader a daemon keeps its client waiting before it gives up."""
    if call.engine.kept_waiting:
        yield pause(call.engine.kept_waiting)


def _check_experimental(item: Command | Group, words: Sequence[str], host: HostShell, wants_help: bool) -> None:
    """Refuse a command that needs a daemon with experimental features, whatever is wrong with it besides.

    Where help was asked for that is no failure.
    """
    group = ROOT.find(item.path.partition(" ")[0])
    if not isinstance(group, Group) or not group.experimental:
        return
    if not Surroundings.seen_from(host.engine).experimental:
        wants_help = wants_help or "--help" in words or "-h" in words
        raise ClientError(f"{item.full} {EXPERIMENTAL}", 0 if wants_help else 1)


def _check_support(values: Values, host: HostShell) -> None:
    """Refuse flags that the daemon cannot carry out."""
    given = [values.flags[name] for name in sorted(values.given)]
    if any(flag.api or flag.os or flag.experimental for flag in given):
        around = Surroundings.seen_from(host.engine)
        lacking = [text for text in map(around.lacking, given) if text]
        if lacking:
            raise ClientError("\n".join(lacking))


def _check_honoured(values: Values) -> None:
    """Refuse flags that the sandbox does not carry out."""
    for name in values.given:
        if not values.flags[name].honoured:
            raise ClientError(f"sandbox: docker has --{name}, but this sandbox does not carry it out")
