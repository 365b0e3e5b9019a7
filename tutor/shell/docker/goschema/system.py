"""Go types of `docker info`, `docker version` and `docker events`.

Source of names and types: moby `api/types` v28.2.2 (what client 28.2.2 decodes into).
"""

SCHEMA = """
events.Message
  Type events.Type
  Action events.Action
  Actor events.Actor
  Scope=scope string ?
  Time=time int64 ?
  TimeNano=timeNano int64 ?
events.Type = string
events.Action = string
events.Actor
  ID string
  Attributes map[string]string
system.Info
  ID string
  Containers int
  ContainersRunning int
  ContainersPaused int
  ContainersStopped int
  Images int
  Driver string
  DriverStatus [][2]string
  SystemStatus [][2]string ?
  Plugins system.PluginsInfo
  MemoryLimit bool
  SwapLimit bool
  KernelMemory bool ?
  KernelMemoryTCP bool ?
  CPUCfsPeriod=CpuCfsPeriod bool
  CPUCfsQuota=CpuCfsQuota bool
  CPUShares bool
  CPUSet bool
  PidsLimit bool
  IPv4Forwarding bool
  Debug bool
  NFd int
  OomKillDisable bool
  NGoroutines int
  SystemTime string
  LoggingDriver string
  CgroupDriver string
  CgroupVersion string ?
  NEventsListener int
  KernelVersion string
  OperatingSystem string
  OSVersion string
  OSType string
  Architecture string
  IndexServerAddress string
  RegistryConfig *registry.ServiceConfig
  NCPU int
  MemTotal int64
  GenericResources []swarm.GenericResource
  DockerRootDir string
  HTTPProxy=HttpProxy string
  HTTPSProxy=HttpsProxy string
  NoProxy string
  Name string
  Labels []string
  ExperimentalBuild bool
  ServerVersion string
  Runtimes map[string]system.RuntimeWithStatus
  DefaultRuntime string
  Swarm swarm.Info
  LiveRestoreEnabled bool
  Isolation container.Isolation
  InitBinary string
  ContainerdCommit system.Commit
  RuncCommit system.Commit
  InitCommit system.Commit
  SecurityOptions []string
  ProductLicense string ?
  DefaultAddressPools []system.NetworkAddressPool ?
  FirewallBackend *system.FirewallInfo ?
  CDISpecDirs []string
  DiscoveredDevices []system.DeviceInfo ?
  Containerd *system.ContainerdInfo ?
  Warnings []string
system.PluginsInfo
  Volume []string
  Network []string
  Authorization []string
  Log []string
registry.ServiceConfig
  AllowNondistributableArtifactsCIDRs []*registry.NetIPNet ?
  AllowNondistributableArtifactsHostnames []string ?
  InsecureRegistryCIDRs []*registry.NetIPNet
  IndexConfigs map[string]*registry.IndexInfo
  Mirrors []string
registry.NetIPNet = string
registry.IndexInfo
  Name string
  Mirrors []string
  Secure bool
  Official bool
system.RuntimeWithStatus
  +Runtime system.Runtime
  Status=status map[string]string ?
system.Runtime
  Path=path string ?
  Args=runtimeArgs []string ?
  Type=runtimeType string ?
  Options=options map[string]any ?
swarm.Info
  NodeID string
  NodeAddr string
  LocalNodeState swarm.LocalNodeState
  ControlAvailable bool
  Error string
  RemoteManagers []swarm.Peer
  Nodes int ?
  Managers int ?
  Cluster *swarm.ClusterInfo ?
  Warnings []string ?
swarm.LocalNodeState = string
swarm.Peer
  NodeID string
  Addr string
swarm.ClusterInfo
  ID string
  +Meta swarm.Meta
  Spec swarm.Spec
  TLSInfo swarm.TLSInfo
  RootRotationInProgress bool
  DefaultAddrPool []string
  SubnetSize uint32
  DataPathPort uint32
swarm.Spec
  +Annotations swarm.Annotations
  Orchestration swarm.OrchestrationConfig ?
  Raft swarm.RaftConfig ?
  Dispatcher swarm.DispatcherConfig ?
  CAConfig swarm.CAConfig ?
  TaskDefaults swarm.TaskDefaults ?
  EncryptionConfig swarm.EncryptionConfig ?
swarm.OrchestrationConfig
  TaskHistoryRetentionLimit *int64 ?
swarm.RaftConfig
  SnapshotInterval uint64 ?
  KeepOldSnapshots *uint64 ?
  LogEntriesForSlowFollowers uint64 ?
  ElectionTick int
  HeartbeatTick int
swarm.DispatcherConfig
  HeartbeatPeriod time.Duration ?
swarm.CAConfig
  NodeCertExpiry time.Duration ?
  ExternalCAs []*swarm.ExternalCA ?
  SigningCACert string ?
  SigningCAKey string ?
  ForceRotate uint64 ?
swarm.ExternalCA
  Protocol swarm.ExternalCAProtocol
  URL string
  Options map[string]string ?
  CACert string
swarm.ExternalCAProtocol = string
swarm.TaskDefaults
  LogDriver *swarm.Driver ?
swarm.EncryptionConfig
  AutoLockManagers bool
system.Commit
  ID string
  Expected string ?
system.NetworkAddressPool
  Base string
  Size int
system.FirewallInfo
  Driver string
  Info [][2]string ?
system.DeviceInfo
  Source string
  ID string
system.ContainerdInfo
  Address string ?
  Namespaces system.ContainerdNamespaces
system.ContainerdNamespaces
  Containers string
  Plugins string
types.Version
  Platform system.platformInfo ?
  Components []types.ComponentVersion ?
  Version string
  APIVersion=ApiVersion string
  MinAPIVersion string ?
  GitCommit string
  GoVersion string
  Os string
  Arch string
  KernelVersion string ?
  Experimental bool ?
  BuildTime string ?
types.ComponentVersion
  Name string
  Version string
  Details map[string]string ?
system.dockerInfo
  +Info *system.Info
  ServerErrors []string ?
  ClientInfo *system.clientInfo ?
  ClientErrors []string ?
system.sparseInfo
  ClientInfo *system.clientInfo ?
  ClientErrors []string ?
system.clientInfo
  Debug bool
  +clientVersion system.clientVersion
  Plugins []any
  Warnings []string
system.clientVersion
  Platform *system.platformInfo ?
  Version string ?
  APIVersion=ApiVersion string ?
  DefaultAPIVersion string ?
  GitCommit string ?
  GoVersion string ?
  Os string ?
  Arch string ?
  BuildTime string ?
  Context string
system.platformInfo
  Name string ?
system.versionInfo
  Client system.clientVersion
  Server *types.Version
"""
