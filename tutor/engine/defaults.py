"""The daemon's defaults in a service specification (`insertDefaults`).

Source: swarmkit `api/defaults/service.go`, seen through `docker service inspect`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.swarm.clock import SECOND

if TYPE_CHECKING:
    from tutor.swarm.spec import Json

GRACE = 10 * SECOND
UPDATE: Json = {
    "Parallelism": 1,
    "FailureAction": "pause",
    "Monitor": 5 * SECOND,
    "MaxFailureRatio": 0,
    "Order": "stop-first",
}
RESTART: Json = {"Condition": "any", "Delay": 5 * SECOND, "MaxAttempts": 0}


def with_defaults(raw: Json) -> Json:
    """A copy of the specification in which nothing is left open; jobs, too, get update and rollback settings."""
    template = raw.get("TaskTemplate") or {}
    return {
        **raw,
        "TaskTemplate": _template(template),
        "UpdateConfig": _update(raw.get("UpdateConfig")),
        "RollbackConfig": _update(raw.get("RollbackConfig")),
        "EndpointSpec": {"Mode": "vip", **(raw.get("EndpointSpec") or {})},
    }


def _template(template: Json) -> Json:
    container = template.get("ContainerSpec") or {}
    restart = template.get("RestartPolicy")
    return {
        **template,
        "ContainerSpec": {
            **container,
            "StopGracePeriod": container.get("StopGracePeriod", GRACE),
            "DNSConfig": container.get("DNSConfig", {}),
        },
        "RestartPolicy": dict(RESTART) if restart is None else {**_delay(restart), **restart},
        "Placement": template.get("Placement") or {},
    }


def _delay(restart: Json) -> Json:
    return {} if "Delay" in restart else {"Delay": RESTART["Delay"]}


def _update(config: Json | None) -> Json:
    if config is None:
        return dict(UPDATE)
    return {**({} if "Monitor" in config else {"Monitor": UPDATE["Monitor"]}), **config}
