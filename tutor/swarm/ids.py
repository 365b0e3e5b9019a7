"""Identifiers and tokens as SwarmKit and the engine make them, drawn from a seeded generator.

Source: swarmkit `identity/randomid.go` (25 characters of base 36), `ca/config.go` (join tokens),
engine `stringid` (64 hexadecimal digits for what is local to a daemon).
"""

from __future__ import annotations

import base64
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random

_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"
TRUNCATED = 12
"""Characters of an identifier that tables show."""


_THREE = 36**3


@cache
def _triples() -> tuple[str, ...]:
    """Every number of three digits in base 36: an identifier needs a third of the divisions with them."""
    return tuple(a + b + c for a in _ALPHABET for b in _ALPHABET for c in _ALPHABET)


def _base36(number: int, width: int) -> str:
    triples, parts = _triples(), []
    while number:
        number, rest = divmod(number, _THREE)
        parts.append(triples[rest])
    return "".join(reversed(parts)).lstrip("0").rjust(width, "0")


def object_id(rng: random.Random) -> str:
    """25 characters of `[0-9a-z]`: a node, service, task, swarm network, secret, config or cluster.

    Drawn again while it has no letter or no digit in its first 12 characters, so that what tables
    print always looks like an identifier.
    """
    while True:
        new = _base36(rng.getrandbits(128) | 1 << 127, 25)[-25:]
        head = new[:TRUNCATED]
        if not head.isdigit() and not head.isalpha():
            return new


def local_id(rng: random.Random) -> str:
    """64 hexadecimal digits: a container or a network that is local to one daemon."""
    while True:
        new = f"{rng.getrandbits(256):064x}"
        head = new[:TRUNCATED]
        if not head.isdigit() and not head.isalpha():
            return new


def attachment_id(container_id: str) -> str:
    """The id of the task that stands for a container which was attached to a network by hand."""
    return folded_id(int(container_id, 16))


def folded_id(number: int) -> str:
    """An identifier of 25 characters that is made from a big number, always the same; it has letters and digits."""
    new = _base36(number | 1 << 255, 50)[-25:]
    return f"{new[:2]}4q{new[4:]}"


def token_digest(rng: random.Random) -> str:
    """The 50 characters of a join token that stand for the root certificate."""
    return _base36(rng.getrandbits(256), 50)


def token_secret(rng: random.Random) -> str:
    """The 25 characters of a join token that rotation changes."""
    return _base36(rng.getrandbits(128), 25)


def join_token(digest: str, secret: str) -> str:
    return f"SWMTKN-1-{digest}-{secret}"


def unlock_key(rng: random.Random) -> str:
    """`SWMKEY-1-` and 32 bytes in base64 without padding."""
    raw = rng.getrandbits(256).to_bytes(32, "big")
    return "SWMKEY-1-" + base64.b64encode(raw).decode().rstrip("=")
