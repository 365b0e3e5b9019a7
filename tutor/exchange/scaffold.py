"""`lpic-tutor new-pack`: a small pack that lints clean, to write over. Its files lie in `data/new-pack`."""

from __future__ import annotations

import json
import re
import shutil
from typing import TYPE_CHECKING

from tutor.exchange.pack_source import UnusablePack
from tutor.library.reading import PACK_FILE
from tutor.library.schema import write_schemas
from tutor.paths import shipped_data

if TYPE_CHECKING:
    from pathlib import Path

_SLUG, _TITLE = "slug: new-pack\n", "title: A new pack\n"
"""Lines of the model's `pack.yaml` that are written anew."""


def scaffold(folder: Path, title: str = "") -> str:
    """Make the pack; returns its slug, made from the folder's name. Raises UnusablePack for a folder that holds
    something, OSError."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UnusablePack(f"{folder}: it is not empty; name a new folder")
    slug = re.sub(r"[^a-z0-9]+", "-", folder.absolute().name.lower()).strip("-") or "new-pack"
    shutil.copytree(shipped_data() / "new-pack", folder, dirs_exist_ok=True)
    file = folder / PACK_FILE
    text = file.read_text(encoding="utf-8")
    text = text.replace(_SLUG, f"slug: {json.dumps(slug)}\n")
    if title:
        text = text.replace(_TITLE, f"title: {json.dumps(title, ensure_ascii=False)}\n")
    file.write_text(text, encoding="utf-8")
    write_schemas(folder / "schema")
    return slug
