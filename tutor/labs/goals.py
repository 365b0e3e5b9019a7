"""Judging a lab's goals: by the state of the cluster, never by what was typed.

Every verdict carries its own explanation, derived from what was read: what is wanted, what there is,
and for each object that falls short, why.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tutor.labs.matching import fits, phrase, plain, values_at
from tutor.labs.state import ClusterLook, Unreadable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tutor.labs.reader import EngineReader
    from tutor.library.lab import Expect, Goal, Lab

Json = dict[str, Any]
_EXAMPLES = 3
"""Objects named in an explanation before it only counts them."""


@dataclass(frozen=True, slots=True)
class GoalState:
    """One goal at one moment. `reason` is empty for a goal that is met, else `want …, have …`."""

    goal: Goal
    met: bool
    reason: str = ""
    waiting: bool = False
    """Its stage has not begun: an earlier stage is not met yet."""


class GoalJudge:
    """Follows one run of a lab. Its only state is the number of stages that have been met."""

    def __init__(self, lab: Lab, readers: Mapping[str, EngineReader], stages_met: int = 0) -> None:
        self.lab = lab
        self._readers = readers
        self._stages = sorted({goal.stage for goal in lab.goals})
        self.stages_met = stages_met

    def look(self) -> list[GoalState]:
        """Every goal, in the lab's order, as of now; moves on when the present stage is met."""
        look = ClusterLook(self._readers)
        while self.stages_met < len(self._stages):
            stage = self._stages[self.stages_met]
            if not all(judge_goal(goal, look).met for goal in self.lab.goals if goal.stage == stage):
                break
            self.stages_met += 1
        return [self._state(goal, look) for goal in self.lab.goals]

    def _state(self, goal: Goal, look: ClusterLook) -> GoalState:
        position = self._stages.index(goal.stage)
        if position < self.stages_met:
            return GoalState(goal, met=True)
        if position > self.stages_met:
            return GoalState(goal, met=False, reason="comes after the goals above", waiting=True)
        return judge_goal(goal, look)

    @property
    def solved(self) -> bool:
        """Whether every stage has been met."""
        return self.stages_met == len(self._stages)


def judge_goal(goal: Goal, look: ClusterLook) -> GoalState:
    """One goal against one look, whatever its stage."""
    reasons = [reason for expect in goal.expect if (reason := _unmet(expect, look))]
    return GoalState(goal, met=not reasons, reason="; ".join(reasons))


def _unmet(expect: Expect, look: ClusterLook) -> str:
    """Empty when the expectation holds, else `want …, have …`."""
    try:
        candidates = [
            item for item in look.items(expect.get, expect.on, expect.query) if not _faults(item, expect.among)
        ]
        where = {path: _resolved(wanted, look) for path, wanted in expect.where.items()}
    except Unreadable as unreadable:
        return f"want {_amount(expect)} {expect.subject}, but {unreadable}"
    good = [item for item in candidates if not _faults(item, where)]
    if not _enough(expect, len(good), len(candidates)):
        return f"want {_amount(expect)} {expect.subject}, have {len(good)}{_because(expect, candidates, good, where)}"
    if expect.distinct:
        return _repeated(expect, good)
    return ""


def _resolved(wanted: Any, look: ClusterLook) -> Any:
    """What is wanted, with `{same_as: {get: PATH, member: MEMBER}}` replaced by the values that are there now.

    Raises Unreadable when there are none: nothing differs from what is not there.
    """
    if not isinstance(wanted, dict):
        return wanted
    if set(wanted) == {"same_as"}:
        get, member = wanted["same_as"]["get"], wanted["same_as"]["member"]
        values = [value for item in look.items(get, "", {}) for value in values_at(item, member)]
        if not values:
            raise Unreadable(f"there is no {member.replace('/', '.')} in {get} to compare with")
        return {"in": values}
    return {operator: _resolved(operand, look) for operator, operand in wanted.items()}


