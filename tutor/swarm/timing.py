"""How long things take. Durations in nanoseconds; `between` draws one from a range.

Heartbeats, elections and debounces are SwarmKit's (`manager/dispatcher`, `manager/state/raft`,
`manager/scheduler`); what an image or a container takes is what a small machine with a near registry
shows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.swarm.clock import HOUR, MILLISECOND, MINUTE, SECOND

if TYPE_CHECKING:
    import random

# The managers.
RECONCILE = 2 * MILLISECOND
ALLOCATE = 5 * MILLISECOND
SCHEDULE = 50 * MILLISECOND
"""The scheduler waits for more to come before it decides."""
REAP = 250 * MILLISECOND
PROMOTION = (400 * MILLISECOND, 900 * MILLISECOND)
"""A new certificate, and then once more until the node is a member of the raft group."""
DEMOTION = (10 * MILLISECOND, 50 * MILLISECOND)
REGISTER = (300 * MILLISECOND, 700 * MILLISECOND)
"""From a daemon's start, or from a join, until the managers see its node as ready."""
REREGISTER = (1500 * MILLISECOND, 5 * SECOND)
"""The same after a change of leader: the agents have to find the new one."""
HEARTBEAT_LOST = (11 * SECOND, 16 * SECOND)
"""Three missed heartbeats of 5 s (+- 0.5 s), counted from the last one that came."""
UNKNOWN_GRACE = 28 * SECOND
"""After a change of leader a silent node has twice the time: six heartbeats of 5 s (+- 0.5 s)."""
ORPHAN = 24 * HOUR
ELECTION = (7 * SECOND, 15 * SECOND)
"""Followers miss the leader for 10 to 20 ticks of a second, counted from its last word; the first one stands."""
REELECTION = (1 * SECOND, 4 * SECOND)
"""Once enough managers are back: the rest of a candidate's time-out."""
STEP_DOWN = 15 * SECOND
"""A leader without a majority notices at the second check, one check every 10 s."""
REQUEST_PATIENCE = 20 * SECOND
"""How long a daemon waits for a leader on behalf of its user."""
LEADERLESS_PATIENCE = 10 * SECOND
"""After so many ticks without a leader requests are refused at once."""
CA_ROTATION = (800 * MILLISECOND, 1600 * MILLISECOND)
OLD_TASK_PATIENCE = MINUTE
"""How long a replacement waits for the task it replaces to stop."""

# The agents.
EXPEL = 500 * MILLISECOND
"""Until the agent of a removed node hears that it has no tasks."""
ASSIGN = (20 * MILLISECOND, 90 * MILLISECOND)
PREPARE = (120 * MILLISECOND, 260 * MILLISECOND)
"""Networks, volumes, the container itself; the image is there already."""
REGISTRY_LOOKUP = (300 * MILLISECOND, 600 * MILLISECOND)
PULL_BYTES_PER_SECOND = 150_000_000
START = (180 * MILLISECOND, 380 * MILLISECOND)
STOP = (90 * MILLISECOND, 220 * MILLISECOND)
"""From the stop signal until a program that heeds it is gone."""
EXIT = 60 * MILLISECOND
"""From the end of a program until its container is torn down and the daemon tells of it."""
GOSSIP = 2 * SECOND
"""A task on an overlay network is taken out of load balancing this long before it is stopped."""


def between(rng: random.Random, span: tuple[int, int]) -> int:
    return rng.randrange(span[0], span[1])
