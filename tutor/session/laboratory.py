"""The laboratory that comes with the program: `data/images.yaml` and `data/clusters.yaml`."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from tutor.labs.laboratory import Laboratory, laboratory_from
from tutor.library.yaml_source import read_yaml
from tutor.paths import shipped_data

if TYPE_CHECKING:
    from pathlib import Path


@cache
def laboratory(folder: Path | None = None) -> Laboratory:
    """Read it once. Raises ContentError for a file that cannot be used."""
    data = folder or shipped_data()
    return laboratory_from(read_yaml(data / "images.yaml", aliases=True), read_yaml(data / "clusters.yaml"))
