"""For the whole suite: no property fails because a machine is slow; real daemons only where they are asked for."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests that bring up a real Docker Swarm run only with `-m real_engine`."""
    if "real_engine" in config.option.markexpr:
        return
    why = pytest.mark.skip(reason="brings up a real Docker Swarm, needs root: pytest -m real_engine")
    for item in items:
        if item.get_closest_marker("real_engine"):
            item.add_marker(why)
