"""What a block of the notes needs so that its commands can be tried in a sandbox, and which blocks can be.

A comment right before a block says it: `<!-- try`, then fields of `TryOut` as YAML, then `-->`. Where nothing is
said, a block gets a swarm of three hosts at rest. The comment is seen by nobody who reads.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Sequence

TRY_COMMENT = re.compile(r"\s*<!--\s*try\b(.*?)-->\s*", re.DOTALL)
_REMARK = re.compile(r"\s+# .*$")
_DOCKER = re.compile(r"(?:sudo\s+)?docker\s+(?P<group>[a-z]+)")
_PROGRAM = re.compile(r"(?:sudo\s+)?(?P<name>[\w.-]+)")
_OTHER_TOOLS = frozenset({"compose", "build", "buildx"})
"""Commands of docker that the sandbox does not have."""


class TryOut(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A sandbox as a block needs it. The fields mean what they mean in a lab."""

    cluster: str = "three"
    swarm: tuple[str, ...] = ("manager1",)
    """Hosts that are managers; all others are workers. Empty: no swarm yet."""
    files: dict[str, dict[str, str]] = {}
    """Host -> path -> text."""
    above: str = ""
    """The path of a file that holds the block above this one."""
    setup: tuple[str, ...] = ()
    """Lines carried out before, each to its end and until the cluster is at rest: `HOST$ command`, or a command."""
    on: str = ""
    """The host whose terminal is in front; empty: the first one."""
    lines: tuple[str, ...] = ()
    """Typed instead of the block's own, where that shows stand-ins for what only the sandbox knows."""
    ends: tuple[int, ...] = ()
    """Exit statuses of the lines; where none is given, 0."""
    refused: str = ""
    """Why the block is not offered, though docker commands stand in it."""

    def with_above(self, text: str) -> TryOut:
        """With the block above as one of the files, on the host in front."""
        host = self.on or next(iter(self.swarm), "manager1")
        files = {**self.files, host: {**self.files.get(host, {}), self.above: text}}
        return msgspec.structs.replace(self, files=files) if self.above else self


@dataclass(frozen=True, slots=True)
class Offer:
    """Whether a block can be tried. `why_not` is empty for one that can; `lines` is what is typed."""

    lines: tuple[str, ...] = ()
    why_not: str = ""

    def __bool__(self) -> bool:
        return bool(self.lines)


def offer_of(commands: Sequence[str], said: TryOut | None) -> Offer:
    """Judge a block by its commands (one string each, continuation lines joined) and by what is said of it."""
    lines = tuple(_REMARK.sub("", command) for command in commands)
    if not any(_DOCKER.match(line) or "docker " in line for line in lines):
        return Offer(why_not=f"the sandbox has no {_program(lines)}" if lines else "there are no commands in it")
    for line in lines:
        group = _DOCKER.match(line)
        if group and group["group"] in _OTHER_TOOLS:
            return Offer(why_not=f"the sandbox has no docker {group['group']}")
    if said is not None and said.refused:
        return Offer(why_not=said.refused)
    return Offer(said.lines if said is not None and said.lines else lines)


def _program(lines: Sequence[str]) -> str:
    match = _PROGRAM.match(lines[0])
    return match["name"] if match else "such program"
