"""Why a daemon does not make, or not start, the container that a task asks for.

What it does not make ends as `Rejected`, what it cannot start as `Failed`. Specifications like these pass
the managers, who do not look at what only a daemon knows.
Sources: engine `daemon/cluster/executor/container/validate.go`, `daemon/container.go`,
`daemon/daemon_unix.go`, `volume/mounts/linux_parser.go`, `oci/caps/utils.go`; texts as recorded.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tutor.swarm.signals import is_signal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from tutor.swarm.host import Host
    from tutor.swarm.objects import Task
    from tutor.swarm.registry import Image
    from tutor.swarm.spec import MountConfig

LEAST_MEMORY = 6 * 1024 * 1024
NANO = 10**9
_VOLUME_NAME = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_.-]+")
_CAPABILITIES = frozenset((
    "AUDIT_CONTROL", "AUDIT_READ", "AUDIT_WRITE", "BLOCK_SUSPEND", "BPF", "CHECKPOINT_RESTORE", "CHOWN",
    "DAC_OVERRIDE", "DAC_READ_SEARCH", "FOWNER", "FSETID", "IPC_LOCK", "IPC_OWNER", "KILL", "LEASE",
    "LINUX_IMMUTABLE", "MAC_ADMIN", "MAC_OVERRIDE", "MKNOD", "NET_ADMIN", "NET_BIND_SERVICE", "NET_BROADCAST",
    "NET_RAW", "PERFMON", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYSLOG", "SYS_ADMIN", "SYS_BOOT", "SYS_CHROOT",
    "SYS_MODULE", "SYS_NICE", "SYS_PACCT", "SYS_PTRACE", "SYS_RAWIO", "SYS_RESOURCE", "SYS_TIME", "SYS_TTY_CONFIG",
    "WAKE_ALARM",
))  # fmt: skip
_JSON_FILE_OPTIONS = frozenset(
    ("max-file", "max-size", "compress", "labels", "labels-regex", "env", "env-regex", "tag", "mode", "max-buffer-size")
)
_OWN_SYSCTLS = ("net.", "fs.mqueue.", "kernel.msg", "kernel.sem", "kernel.shm")
"""Kernel settings that a container has for itself."""
_USERS = frozenset(("root", "daemon", "bin", "sys", "mail", "nobody", "www-data"))


def creation_refusal(task: Task, mounts: Sequence[MountConfig], host: Host, exists: Callable[[str], bool]) -> str:
    """Why the container is not made; empty when it is.

    `mounts`: with placeholders filled in; `exists`: whether the machine has a path.
    """
    return next(_creation_refusals(task, mounts, host, exists), "")


def _creation_refusals(
    task: Task, mounts: Sequence[MountConfig], host: Host, exists: Callable[[str], bool]
) -> Iterator[str]:
    container: Mapping[str, Any] = task.spec.raw.get("ContainerSpec") or {}
    yield from (text for mount in mounts if (text := _mount_of_swarm(mount)))
    signal = task.spec.container.stop_signal
    if signal and not is_signal(signal):
        yield f"invalid signal: {signal}"
    for member, title in (("CapabilityAdd", "CapAdd"), ("CapabilityDrop", "CapDrop")):
        for name in container.get(member) or ():
            if name != "ALL" and name.removeprefix("CAP_") not in _CAPABILITIES:
                yield f'invalid {title}: unknown capability: "{name}"'
    yield from _limits((task.spec.raw.get("Resources") or {}).get("Limits") or {}, host)
    yield from _log_options(task.spec.raw.get("LogDriver") or {})
    yield from (text for mount in mounts if (text := _mount_of_daemon(mount, exists)))


def _mount_of_swarm(mount: MountConfig) -> str:
    """What the executor itself refuses."""
    if not mount.target.startswith("/"):
        return f"invalid mount target, must be an absolute path: {mount.target}"
    if mount.kind == "bind" and not mount.source.startswith("/"):
        return f"invalid bind mount source, must be an absolute path: {mount.source}"
    if mount.kind == "volume" and mount.source.startswith("/"):
        return f"invalid volume mount source, must not be an absolute path: {mount.source}"
    return ""


def _mount_of_daemon(mount: MountConfig, exists: Callable[[str], bool]) -> str:
    wrong = f'invalid mount config for type "{mount.kind}": '
    if mount.kind == "npipe":
        return wrong + "mount type unknown"
    if mount.target.strip("/") == "":
        return wrong + "invalid specification: destination can't be '/'"
    if mount.kind == "bind" and not exists(mount.source):
        return wrong + f"bind source path does not exist: {mount.source}"
    local = mount.kind == "volume" and mount.driver in ("", "local")
    if local and mount.source and not _VOLUME_NAME.fullmatch(mount.source):
        return (
            f'create {mount.source}: "{mount.source}" includes invalid characters for a local volume name, only '
            '"[a-zA-Z0-9][a-zA-Z0-9_.-]" are allowed. If you intended to pass a host directory, use absolute path'
        )
    return ""


def _limits(limits: Mapping[str, Any], host: Host) -> Iterator[str]:
    if 0 < (limits.get("MemoryBytes") or 0) < LEAST_MEMORY:
        yield "Minimum memory limit allowed is 6MB"
    cpus = host.spec.nano_cpus
    if (limits.get("NanoCPUs") or 0) > cpus:
        number = cpus // NANO
        yield f"Range of CPUs is from 0.01 to {number}.00, as there are only {number} CPUs available"


def _log_options(driver: Mapping[str, Any]) -> Iterator[str]:
    if driver.get("Name") in ("", "json-file"):
        for name in driver.get("Options") or {}:
            if name not in _JSON_FILE_OPTIONS:
                yield f"unknown log opt '{name}' for json-file log driver"


def start_refusal(task: Task, image: Image) -> str:
    """Why the container that was made does not start; empty when it does."""
    container: Mapping[str, Any] = task.spec.raw.get("ContainerSpec") or {}
    for name in container.get("Sysctls") or {}:
        if not name.startswith(_OWN_SYSCTLS):
            return (
                "failed to create task for container: failed to create shim task: OCI runtime create failed: runc "
                f'create failed: sysctl "{name}" is not in a separate kernel namespace: unknown'
            )
    user = (container.get("User") or "").partition(":")[0]
    if user and not user.isdigit() and user not in _users(image):
        return f"unable to find user {user}: no matching entries in passwd file"
    return ""


def _users(image: Image) -> frozenset[str]:
    """Those of every system, and the one that an image usually makes for its program."""
    return _USERS | {image.user, image.repository.rpartition("/")[2]}
