"""Packs in the learner's data folder: put there whole or not at all, and taken away again."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tutor.exchange.pack_source import UnusablePack, fetch
from tutor.library.decode import decode
from tutor.library.pack import PackFile
from tutor.library.packs import find_packs, unusable
from tutor.library.problem import ContentError
from tutor.library.reading import PACK_FILE, read_pack
from tutor.library.rules.integrity import SLUG
from tutor.library.yaml_source import read_document

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tutor.paths import LearnerPaths


_OLD = "old"
"""What a pack that is being replaced is called meanwhile."""


@dataclass(frozen=True, slots=True)
class Installed:
    """A pack that was put in."""

    slug: str
    version: str
    title: str
    questions: int
    labs: int
    place: Path
    before: str
    """The version that it took the place of, or empty."""
    gone: tuple[str, ...] = ()
    """Slugs of questions that the version before had and this one has not. What was answered to them is kept."""


def install(source: Path, paths: LearnerPaths, *, replace: bool = False) -> Installed:
    """Copy a pack into the learner's folder, in one step at the end.

    Raises UnusablePack (nothing was changed then), OSError.
    """
    with _room(paths) as room:
        folder = fetch(source, room)
        reading = read_pack(folder)
        problems = unusable(reading)
        if problems or reading.pack is None:
            one = problems[0]
            where = f"{one.file.relative_to(folder)}{f':{one.line}' if one.line else ''}"
            raise UnusablePack(f"{source}: {where}: {one.problem}; expected {one.expected}. Nothing was installed")
        pack = reading.pack.value
        there = installed(paths).get(pack.slug)
        if there is not None and not replace:
            raise UnusablePack(
                f"{pack.slug} is installed already, in version {version_of(there) or '?'}; "
                f"--replace puts this one, {pack.version}, in its place"
            )
        place = there or paths.packs / pack.slug
        slugs = {placed.value.slug for placed in reading.questions}
        old = [placed.value.slug for placed in read_pack(there).questions] if there else []
        new = Installed(
            slug=pack.slug,
            version=pack.version,
            title=pack.objective.title,
            questions=len(slugs),
            labs=len(reading.labs),
            place=place,
            before=version_of(there) if there else "",
            gone=tuple(slug for slug in old if slug not in slugs),
        )
        _put(folder, place, room)
        return new


def remove(slug: str, paths: LearnerPaths) -> Path:
    """Take an installed pack away; where it was. Answers to its questions are kept. Raises UnusablePack, OSError."""
    place = installed(paths).get(slug)
    if place is None:
        names = ", ".join(installed(paths)) or "none"
        raise UnusablePack(f"no pack {slug!r} is installed; installed are: {names}")
    with _room(paths) as room:
        place.rename(room / "away")
    return place


def installed(paths: LearnerPaths) -> dict[str, Path]:
    """Slug -> folder of what lies in the learner's folder; one that cannot be read goes by its folder's name."""
    return {_slug_of(folder): folder for folder in find_packs([paths.packs])}


def version_of(folder: Path) -> str:
    """Empty when its `pack.yaml` cannot be used."""
    plate = _plate(folder)
    return plate.version if plate else ""


def _slug_of(folder: Path) -> str:
    plate = _plate(folder)
    return plate.slug if plate and SLUG.fullmatch(plate.slug) else folder.name


def _plate(folder: Path) -> PackFile | None:
    try:
        return decode(read_document(folder / PACK_FILE), PackFile)[0]
    except ContentError:
        return None


@contextmanager
def _room(paths: LearnerPaths) -> Iterator[Path]:
    """A folder beside that of the packs, on the same disk and out of their finder's way; gone afterwards."""
    incoming = paths.home / "incoming"
    incoming.mkdir(parents=True, exist_ok=True)
    _bring_back(incoming, paths)
    room = Path(tempfile.mkdtemp(dir=incoming))
    try:
        yield room
    finally:
        shutil.rmtree(room, ignore_errors=True)


def _bring_back(incoming: Path, paths: LearnerPaths) -> None:
    """What a kill between taking the old one out and putting the new one in has left without its place."""
    for old in incoming.glob(f"*/{_OLD}"):
        if _slug_of(old) not in installed(paths) and _plate(old):
            paths.packs.mkdir(parents=True, exist_ok=True)
            old.rename(paths.packs / _slug_of(old))


def _put(folder: Path, place: Path, room: Path) -> None:
    """The old one out, the new one in; when that fails, the old one back."""
    place.parent.mkdir(parents=True, exist_ok=True)
    if not place.exists():
        folder.rename(place)
        return
    old = room / _OLD
    place.rename(old)
    try:
        folder.rename(place)
    except OSError:
        old.rename(place)
        raise
