"""Networks that every machine has for itself, and that the managers know all the same: `bridge` and `host`.

Services name them like networks of the swarm; each task is then on its own machine's network of that name.
Source: swarmkit `manager/allocator/network.go` (`PredefinedNetworks`).
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from tutor.swarm.ids import folded_id

if TYPE_CHECKING:
    from collections.abc import Mapping

NAMES = ("bridge", "host")


@lru_cache(maxsize=64)
def predefined_networks(cluster_id: str) -> Mapping[str, str]:
    """The ids by which the managers of a swarm know them: id to name. They are the same at any time."""
    return MappingProxyType(
        {
            folded_id(int.from_bytes(hashlib.sha256(f"{cluster_id} {name}".encode()).digest(), "big")): name
            for name in NAMES
        }
    )
