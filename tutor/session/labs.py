"""The labs of every pack that the program finds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.library.packs import find_packs, load_pack
from tutor.paths import content_roots, learner_paths
from tutor.session.errors import SessionError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tutor.library.lab import Lab


def every_lab(content: tuple[Path, ...], profile: str | None) -> Iterator[Lab]:
    """In the order of packs and files. Raises ContentError."""
    for root in find_packs(content_roots(learner_paths(profile), content)):
        yield from load_pack(root).labs


def lab_named(slug: str, content: tuple[Path, ...], profile: str | None) -> Lab:
    """Raises SessionError when there is none."""
    for lab in every_lab(content, profile):
        if lab.slug == slug:
            return lab
    raise SessionError(f"there is no lab {slug!r}; `lpic-tutor labs list` shows them")
