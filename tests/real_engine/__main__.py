"""Prove labs on a real Docker Swarm: `python -m tests.real_engine [--lab K] [--all] [SLUG...]`.

Needs root on a Debian-like machine, as `tests/conformance/README.md` tells. Only labs that changed since their last
proof run, unless they are named or `--all` is given. Results are kept in `tests/real_engine/proofs.json`.
"""

from __future__ import annotations

import argparse
import sys

from tests.real_engine.laboratory import RealLaboratory
from tests.real_engine.proofs import Proofs, prove, real_labs
from tutor.library.packs import find_packs, load_pack
from tutor.paths import shipped_content
from tutor.session.laboratory import laboratory


def main(argv: list[str]) -> int:
    """Prove the labs; 0 when all that ran are true of the real swarm."""
    parser = argparse.ArgumentParser(prog="python -m tests.real_engine", description=__doc__.partition("\n")[0])
    parser.add_argument("slugs", metavar="SLUG", nargs="*", help="only these labs, changed or not")
    parser.add_argument("--all", action="store_true", help="also labs that did not change")
    parser.add_argument("--lab", metavar="K", type=int, default=1, help="number of the real laboratory (default: 1)")
    parser.add_argument("--part", metavar="I/N", default="1/1", help="the I-th of N parts, for several side by side")
    options = parser.parse_args(argv)
    part, parts = (int(number) for number in options.part.split("/"))
    pretended = laboratory()
    kept = Proofs.kept()
    labs = real_labs(lab for root in find_packs([shipped_content()]) for lab in load_pack(root).labs)
    chosen = [lab for lab in labs if lab.slug in options.slugs] if options.slugs else labs
    if not options.slugs and not options.all:
        chosen = [lab for lab in labs if not kept.stands(lab, pretended)]
    real = RealLaboratory(pretended, options.lab)
    failed = 0
    try:
        for lab in chosen[part - 1 :: parts]:
            failures = prove(lab, real)
            kept.keep(lab, pretended, real.engine, failures)
            failed += bool(failures)
            ways = f"{len(lab.solutions)} solutions, {len(lab.mistakes)} mistakes"
            told = "\n     ".join([f"{'FAIL' if failures else 'ok  '} {lab.slug}: {ways}", *failures])
            sys.stdout.write(told + "\n")
            sys.stdout.flush()
    finally:
        real.close()
    sys.stdout.write(f"{len(chosen[part - 1 :: parts])} labs on a real swarm, {failed} not as they say\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
