from __future__ import annotations

import shutil
from pathlib import Path

import pytest

PACKS = Path(__file__).resolve().parents[1] / "packs"


@pytest.fixture
def demo(tmp_path: Path) -> Path:
    """A copy of the demo pack, to be spoilt."""
    return Path(shutil.copytree(PACKS / "demo", tmp_path / "demo"))
