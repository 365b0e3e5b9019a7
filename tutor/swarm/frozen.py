"""What all objects of the simulation are: records that are replaced, never changed."""

from __future__ import annotations

from msgspec import Struct


class Frozen(Struct, frozen=True, gc=False):
    """A record. What it holds was there before it, so it is never part of a cycle and the collector may pass it by.

    Changed copies are made by `msgspec.structs.replace`, which a simulation of thousands of nodes does a million
    times; a dataclass takes ten times as long for it.
    """
