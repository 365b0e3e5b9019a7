"""Flags as spf13/pflag reads them: long and short, clustered, `=`, repeated, `--`, interspersed or not.

A refusal is a `FlagError` with pflag's words; which usage line follows is the command's affair.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from tutor.shell.docker.gotext import BadValue, quote
from tutor.shell.docker.kinds import BOOL, FILTER, STRING, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


class FlagError(Exception):
    """The command line cannot be read; the message is pflag's, exit status 125."""


@dataclass(frozen=True, slots=True)
class Flag:
    """One flag of one command.

    `about` is our own one-line description. `default` counts where the flag is not given (the kind's
    zero otherwise); `shown` is what help prints as default when that is not simply the default
    (`equal to --replicas`, `map[]`). `api` is the API version that brought the flag: an older daemon
    hides it and refuses it. `honoured` is False for a flag of the real client that the sandbox does
    not carry out and therefore refuses in plain words.
    """

    name: str
    kind: Kind = BOOL
    about: str = ""
    short: str = ""
    default: Any = None
    shown: str | None = None
    api: str = ""
    swarm: Literal["", "manager", "active"] = ""
    hidden: bool = False
    honoured: bool = True
    experimental: bool = False
    """Only for a daemon with experimental features."""
    os: str = ""
    """Only for a daemon on this operating system."""
    deprecated: str = ""
    """What to use instead."""

    @property
    def start(self) -> Any:
        """The value when the flag is not given."""
        return self.kind.zero if self.default is None else self.default

    @property
    def default_text(self) -> str:
        """What help says behind `default`, empty when it says nothing."""
        if self.shown is not None:
            return self.shown
        if self.default is None or self.default == self.kind.zero:
            return ""
        return self.kind.show(self.default)

    @property
    def label(self) -> str:
        """How errors name it: `-f, --filter` or `--replicas`."""
        return f"-{self.short}, --{self.name}" if self.short else f"--{self.name}"


HELP = Flag("help", BOOL, "Print usage", short="h", hidden=True)


@dataclass(slots=True)
class Values:
    """What the flags of one call say: given values, or defaults."""

    flags: Mapping[str, Flag]
    given: dict[str, Any] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        """The value of a flag; a programming error when the command has no such flag."""
        if name in self.given:
            return self.given[name]
        return self.flags[name].start

    def changed(self, name: str) -> bool:
        """Was it on the command line?"""
        return name in self.given

    def on(self, name: str) -> bool:
        return bool(self[name])

    def text(self, name: str) -> str:
        value: str = self[name]
        return value

    def number(self, name: str) -> int:
        value: int = self[name]
        return value

    def many(self, name: str) -> tuple[Any, ...]:
        value: tuple[Any, ...] = self[name]
        return value

    def filters(self, name: str = "filter") -> dict[str, tuple[str, ...]]:
        """Filter values by key, as the engine takes them."""
        value: dict[str, tuple[str, ...]] = self[name]
        return value

    def set(self, name: str, text: str) -> None:
        """Read one value into a flag, as if it had been typed.

        Raises:
            FlagError: the kind refuses the text.
        """
        flag = self.flags[name]
        try:
            new = flag.kind.read(text)
        except BadValue as error:
            raise FlagError(f"invalid argument {quote(text)} for {quote(flag.label)} flag: {error}") from None
        old = self.given.get(name, flag.kind.zero)
        self.given[name] = flag.kind.add(old, new)


@dataclass(slots=True)
class Parsed:
    """A command line taken apart."""

    values: Values
    args: list[str]
    notices: list[str] = field(default_factory=list)
    """What is out of date; the client writes it on standard output and goes on."""


def flag_table(flags: Iterable[Flag]) -> dict[str, Flag]:
    """Flags by name, `--help` included."""
    table = {flag.name: flag for flag in flags}
    table.setdefault(HELP.name, HELP)
    return table


def parse(flags: Mapping[str, Flag], words: Sequence[str], *, interspersed: bool = True) -> Parsed:
    """Read `words` with these flags.

    `interspersed` False ends the flags at the first operand (`docker run`, `docker exec`).

    Raises:
        FlagError: in pflag's words.
    """
    return _Reader(flags, list(words), interspersed).read()


class _Reader:
    def __init__(self, flags: Mapping[str, Flag], words: list[str], interspersed: bool) -> None:
        self._flags = flags
        self._shorts = {flag.short: flag for flag in flags.values() if flag.short}
        self._words = words
        self._interspersed = interspersed
        self._parsed = Parsed(Values(flags), [])

    def read(self) -> Parsed:
        while self._words:
            word = self._words.pop(0)
            if len(word) < 2 or word[0] != "-":
                self._parsed.args.append(word)
                if not self._interspersed:
                    break
            elif word == "--":
                break
            elif word[1] == "-":
                self._long(word)
            else:
                self._cluster(word[1:])
        self._parsed.args += self._words
        return self._parsed

    def _long(self, word: str) -> None:
        name, equals, value = word[2:].partition("=")
        if word[2] in "-=":
            raise FlagError(f"bad flag syntax: {word}")
        flag = self._flags.get(name)
        if flag is None:
            raise FlagError(f"unknown flag: --{name}")
        if not equals:
            value = self._value_of(flag, f"flag needs an argument: {word}")
        self._parsed.values.set(flag.name, value)
        if flag.deprecated:
            self._parsed.notices.append(f"Flag --{flag.name} has been deprecated, {flag.deprecated}")

    def _cluster(self, letters: str) -> None:
        while letters:
            letter, rest = letters[0], letters[1:]
            flag = self._shorts.get(letter)
            if flag is None:
                raise FlagError(f"unknown shorthand flag: {_rune(letter)} in -{letters}")
            if len(rest) > 1 and rest[0] == "=":
                value, rest = rest[1:], ""
            elif flag.kind.bare is not None:
                value = flag.kind.bare
            elif rest:
                value, rest = rest, ""
            else:
                value = self._value_of(flag, f"flag needs an argument: {_rune(letter)} in -{letters}")
            if flag is HELP:
                self._parsed.notices.append("Flag shorthand -h has been deprecated, use --help")
            self._parsed.values.set(flag.name, value)
            letters = rest

    def _value_of(self, flag: Flag, missing: str) -> str:
        """What follows a flag without `=`: its bare value or the next word."""
        if flag.kind.bare is not None:
            return flag.kind.bare
        if not self._words:
            raise FlagError(missing)
        return self._words.pop(0)


def _rune(letter: str) -> str:
    return {"'": "'\\''", "\\": "'\\\\'"}.get(letter, f"'{letter}'")


FORMAT = Flag("format", STRING, "Print with a Go template, as a table (`table TEMPLATE`) or as `json`")
FORMAT_F = Flag("format", STRING, "Print with a Go template, or as `json`", short="f")
FILTERS = Flag("filter", FILTER, "Show only what meets the condition", short="f")
QUIET_IDS = Flag("quiet", BOOL, "Show identifiers only", short="q")
NO_TRUNC = Flag("no-trunc", BOOL, "Show everything in full length")
NO_RESOLVE = Flag("no-resolve", BOOL, "Show identifiers instead of names")
PRETTY = Flag("pretty", BOOL, "Print for people to read")
DETACH = Flag("detach", BOOL, "Return at once and do not wait for the service to converge", short="d")
QUIET_PROGRESS = Flag("quiet", BOOL, "Show no progress", short="q")
