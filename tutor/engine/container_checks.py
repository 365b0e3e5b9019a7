"""What the daemon refuses in the body of `POST /containers/create`, in its words and in its order.

Source: engine `daemon/container.go` (`verifyContainerSettings`), `daemon/daemon_unix.go`, `volume/mounts`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tutor.engine.errors import EngineError
from tutor.engine.volumes import check_volume_name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tutor.swarm.host import HostSpec
    from tutor.swarm.spec import Json

INVALID, NOT_FOUND = 400, 404
LEAST_MEMORY = 6 << 20
NANO = 10**9
_NAME = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_.-]+")
_POLICIES = ("no", "always", "on-failure", "unless-stopped", "")
LOG_DRIVERS = (
    "awslogs", "fluentd", "gcplogs", "gelf", "journald", "json-file", "local", "none", "splunk", "syslog",
)  # fmt: skip


def check_container_name(name: str, shown: str) -> None:
    """A name is refused as it was given (`shown`)."""
    if not _NAME.fullmatch(name):
        raise EngineError(INVALID, f"Invalid container name ({shown}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed")


def check_body(body: Json, machine: HostSpec, exists: Callable[[str], bool], named: Callable[[str], bool]) -> None:
    """Raises EngineError. `exists`: whether the machine has a path; `named`: whether there is such a container."""
    host = body.get("HostConfig") or {}
    folder = body.get("WorkingDir") or ""
    if folder and not folder.startswith("/"):
        text = f"the working directory '{folder}' is invalid, it needs to be an absolute path"
        raise EngineError(INVALID, text)
    check_policy(host.get("RestartPolicy") or {})
    check_resources(host, machine)
    driver = (host.get("LogConfig") or {}).get("Type") or "json-file"
    if driver not in LOG_DRIVERS:
        raise EngineError(NOT_FOUND, f'error looking up logging plugin {driver}: plugin "{driver}" not found')
    for link in host.get("Links") or ():
        if not named(link.partition(":")[0]):
            name = link.partition(":")[0]
            raise EngineError(INVALID, f"could not get container for {name}: No such container: {name}")
    for mount in host.get("Mounts") or ():
        _check_mount(mount, exists)
    for bind in host.get("Binds") or ():
        source = bind.partition(":")[0]
        if not source.startswith("/"):
            check_volume_name(source)


def check_policy(policy: Mapping[str, Any]) -> None:
    """The restart policy of a container."""
    name, count = policy.get("Name") or "", policy.get("MaximumRetryCount") or 0
    if name not in _POLICIES:
        raise EngineError(
            INVALID,
            f"invalid restart policy: unknown policy '{name}'; use one of 'no', 'always', 'on-failure', or "
            "'unless-stopped'",
        )
    if count and name != "on-failure":
        raise EngineError(
            INVALID,
            "invalid restart policy: maximum retry count can only be used with 'on-failure'",
        )
    if count < 0:
        raise EngineError(INVALID, "invalid restart policy: maximum retry count cannot be negative")


def check_resources(host: Mapping[str, Any], machine: HostSpec) -> None:
    """Memory and processors that a container may use."""
    memory, swap = host.get("Memory") or 0, host.get("MemorySwap") or 0
    if 0 < memory < LEAST_MEMORY:
        raise EngineError(INVALID, "Minimum memory limit allowed is 6MB")
    if memory and 0 < swap < memory:
        raise EngineError(INVALID, "Minimum memoryswap limit should be larger than memory limit, see usage")
    if swap > 0 and not memory:
        raise EngineError(INVALID, "You should always set the Memory limit when using Memoryswap limit, see usage")
    reserved = host.get("MemoryReservation") or 0
    if memory and reserved > memory:
        raise EngineError(INVALID, "Minimum memory limit can not be less than memory reservation limit, see usage")
    cpus, have = host.get("NanoCpus") or 0, machine.nano_cpus
    if cpus < 0 or cpus > have:
        count = have // NANO
        raise EngineError(
            INVALID, f"Range of CPUs is from 0.01 to {count}.00, as there are only {count} CPUs available"
        )


def _check_mount(mount: Mapping[str, Any], exists: Callable[[str], bool]) -> None:
    kind, source, target = mount.get("Type") or "", mount.get("Source") or "", mount.get("Target") or ""
    wrong = ""
    if kind not in ("bind", "volume", "tmpfs", "npipe", "cluster"):
        wrong = "mount type unknown"
    elif not target:
        wrong = "field Target must not be empty"
    elif not target.startswith("/"):
        wrong = f"invalid mount path: '{target}' mount path must be absolute"
    elif kind == "bind" and not source:
        wrong = "field Source must not be empty"
    elif kind == "bind" and not source.startswith("/"):
        wrong = f"invalid mount path: '{source}' mount path must be absolute"
    elif kind == "bind" and not exists(source):
        wrong = f"bind source path does not exist: {source}"
    elif kind == "tmpfs" and source:
        wrong = "field Source must not be specified"
    if wrong:
        raise EngineError(INVALID, f'invalid mount config for type "{kind}": {wrong}')
    if kind == "volume" and source:
        check_volume_name(source)
