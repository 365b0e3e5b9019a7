"""Long runs of the state machine: random command lines and faults, invariants, replay, undo.

    python -m tests.benchmarks.machine [--examples 2000] [--steps 50] [--seed N] [--shrink]

Ends with status 1 and the failing history when an invariant breaks. Without `--shrink` the history is
printed as it was found.
"""

from __future__ import annotations

import argparse
import sys
import time

from hypothesis import HealthCheck, Phase, Verbosity, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.conformance.machine.machine import SwarmMachine


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--examples", type=int, default=2000)
    parser.add_argument("--steps", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--shrink", action="store_true")
    arguments = parser.parse_args()
    how = settings(
        max_examples=arguments.examples,
        stateful_step_count=arguments.steps,
        database=None,
        deadline=None,
        derandomize=False,
        verbosity=Verbosity.normal,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink] if arguments.shrink else [Phase.generate],
    )
    begin, used = time.perf_counter(), time.process_time()
    run_state_machine_as_test(seed(arguments.seed)(SwarmMachine), settings=how)
    sys.stdout.write(
        f"{arguments.examples} examples of {arguments.steps} steps, seed {arguments.seed}: no invariant broken; "
        f"{time.perf_counter() - begin:.0f} s, {time.process_time() - used:.0f} s of processor time\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
