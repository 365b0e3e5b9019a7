"""`lpic-tutor labs check`: the goals of a lab against any cluster whose daemons can be asked, real or simulated."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from tutor.labs.goals import GoalJudge
from tutor.plain.daemon import DaemonReader

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from tutor.labs.goals import GoalState
    from tutor.labs.reader import EngineReader
    from tutor.library.lab import Lab

LOOK_EVERY = 1.0
"""Seconds between two looks of `--follow`."""


class UnusableHosts(ValueError):
    """The hosts that were named do not fit the lab; the message says what is wrong."""

    for_the_user = True


def readers_of(hosts: Sequence[str]) -> dict[str, DaemonReader]:
    """`NAME=ADDRESS` for each host of the lab. Raises UnusableHosts, UnusableAddress."""
    readers: dict[str, DaemonReader] = {}
    for host in hosts:
        name, separator, address = host.partition("=")
        if not separator or not name:
            raise UnusableHosts(f"--host {host!r} is to be NAME=ADDRESS, for example manager1=unix:///run/m1.sock")
        if name in readers:
            raise UnusableHosts(f"--host {name} is given twice")
        readers[name] = DaemonReader(address)
    return readers


def check(
    lab: Lab,
    readers: Mapping[str, EngineReader],
    *,
    stages_met: int = 0,
    follow: bool = False,
    pause: Callable[[float], None] = time.sleep,
) -> int:
    """Judge the goals now, or with `follow` again and again until all are met; 0 when the lab is solved, else 1.

    A goal of a later stage is judged when the stages before it are met; `stages_met` says how many were met already.
    """
    judge = GoalJudge(lab, readers, stages_met)
    told: tuple[str, ...] = ()
    while True:
        lines = tuple(_line(state) for state in judge.look())
        if lines != told:
            told = lines
            sys.stdout.write("\n".join([*lines, _closing(judge)]) + "\n")
            sys.stdout.flush()
        if judge.solved or not follow:
            return 0 if judge.solved else 1
        pause(LOOK_EVERY)


def _line(state: GoalState) -> str:
    if state.met:
        return f"[x] {state.goal.text}"
    # a reason quotes the daemon, which may be anybody's: no control character of it reaches the terminal
    reason = "".join(character if character.isprintable() else "?" for character in state.reason)
    return f"[ ] {state.goal.text}: {reason}"


def _closing(judge: GoalJudge) -> str:
    stages = len({goal.stage for goal in judge.lab.goals})
    if judge.solved:
        return f"{judge.lab.slug}: solved"
    return f"{judge.lab.slug}: not solved yet, stage {judge.stages_met + 1} of {stages}"
