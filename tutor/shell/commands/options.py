"""Options of the small commands, as getopt reads them: `-n 5`, `-n5`, `-rn`, `--count`, `--lines=5`."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from tutor.shell.files import FileTrouble, resolve
from tutor.shell.process import Write

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tutor.shell.invocation import Invocation
    from tutor.shell.process import Part


class UsageTrouble(Exception):
    """The command cannot read its options; the message is what it prints behind its name."""


@dataclass(slots=True)
class Options:
    """Options by letter (`""` as value for those that take none) and operands."""

    values: dict[str, str] = field(default_factory=dict)
    operands: list[str] = field(default_factory=list)

    def __contains__(self, letter: str) -> bool:
        return letter in self.values

    def number(self, letter: str, default: int) -> int:
        """The value as a whole number.

        Raises:
            UsageTrouble: it is none.
        """
        if letter not in self.values:
            return default
        try:
            return int(self.values[letter])
        except ValueError:
            raise UsageTrouble(f"invalid number: {self.values[letter]!r}") from None


def read_options(args: Sequence[str], letters: str, long: Mapping[str, str] | None = None) -> Options:
    """Read options; `letters` as for getopt (`n:` takes a value), `long` maps long names to letters.

    Raises:
        UsageTrouble: an option that the command does not have, or a missing value.
    """
    takes = {letter for letter, after in pairwise(f"{letters} ") if after == ":"}
    known = set(letters) - {":"}
    options = Options()
    rest = list(args)
    while rest:
        word = rest.pop(0)
        if word == "--":
            options.operands += rest
            break
        if word.startswith("--"):
            _long(word, rest, long or {}, takes, options)
        elif word.startswith("-") and len(word) > 1:
            _short(word, rest, known, takes, options)
        else:
            options.operands.append(word)
    return options


def _long(word: str, rest: list[str], long: Mapping[str, str], takes: set[str], options: Options) -> None:
    name, equals, value = word[2:].partition("=")
    letter = long.get(name)
    if letter is None:
        raise UsageTrouble(f"unrecognized option '{word}'")
    if letter in takes and not equals:
        if not rest:
            raise UsageTrouble(f"option '--{name}' requires an argument")
        value = rest.pop(0)
    options.values[letter] = value


def _short(word: str, rest: list[str], known: set[str], takes: set[str], options: Options) -> None:
    letters = word[1:]
    while letters:
        letter, letters = letters[0], letters[1:]
        if letter not in known:
            raise UsageTrouble(f"invalid option -- '{letter}'")
        if letter in takes:
            if not letters and not rest:
                raise UsageTrouble(f"option requires an argument -- '{letter}'")
            options.values[letter] = letters or rest.pop(0)
            return
        options.values[letter] = ""


def inputs(invocation: Invocation, operands: Sequence[str]) -> Part[tuple[list[tuple[str, str]], bool]]:
    """Names and texts of the files named (standard input when none, or for `-`), and whether one was missing.

    What is wrong with a file is told on standard error.
    """
    found: list[tuple[str, str]] = []
    failed = False
    for name in operands or ["-"]:
        if name == "-":
            found.append((name, invocation.stdin or ""))
            continue
        try:
            found.append((name, invocation.host.files.read(resolve(invocation.host.cwd, name))))
        except FileTrouble as trouble:
            failed = True
            yield Write(f"{invocation.name}: {name}: {trouble.reason}\n", "stderr")
    return found, failed
