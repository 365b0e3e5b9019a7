"""`python -m tests.benchmarks.learners [--learners 1000] [--seed 1]`: prints what the tutor claims and what is true."""

from __future__ import annotations

import argparse
import sys
import time
from random import Random
from typing import TYPE_CHECKING

from tests.benchmarks.learners.tables import coverage_table, naming_table, random_table, retention_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TABLES: tuple[Callable[[int, Random], Iterator[str]], ...] = (
    coverage_table,
    naming_table,
    random_table,
    retention_table,
)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.learners", description=__doc__)
    parser.add_argument("--learners", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    sys.stdout.write(f"{arguments.learners} simulated learners, seed {arguments.seed}\n")
    for table in TABLES:
        began = time.process_time()
        for line in table(arguments.learners, Random(f"{arguments.seed} {table.__name__}")):
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()
        sys.stdout.write(f"({time.process_time() - began:.0f} s of processor time)\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
