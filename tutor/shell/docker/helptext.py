"""Help as the docker client lays it out: usage, aliases, options with type and default, commands.

Source: docker/cli `cli/cobra.go` (the usage template) and pflag's `FlagUsagesWrapped`. The real client
shows only what fits the state of the node it talks to; `Surroundings` is that state.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutor.engine.errors import DaemonUnreachable, EngineError
from tutor.shell.docker.command import Command, Group

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tutor.engine.engine import Engine
    from tutor.shell.docker.flags import Flag

WIDTH = 80
_SLOP = 5
_NAME_PADDING = 11
EXPERIMENTAL = "is only supported on a Docker daemon with experimental features enabled"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the client knows of the daemon: API version and swarm state (`inactive`, `active/worker`...).

    An empty `swarm` means the daemon did not say, and then nothing is hidden.
    """

    api: str = ""
    swarm: str = ""
    os: str = ""
    experimental: bool = True

    @classmethod
    def of(cls, headers: Mapping[str, str]) -> Surroundings:
        """From the headers of the daemon's answer to a ping."""
        return cls(
            headers.get("Api-Version", ""),
            headers.get("Swarm", ""),
            headers.get("Ostype", ""),
            headers.get("Docker-Experimental") == "true",
        )

    @classmethod
    def seen_from(cls, engine: Engine) -> Surroundings:
        """By asking the daemon; nothing is known when it does not answer."""
        try:
            return cls.of(engine.system.ping())
        except (DaemonUnreachable, EngineError):
            return cls()

    def fits(self, needed: str) -> bool:
        """Does the node's state fit a command that needs `manager` or `active`?"""
        if not needed or not self.swarm:
            return True
        state, _, role = self.swarm.partition("/")
        return role == "manager" if needed == "manager" else state != "inactive"

    def shows(self, item: Flag | Command | Group) -> bool:
        """Does help list it?"""
        if item.hidden or not self.fits(item.swarm):
            return False
        if isinstance(item, Command):
            return True
        if isinstance(item, Group):
            return self.experimental or not item.experimental
        return not self.lacking(item)

    def lacking(self, flag: Flag) -> str:
        """Why the daemon cannot do what the flag asks for, in the client's words; empty when it can."""
        name = f'"--{flag.name}"'
        if not self.has_api(flag.api):
            return f"{name} requires API version {flag.api}, but the Docker daemon API version is {self.api}"
        if flag.os and self.os not in ("", flag.os):
            return (
                f"{name} is only supported on a Docker daemon running on {flag.os}, "
                f"but the Docker daemon is running on {self.os}"
            )
        if flag.experimental and not self.experimental:
            return f"{name} {EXPERIMENTAL}"
        return ""

    def has_api(self, version: str) -> bool:
        return not version or not self.api or _numbers(version) <= _numbers(self.api)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def command_help(item: Command | Group, around: Surroundings) -> str:
    """The help of a command or of a group, with its final line feed."""
    parts = [_usage(item, around), item.long or item.about]
    if item.alias_text:
        parts.append(f"Aliases:\n  {item.alias_text}")
    options = flag_usages(_shown_flags(item.flags, around))
    is_root = item.path == ""
    if options and not is_root:
        parts.append(f"Options:\n{options}")
    if isinstance(item, Group):
        parts += _sections(item, around)
        if options and is_root:
            parts.append(f"Global Options:\n{options}")
        parts.append(f"Run '{item.full} COMMAND --help' for more information on a command.")
    if is_root:
        parts.append("For more help on how to use Docker, head to https://docs.docker.com/go/guides/")
    return "\n\n".join(parts) + "\n"


def _usage(item: Command | Group, around: Surroundings) -> str:
    if isinstance(item, Command):
        return f"Usage:  {item.use_line}"
    options = " [OPTIONS]" if _shown_flags(item.flags, around) else ""
    return f"Usage:  {item.full}{options} COMMAND"


def _shown_flags(flags: Iterable[Flag], around: Surroundings) -> list[Flag]:
    return sorted((flag for flag in flags if around.shows(flag)), key=lambda flag: flag.name)


def _sections(group: Group, around: Surroundings) -> list[str]:
    shown = [c for c in group.commands if around.shows(c)]
    shown.sort(key=lambda command: command.name)
    groups = [c for c in shown if isinstance(c, Group)]
    plain = [c for c in shown if isinstance(c, Command)]
    if group.path:
        titled = (("Management Commands", groups), ("Commands", plain))
        return [_listing(title, commands, 1) for title, commands in titled if commands]
    sections = (
        ("Common Commands", sorted((c for c in plain if c.top), key=lambda c: c.top), 1),
        ("Management Commands", [g for g in groups if not _in_swarm(g)], 1),
        ("Swarm Commands", [g for g in groups if _in_swarm(g)], 1),
        ("Commands", [c for c in plain if not c.top], 1),
    )
    return [_listing(title, commands, gap) for title, commands, gap in sections if commands]


def _in_swarm(item: Command | Group) -> bool:
    return isinstance(item, Group) and item.swarm_only


def _listing(title: str, commands: Sequence[Command | Group], gap: int) -> str:
    padding = max([_NAME_PADDING, *(len(c.name) for c in commands)])
    lines = (f"  {c.name.ljust(padding)}{' ' * gap}{c.about}" for c in commands)
    return "\n".join([f"{title}:", *lines])


def flag_usages(flags: Sequence[Flag], width: int = WIDTH - 1) -> str:
    """The lines of `Options:`, wrapped as pflag wraps them; empty without flags."""
    heads = [_head(flag) for flag in flags]
    widest = max((len(head) for head in heads), default=0) + 1
    lines = []
    for flag, head in zip(flags, heads, strict=True):
        text = flag.about
        if flag.default_text:
            text = f"{text} (default {flag.default_text})"
        lines.append(f"{head.ljust(widest)}  {_wrap(widest + 2, width, text)}".rstrip())
    return "\n".join(lines)


def _head(flag: Flag) -> str:
    start = f"  -{flag.short}, --{flag.name}" if flag.short else f"      --{flag.name}"
    return f"{start} {flag.kind.name}".rstrip()


def _wrap(indent: int, width: int, text: str) -> str:
    """pflag's wrapping: lines of `width`, continued at `indent`; narrow columns start on a line of their own."""
    room = width - indent
    first = ""
    if room < 24:
        indent = 16
        room = width - indent
        first = "\n" + " " * indent
    room -= _SLOP
    line, rest = _cut(room, text)
    lines = [first + line]
    while rest:
        line, rest = _cut(room, rest)
        lines.append(line)
    return ("\n" + " " * indent).join(lines)


def _cut(room: int, text: str) -> tuple[str, str]:
    if room + _SLOP > len(text):
        return text, ""
    at = max(text.rfind(blank, 0, room) for blank in (" ", "\t", "\n"))
    if at <= 0:
        return text, ""
    return text[:at], text[at + 1 :]
