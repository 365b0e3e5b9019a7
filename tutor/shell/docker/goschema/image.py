"""Go types of images.

Source of names and types: moby `api/types` v28.2.2 (what client 28.2.2 decodes into).
"""

SCHEMA = """
image.InspectResponse
  ID=Id string
  RepoTags []string
  RepoDigests []string
  Parent string
  Comment string
  Created string ?
  Container string ?
  ContainerConfig *container.Config ?
  DockerVersion string
  Author string
  Config *dockerspec.DockerOCIImageConfig
  Architecture string
  Variant string ?
  Os string
  OsVersion string ?
  Size int64
  VirtualSize int64 ?
  GraphDriver storage.DriverData
  RootFS image.RootFS
  Metadata image.Metadata
  Descriptor *v1.Descriptor ?
  Manifests []image.ManifestSummary ?
image.RootFS
  Type string ?
  Layers []string ?
image.Metadata
  LastTagTime time.Time ?
image.ManifestSummary
  ID string
  Descriptor v1.Descriptor
  Available bool
  Content int64
  Total int64
  Kind image.ManifestKind
  ImageData *image.ImageProperties ?
  AttestationData *image.AttestationProperties ?
image.ManifestKind = string
image.ImageProperties
  Platform v1.Platform
  Unpacked int64
  Containers []string
image.AttestationProperties
  For digest.Digest
digest.Digest = string
dockerspec.DockerOCIImageConfig
  User string ?
  ExposedPorts map[string]struct{} ?
  Env []string ?
  Entrypoint []string ?
  Cmd []string ?
  Volumes map[string]struct{} ?
  WorkingDir string ?
  Labels map[string]string ?
  StopSignal string ?
  ArgsEscaped bool ?
  Healthcheck *container.HealthConfig ?
  OnBuild []string ?
  Shell []string ?
"""
