"""Go types of containers.

Source of names and types: moby `api/types` v28.2.2 (what client 28.2.2 decodes into).
"""

SCHEMA = """
container.InspectResponse
  +ContainerJSONBase *container.ContainerJSONBase
  Mounts []container.MountPoint
  Config *container.Config
  NetworkSettings *container.NetworkSettings
  ImageManifestDescriptor *v1.Descriptor ?
container.ContainerJSONBase
  ID=Id string
  Created string
  Path string
  Args []string
  State *container.State
  Image string
  ResolvConfPath string
  HostnamePath string
  HostsPath string
  LogPath string
  Name string
  RestartCount int
  Driver string
  Platform string
  MountLabel string
  ProcessLabel string
  AppArmorProfile string
  ExecIDs []string
  HostConfig *container.HostConfig
  GraphDriver storage.DriverData
  SizeRw *int64 ?
  SizeRootFs *int64 ?
container.State
  Status container.ContainerState
  Running bool
  Paused bool
  Restarting bool
  OOMKilled bool
  Dead bool
  Pid int
  ExitCode int
  Error string
  StartedAt string
  FinishedAt string
  Health *container.Health ?
container.ContainerState = string
container.Health
  Status container.HealthStatus
  FailingStreak int
  Log []*container.HealthcheckResult
container.HealthStatus = string
container.HealthcheckResult
  Start time.Time
  End time.Time
  ExitCode int
  Output string
container.HostConfig
  Binds []string
  ContainerIDFile string
  LogConfig container.LogConfig
  NetworkMode container.NetworkMode
  PortBindings nat.PortMap
  RestartPolicy container.RestartPolicy
  AutoRemove bool
  VolumeDriver string
  VolumesFrom []string
  ConsoleSize [2]uint
  Annotations map[string]string ?
  CapAdd strslice.StrSlice
  CapDrop strslice.StrSlice
  CgroupnsMode container.CgroupnsMode
  DNS=Dns []string
  DNSOptions=DnsOptions []string
  DNSSearch=DnsSearch []string
  ExtraHosts []string
  GroupAdd []string
  IpcMode container.IpcMode
  Cgroup container.CgroupSpec
  Links []string
  OomScoreAdj int
  PidMode container.PidMode
  Privileged bool
  PublishAllPorts bool
  ReadonlyRootfs bool
  SecurityOpt []string
  StorageOpt map[string]string ?
  Tmpfs map[string]string ?
  UTSMode container.UTSMode
  UsernsMode container.UsernsMode
  ShmSize int64
  Sysctls map[string]string ?
  Runtime string ?
  Isolation container.Isolation
  +Resources container.Resources
  Mounts []mount.Mount ?
  MaskedPaths []string
  ReadonlyPaths []string
  Init *bool ?
container.LogConfig
  Type string
  Config map[string]string
container.NetworkMode = string
nat.PortMap = map[nat.Port][]nat.PortBinding
nat.Port = string
nat.PortBinding
  HostIP=HostIp string
  HostPort string
container.RestartPolicy
  Name container.RestartPolicyMode
  MaximumRetryCount int
container.RestartPolicyMode = string
strslice.StrSlice = []string
container.CgroupnsMode = string
container.IpcMode = string
container.CgroupSpec = string
container.PidMode = string
container.UTSMode = string
container.UsernsMode = string
container.Resources
  CPUShares=CpuShares int64
  Memory int64
  NanoCPUs=NanoCpus int64
  CgroupParent string
  BlkioWeight uint16
  BlkioWeightDevice []*blkiodev.WeightDevice
  BlkioDeviceReadBps []*blkiodev.ThrottleDevice
  BlkioDeviceWriteBps []*blkiodev.ThrottleDevice
  BlkioDeviceReadIOps []*blkiodev.ThrottleDevice
  BlkioDeviceWriteIOps []*blkiodev.ThrottleDevice
  CPUPeriod=CpuPeriod int64
  CPUQuota=CpuQuota int64
  CPURealtimePeriod=CpuRealtimePeriod int64
  CPURealtimeRuntime=CpuRealtimeRuntime int64
  CpusetCpus string
  CpusetMems string
  Devices []container.DeviceMapping
  DeviceCgroupRules []string
  DeviceRequests []container.DeviceRequest
  KernelMemory int64 ?
  KernelMemoryTCP int64 ?
  MemoryReservation int64
  MemorySwap int64
  MemorySwappiness *int64
  OomKillDisable *bool
  PidsLimit *int64
  Ulimits []*container.Ulimit
  CPUCount=CpuCount int64
  CPUPercent=CpuPercent int64
  IOMaximumIOps uint64
  IOMaximumBandwidth uint64
blkiodev.WeightDevice
  Path string
  Weight uint16
blkiodev.ThrottleDevice
  Path string
  Rate uint64
container.DeviceMapping
  PathOnHost string
  PathInContainer string
  CgroupPermissions string
container.DeviceRequest
  Driver string
  Count int
  DeviceIDs []string
  Capabilities [][]string
  Options map[string]string
storage.DriverData
  Data map[string]string
  Name string
container.MountPoint
  Type mount.Type ?
  Name string ?
  Source string
  Destination string
  Driver string ?
  Mode string
  RW bool
  Propagation mount.Propagation
container.Config
  Hostname string
  Domainname string
  User string
  AttachStdin bool
  AttachStdout bool
  AttachStderr bool
  ExposedPorts nat.PortSet ?
  Tty bool
  OpenStdin bool
  StdinOnce bool
  Env []string
  Cmd strslice.StrSlice
  Healthcheck *container.HealthConfig ?
  ArgsEscaped bool ?
  Image string
  Volumes map[string]struct{}
  WorkingDir string
  Entrypoint strslice.StrSlice
  NetworkDisabled bool ?
  MacAddress string ?
  OnBuild []string
  Labels map[string]string
  StopSignal string ?
  StopTimeout *int ?
  Shell strslice.StrSlice ?
nat.PortSet = map[nat.Port]struct{}
container.NetworkSettings
  +NetworkSettingsBase container.NetworkSettingsBase
  +DefaultNetworkSettings container.DefaultNetworkSettings
  Networks map[string]*network.EndpointSettings
container.NetworkSettingsBase
  Bridge string
  SandboxID string
  SandboxKey string
  Ports nat.PortMap
  HairpinMode bool
  LinkLocalIPv6Address string
  LinkLocalIPv6PrefixLen int
  SecondaryIPAddresses []network.Address
  SecondaryIPv6Addresses []network.Address
network.Address
  Addr string
  PrefixLen int
container.DefaultNetworkSettings
  EndpointID string
  Gateway string
  GlobalIPv6Address string
  GlobalIPv6PrefixLen int
  IPAddress string
  IPPrefixLen int
  IPv6Gateway string
  MacAddress string
network.EndpointSettings
  IPAMConfig *network.EndpointIPAMConfig
  Links []string
  Aliases []string
  MacAddress string
  DriverOpts map[string]string
  GwPriority int
  NetworkID string
  EndpointID string
  Gateway string
  IPAddress string
  IPPrefixLen int
  IPv6Gateway string
  GlobalIPv6Address string
  GlobalIPv6PrefixLen int
  DNSNames []string
network.EndpointIPAMConfig
  IPv4Address string ?
  IPv6Address string ?
  LinkLocalIPs []string ?
v1.Descriptor
  MediaType=mediaType string
  Digest=digest digest.Digest
  Size=size int64
  URLs=urls []string ?
  Annotations=annotations map[string]string ?
  Data=data []byte ?
  Platform=platform *v1.Platform ?
  ArtifactType=artifactType string ?
v1.Platform
  Architecture=architecture string
  OS=os string
  OSVersion=os.version string ?
  OSFeatures=os.features []string ?
  Variant=variant string ?
"""
