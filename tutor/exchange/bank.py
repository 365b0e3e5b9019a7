"""`lpic-tutor export anki` and `export csv`: the question bank for other programs."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from tutor.exchange.anki import write_anki
from tutor.exchange.table import write_csv
from tutor.paths import learner_paths
from tutor.session.errors import SessionError
from tutor.session.shelf import take_pack

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

WRITERS = {"anki": write_anki, "csv": write_csv}


def export_bank(
    form: str, file: Path, topics: Sequence[str], pack_slug: str, content: tuple[Path, ...], profile: str | None
) -> int:
    """Write all topics, or those that are named; a file of that name is replaced.

    Raises MissingExtra, SessionError, ContentError, OSError.
    """
    pack = take_pack(pack_slug, learner_paths(profile), content)
    known = [topic.slug for topic in pack.topics]
    for slug in topics:
        if slug not in known:
            raise SessionError(f"there is no topic {slug!r}; there are: {', '.join(known)}")
    count = WRITERS[form](pack, topics or known, file)
    sys.stdout.write(f"{count} questions of {pack.slug}, {pack.version}, written to {file}\n")
    return 0
