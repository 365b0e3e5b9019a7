"""Go types of networks and volumes.

Source of names and types: moby `api/types` v28.2.2 (what client 28.2.2 decodes into).
"""

SCHEMA = """
network.Inspect
  Name string
  ID=Id string
  Created time.Time
  Scope string
  Driver string
  EnableIPv4 bool
  EnableIPv6 bool
  IPAM network.IPAM
  Internal bool
  Attachable bool
  Ingress bool
  ConfigFrom network.ConfigReference
  ConfigOnly bool
  Containers map[string]network.EndpointResource
  Options map[string]string
  Labels map[string]string
  Peers []network.PeerInfo ?
  Services map[string]network.ServiceInfo ?
network.IPAM
  Driver string
  Options map[string]string
  Config []network.IPAMConfig
network.IPAMConfig
  Subnet string ?
  IPRange string ?
  Gateway string ?
  AuxAddress=AuxiliaryAddresses map[string]string ?
network.EndpointResource
  Name string
  EndpointID string
  MacAddress string
  IPv4Address string
  IPv6Address string
network.PeerInfo
  Name string
  IP string
network.ServiceInfo
  VIP string
  Ports []string
  LocalLBIndex int
  Tasks []network.Task
network.Task
  Name string
  EndpointID string
  EndpointIP string
  Info map[string]string
volume.Volume
  ClusterVolume *volume.ClusterVolume ?
  CreatedAt string ?
  Driver string
  Labels map[string]string
  Mountpoint string
  Name string
  Options map[string]string
  Scope string
  Status map[string]any ?
  UsageData *volume.UsageData ?
volume.ClusterVolume
  ID string
  +Meta swarm.Meta
  Spec volume.ClusterVolumeSpec
  PublishStatus []*volume.PublishStatus ?
  Info *volume.Info ?
volume.ClusterVolumeSpec
  Group string ?
  AccessMode *volume.AccessMode ?
  AccessibilityRequirements *volume.TopologyRequirement ?
  CapacityRange *volume.CapacityRange ?
  Secrets []volume.Secret ?
  Availability volume.Availability ?
volume.AccessMode
  Scope volume.Scope ?
  Sharing volume.SharingMode ?
  MountVolume *volume.TypeMount ?
  BlockVolume *volume.TypeBlock ?
volume.Scope = string
volume.SharingMode = string
volume.TypeMount
  FsType string ?
  MountFlags []string ?
volume.TopologyRequirement
  Requisite []volume.Topology ?
  Preferred []volume.Topology ?
volume.Topology
  Segments map[string]string ?
volume.CapacityRange
  RequiredBytes int64
  LimitBytes int64
volume.Secret
  Key string
  Secret string
volume.Availability = string
volume.PublishStatus
  NodeID string ?
  State volume.PublishState ?
  PublishContext map[string]string ?
volume.PublishState = string
volume.Info
  CapacityBytes int64 ?
  VolumeContext map[string]string ?
  VolumeID string ?
  AccessibleTopology []volume.Topology ?
volume.UsageData
  RefCount int64
  Size int64
"""
