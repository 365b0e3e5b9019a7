"""Placement constraints: `node.labels.disk == ssd`. Source: swarmkit `manager/constraint/constraint.go`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING

from tutor.swarm.errors import SwarmError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tutor.swarm.objects import Node

_KEY = re.compile(r"[a-z_][a-z0-9\-_.]+", re.IGNORECASE)
_VALUE = re.compile(r"[a-z0-9:\-_\s.*()?+\[\]\\^$|/]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Constraint:
    key: str
    equal: bool
    """`==`; else `!=`."""
    value: str

    def matches(self, node: Node) -> bool:
        """Whether the node satisfies it. Values compare without regard to case; an unknown key never matches."""
        key = self.key.lower()
        if key == "node.ip":
            return self._ip(node.addr)
        if key.startswith("node.labels."):
            return self._text(node.labels.get(self.key[len("node.labels.") :], ""))
        if key.startswith("engine.labels."):
            return self._text(node.description.engine_labels.get(self.key[len("engine.labels.") :], ""))
        known = {
            "node.id": node.id,
            "node.hostname": node.description.hostname,
            "node.role": node.role.value,
            "node.platform.os": node.description.os,
            "node.platform.arch": node.description.architecture,
        }
        return key in known and self._text(known[key])

    def _text(self, have: str) -> bool:
        return (have.lower() == self.value.lower()) is self.equal

    def _ip(self, have: str) -> bool:
        try:
            if "/" in self.value:
                return (ip_address(have) in ip_network(self.value, strict=False)) is self.equal
            return (ip_address(have) == ip_address(self.value)) is self.equal
        except ValueError:
            return False


@lru_cache(maxsize=1024)
def parse_constraints(texts: tuple[str, ...]) -> tuple[Constraint, ...]:
    """Read constraints as they stand in a specification; raises SwarmError for the first that is wrong."""
    return tuple(_parse(text) for text in texts)


def _parse(text: str) -> Constraint:
    for operator in ("==", "!="):
        if operator not in text:
            continue
        key, _, value = text.partition(operator)
        key, value = key.strip(), value.strip()
        if not _KEY.fullmatch(key):
            raise SwarmError("Unknown", f"key '{key}' is invalid")
        if not _VALUE.fullmatch(value):
            raise SwarmError("Unknown", f"value '{value}' is invalid")
        return Constraint(key, operator == "==", value)
    raise SwarmError("Unknown", "constraint expected one operator from ==, !=")


def node_matches(constraints: Iterable[Constraint], node: Node) -> bool:
    return all(c.matches(node) for c in constraints)
