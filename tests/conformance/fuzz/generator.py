"""Lines from the docker client's command tree: every command and flag, values good and bad, and what a shell adds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.conformance.fuzz.values import FILES, GOOD, NAMES, ODD, TEMPLATES, WORDS
from tutor.shell.commands import COMMANDS
from tutor.shell.docker.command import Command, Group
from tutor.shell.docker.registry import GLOBAL_FLAGS, ROOT

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator, Sequence

    from tutor.shell.docker.flags import Flag


def _leaves(group: Group) -> Iterator[Command]:
    for item in group.commands:
        if isinstance(item, Group):
            yield from _leaves(item)
        else:
            yield item


LEAVES = tuple(_leaves(ROOT))
_SHELL = tuple(name for name in COMMANDS if name not in ("docker",))


class Generator:
    """Makes lines of one seeded generator."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng

    def line(self) -> str:
        """A line to type: mostly one docker command, at times a pipeline, a list, a loop, a damaged one."""
        rng = self._rng
        line = self._command()
        shape = rng.random()
        if shape < 0.25:
            line = self._dressed(line)
        if rng.random() < 0.08:
            line = self._damaged(line)
        return line

    # ------------------------------------------------------------------ one command
    def _command(self) -> str:
        rng = self._rng
        chance = rng.random()
        if chance < 0.12:
            name = rng.choice(_SHELL)
            return " ".join([name, *(self._quoted(self._anything()) for _ in range(rng.randrange(4)))])
        if chance < 0.16:
            return " ".join(["docker", *(self._quoted(self._anything()) for _ in range(rng.randrange(5)))])
        command = rng.choice(LEAVES)
        path = command.path.split()
        if command.aliases and rng.random() < 0.15:
            path[-1] = rng.choice(command.aliases)
        words = [*self._flags(GLOBAL_FLAGS, 0.05), *path]
        inner = [*self._flags(command.flags, 0.75), *self._operands(command)]
        if rng.random() < 0.2:
            rng.shuffle(inner)
        if rng.random() < 0.03:
            inner.insert(rng.randrange(len(inner) + 1), rng.choice(("--help", "-h", "--bogus", "-Z", "--", "--format")))
        return " ".join(["docker", *words, *inner])

    def _flags(self, flags: Sequence[Flag], likely: float) -> list[str]:
        rng = self._rng
        words: list[str] = []
        while flags and rng.random() < likely and len(words) < 12:
            flag = rng.choice(flags)
            name = f"-{flag.short}" if flag.short and rng.random() < 0.4 else f"--{flag.name}"
            if flag.kind.bare is not None:
                words.append(name if rng.random() < 0.8 else f"{name}={rng.choice(('true', 'false', 'maybe', ''))}")
            else:
                value = self._quoted(self._value(flag))
                words += [f"{name}={value}"] if rng.random() < 0.4 else [name, value]
        return words

    def _value(self, flag: Flag) -> str:
        rng = self._rng
        if flag.name in ("format", "pretty") and rng.random() < 0.85:
            return rng.choice(TEMPLATES)
        chance = rng.random()
        good = GOOD.get(flag.kind.name)
        if good and chance < 0.6:
            return rng.choice(good)
        if chance < 0.8:
            return rng.choice((*WORDS, *NAMES))
        return self._anything()

    def _operands(self, command: Command) -> list[str]:
        rng = self._rng
        most = command.arity.least + 2 if command.arity.most is None else command.arity.most
        count = rng.randrange(command.arity.least, most + 1) if rng.random() < 0.93 else rng.randrange(4)
        return [self._quoted(rng.choice(NAMES) if rng.random() < 0.85 else self._anything()) for _ in range(count)]

    def _anything(self) -> str:
        rng = self._rng
        chance = rng.random()
        if chance < 0.4:
            return rng.choice(ODD)
        if chance < 0.6:
            return rng.choice(NAMES)
        if chance < 0.7:
            return rng.choice(TEMPLATES)
        if chance < 0.8:
            return rng.choice(ODD) + rng.choice(ODD)
        if chance < 0.9:
            return "".join(
                chr(rng.choice((rng.randrange(32, 127), rng.randrange(1, 0x300)))) for _ in range(rng.randrange(9))
            )
        return str(rng.choice((rng.randrange(-5, 100), rng.random() * 10**9)))

    def _quoted(self, text: str) -> str:
        """As a careful learner would write it, or not."""
        rng = self._rng
        chance = rng.random()
        if text and text.isalnum():
            return text
        if chance < 0.7:
            return "'" + text.replace("'", "'\\''") + "'"
        if chance < 0.85:
            return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("$", "\\$").replace("`", "\\`") + '"'
        return text

    # ------------------------------------------------------------------ what a shell adds
    def _dressed(self, line: str) -> str:
        rng = self._rng
        other = self._command()
        word = self._quoted(rng.choice(ODD))
        stack = f"cat > bad.yml <<'Y'\n{rng.choice(FILES)}\nY\ndocker stack"
        return rng.choice(
            (
                f"{line} | head -{rng.randrange(4)}",
                f"{line} | grep {word}",
                f"{line} 2>&1 | tail -n {rng.randrange(3)} | wc",
                f"{line} > f; cat f",
                f"{line} >> /tmp/x 2>/dev/null && {other}",
                f"{line} || {other}",
                f"echo $({line})",
                f"echo {word} | {line}",
                f"{line} <<EOF\n{rng.choice(ODD)}\nEOF",
                f"{line} <<< {word}",
                f"{line} < a.yml",
                f"for i in 1 2 {word}; do {line}; done",
                f"if {line}; then {other}; fi",
                f"X={word} {line}",
                f"({line})",
                f"! {line}",
                f"{line} | xargs {other}",
                f"ssh w1 {line}",
                f"sudo {line}",
                f"{line}; echo $? $X ${{X:-{word}}} $((1+2*3))",
                f"{stack} {rng.choice(('config', 'deploy st'))} -c bad.yml",
                f"printf {word} | docker stack config -c -",
                f"while true; do {line}; done",
                f"{line} &",
                f"watch {line}",
                f"time {line}",
                f"{line} | awk '{{print $1, $NF}}' | sort -u",
                f"{line} | sed s/a/{rng.randrange(9)}/g | cut -c1-9 | tr a-z A-Z",
                f"until {line}; do sleep 1; done",
                f"echo {{1..{rng.randrange(9)}}} {{a,{word}}} ~ *",
                f"docker swarm join-token -q worker | {other}",
            )
        )

    def _damaged(self, line: str) -> str:
        """A character more, less or another one."""
        rng = self._rng
        signs = list(line)
        for _ in range(rng.randrange(1, 3)):
            at = rng.randrange(len(signs) + 1)
            sign = rng.choice("'\"`$(){}[]|&;<>\\#!*?~= \n\t-")
            signs[at : at + rng.randrange(2)] = [sign]
        return "".join(signs)
