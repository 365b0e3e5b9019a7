"""Four rungs of hints for a goal of a draft, from the concept to the command that was typed."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from tutor.library.lab import split_line
from tutor.shell.docker.command import Command, Group
from tutor.shell.docker.registry import ROOT

if TYPE_CHECKING:
    from collections.abc import Sequence

_CONCEPTS = {
    "swarm": "A swarm is a set of Docker hosts; its managers keep its state, its workers run tasks.",
    "node": "What a node is for (its role, its availability, its labels) is set on a manager.",
    "service": "A service says what is to run: an image, how many tasks, and where. The swarm keeps it so.",
    "stack": "A stack is a set of services, networks, secrets and configs that one file describes.",
    "network": "Services find each other by name on an overlay network that they share.",
    "secret": "A secret is kept by the managers and given only to the services that ask for it.",
    "config": "A config is a file that the managers keep and services get.",
    "run": "A container that no service made belongs to one host alone.",
}
_ANY = "What is wanted is a state of the cluster; a manager is told what it shall be."


def hints_for(goal: str, name: str, steps: Sequence[str]) -> list[str]:
    """From the last step that names the thing with a command of its own kind, else the last that names it, or of all.

    A goal's slug begins with the kind of the thing.
    """
    naming = [step for step in steps if name in step.replace("=", " ").replace(",", " ").split()]
    own = [step for step in naming if f"docker {goal.partition('-')[0]} " in step]
    step = (own or naming or list(steps))[-1]
    host, line = split_line(step, "")
    line = line.split("\n")[0]
    words = _docker_words(line)
    group = words[1] if len(words) > 1 else ""
    about = f"`docker {group}`" if group else f"`{line.split()[0]}`"
    shape = _shape(words[1:]) or f"{about}, with what it is to do"
    where = f" on {host}" if host else ""
    return [
        _CONCEPTS.get(group, _ANY),
        f"{about} does it{where}.",
        f"`{shape}`" if not shape.startswith("`") else shape,
        f"`{line}`{where}",
    ]


def _docker_words(line: str) -> list[str]:
    """The words of the docker command in the line, `docker` first; none when there is none."""
    try:
        words = shlex.split(line.replace("|", " | "), comments=False)
    except ValueError:
        words = line.split()
    return words[words.index("docker") :] if "docker" in words else []


def _shape(words: Sequence[str]) -> str:
    """`docker service create [OPTIONS] IMAGE [COMMAND] [ARG...]`."""
    group: Group = ROOT
    for word in words:
        found = next((one for one in group.commands if one.path.split()[-1] == word or word in one.aliases), None)
        if isinstance(found, Group):
            group = found
        elif isinstance(found, Command):
            return f"docker {found.path} {found.usage}".strip()
        else:
            break
    return ""
