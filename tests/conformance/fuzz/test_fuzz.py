"""Some lines of the fuzz; `python -m tests.benchmarks.fuzz` types many."""

from __future__ import annotations

import pytest

from tests.conformance.fuzz.driver import Fuzz


@pytest.mark.parametrize("seed", [1, 2])
def test_every_line_ends_in_a_status_and_harms_nothing(seed: int) -> None:
    fuzz = Fuzz(seed)
    for _ in range(400):
        fuzz.line()
