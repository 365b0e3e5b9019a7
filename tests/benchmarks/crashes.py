"""Kill the program at many random moments and look whether anything was lost.

    python -m tests.benchmarks.crashes [--kills 200] [--seed N]

Practice, mock exam, lab and import in turn. Ends with status 1 at the first kill after which something that was
acknowledged is missing, something is counted twice, or an exam has the wrong time left.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from pathlib import Path

from tests.crashes.killing import Template
from tests.crashes.run import Tally, crash
from tests.crashes.stories import STORIES


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    begin, template, tally = time.perf_counter(), Template(), Tally()
    shares = [arguments.kills // len(STORIES) + (n < arguments.kills % len(STORIES)) for n in range(len(STORIES))]
    try:
        with tempfile.TemporaryDirectory() as folder:
            for story, kills in zip(STORIES, shares, strict=True):
                crash(template, Path(folder), story, kills, arguments.seed, tally)
                sys.stdout.write(
                    f"{story}: {tally.kills.get(story, 0)} kills, {tally.acknowledged.get(story, 0)} acknowledged\n"
                )
                sys.stdout.flush()
    except AssertionError as error:
        sys.stdout.write(f"{error}\n")
        return 1
    finally:
        template.close()
    used = sum(
        resource.getrusage(who).ru_utime + resource.getrusage(who).ru_stime
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    sys.stdout.write(
        f"{arguments.kills} kills, seed {arguments.seed}: nothing lost, nothing counted twice; "
        f"{time.perf_counter() - begin:.0f} s, {used:.0f} s of processor time\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
