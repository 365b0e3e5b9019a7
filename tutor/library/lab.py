"""A lab as its file tells it: where it starts, what is to be done, how that is recognised.

Nothing here judges; `tutor.labs` does. Lines of `setup` and of `steps` are command lines, each with the
host it is typed on (`worker1$ docker ps`); without a host it is the lab's first one. Faults and waiting
are command lines, too (`sim stop_docker worker1`).
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec


class Expect(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One thing that must be true of the cluster, read through the Engine API.

    Members of an object are named by paths with `/` (`Spec/Labels/com.example.tier`, `Endpoint/Ports/*/PublishedPort`,
    where `*` is any element). A wanted value is a plain value, null (absent), or one of `{not: X}`,
    `{in: [X, Y]}`, `{min: N}`, `{max: N}`, `{matches: REGEX}`, and in `where` also
    `{same_as: {get: PATH, member: MEMBER}}`, one of the values that are found there now. Tasks
    carry two members more than the API gives them: `Service` and `Node`, the names of both.
    """

    subject: str
    """What is counted, as a noun in the plural: `running tasks of web`."""
    get: str
    """Path of the Engine API: `/nodes`, `/services/web`, `/tasks`, `/containers/json`."""
    on: str = ""
    """The host whose daemon is asked; empty: any manager that answers."""
    query: dict[str, str] = {}
    among: dict[str, Any] = {}
    """Which of the objects are looked at."""
    where: dict[str, Any] = {}
    """What must be true of them."""
    count: int | dict[Literal["min", "max"], int] | None = None
    """How many of them; left out: every one, and at least one."""
    distinct: str = ""
    """A path whose values must all differ."""


class Goal(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One goal. It is met when all it expects is true at one moment."""

    slug: str
    text: str
    expect: list[Expect]
    hints: list[str] = []
    """Four rungs: the concept, the object, the shape of the command, the command."""
    stage: int = 1
    """Stages are met one after the other; a stage that was met stays met."""
    keep: bool = False
    """True from the start and to be kept true, not to be earned."""
    explain: str = ""
    """Markdown; in a guided lab: what to know for this goal, shown when its turn comes."""


class Solution(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One way that leads to every goal, with what it teaches."""

    title: str
    steps: list[str]
    why: str = ""


class Mistake(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A way that learners take and that does not lead there. Only `labs verify` reads it."""

    title: str
    steps: list[str]
    leaves: list[str]
    """Slugs of goals that are unmet after it."""
    told: str
    """A regular expression that what the judge says of those goals must match."""


class Lab(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    slug: str
    title: str
    chapter: str
    difficulty: Literal[1, 2, 3]
    minutes: int
    task: str
    """Markdown."""
    goals: list[Goal]
    solutions: list[Solution]
    mistakes: list[Mistake]
    form: Literal["guided", "exercise", "challenge"] = "exercise"
    """Guided: it explains as it goes, a goal at a time. Challenge: it says what is wanted and nothing else."""
    order: int = 0
    """Where it stands in its chapter; lower numbers come first."""
    cluster: str = "three"
    """A name from `data/clusters.yaml`."""
    swarm: list[str] = []
    """Managers of a swarm that exists at the start (the first one leads, all other hosts are workers);
    empty: no swarm yet."""
    files: dict[str, dict[str, str]] = {}
    """Host -> path -> content, relative to the home directory."""
    setup: list[str] = []
    topic: str = "swarm"
    sections: list[str] = []
    """Note sections that explain what is practised: `topic/section`."""
    proof: Literal["real", "simulated"] = "real"
    proof_reason: str = ""
    """Why it cannot be proved on a real swarm (only with `proof: simulated`)."""


def split_line(line: str, first_host: str) -> tuple[str, str]:
    """(host, command) of a line such as `worker1$ docker ps`; without `HOST$ ` it is for `first_host`."""
    head, separator, rest = line.partition("$ ")
    if separator and head and " " not in head and "=" not in head:
        return head, rest
    return first_host, line
