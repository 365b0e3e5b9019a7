"""Twenty kills; `python -m tests.benchmarks.crashes` does as many as wanted."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from tests.crashes.killing import Template
from tests.crashes.run import Tally, crash

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kill -9 and fork")
KILLS = {"practice": 6, "mock": 6, "lab": 4, "import": 4}


@pytest.fixture(scope="module")
def template() -> Iterator[Template]:
    template = Template()
    yield template
    template.close()


@pytest.mark.parametrize("story", KILLS)
def test_kill_9_loses_nothing_that_was_acknowledged(template: Template, story: str, tmp_path: Path) -> None:
    tally = Tally()
    crash(template, tmp_path, story, KILLS[story], seed=305, tally=tally)
    assert tally.kills[story] == KILLS[story]
    assert tally.acknowledged[story]
