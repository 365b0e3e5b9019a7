"""For the whole suite: no property fails because a machine is slow; what is slow itself runs where it is asked for."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tutor.library import packs, reading
from tutor.paths import shipped_content

if TYPE_CHECKING:
    from pathlib import Path

    from tutor.library.reading import Reading

settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")


def pytest_configure() -> None:
    """The pack that comes with the program is read once in a process: a second for each of a hundred tests."""
    shipped, read = shipped_content(), reading.read_pack
    once = cache(read)

    def read_once(root: Path) -> Reading:
        return once(root) if root.is_relative_to(shipped) else read(root)

    vars(packs)["read_pack"] = read_once


OPT_IN = {
    "real_engine": "brings up a real Docker Swarm, needs root",
    "thorough": "takes minutes; a sample of it runs always",
}
"""Markers of tests that run only with `-m MARKER`, and why."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what was not asked for."""
    for marker, why in OPT_IN.items():
        if marker in config.option.markexpr:
            continue
        skip = pytest.mark.skip(reason=f"{why}: pytest -m {marker}")
        for item in items:
            if item.get_closest_marker(marker):
                item.add_marker(skip)
