"""What `docker info` prints without a template.

Source: docker/cli `cli/command/system/info.go`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.shell.docker.sizes import bytes_size, human_duration

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tutor.shell.docker.objects import Json

_OUTSIDE = ("inactive", "locked")


def client_text(client: Json) -> list[str]:
    return [
        "Client:",
        f" Version:    {client['Version']}",
        f" Context:    {client['Context']}",
        f" Debug Mode: {_truth(client.get('Debug'))}",
    ]


def server_text(info: Json) -> list[str]:
    """The lines below `Server:`."""
    lines = [
        f" Containers: {info.get('Containers', 0)}",
        f"  Running: {info.get('ContainersRunning', 0)}",
        f"  Paused: {info.get('ContainersPaused', 0)}",
        f"  Stopped: {info.get('ContainersStopped', 0)}",
        f" Images: {info.get('Images', 0)}",
    ]
    lines += _given(info, (("Server Version", "ServerVersion"), ("Storage Driver", "Driver")))
    lines += [f"  {pair[0]}: {pair[1]}" for pair in info.get("DriverStatus") or ()]
    lines += _given(
        info,
        (("Logging Driver", "LoggingDriver"), ("Cgroup Driver", "CgroupDriver"), ("Cgroup Version", "CgroupVersion")),
    )
    lines += _plugins(info.get("Plugins") or {})
    lines.append(f" Swarm: {info['Swarm'].get('LocalNodeState', '')}")
    lines += _swarm(info["Swarm"])
    return [*lines, *_runtimes(info), *_machine(info), *_rest(info)]


def _truth(value: object) -> str:
    return "true" if value else "false"


def _given(info: Json, pairs: Sequence[tuple[str, str]]) -> list[str]:
    """Lines for what is not empty."""
    return [f" {title}: {info[key]}" for title, key in pairs if info.get(key)]


def _plugins(plugins: Json) -> list[str]:
    lines = [" Plugins:", f"  Volume: {' '.join(plugins.get('Volume') or ())}"]
    lines.append(f"  Network: {' '.join(plugins.get('Network') or ())}")
    if plugins.get("Authorization"):
        lines.append(f"  Authorization: {' '.join(plugins['Authorization'])}")
    return [*lines, f"  Log: {' '.join(plugins.get('Log') or ())}"]


def _swarm(swarm: Json) -> list[str]:
    state = swarm.get("LocalNodeState", "inactive")
    if state in _OUTSIDE:
        return []
    lines = [f"  NodeID: {swarm.get('NodeID', '')}"]
    error = swarm.get("Error")
    if error:
        lines.append(f"  Error: {error}")
    manager = swarm.get("ControlAvailable")
    lines.append(f"  Is Manager: {_truth(manager)}")
    if swarm.get("Cluster") and manager and not error and state != "error":
        lines += _cluster(swarm, swarm["Cluster"])
    lines.append(f"  Node Address: {swarm.get('NodeAddr', '')}")
    managers = sorted(entry["Addr"] for entry in swarm.get("RemoteManagers") or ())
    if managers:
        lines += ["  Manager Addresses:", *(f"   {address}" for address in managers)]
    return lines


def _cluster(swarm: Json, cluster: Json) -> list[str]:
    spec = cluster["Spec"]
    raft, ca = spec.get("Raft") or {}, spec.get("CAConfig") or {}
    lines = [
        f"  ClusterID: {cluster['ID']}",
        f"  Managers: {swarm.get('Managers', 0)}",
        f"  Nodes: {swarm.get('Nodes', 0)}",
    ]
    if cluster.get("DefaultAddrPool") is not None:
        pool = "".join(f"{subnet}  " for subnet in cluster["DefaultAddrPool"])
        lines += [f"  Default Address Pool: {pool}", f"  SubnetSize: {cluster.get('SubnetSize', 0)}"]
    if cluster.get("DataPathPort"):
        lines.append(f"  Data Path Port: {cluster['DataPathPort']}")
    history = (spec.get("Orchestration") or {}).get("TaskHistoryRetentionLimit") or 0
    lines += ["  Orchestration:", f"   Task History Retention Limit: {history}"]
    lines += ["  Raft:", f"   Snapshot Interval: {raft.get('SnapshotInterval', 0)}"]
    if raft.get("KeepOldSnapshots") is not None:
        lines.append(f"   Number of Old Snapshots to Retain: {raft['KeepOldSnapshots']}")
    lines += [f"   Heartbeat Tick: {raft.get('HeartbeatTick', 0)}", f"   Election Tick: {raft.get('ElectionTick', 0)}"]
    heartbeat = (spec.get("Dispatcher") or {}).get("HeartbeatPeriod", 0)
    lines += ["  Dispatcher:", f"   Heartbeat Period: {human_duration(heartbeat)}"]
    lines += ["  CA Configuration:", f"   Expiry Duration: {human_duration(ca.get('NodeCertExpiry', 0))}"]
    lines.append(f"   Force Rotate: {ca.get('ForceRotate', 0)}")
    if ca.get("ExternalCAs"):
        lines += ["   External CAs:", *(f"     {entry['Protocol']}: {entry['URL']}" for entry in ca["ExternalCAs"])]
    locked = (spec.get("EncryptionConfig") or {}).get("AutoLockManagers")
    lines.append(f"  Autolock Managers: {_truth(locked)}")
    lines.append(f"  Root Rotation In Progress: {_truth(cluster.get('RootRotationInProgress'))}")
    return lines


def _runtimes(info: Json) -> list[str]:
    if not info.get("Runtimes"):
        return []
    return [f" Runtimes: {' '.join(sorted(info['Runtimes']))}", f" Default Runtime: {info.get('DefaultRuntime', '')}"]


def _machine(info: Json) -> list[str]:
    lines = []
    if info.get("OSType") == "linux":
        lines += [
            f" Init Binary: {info.get('InitBinary', '')}",
            f" containerd version: {(info.get('ContainerdCommit') or {}).get('ID', '')}",
            f" runc version: {(info.get('RuncCommit') or {}).get('ID', '')}",
            f" init version: {(info.get('InitCommit') or {}).get('ID', '')}",
            *_security(info.get("SecurityOptions") or ()),
        ]
    lines += _given(
        info,
        (
            ("Kernel Version", "KernelVersion"),
            ("Operating System", "OperatingSystem"),
            ("OSType", "OSType"),
            ("Architecture", "Architecture"),
        ),
    )
    return [*lines, f" CPUs: {info.get('NCPU', 0)}", f" Total Memory: {bytes_size(info.get('MemTotal', 0))}"]


def _security(options: Sequence[str]) -> list[str]:
    lines = [" Security Options:"] if options else []
    for option in options:
        for part in option.split(","):
            key, _, value = part.partition("=")
            if key == "name":
                lines.append(f"  {value}")
            elif key == "profile":
                lines.append(f"   Profile: {value}")
    return lines


def _rest(info: Json) -> list[str]:
    lines = _given(info, (("Name", "Name"), ("ID", "ID")))
    lines += [f" Docker Root Dir: {info.get('DockerRootDir', '')}", f" Debug Mode: {_truth(info.get('Debug'))}"]
    if info.get("Labels"):
        lines += [" Labels:", *(f"  {label}" for label in info["Labels"])]
    lines.append(f" Experimental: {_truth(info.get('ExperimentalBuild'))}")
    registry = info.get("RegistryConfig") or {}
    indexes = registry.get("IndexConfigs") or {}
    if registry.get("InsecureRegistryCIDRs") or indexes:
        lines.append(" Insecure Registries:")
        lines += [f"  {index['Name']}" for index in indexes.values() if not index.get("Secure")]
        lines += [f"  {subnet}" for subnet in registry.get("InsecureRegistryCIDRs") or ()]
    if registry.get("Mirrors"):
        lines += [" Registry Mirrors:", *(f"  {mirror}" for mirror in registry["Mirrors"])]
    return [*lines, f" Live Restore Enabled: {_truth(info.get('LiveRestoreEnabled'))}", ""]
