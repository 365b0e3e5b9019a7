"""Reading command lines of Docker Compose, kubectl and Helm with the table of what these tools know."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from tutor.shell.docker.flags import Flag, FlagError, parse
from tutor.shell.docker.kinds import BOOL, STRING, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_OPTIONAL = Kind("optional", str, zero="", bare="")
TABLE = Path(__file__).parent / "known_tools.yaml"


class Unknown(Exception):
    """A word of a command line that the tool does not know; `str()` tells which."""


@dataclass(frozen=True, slots=True)
class Tool:
    """One tool. Flags are `spf13/pflag`'s in all of them, so the docker client's reader reads them."""

    flags: Mapping[str, Flag]
    """Before the command."""
    everywhere: bool
    """Those flags may stand behind the command, too."""
    groups: frozenset[tuple[str, ...]]
    commands: Mapping[tuple[str, ...], Mapping[str, Flag]]
    runs_others: frozenset[tuple[str, ...]]
    """Commands whose flags end at the first operand, because a command of its own follows."""

    def read(self, words: Sequence[str]) -> Reading:
        """Read the words behind the tool's name. Raises Unknown."""
        try:
            leading = parse(self.flags, words, interspersed=False)
            path, rest = self._command(leading.args)
            if path in self.groups or not path:
                return Reading(path, (), group=True)
            flags = {**self.commands[path], **(self.flags if self.everywhere else {})}
            read = parse(flags, rest, interspersed=path not in self.runs_others)
        except FlagError as error:
            raise Unknown(str(error)) from None
        return Reading(path, tuple(read.args), group=False)

    def _command(self, words: Sequence[str]) -> tuple[tuple[str, ...], list[str]]:
        """(the longest known command the words begin with, the words behind it)."""
        path: tuple[str, ...] = ()
        for word in words:
            if (*path, word) not in self.commands and (*path, word) not in self.groups:
                break
            path = (*path, word)
        rest = list(words[len(path) :])
        if rest and (not path or path in self.groups):
            raise Unknown(f"unknown command: {' '.join([*path, rest[0]])}")
        return path, rest


@dataclass(frozen=True, slots=True)
class Reading:
    """What a line was read as."""

    path: tuple[str, ...]
    args: tuple[str, ...]
    group: bool
    """Nothing was run: the words only name a group of commands, or the tool itself."""


@cache
def tool(name: str) -> Tool:
    """`docker compose`, `kubectl` or `helm`."""
    entry = yaml.safe_load(TABLE.read_text(encoding="utf-8"))[name]
    return Tool(
        flags=_flags(entry["flags"]),
        everywhere=entry["everywhere"],
        groups=frozenset(path for group in entry.get("groups", ()) for path in _names(entry, group)),
        commands={path: _flags(flags) for name, flags in entry["commands"].items() for path in _names(entry, name)},
        runs_others=frozenset(tuple(path.split()) for path in entry.get("runs_others", ())),
    )


def _flags(text: str) -> dict[str, Flag]:
    flags: dict[str, Flag] = {}
    for word in (*text.split(), "-h,--help"):
        names, value, _ = word.partition("=")
        short, _, long = names.rpartition("--")
        kind = BOOL if not value else _OPTIONAL if word.endswith("=?") else STRING
        flags[long] = Flag(long, kind, short=short.strip("-,"))
    return flags


def _names(entry: Mapping[str, Any], name: str) -> list[tuple[str, ...]]:
    """Every way to write a command's name, with the aliases of its words."""
    paths: list[tuple[str, ...]] = [()]
    words = name.split()
    for number, word in enumerate(words, 1):
        others = entry.get("aliases", {}).get(" ".join(words[:number]), ())
        paths = [(*path, other) for path in paths for other in (word, *others)]
    return paths