def _enough(expect: Expect, good: int, candidates: int) -> bool:
    if expect.count is None:
        return candidates > 0 and good == candidates
    if isinstance(expect.count, int):
        return good == expect.count
    return expect.count.get("min", 0) <= good <= expect.count.get("max", good)


def _amount(expect: Expect) -> str:
    if expect.count is None:
        return "all"
    if isinstance(expect.count, int):
        return str(expect.count) if expect.count else "no"
    low, high = expect.count.get("min"), expect.count.get("max")
    if low is not None and high is not None:
        return f"{low} to {high}"
    return f"at least {low}" if low is not None else f"at most {high}"


def _faults(item: Json, wanted: Mapping[str, Any]) -> list[str]:
    """What keeps the object from being as wanted, one phrase for each member."""
    faults = (_fault(path.replace("/", "."), values_at(item, path), value) for path, value in wanted.items())
    return [fault for fault in faults if fault]


def _fault(member: str, have: list[Any], wanted: Any) -> str:
    """What is wrong with a member; empty when nothing is."""
    if fits(have, wanted):
        return ""
    if not have:
        return f"no {member}"
    if wanted is None:
        return f"{member} is there, must not be"
    shown = dict.fromkeys(plain(one) for one in have if not isinstance(one, (dict, list)))
    return f"{member} is {', '.join(shown) or 'something'}, {_objection(wanted)}"


def _objection(wanted: Any) -> str:
    """What is wrong with a value that is not as wanted: `not redis:7`, or what must not be."""
    if isinstance(wanted, dict) and "not" in wanted and wanted["not"] is not None:
        return f"must not be {phrase(wanted['not'])}"
    return f"not {phrase(wanted)}"


def _because(expect: Expect, candidates: Sequence[Json], good: Sequence[Json], where: Mapping[str, Any]) -> str:
    """Why the others do not count: by their own words where they have some."""
    bad = [item for item in candidates if item not in good]
    if not bad or (isinstance(expect.count, int) and len(good) > expect.count):
        return _names(good)
    told = [f"{name_of(item)}: {_trouble(item) or '; '.join(_faults(item, where))}" for item in bad]
    more = len(told) - _EXAMPLES
    return " (" + "; ".join(told[:_EXAMPLES]) + (f"; and {more} more)" if more > 0 else ")")


def _names(items: Sequence[Json]) -> str:
    if not items:
        return ""
    names = [name_of(item) for item in items[:_EXAMPLES]]
    more = len(items) - _EXAMPLES
    return " (" + ", ".join(names) + (f" and {more} more)" if more > 0 else ")")


def _repeated(expect: Expect, good: Sequence[Json]) -> str:
    seen: dict[str, int] = {}
    for item in good:
        for value in values_at(item, expect.distinct):
            seen[plain(value)] = seen.get(plain(value), 0) + 1
    twice = [f"{value} has {count}" for value, count in seen.items() if count > 1]
    return f"want {expect.subject} apart, each {expect.distinct} once, have {', '.join(twice)}" if twice else ""


def name_of(item: Json) -> str:
    """What a learner calls this object."""
    if "Slot" in item or "ServiceID" in item:
        service = item.get("Service") or "task"
        place = item.get("Slot") or item.get("Node") or str(item.get("NodeID", ""))[:12]
        return f"{service}.{place}"
    names = item.get("Names")
    if isinstance(names, list) and names:
        return str(names[0]).lstrip("/")
    hostname = (item.get("Description") or {}).get("Hostname")
    return str(hostname or (item.get("Spec") or {}).get("Name") or item.get("Name") or item.get("ID") or "it")


def _trouble(item: Json) -> str:
    """The error that a task tells of itself: `pending: no suitable node (…)`."""
    status = item.get("Status")
    if isinstance(status, dict) and status.get("Err"):
        return f"{status.get('State', '')}: {status['Err']}"
    return ""
