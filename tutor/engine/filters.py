"""Filters of list operations: which are known, and what they match.

Source: engine `daemon/cluster/filters.go`, swarmkit `manager/controlapi/common.go` (names and ids match
by prefix, a label without value matches any value).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from tutor.engine.errors import EngineError

Filters: TypeAlias = Mapping[str, Sequence[str]]
INVALID = 400
TRUE = ("1", "true")


def check_keys(filters: Filters, known: Iterable[str]) -> None:
    """Raises EngineError for a filter nobody knows: `invalid filter 'colour'`."""
    accepted = set(known)
    for key in filters:
        if key not in accepted:
            raise EngineError(INVALID, f"invalid filter '{key}'" if key else "invalid filter")


def by_prefix(filters: Filters, key: str, *values: str) -> bool:
    """Whether one of the values begins with one of the wanted texts; true when nothing is wanted."""
    wanted = filters.get(key)
    return not wanted or any(value.startswith(text) for text in wanted for value in values)


def by_substring(filters: Filters, key: str, *values: str) -> bool:
    """The local lists (containers, volumes, networks) look for the text anywhere."""
    wanted = filters.get(key)
    return not wanted or any(text in value for text in wanted for value in values)


def exactly(filters: Filters, key: str, value: str) -> bool:
    wanted = filters.get(key)
    return not wanted or value in wanted


def by_word(filters: Filters, key: str, value: str) -> bool:
    """One of a few words; capital letters do not matter."""
    wanted = filters.get(key)
    return not wanted or value in {text.lower() for text in wanted}


def by_label_map(filters: Filters, labels: Mapping[str, str], key: str = "label") -> bool:
    """The managers' lists take wanted labels as a map: of several values for one label one counts."""
    wanted = dict(text.partition("=")[::2] for text in filters.get(key, ()))
    return all(name in labels and value in ("", labels[name]) for name, value in wanted.items())


def by_labels(filters: Filters, labels: Mapping[str, str], key: str = "label") -> bool:
    """Every wanted `key` or `key=value` is there."""
    for wanted in filters.get(key, ()):
        name, equals, value = wanted.partition("=")
        if name not in labels or (equals and value and labels[name] != value):
            return False
    return True
