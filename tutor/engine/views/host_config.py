"""`HostConfig` of a container as inspection shows it: what was asked for, and the daemon's defaults for the rest.

Source: a recorded engine with cgroup v1; names and order of API 1.45.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tutor.swarm.host import Container
    from tutor.swarm.spec import Json, PortConfig

SHM_SIZE = 64 << 20
MASKED = (
    "/proc/asound", "/proc/acpi", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/timer_list",
    "/proc/timer_stats", "/proc/sched_debug", "/proc/scsi", "/sys/firmware", "/sys/devices/virtual/powercap",
)  # fmt: skip
READ_ONLY = ("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger")
_OPTIONAL = ("Annotations", "StorageOpt", "Tmpfs", "Sysctls", "Mounts", "Init")
"""Members that are left out where nobody spoke of them."""


def network_mode(container: Container) -> str:
    """`bridge`, `host`, `none`, the name of a network or `container:ID`."""
    asked: str = (container.config.raw.get("HostConfig") or {}).get("NetworkMode") or "default"
    return "bridge" if asked == "default" else asked


def host_config_view(container: Container) -> Json:
    asked = container.config.raw.get("HostConfig") or {}
    empty: list[Json] | None = (
        None if container.task_id else []
    )  # the client sends these lists empty, the managers not at all
    policy, _, count = container.config.restart.partition(":")
    memory = asked.get("Memory") or 0
    privileged = bool(asked.get("Privileged"))
    log = asked.get("LogConfig") or {}
    view: Json = {
        "Binds": asked.get("Binds"),
        "ContainerIDFile": asked.get("ContainerIDFile") or "",
        "LogConfig": {"Type": log.get("Type") or "json-file", "Config": log.get("Config") or {}},
        "NetworkMode": network_mode(container),
        "PortBindings": asked.get("PortBindings") or _bindings(container.config.ports if container.task_id else ()),
        "RestartPolicy": {"Name": policy or "no", "MaximumRetryCount": int(count or 0)},
        "AutoRemove": container.config.auto_remove,
        "VolumeDriver": asked.get("VolumeDriver") or "",
        "VolumesFrom": asked.get("VolumesFrom"),
        "ConsoleSize": [0, 0],
        "CapAdd": asked.get("CapAdd"),
        "CapDrop": asked.get("CapDrop"),
        "CgroupnsMode": asked.get("CgroupnsMode") or "host",
        "Dns": asked.get("Dns") or empty,
        "DnsOptions": asked.get("DnsOptions") or empty,
        "DnsSearch": asked.get("DnsSearch") or empty,
        "ExtraHosts": asked.get("ExtraHosts"),
        "GroupAdd": asked.get("GroupAdd"),
        "IpcMode": asked.get("IpcMode") or "private",
        "Cgroup": "",
        "Links": asked.get("Links"),
        "OomScoreAdj": asked.get("OomScoreAdj") or 0,
        "PidMode": asked.get("PidMode") or "",
        "Privileged": privileged,
        "PublishAllPorts": bool(asked.get("PublishAllPorts")),
        "ReadonlyRootfs": bool(asked.get("ReadonlyRootfs")),
        "SecurityOpt": asked.get("SecurityOpt") or (["label=disable"] if privileged else None),
        "UTSMode": asked.get("UTSMode") or "",
        "UsernsMode": asked.get("UsernsMode") or "",
        "ShmSize": asked.get("ShmSize") or SHM_SIZE,
        "Runtime": "runc",
        "Isolation": asked.get("Isolation") or "",
        "CpuShares": asked.get("CpuShares") or 0,
        "Memory": memory,
        "NanoCpus": asked.get("NanoCpus") or 0,
        "CgroupParent": asked.get("CgroupParent") or "",
        "BlkioWeight": asked.get("BlkioWeight") or 0,
        **dict.fromkeys(("BlkioWeightDevice", "BlkioDeviceReadBps", "BlkioDeviceWriteBps"), empty),
        **dict.fromkeys(("BlkioDeviceReadIOps", "BlkioDeviceWriteIOps"), empty),
        "CpuPeriod": asked.get("CpuPeriod") or 0,
        "CpuQuota": asked.get("CpuQuota") or 0,
        "CpuRealtimePeriod": 0,
        "CpuRealtimeRuntime": 0,
        "CpusetCpus": asked.get("CpusetCpus") or "",
        "CpusetMems": asked.get("CpusetMems") or "",
        "Devices": empty,
        "DeviceCgroupRules": None,
        "DeviceRequests": None,
        "MemoryReservation": asked.get("MemoryReservation") or 0,
        "MemorySwap": asked.get("MemorySwap") or 2 * memory,
        "MemorySwappiness": None,
        "OomKillDisable": False,
        "PidsLimit": asked.get("PidsLimit"),
        "Ulimits": asked.get("Ulimits") or [],
        "CpuCount": 0,
        "CpuPercent": 0,
        "IOMaximumIOps": 0,
        "IOMaximumBandwidth": 0,
    }
    view |= {name: asked[name] for name in _OPTIONAL if asked.get(name) is not None and asked[name] != []}
    return {**view, "MaskedPaths": None if privileged else list(MASKED), "ReadonlyPaths": _read_only(privileged)}


def _read_only(privileged: bool) -> list[str] | None:
    return None if privileged else list(READ_ONLY)


def _bindings(ports: tuple[PortConfig, ...]) -> Json:
    bindings: Json = {}
    for port in ports:
        place = {"HostIp": port.address, "HostPort": str(port.published or "")}
        bindings.setdefault(f"{port.target}/{port.protocol}", []).append(place)
    return bindings
