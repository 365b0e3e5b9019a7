"""Judging a typed command: by the docker client's own parser, or by what it does to a small cluster.

It implements what `tutor.study.grade` asks of a judge, so that grading itself stays pure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.labs.effect import EffectBench
from tutor.shell.docker.reading import Reading, Unreadable, read_line
from tutor.study.grade import Judgement

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tutor.labs.laboratory import Laboratory

_NOT_MEANT = frozenset({"detach", "quiet", "help"})
"""Flags that change what is printed, not what is done; they never make an answer wrong."""


class DockerJudge:
    """Compares typed docker commands with accepted ones. Never raises for what a learner types."""

    def __init__(self, laboratory: Laboratory) -> None:
        self._laboratory = laboratory
        self._benches: dict[tuple[str, bool, tuple[str, ...]], EffectBench] = {}

    def command(self, answer: str, accepted: Sequence[str]) -> Judgement:
        """Whether the docker client would understand the answer as one of the accepted commands."""
        try:
            given = read_line(answer)
        except Unreadable as error:
            return Judgement(False, str(error))
        wanted = [read_line(line) for line in accepted]
        if any(_same(given, want) for want in wanted):
            return Judgement(True)
        return Judgement(False, _difference(given, wanted))

    def effect(
        self, answer: str, accepted: Sequence[str], *, cluster: str, swarm: bool, setup: Sequence[str]
    ) -> Judgement:
        """Whether the answer leaves the small cluster as one of the accepted commands does."""
        try:
            read_line(answer)
        except Unreadable as error:
            return Judgement(False, str(error))
        key = (cluster, swarm, tuple(setup))
        bench = self._benches.setdefault(key, EffectBench(self._laboratory, *key))
        given = bench.effect_of(answer)
        if any(given.after == bench.effect_of(line).after for line in accepted):
            return Judgement(True)
        if given.status:
            return Judgement(False, given.stderr.strip().partition("\n")[0])
        if given.after == bench.untouched:
            return Judgement(False, "the command changes nothing in the cluster")
        return Judgement(False, "the command works, but leaves the cluster in another state than asked for")


def _meaning(reading: Reading) -> dict[str, object]:
    return {name: reading.values[name] for name in reading.values.flags if name not in _NOT_MEANT}


def _same_command(given: Reading, wanted: Reading) -> bool:
    """`docker ps` and `docker container ls` are one command under two names."""
    return given.command.run is wanted.command.run and set(given.values.flags) == set(wanted.values.flags)


def _same(given: Reading, wanted: Reading) -> bool:
    return _same_command(given, wanted) and given.args == wanted.args and _meaning(given) == _meaning(wanted)


def _difference(given: Reading, wanted: Sequence[Reading]) -> str:
    """What differs from the accepted command that is nearest."""
    want = next((want for want in wanted if _same_command(given, want)), None)
    if want is None:
        return f"docker {given.command.path} is another command than the one asked for"
    have, need = _meaning(given), _meaning(want)
    differing = [name for name in need if have[name] != need[name]]
    if not differing:
        return "the command and its options are right, what stands behind them is not"
    first = differing[0]
    if not given.values.changed(first):
        return f"the command is right, but --{first} is missing"
    if not want.values.changed(first):
        return f"the command is right, but --{first} was not asked for"
    return f"the command is right, but the value of --{first} is not"
