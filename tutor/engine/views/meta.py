"""What the JSON of every swarm object begins with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.engine.times import rfc3339

if TYPE_CHECKING:
    from tutor.swarm.objects import StoreObject
    from tutor.swarm.spec import Json


def meta(one: StoreObject) -> Json:
    return {
        "ID": one.id,
        "Version": {"Index": one.version},
        "CreatedAt": rfc3339(one.created_at),
        "UpdatedAt": rfc3339(one.updated_at),
    }


def iteration(number: int) -> Json:
    """The version that a run of a job has; the first one is 0, and a 0 is left out."""
    return {"Index": number} if number else {}
