"""Go types of request bodies that the client never prints; see `tutor.shell.docker.gotypes` for the notation.

Source of names and types: moby `api/types` v26.1.5.
"""

import tutor.shell.docker.goschema  # noqa: F401 - declares the types that these are made of
from tutor.shell.docker.gotypes import TYPES

SCHEMA = """
swarm.InitRequest
  ListenAddr string
  AdvertiseAddr string
  DataPathAddr string
  DataPathPort uint32
  ForceNewCluster bool
  Spec swarm.Spec
  AutoLockManagers bool
  Availability swarm.NodeAvailability
  DefaultAddrPool []string
  SubnetSize uint32
swarm.JoinRequest
  ListenAddr string
  AdvertiseAddr string
  DataPathAddr string
  RemoteAddrs []string
  JoinToken string
  Availability swarm.NodeAvailability
swarm.UnlockRequest
  UnlockKey string
types.NetworkCreateRequest
  +NetworkCreate types.NetworkCreate
  Name string
types.NetworkCreate
  CheckDuplicate bool
  Driver string
  Scope string
  EnableIPv6 bool
  IPAM *network.IPAM
  Internal bool
  Attachable bool
  Ingress bool
  ConfigOnly bool
  ConfigFrom *network.ConfigReference
  Options map[string]string
  Labels map[string]string
types.NetworkConnect
  Container string
  EndpointConfig *network.EndpointSettings
types.NetworkDisconnect
  Container string
  Force bool
volume.CreateOptions
  Driver string
  DriverOpts map[string]string
  Labels map[string]string
  Name string
runconfig.ContainerConfigWrapper
  +Config *container.Config
  HostConfig *container.HostConfig
  NetworkingConfig *network.NetworkingConfig
container.UpdateConfig
  +Resources container.Resources
  RestartPolicy container.RestartPolicy
network.NetworkingConfig
  EndpointsConfig map[string]*network.EndpointSettings
types.ExecConfig
  User string
  Privileged bool
  Tty bool
  ConsoleSize *[2]uint
  AttachStdin bool
  AttachStderr bool
  AttachStdout bool
  Detach bool
  DetachKeys string
  Env []string
  WorkingDir string
  Cmd []string
types.ExecStartCheck
  Detach bool
  Tty bool
  ConsoleSize *[2]uint
"""
TYPES.declare(SCHEMA)
__all__ = ["TYPES"]
