"""What Tab offers: commands, docker subcommands and flags, names of live objects, hosts, files.

Reading only: nothing runs, no time passes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutor.shell.commands import COMMANDS
from tutor.shell.docker.completion import docker_choices
from tutor.shell.files import FileTrouble, resolve

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tutor.shell.terminal import Terminal

_WORD = re.compile(r"(?:[^\s'\"|;&<>()\\]|\\.|'[^']*'?|\"[^\"]*\"?)+")
_SEPARATOR = re.compile(r"(?:\|\||&&|[|;&(]|\$\()")
_PREFIXES = ("sudo", "time", "watch", "command", "env")
_UNITS = ("docker",)
_VERBS = ("is-active", "restart", "start", "status", "stop")
_FAULTS = ("heal", "help", "import", "partition", "reboot", "settle", "speed", "start_docker", "stop_docker", "wait")
_ON_HOSTS = ("partition", "reboot", "start_docker", "stop_docker")


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing the word may become. `final` False: more may follow without a blank (a folder, `--flag=`)."""

    text: str
    about: str = ""
    final: bool = True


@dataclass(frozen=True, slots=True)
class Completion:
    """The word that stands at `start` of the line, and what it may become, in order."""

    start: int
    choices: tuple[Choice, ...]

    @property
    def common(self) -> str:
        """What all choices begin with."""
        texts = [choice.text for choice in self.choices]
        if not texts:
            return ""
        first, last = min(texts), max(texts)
        size = next((n for n, pair in enumerate(zip(first, last, strict=False)) if pair[0] != pair[1]), len(first))
        return first[:size]


def complete(terminal: Terminal, line: str) -> Completion:
    """What the end of `line` (up to the cursor) may become."""
    command_start = max((match.end() for match in _SEPARATOR.finditer(line)), default=0)
    words = [match[0] for match in _WORD.finditer(line, command_start)]
    current = ""
    start = len(line)
    if words and not line.endswith((" ", "\t")):
        current = words.pop()
        start = len(line) - len(current)
    while words and words[0] in _PREFIXES:
        words.pop(0)
    found = _choices(terminal, words, current)
    return Completion(start, tuple(sorted(found, key=lambda choice: choice.text)))


def _choices(terminal: Terminal, words: list[str], current: str) -> list[Choice]:
    if not words:
        if "/" in current:
            return files(terminal, current)
        return _starting(COMMANDS, current)
    if words[0] == "docker":
        named = docker_choices(terminal.shell.engine, words[1:], current)
        if named is None:
            return files(terminal, current)
        return [Choice(text, about, not text.endswith("=")) for text, about in named]
    special = _ARGUMENTS.get(words[0])
    return special(terminal, words, current) if special else files(terminal, current)


def _starting(names: Iterable[str], current: str) -> list[Choice]:
    return [Choice(name) for name in names if name.startswith(current)]


def files(terminal: Terminal, current: str, *, folders_only: bool = False) -> list[Choice]:
    """Files and folders that begin with `current`."""
    shell = terminal.shell
    folder, slash, last = current.rpartition("/")
    where = resolve(shell.cwd, (folder or "/") if slash else ".")
    try:
        names = shell.files.names(where)
    except FileTrouble:
        return []
    out = []
    for name in names:
        if not name.startswith(last) or (name.startswith(".") and not last.startswith(".")):
            continue
        is_folder = shell.files.is_folder(resolve(where, name))
        if is_folder or not folders_only:
            out.append(Choice(folder + slash + name + ("/" if is_folder else ""), final=not is_folder))
    return out


def _hosts(terminal: Terminal, _: list[str], current: str) -> list[Choice]:
    user, at, name = current.rpartition("@")
    return [Choice(user + at + host) for host in terminal.sim.hosts if host.startswith(name)]


def _folders(terminal: Terminal, _: list[str], current: str) -> list[Choice]:
    return files(terminal, current, folders_only=True)


def _units(_: Terminal, words: list[str], current: str) -> list[Choice]:
    return _starting(_VERBS if len(words) == 1 else _UNITS, current)


def _faults(terminal: Terminal, words: list[str], current: str) -> list[Choice]:
    if len(words) == 1:
        return _starting(_FAULTS, current)
    return _starting(terminal.sim.hosts, current) if words[1] in _ON_HOSTS else []


_ARGUMENTS: dict[str, Callable[[Terminal, list[str], str], list[Choice]]] = {
    "ssh": _hosts,
    "ping": _hosts,
    "cd": _folders,
    "mkdir": _folders,
    "systemctl": _units,
    "sim": _faults,
}
