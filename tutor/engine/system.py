"""What the daemon tells of itself: ping, info, version, disk usage, events.

Source: engine `daemon/info.go`, `api/server/router/system`, `daemon/cluster/cluster.go` Info.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.engine.daemon import LOCKED
from tutor.engine.errors import EngineError
from tutor.engine.events import follow_events
from tutor.engine.images import Images
from tutor.engine.times import rfc3339
from tutor.engine.views.cluster import cluster_view
from tutor.engine.views.containers import container_summary
from tutor.engine.volumes import volume_view
from tutor.swarm.errors import SwarmError
from tutor.swarm.host import ContainerState, LocalNodeState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tutor.engine.daemon import Daemon
    from tutor.engine.filters import Filters
    from tutor.engine.waiting import Operation
    from tutor.swarm.host import Host
    from tutor.swarm.spec import Json

API_VERSION = "1.45"
ENGINE_VERSION = "26.1.5+dfsg1"
BUILD_TIME = "2026-08-13T05:35:48.000000000+00:00"
KERNEL = "6.1.0-26-amd64"
SYSTEM = "Debian GNU/Linux 12 (bookworm)"
CONTAINERD, RUNC = "1.7.24~ds1-6+deb13u1", "1.1.5+ds1-1+deb12u1"
NETWORK_PLUGINS = ["bridge", "host", "ipvlan", "macvlan", "null", "overlay"]
LOG_PLUGINS = ["awslogs", "fluentd", "gcplogs", "gelf", "journald", "json-file", "local", "splunk", "syslog"]
NANO = 10**9


class System:
    def __init__(self, daemon: Daemon) -> None:
        self._daemon = daemon

    def ping(self) -> Json:
        """The headers of `HEAD /_ping`; `Swarm` is `inactive`, `pending`, `error`, `locked`, or `active/ROLE`."""
        host = self._daemon.host
        state = str(host.local_state)
        if host.local_state is LocalNodeState.ACTIVE:
            state += "/manager" if host.certified_manager else "/worker"
        return {
            "Api-Version": API_VERSION,
            "Builder-Version": "2",
            "Docker-Experimental": "false",
            "Ostype": "linux",
            "Server": f"Docker/{ENGINE_VERSION} (linux)",
            "Swarm": state,
        }

    def version(self) -> Json:
        """`GET /version`."""
        host = self._daemon.host
        return {
            "Platform": {"Name": ""},
            "Components": [
                {
                    "Name": "Engine",
                    "Version": ENGINE_VERSION,
                    "Details": {
                        "ApiVersion": API_VERSION,
                        "Arch": "amd64",
                        "BuildTime": BUILD_TIME,
                        "Experimental": "false",
                        "GitCommit": "411e817",
                        "GoVersion": "go1.24.4",
                        "KernelVersion": KERNEL,
                        "MinAPIVersion": "1.24",
                        "Os": host.spec.os,
                    },
                },
                {"Name": "containerd", "Version": CONTAINERD.partition("-")[0], "Details": {"GitCommit": CONTAINERD}},
                {"Name": "runc", "Version": RUNC.partition("-")[0], "Details": {"GitCommit": RUNC}},
            ],
            "Version": ENGINE_VERSION,
            "ApiVersion": API_VERSION,
            "MinAPIVersion": "1.24",
            "GitCommit": "411e817",
            "GoVersion": "go1.24.4",
            "Os": host.spec.os,
            "Arch": "amd64",
            "KernelVersion": KERNEL,
            "BuildTime": BUILD_TIME,
        }

    def info(self) -> Json:
        """`GET /info`."""
        host = self._daemon.host
        containers = list(host.containers.values())
        running = sum(c.state is ContainerState.RUNNING for c in containers)
        paused = sum(c.state is ContainerState.PAUSED for c in containers)
        return {
            "ID": _uuid(host.daemon_id),
            "Containers": len(containers),
            "ContainersRunning": running,
            "ContainersPaused": paused,
            "ContainersStopped": len(containers) - running - paused,
            "Images": len(host.images),
            **_drivers(),
            "SystemTime": rfc3339(self._daemon.now),
            "LoggingDriver": "json-file",
            "CgroupDriver": "cgroupfs",
            "CgroupVersion": "1",
            "NEventsListener": 0,
            "KernelVersion": KERNEL,
            "OperatingSystem": SYSTEM,
            "OSVersion": "12",
            "OSType": host.spec.os,
            "Architecture": host.spec.architecture,
            "IndexServerAddress": "https://index.docker.io/v1/",
            "RegistryConfig": {
                "AllowNondistributableArtifactsCIDRs": None,
                "AllowNondistributableArtifactsHostnames": None,
                "InsecureRegistryCIDRs": ["127.0.0.0/8"],
                "IndexConfigs": {"docker.io": {"Name": "docker.io", "Mirrors": [], "Secure": True, "Official": True}},
                "Mirrors": None,
            },
            "NCPU": host.spec.nano_cpus // NANO,
            "MemTotal": host.spec.memory_bytes,
            "GenericResources": None,
            "DockerRootDir": "/var/lib/docker",
            "HttpProxy": "",
            "HttpsProxy": "",
            "NoProxy": "",
            "Name": host.name,
            "Labels": [f"{key}={value}" for key, value in host.spec.engine_labels.items()],
            "ExperimentalBuild": False,
            "ServerVersion": ENGINE_VERSION,
            "Runtimes": {"io.containerd.runc.v2": {"path": "runc"}, "runc": {"path": "runc"}},
            "DefaultRuntime": "runc",
            "Swarm": self._swarm(host),
            "LiveRestoreEnabled": False,
            "Isolation": "",
            "InitBinary": "docker-init",
            "ContainerdCommit": {"ID": CONTAINERD, "Expected": CONTAINERD},
            "RuncCommit": {"ID": RUNC, "Expected": RUNC},
            "InitCommit": {"ID": "N/A", "Expected": ""},
            "SecurityOptions": ["name=seccomp,profile=builtin"],
            "CDISpecDirs": [],
            "Warnings": None,
        }

    def _swarm(self, host: Host) -> Json:
        """The part that swarm mode has in `docker info`; without quorum it still answers and tells the error."""
        swarm = self._daemon.swarm
        info: Json = {
            "NodeID": host.node_id,
            "NodeAddr": host.node_addr,
            "LocalNodeState": str(host.local_state),
            "ControlAvailable": self._daemon.serves_swarm(),
            "Error": host.error,
            "RemoteManagers": None,
        }
        if host.local_state is LocalNodeState.LOCKED:
            return info | {"NodeID": "", "Error": LOCKED}
        if swarm is None:
            return info | {"NodeID": "", "NodeAddr": ""}
        info["RemoteManagers"] = [
            {"NodeID": node_id, "Addr": addr} for node_id, addr in _managers_of(swarm.raft.members, host.node_id)
        ]
        if info["ControlAvailable"]:
            try:
                self._daemon.manager()
            except EngineError as error:
                return {**info, "Error": error.message}
            except SwarmError as error:
                return {**info, "Error": str(error)}
            info["Nodes"] = len(swarm.store.nodes)
            info["Managers"] = sum(1 for _ in swarm.raft.members)
            info["Cluster"] = cluster_view(swarm.store.cluster)
        return info

    def disk_usage(self) -> Json:
        """`GET /system/df`."""
        host = self._daemon.host
        images = Images(self._daemon).list()
        return {
            "LayersSize": sum(image["Size"] for image in images),
            "Images": images,
            "Containers": [container_summary(c, self._daemon.now) for c in host.containers.values()],
            "Volumes": [volume_view(volume) for volume in host.volumes.values()],
            "BuildCache": None,
        }

    def events(self, since: int = 0, until: int = 0, filters: Filters | None = None) -> Operation[None]:
        """`GET /events`: one chunk for each event; without `until` (nanoseconds) it goes on for ever."""
        return follow_events(self._daemon, since, until, filters or {})


def _managers_of(members: Mapping[str, str], own: str) -> list[tuple[str, str]]:
    """Other managers first, as the daemon lists them; a manager names itself, too."""
    return sorted(members.items(), key=lambda item: (item[0] == own, item[1]))


def _uuid(digits: str) -> str:
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:32]))


def _drivers() -> Json:
    limits = (
        "MemoryLimit", "SwapLimit", "KernelMemoryTCP", "CpuCfsPeriod", "CpuCfsQuota", "CPUShares", "CPUSet",
        "PidsLimit", "IPv4Forwarding", "BridgeNfIptables", "BridgeNfIp6tables",
    )  # fmt: skip
    return {
        "Driver": "overlay2",
        "DriverStatus": [
            ["Backing Filesystem", "extfs"],
            ["Supports d_type", "true"],
            ["Using metacopy", "false"],
            ["Native Overlay Diff", "true"],
            ["userxattr", "false"],
        ],
        "Plugins": {"Volume": ["local"], "Network": NETWORK_PLUGINS, "Authorization": None, "Log": LOG_PLUGINS},
        **dict.fromkeys(limits, True),
        "OomKillDisable": True,
        "Debug": False,
        "NFd": 35,
        "NGoroutines": 52,
    }
