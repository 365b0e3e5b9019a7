"""`lpic-tutor lint`: every problem of the packs, a line each."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from tutor.labs.tryout import block_problems
from tutor.library.lint import problems_of
from tutor.library.packs import find_packs
from tutor.library.reading import read_pack
from tutor.paths import content_roots, learner_paths
from tutor.session.laboratory import laboratory

if TYPE_CHECKING:
    from pathlib import Path

    from tutor.library.problem import Problem


def lint(folder: Path | None, content: tuple[Path, ...], profile: str | None) -> int:
    """Check the packs in `folder`, or all that the tutor would find. 1: problems, or no pack."""
    roots = (folder,) if folder is not None else content_roots(learner_paths(profile), content)
    packs = find_packs(roots)
    if not packs:
        places = ", ".join(str(root) for root in roots)
        sys.stderr.write(f"lpic-tutor: no pack (a folder with pack.yaml) in {places}\n")
        return 1
    problems = [problem for pack in packs for problem in _problems(pack)]
    for problem in problems:
        sys.stdout.write(f"{problem}\n")
    names = ", ".join(pack.name for pack in packs)
    sys.stdout.write(f"{names}: {f'{len(problems)} problems' if problems else 'no problems'}\n")
    return 1 if problems else 0


def _problems(pack: Path) -> list[Problem]:
    """What reading it shows, and the blocks of the notes that cannot be tried."""
    reading = read_pack(pack)
    return [*problems_of(reading), *block_problems(reading, laboratory())]
