"""Where the draft of a lab goes in a course: a chapter, and a place that neither opens nor closes it."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tutor.library.lab import Lab
    from tutor.session.export.lab_draft import Surroundings


def placed(around: Surroundings, labs: Sequence[Lab], chapters: Sequence[str], lines: Sequence[str]) -> Surroundings:
    """In the chapter whose labs type most of the same docker commands, at a free place inside it."""
    if not chapters:
        return around
    wanted = _commands(lines)
    by_chapter = {slug: [lab for lab in labs if lab.chapter == slug] for slug in chapters}
    nearness = {
        slug: len(wanted & _commands([step for lab in labs for one in lab.solutions for step in one.steps]))
        for slug, labs in by_chapter.items()
    }
    chapter = max(chapters, key=lambda slug: nearness[slug])
    return replace(around, chapter=chapter, order=_free_place([lab.order for lab in by_chapter[chapter]]))


def _free_place(orders: Sequence[int]) -> int:
    taken = sorted(orders)
    for low, high in reversed(list(pairwise(taken))):
        if high - low > 1:
            return high - 1
    return taken[-1] + 1 if taken else 1


def _commands(lines: Sequence[str]) -> set[str]:
    return {" ".join(found) for line in lines for found in re.findall(r"docker ([a-z]+) ([a-z-]+)", line)}
