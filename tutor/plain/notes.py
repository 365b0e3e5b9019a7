"""`lpic-tutor notes cheatsheet`: one page of a topic as Markdown."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from tutor.library.cheatsheet import as_markdown, cheat_sheet
from tutor.library.packs import find_packs, load_pack
from tutor.paths import content_roots, learner_paths
from tutor.session.errors import SessionError

if TYPE_CHECKING:
    from pathlib import Path

    from tutor.library.pack import Topic


def write_cheat_sheet(slug: str, out: Path | None, content: tuple[Path, ...], profile: str | None) -> int:
    """To a file, which is replaced, or to standard output. Raises SessionError for an unknown topic."""
    page = as_markdown(cheat_sheet(_topic(slug, content, profile)))
    if out is None:
        sys.stdout.write(page)
    else:
        out.write_text(page, encoding="utf-8")
    return 0


def _topic(slug: str, content: tuple[Path, ...], profile: str | None) -> Topic:
    known: list[str] = []
    for root in find_packs(content_roots(learner_paths(profile), content)):
        for topic in load_pack(root).topics:
            if topic.slug == slug:
                return topic
            known.append(topic.slug)
    raise SessionError(f"there is no topic {slug!r}; there are: {', '.join(known) or 'none'}")
