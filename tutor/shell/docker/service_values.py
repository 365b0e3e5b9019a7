"""Pieces of a service specification that `create`, `update` and stack files make alike.

Source: docker/cli `cli/command/service/opts.go`, `opts/capabilities.go`; defaults are swarmkit's
(`api/defaults/service.go`).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from tutor.shell.docker.command import ClientError
from tutor.shell.docker.goschema import typed
from tutor.shell.docker.gotext import format_float
from tutor.shell.docker.gotypes import to_json

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tutor.shell.docker.flags import Values

Json = dict[str, Any]
SECOND = 10**9
ALL, RESET = "ALL", "RESET"
_CHANGE = {
    "parallelism": "Parallelism",
    "delay": "Delay",
    "monitor": "Monitor",
    "failure-action": "FailureAction",
    "max-failure-ratio": "MaxFailureRatio",
    "order": "Order",
}
_RESTART = {
    "restart-condition": "Condition",
    "restart-delay": "Delay",
    "restart-max-attempts": "MaxAttempts",
    "restart-window": "Window",
}


def canonical(spec: Json) -> Json:
    """The specification as the client sends it: its own field order, empty members left out.

    Raises ClientError for what JSON cannot tell.
    """
    for member in ("UpdateConfig", "RollbackConfig"):
        ratio = float((spec.get(member) or {}).get("MaxFailureRatio") or 0)
        if not math.isfinite(ratio):
            raise ClientError(f"json: unsupported value: {format_float(ratio)}")
    result: Json = to_json(typed(spec, "swarm.ServiceSpec"))
    return result


def default_change() -> Json:
    """An `UpdateConfig` before any flag."""
    return {
        "Parallelism": 1,
        "FailureAction": "pause",
        "Monitor": 5 * SECOND,
        "MaxFailureRatio": 0,
        "Order": "stop-first",
    }


def change_config(flags: Values, kind: str, before: Json | None) -> Json | None:
    """`UpdateConfig` (`kind` update) or `RollbackConfig` after the flags; as it was when none is given."""
    given = {field: flags[f"{kind}-{name}"] for name, field in _CHANGE.items() if flags.changed(f"{kind}-{name}")}
    if not given:
        return before
    return {**(before or default_change()), **given}


def restart_policy(flags: Values, before: Json | None) -> Json | None:
    """`RestartPolicy` after the flags; as it was when none is given."""
    given = {field: flags[name] for name, field in _RESTART.items() if flags.changed(name)}
    if not given:
        return before
    return {**(before or {"Condition": "any", "Delay": 5 * SECOND, "MaxAttempts": 0}), **given}


def pairs(values: Iterable[str]) -> dict[str, str]:
    """`["a=1", "b"]` -> `{"a": "1", "b": ""}`."""
    return {key: value for key, _, value in (item.partition("=") for item in values)}


def swarm_hosts(entries: Iterable[str]) -> list[str]:
    """`host:ip` -> `ip host`, as swarm wants it."""
    return [f"{ip} {host}" for host, colon, ip in (entry.partition(":") for entry in entries) if colon]


def capability(name: str) -> str:
    upper = name.strip().upper()
    return upper if upper in (ALL, RESET) or upper.startswith("CAP_") else f"CAP_{upper}"


def capabilities(added: Iterable[str], dropped: Iterable[str]) -> tuple[list[str], list[str]]:
    """The two lists after normalising: sorted; adding wins over dropping; ALL stands for everything."""
    add = {capability(name) for name in added}
    drop = {capability(name) for name in dropped}
    add = {ALL} if ALL in add else add
    drop = {ALL} if ALL in drop else drop
    return sorted(add - {RESET}), sorted(drop - add - {RESET})
