"""`lpic-tutor progress tables`: what the tables of a learner's database mean."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from tutor.paths import learner_paths
from tutor.progress.tables import datasette_metadata, page

if TYPE_CHECKING:
    from pathlib import Path


def describe_tables(datasette: Path | None, profile: str | None) -> int:
    """On standard output, or as Datasette's metadata in a file. The database itself is not opened."""
    database = learner_paths(profile).database
    if datasette is None:
        sys.stdout.write("".join(f"{line}\n" for line in page()))
        return 0
    metadata = json.dumps(datasette_metadata(database.stem), indent=2, ensure_ascii=False)
    datasette.write_text(f"{metadata}\n", encoding="utf-8")
    sys.stdout.write(f"Now: datasette {database} -m {datasette}\n")
    return 0
