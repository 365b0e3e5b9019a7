"""Which lines of a lab may be carried out on a real engine. Looked at before anything runs.

Programs are `docker`, `echo`, `printf` and `cat`; faults and waiting are verbs (`sim ...`, `systemctl ... docker`),
and `ssh HOST` in front of such a line says where it is typed. None of it reaches a real shell: the tutor's own shell
reads the line, and only `docker` becomes a process of the machine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.library.lab import split_line
from tutor.shell.parser import parse
from tutor.shell.syntax import Conditional, Grouped, Literal, Loop, SimpleCommand, Substitution, Variable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tutor.library.lab import Lab
    from tutor.shell.syntax import CommandList, CommandNode, Word

PROGRAMS = frozenset({"docker", "echo", "printf", "cat"})
FAULTS = frozenset({"stop_docker", "start_docker", "wait", "settle"})
UNIT_VERBS = frozenset({"stop", "start", "restart"})
ELSEWHERE = frozenset({"-H", "--host", "-c", "--context", "--config"})
"""Global flags that would lead the client to a daemon of its own choice."""


class Refused(Exception):
    """The line is not carried out on a real engine; the message says why."""


def lines_of(lab: Lab) -> list[str]:
    """Every line that proving the lab would carry out."""
    ways = [*(solution.steps for solution in lab.solutions), *(mistake.steps for mistake in lab.mistakes)]
    return [*lab.setup, *(step for steps in ways for step in steps)]


def check_lab(lab: Lab) -> None:
    """Raises Refused for the first line that may not be carried out."""
    for line in lines_of(lab):
        check_line(split_line(line, "")[1])


def check_line(source: str) -> None:
    """Raises Refused unless every command of the line is allowed."""
    _check_list(parse(source), source)


def _check_list(commands: CommandList, line: str) -> None:
    if commands.background:
        raise Refused(f"`{line}` puts something into the background")
    for _, pipeline in commands.items:
        for node in pipeline.commands:
            _check_node(node, line)


def _check_node(node: CommandNode, line: str) -> None:
    for redirection in node.redirections:
        _check_word(redirection.target)
    match node:
        case SimpleCommand():
            _check_simple(node, line)
        case Loop():
            for word in node.words:
                _check_word(word)
            for part in (node.condition, node.body):
                if part is not None:
                    _check_list(part, line)
        case Conditional():
            for condition, body in node.branches:
                _check_list(condition, line)
                _check_list(body, line)
            if node.otherwise is not None:
                _check_list(node.otherwise, line)
        case Grouped():
            _check_list(node.body, line)


def _check_simple(node: SimpleCommand, line: str) -> None:
    for name, value in node.assignments:
        if name.startswith(("DOCKER_", "COMPOSE_", "BUILDKIT_")):
            raise Refused(f"`{line}` sets {name}")
        _check_word(value)
    for word in node.words:
        _check_word(word)
    words = [_literal(word) for word in node.words]
    if words:
        _check_words(words, line)


def _check_words(words: list[str | None], line: str) -> None:
    while words and words[0] == "sudo":
        words = words[1:]
    name, rest = (words[0], words[1:]) if words else (None, [])
    if name == "ssh":
        return _check_words(rest[1:], line)
    if name == "sim" and rest and rest[0] in FAULTS:
        return None
    if name == "systemctl" and len(rest) == 2 and rest[0] in UNIT_VERBS and rest[1] == "docker":
        return None
    if name not in PROGRAMS:
        raise Refused(f"`{line}` runs {name or 'a program that is known only later'}")
    if name == "docker" and rest and rest[0] is not None and rest[0].partition("=")[0] in ELSEWHERE:
        raise Refused(f"`{line}` chooses a daemon of its own")
    return None


def _literal(word: Word) -> str | None:
    """The word where it is known before anything runs, else None."""
    if all(isinstance(piece, Literal) for piece in word):
        return "".join(piece.text for piece in word if isinstance(piece, Literal))
    return None


def _check_word(word: Word) -> None:
    for source in _substitutions(word):
        check_line(source)


def _substitutions(word: Word) -> Iterator[str]:
    for piece in word:
        if isinstance(piece, Substitution):
            yield piece.source
        elif isinstance(piece, Variable):
            yield from _substitutions(piece.word)
