"""Served clusters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.serve.serving import Serving

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def served() -> Iterator[Serving]:
    """Three hosts outside of any swarm."""
    with Serving() as serving:
        yield serving


@pytest.fixture
def swarm(served: Serving) -> Serving:
    """The same hosts in one swarm."""
    served.swarm()
    return served
