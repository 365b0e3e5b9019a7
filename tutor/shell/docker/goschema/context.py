"""Go types of contexts.

Source of names and types: docker/cli `cli/context/store`, `cli/command/context/inspect.go` v28.2.2.
"""

SCHEMA = """
context.contextWithTLSListing
  +Metadata store.Metadata
  TLSMaterial map[string]store.EndpointFiles
  Storage store.StorageInfo
store.Metadata
  Name string ?
  Metadata any ?
  Endpoints map[string]any ?
store.EndpointFiles = []string
store.StorageInfo
  MetadataPath string
  TLSPath string
"""
