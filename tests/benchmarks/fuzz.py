"""Many random command lines on small live clusters.

    python -m tests.benchmarks.fuzz [--lines 50000] [--seed N] [--go-on]

Ends with status 1 at the first line that raises, does not end or leaves the cluster in a wrong state, and
prints it; with `--go-on` a new cluster is made and the next line is typed.
"""

from __future__ import annotations

import argparse
import sys
import time
import traceback

from tests.conformance.fuzz.driver import BLOCK, Fuzz


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--lines", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--go-on", action="store_true")
    arguments = parser.parse_args()
    begin, used, failures = time.perf_counter(), time.process_time(), 0
    fuzz, typed = Fuzz(arguments.seed), 0
    while typed < arguments.lines:
        typed += 1
        try:
            fuzz.line()
        except Exception:
            # told with the line that caused it, and counted: the run ends with status 1
            failures += 1
            host, line = fuzz.history[-1]
            sys.stdout.write(f"line {typed} (seed {arguments.seed}), {host}$ {line!r}\n{traceback.format_exc()}\n")
            if not arguments.go_on:
                break
            fuzz.skip_block()
    sys.stdout.write(
        f"{typed} lines, seed {arguments.seed}, {BLOCK} to a cluster: {failures} failures; "
        f"{time.perf_counter() - begin:.0f} s, {time.process_time() - used:.0f} s of processor time\n"
    )
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
