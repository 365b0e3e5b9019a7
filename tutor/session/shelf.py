"""A pack for what needs no learner: a paper for a class, cards, lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.library.packs import load_pack, name_plates
from tutor.paths import content_roots
from tutor.session.errors import SessionError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tutor.library.pack import Pack
    from tutor.library.packs import FoundPack
    from tutor.paths import LearnerPaths


def packs_at_hand(paths: LearnerPaths, content: Sequence[Path] = ()) -> list[FoundPack]:
    """Every pack there is; those that a learner has installed stand last, so that none of them opens by itself.

    Raises ContentError for a `pack.yaml` that cannot be used.
    """
    return installed_last(name_plates(content_roots(paths, tuple(content))), paths)


def installed_last(packs: Sequence[FoundPack], paths: LearnerPaths) -> list[FoundPack]:
    """The same packs, the learner's own behind those that were asked for and those that come with the program."""
    return sorted(packs, key=lambda pack: pack.root.is_relative_to(paths.packs))


def take_pack(slug: str, paths: LearnerPaths, content: Sequence[Path] = ()) -> Pack:
    """Load the pack of that name, or without a name the first. Raises SessionError, ContentError."""
    plates = packs_at_hand(paths, content)
    for plate in plates:
        if slug in {"", plate.slug}:
            return load_pack(plate.root)
    raise SessionError(f"there is no pack {slug!r}; there are: {', '.join(plate.slug for plate in plates) or 'none'}")
