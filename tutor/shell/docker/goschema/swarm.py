"""Go types of swarm objects: nodes, services, tasks, secrets, configs.

Source of names and types: moby `api/types` v28.2.2 (what client 28.2.2 decodes into).
"""

SCHEMA = """
swarm.Node
  ID string
  +Meta swarm.Meta
  Spec swarm.NodeSpec ?
  Description swarm.NodeDescription ?
  Status swarm.NodeStatus ?
  ManagerStatus *swarm.ManagerStatus ?
swarm.Meta
  Version swarm.Version ?
  CreatedAt time.Time ?
  UpdatedAt time.Time ?
swarm.Version
  Index uint64 ?
swarm.NodeSpec
  +Annotations swarm.Annotations
  Role swarm.NodeRole ?
  Availability swarm.NodeAvailability ?
swarm.Annotations
  Name string ?
  Labels map[string]string
swarm.NodeRole = string
swarm.NodeAvailability = string
swarm.NodeDescription
  Hostname string ?
  Platform swarm.Platform ?
  Resources swarm.Resources ?
  Engine swarm.EngineDescription ?
  TLSInfo swarm.TLSInfo ?
  CSIInfo []swarm.NodeCSIInfo ?
swarm.Platform
  Architecture string ?
  OS string ?
swarm.Resources
  NanoCPUs int64 ?
  MemoryBytes int64 ?
  GenericResources []swarm.GenericResource ?
swarm.GenericResource
  NamedResourceSpec *swarm.NamedGenericResource ?
  DiscreteResourceSpec *swarm.DiscreteGenericResource ?
swarm.NamedGenericResource
  Kind string ?
  Value string ?
swarm.DiscreteGenericResource
  Kind string ?
  Value int64 ?
swarm.EngineDescription
  EngineVersion string ?
  Labels map[string]string ?
  Plugins []swarm.PluginDescription ?
swarm.PluginDescription
  Type string ?
  Name string ?
swarm.TLSInfo
  TrustRoot string ?
  CertIssuerSubject []byte ?
  CertIssuerPublicKey []byte ?
swarm.NodeCSIInfo
  PluginName string ?
  NodeID string ?
  MaxVolumesPerNode int64 ?
  AccessibleTopology *swarm.Topology ?
swarm.Topology
  Segments map[string]string ?
swarm.NodeStatus
  State swarm.NodeState ?
  Message string ?
  Addr string ?
swarm.NodeState = string
swarm.ManagerStatus
  Leader bool ?
  Reachability swarm.Reachability ?
  Addr string ?
swarm.Reachability = string
swarm.Service
  ID string
  +Meta swarm.Meta
  Spec swarm.ServiceSpec ?
  PreviousSpec *swarm.ServiceSpec ?
  Endpoint swarm.Endpoint ?
  UpdateStatus *swarm.UpdateStatus ?
  ServiceStatus *swarm.ServiceStatus ?
  JobStatus *swarm.JobStatus ?
swarm.ServiceSpec
  +Annotations swarm.Annotations
  TaskTemplate swarm.TaskSpec ?
  Mode swarm.ServiceMode ?
  UpdateConfig *swarm.UpdateConfig ?
  RollbackConfig *swarm.UpdateConfig ?
  Networks []swarm.NetworkAttachmentConfig ?
  EndpointSpec *swarm.EndpointSpec ?
swarm.TaskSpec
  ContainerSpec *swarm.ContainerSpec ?
  PluginSpec *runtime.PluginSpec ?
  NetworkAttachmentSpec *swarm.NetworkAttachmentSpec ?
  Resources *swarm.ResourceRequirements ?
  RestartPolicy *swarm.RestartPolicy ?
  Placement *swarm.Placement ?
  Networks []swarm.NetworkAttachmentConfig ?
  LogDriver *swarm.Driver ?
  ForceUpdate uint64
  Runtime swarm.RuntimeType ?
swarm.ContainerSpec
  Image string ?
  Labels map[string]string ?
  Command []string ?
  Args []string ?
  Hostname string ?
  Env []string ?
  Dir string ?
  User string ?
  Groups []string ?
  Privileges *swarm.Privileges ?
  Init *bool ?
  StopSignal string ?
  TTY bool ?
  OpenStdin bool ?
  ReadOnly bool ?
  Mounts []mount.Mount ?
  StopGracePeriod *time.Duration ?
  Healthcheck *container.HealthConfig ?
  Hosts []string ?
  DNSConfig *swarm.DNSConfig ?
  Secrets []*swarm.SecretReference ?
  Configs []*swarm.ConfigReference ?
  Isolation container.Isolation ?
  Sysctls map[string]string ?
  CapabilityAdd []string ?
  CapabilityDrop []string ?
  Ulimits []*container.Ulimit ?
  OomScoreAdj int64 ?
swarm.Privileges
  CredentialSpec *swarm.CredentialSpec
  SELinuxContext *swarm.SELinuxContext
  Seccomp *swarm.SeccompOpts ?
  AppArmor *swarm.AppArmorOpts ?
  NoNewPrivileges bool
swarm.CredentialSpec
  Config string
  File string
  Registry string
swarm.SELinuxContext
  Disable bool
  User string
  Role string
  Type string
  Level string
swarm.SeccompOpts
  Mode swarm.SeccompMode ?
  Profile []byte ?
swarm.SeccompMode = string
swarm.AppArmorOpts
  Mode swarm.AppArmorMode ?
swarm.AppArmorMode = string
mount.Mount
  Type mount.Type ?
  Source string ?
  Target string ?
  ReadOnly bool ?
  Consistency mount.Consistency ?
  BindOptions *mount.BindOptions ?
  VolumeOptions *mount.VolumeOptions ?
  ImageOptions *mount.ImageOptions ?
  TmpfsOptions *mount.TmpfsOptions ?
  ClusterOptions *mount.ClusterOptions ?
mount.Type = string
mount.Consistency = string
mount.BindOptions
  Propagation mount.Propagation ?
  NonRecursive bool ?
  CreateMountpoint bool ?
  ReadOnlyNonRecursive bool ?
  ReadOnlyForceRecursive bool ?
mount.Propagation = string
mount.VolumeOptions
  NoCopy bool ?
  Labels map[string]string ?
  Subpath string ?
  DriverConfig *mount.Driver ?
mount.Driver
  Name string ?
  Options map[string]string ?
mount.ImageOptions
  Subpath string ?
mount.TmpfsOptions
  SizeBytes int64 ?
  Mode os.FileMode ?
  Options [][]string ?
mount.ClusterOptions
dockerspec.HealthcheckConfig
  Test []string ?
  Interval time.Duration ?
  Timeout time.Duration ?
  StartPeriod time.Duration ?
  StartInterval time.Duration ?
  Retries int ?
container.HealthConfig = dockerspec.HealthcheckConfig
swarm.DNSConfig
  Nameservers []string ?
  Search []string ?
  Options []string ?
swarm.SecretReference
  File *swarm.SecretReferenceFileTarget
  SecretID string
  SecretName string
swarm.SecretReferenceFileTarget
  Name string
  UID string
  GID string
  Mode os.FileMode
swarm.ConfigReference
  File *swarm.ConfigReferenceFileTarget ?
  Runtime *swarm.ConfigReferenceRuntimeTarget ?
  ConfigID string
  ConfigName string
swarm.ConfigReferenceFileTarget
  Name string
  UID string
  GID string
  Mode os.FileMode
container.Isolation = string
runtime.PluginSpec
  Name=name string ?
  Remote=remote string ?
  Privileges=privileges []*runtime.PluginPrivilege ?
  Disabled=disabled bool ?
  Env=env []string ?
runtime.PluginPrivilege
  Name=name string ?
  Description=description string ?
  Value=value []string ?
swarm.NetworkAttachmentSpec
  ContainerID string
swarm.ResourceRequirements
  Limits *swarm.Limit ?
  Reservations *swarm.Resources ?
swarm.Limit
  NanoCPUs int64 ?
  MemoryBytes int64 ?
  Pids int64 ?
swarm.RestartPolicy
  Condition swarm.RestartPolicyCondition ?
  Delay *time.Duration ?
  MaxAttempts *uint64 ?
  Window *time.Duration ?
swarm.RestartPolicyCondition = string
swarm.Placement
  Constraints []string ?
  Preferences []swarm.PlacementPreference ?
  MaxReplicas uint64 ?
  Platforms []swarm.Platform ?
swarm.PlacementPreference
  Spread *swarm.SpreadOver
swarm.SpreadOver
  SpreadDescriptor string
swarm.NetworkAttachmentConfig
  Target string ?
  Aliases []string ?
  DriverOpts map[string]string ?
swarm.Driver
  Name string ?
  Options map[string]string ?
swarm.RuntimeType = string
swarm.ServiceMode
  Replicated *swarm.ReplicatedService ?
  Global *swarm.GlobalService ?
  ReplicatedJob *swarm.ReplicatedJob ?
  GlobalJob *swarm.GlobalJob ?
swarm.ReplicatedService
  Replicas *uint64 ?
swarm.ReplicatedJob
  MaxConcurrent *uint64 ?
  TotalCompletions *uint64 ?
swarm.UpdateConfig
  Parallelism uint64
  Delay time.Duration ?
  FailureAction string ?
  Monitor time.Duration ?
  MaxFailureRatio float32
  Order string
swarm.EndpointSpec
  Mode swarm.ResolutionMode ?
  Ports []swarm.PortConfig ?
swarm.ResolutionMode = string
swarm.PortConfig
  Name string ?
  Protocol swarm.PortConfigProtocol ?
  TargetPort uint32 ?
  PublishedPort uint32 ?
  PublishMode swarm.PortConfigPublishMode ?
swarm.PortConfigProtocol = string
swarm.PortConfigPublishMode = string
swarm.Endpoint
  Spec swarm.EndpointSpec ?
  Ports []swarm.PortConfig ?
  VirtualIPs []swarm.EndpointVirtualIP ?
swarm.EndpointVirtualIP
  NetworkID string ?
  Addr string ?
swarm.UpdateStatus
  State swarm.UpdateState ?
  StartedAt *time.Time ?
  CompletedAt *time.Time ?
  Message string ?
swarm.UpdateState = string
swarm.ServiceStatus
  RunningTasks uint64
  DesiredTasks uint64
  CompletedTasks uint64
swarm.JobStatus
  JobIteration swarm.Version
  LastExecution time.Time ?
swarm.Task
  ID string
  +Meta swarm.Meta
  +Annotations swarm.Annotations
  Spec swarm.TaskSpec ?
  ServiceID string ?
  Slot int ?
  NodeID string ?
  Status swarm.TaskStatus ?
  DesiredState swarm.TaskState ?
  NetworksAttachments []swarm.NetworkAttachment ?
  GenericResources []swarm.GenericResource ?
  JobIteration *swarm.Version ?
  Volumes []swarm.VolumeAttachment
swarm.TaskStatus
  Timestamp time.Time ?
  State swarm.TaskState ?
  Message string ?
  Err string ?
  ContainerStatus *swarm.ContainerStatus ?
  PortStatus swarm.PortStatus ?
swarm.TaskState = string
swarm.ContainerStatus
  ContainerID string
  PID int
  ExitCode int
swarm.PortStatus
  Ports []swarm.PortConfig ?
swarm.NetworkAttachment
  Network swarm.Network ?
  Addresses []string ?
swarm.Network
  ID string
  +Meta swarm.Meta
  Spec swarm.NetworkSpec ?
  DriverState swarm.Driver ?
  IPAMOptions *swarm.IPAMOptions ?
swarm.NetworkSpec
  +Annotations swarm.Annotations
  DriverConfiguration *swarm.Driver ?
  IPv6Enabled bool ?
  Internal bool ?
  Attachable bool ?
  Ingress bool ?
  IPAMOptions *swarm.IPAMOptions ?
  ConfigFrom *network.ConfigReference ?
  Scope string ?
swarm.IPAMOptions
  Driver swarm.Driver ?
  Configs []swarm.IPAMConfig ?
swarm.IPAMConfig
  Subnet string ?
  Range string ?
  Gateway string ?
network.ConfigReference
  Network string
swarm.VolumeAttachment
  ID string ?
  Source string ?
  Target string ?
swarm.Secret
  ID string
  +Meta swarm.Meta
  Spec swarm.SecretSpec
swarm.SecretSpec
  +Annotations swarm.Annotations
  Data []byte ?
  Driver *swarm.Driver ?
  Templating *swarm.Driver ?
swarm.Config
  ID string
  +Meta swarm.Meta
  Spec swarm.ConfigSpec
swarm.ConfigSpec
  +Annotations swarm.Annotations
  Data []byte ?
  Templating *swarm.Driver ?
units.Ulimit
  Name string
  Hard int64
  Soft int64
container.Ulimit = units.Ulimit
"""
