"""Filters of list operations: which are known, and what they match.

Source: engine `daemon/cluster/filters.go`, swarmkit `manager/controlapi/common.go` (names and ids match
by prefix, `label=key=` matches any value), and engine `api/types/filters` for what daemons list by themselves.
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
            raise EngineError(INVALID, f"invalid filter '{key}'")


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


def by_labels(filters: Filters, labels: Mapping[str, str], key: str = "label") -> bool:
    """Every wanted `key` or `key=value` is there; `key=` is content with any value."""
    return all(
        name in labels and (not value or labels[name] == value)
        for name, _, value in (wanted.partition("=") for wanted in filters.get(key, ()))
    )


def by_exact_labels(filters: Filters, labels: Mapping[str, str]) -> bool:
    """The same for the lists of containers, volumes, images and networks, where `key=` wants an empty value."""
    return all(
        name in labels and (not equals or labels[name] == value)
        for name, equals, value in (wanted.partition("=") for wanted in filters.get("label", ()))
    )
