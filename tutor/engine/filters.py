"""Filters of list operations: which are known, and what they match.

Source: engine `daemon/cluster/filters.go`, swarmkit `manager/controlapi/common.go` (names and ids match
by prefix, `label=key=` matches any value), and engine `api/types/filters` for what daemons list by themselves.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from tutor.engine.errors import EngineError
from tutor.engine.times import SECOND, rfc3339

Filters: TypeAlias = Mapping[str, Sequence[str]]
INVALID = 400
_SPAN = re.compile(r"(\d+(?:\.\d+)?)(ms|h|m|s)")
_UNITS = {"h": 3600 * SECOND, "m": 60 * SECOND, "s": SECOND, "ms": SECOND // 1000}
TRUE, FALSE = ("1", "true"), ("0", "false")


def filters_in(query: Mapping[str, str]) -> dict[str, list[str]]:
    """The member `filters` of a query: JSON, a map of lists, or of objects as older clients write it.

    Raises EngineError for anything else.
    """
    text = query.get("filters")
    if not text:
        return {}
    try:
        given = json.loads(text)
    except ValueError:
        given = None
    if not isinstance(given, dict):
        raise EngineError(INVALID, "invalid filter")
    return {key: _values(values) for key, values in given.items()}


def _values(values: Any) -> list[str]:
    if isinstance(values, dict) and all(isinstance(wanted, bool) for wanted in values.values()):
        return [value for value, wanted in values.items() if wanted]
    if isinstance(values, list) and all(isinstance(value, str) for value in values):
        return values
    raise EngineError(INVALID, "invalid filter")


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


def by_pattern(filters: Filters, key: str, *values: str) -> bool:
    """The local lists (containers, volumes, networks) take the wanted texts for regular expressions, unanchored."""
    wanted = filters.get(key)
    return not wanted or any(_found(pattern, value) for pattern in wanted for value in values)


def _found(pattern: str, value: str) -> bool:
    try:
        return re.search(pattern, value) is not None
    except re.error:
        return False


def flag(filters: Filters, key: str) -> bool | None:
    """A filter that is true or false; None when it is not there. Raises EngineError: `invalid filter 'is-task=[x]'`."""
    wanted = filters.get(key)
    if not wanted:
        return None
    for value in wanted:
        if value not in TRUE and value not in FALSE:
            raise EngineError(INVALID, f"invalid filter '{key}=[{' '.join(wanted)}]'")
    return wanted[0] in TRUE


def exactly(filters: Filters, key: str, value: str) -> bool:
    wanted = filters.get(key)
    return not wanted or value in wanted


def made_before(filters: Filters, now: int) -> str:
    """The moment of the filter `until` as the API writes it, a duration counting back from `now`.

    The end of time without the filter. Raises EngineError.
    """
    wanted = filters.get("until", ())
    if not wanted:
        return "9"
    if len(wanted) > 1:
        raise EngineError(INVALID, "more than one until filter specified")
    spans = _SPAN.findall(wanted[0])
    if spans and "".join(number + unit for number, unit in spans) == wanted[0]:
        return rfc3339(now - int(sum(float(number) * _UNITS[unit] for number, unit in spans)))
    if re.fullmatch(r"\d+(\.\d+)?", wanted[0]):
        return rfc3339(int(float(wanted[0]) * _UNITS["s"]))
    return wanted[0]


def by_word(filters: Filters, key: str, value: str) -> bool:
    """One of a few words; capital letters do not matter."""
    wanted = filters.get(key)
    return not wanted or value in {text.lower() for text in wanted}


def by_label_map(filters: Filters, labels: Mapping[str, str], key: str = "label") -> bool:
    """The managers' lists take wanted labels as a map: of several values for one label one counts."""
    wanted = dict(text.partition("=")[::2] for text in filters.get(key, ()))
    return all(name in labels and value in ("", labels[name]) for name, value in wanted.items())


def by_labels(filters: Filters, labels: Mapping[str, str], key: str = "label") -> bool:
    """Every wanted `key` or `key=value` is there; `key=` is content with any value."""
    return all(
        name in labels and (not value or labels[name] == value)
        for name, _, value in (wanted.partition("=") for wanted in filters.get(key, ()))
    )


def by_exact_labels(filters: Filters, labels: Mapping[str, str]) -> bool:
    """The same for the lists of containers, volumes, images and networks, where `key=` wants an empty value.

    What `label!` names must not be there.
    """
    return all(_labelled(wanted, labels) for wanted in filters.get("label", ())) and not any(
        _labelled(unwanted, labels) for unwanted in filters.get("label!", ())
    )


def _labelled(wanted: str, labels: Mapping[str, str]) -> bool:
    name, equals, value = wanted.partition("=")
    return name in labels and (not equals or labels[name] == value)
