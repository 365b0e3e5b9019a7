"""A hundred random histories; `python -m tests.benchmarks.machine` plays longer ones."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, settings

from tests.conformance.machine.machine import SwarmMachine

TestSwarmMachine = SwarmMachine.TestCase
TestSwarmMachine.settings = settings(
    max_examples=100,
    stateful_step_count=20,
    derandomize=True,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate, Phase.shrink],
)
