"""Names that the daemon makes up: an adjective and the name of somebody who mattered to computing."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random

_ADJECTIVES = (
    "amber", "bold", "brisk", "calm", "clever", "cosmic", "crisp", "daring", "eager", "fair", "frosty", "gentle",
    "golden", "happy", "honest", "keen", "lively", "lucid", "mellow", "merry", "nimble", "patient", "plucky",
    "quiet", "rapid", "sharp", "silent", "steady", "sunny", "tidy", "vivid", "witty",
)  # fmt: skip
_PEOPLE = (
    "allen", "babbage", "berners", "cerf", "codd", "dijkstra", "engelbart", "floyd", "goldberg", "hamilton",
    "hoare", "hopper", "kahn", "kay", "kernighan", "knuth", "lamport", "liskov", "lovelace", "mccarthy", "milner",
    "noether", "perlman", "ritchie", "shannon", "stallman", "stroustrup", "tanenbaum", "thompson", "torvalds",
    "turing", "wirth",
)  # fmt: skip


def generated_name(rng: random.Random) -> str:
    """`brisk_hopper`."""
    return f"{rng.choice(_ADJECTIVES)}_{rng.choice(_PEOPLE)}"
