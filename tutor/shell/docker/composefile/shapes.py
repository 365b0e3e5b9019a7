"""Descriptions of the client's own types, by which a stack file is decoded and printed.

A shape tells what kind of value a member holds. `prepare` turns a short form into the long one before the
value is read; it raises BadValue with the client's text.
Source: docker/cli `compose/types/types.go`; the kinds are those of Go.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Prepare = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text, truth value or number. `kind`: its name in Go, `string`, `bool`, `int64`, `uint32`, `float32`..."""

    kind: str
    prepare: Prepare | None = None
    show: Callable[[Any], Any] | None = None
    """How it is printed, if not as it is."""


@dataclass(frozen=True, slots=True)
class ListOf:
    item: Shape
    prepare: Prepare | None = None


@dataclass(frozen=True, slots=True)
class MapOf:
    """A mapping with free keys. `Optional` as item: keys may be without value."""

    item: Shape
    prepare: Prepare | None = None


@dataclass(frozen=True, slots=True)
class Optional:
    """A pointer: printed when it was given, zero or not."""

    item: Shape
    prepare: Prepare | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """One key of a record. `name`: what the client calls it in errors; `kept`: printed although it is zero."""

    key: str
    name: str
    shape: Shape
    kept: bool = False

    @property
    def zero(self) -> str | int:
        """What is printed for a kept member that was not given."""
        return "" if self.shape == Scalar("string") else 0


@dataclass(frozen=True, slots=True)
class Record:
    members: tuple[Member, ...]
    prepare: Prepare | None = None
    show: Callable[[Any], Any] | None = None
    """Another way to print it; None as result means the usual one."""


Shape = Scalar | ListOf | MapOf | Optional | Record


def member(key: str, shape: Shape, *, kept: bool = False) -> Member:
    """A member whose name in Go is `key` with a capital: the client calls it by that."""
    return Member(key, key.capitalize(), shape, kept)


def tagged(key: str, shape: Shape) -> Member:
    """A member that has its key as a name of its own for decoding."""
    return Member(key, key, shape)


def is_zero(value: Any, shape: Shape) -> bool:
    """Whether Go takes the value for the zero of its type, and so leaves it out."""
    if isinstance(shape, Optional):
        return value is None
    if isinstance(shape, Record) and isinstance(value, dict):
        return all(is_zero(value.get(one.key), one.shape) for one in shape.members)
    return not value
