"""Finds packs and loads one: a folder with `pack.yaml` becomes a Pack, or ContentError says what is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutor.library.decode import decode
from tutor.library.notes import Notes
from tutor.library.overlay import overlay_notes, overlay_question
from tutor.library.pack import BASE_LANGUAGE, Pack, PackFile, Topic
from tutor.library.problem import ContentError
from tutor.library.reading import PACK_FILE, language_of, read_pack
from tutor.library.rules import integrity
from tutor.library.yaml_source import read_document

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tutor.library.lab import Lab
    from tutor.library.problem import Problem
    from tutor.library.reading import Reading


@dataclass(frozen=True, slots=True)
class FoundPack:
    """A pack's name plate; the rest of it is not read yet."""

    root: Path
    slug: str
    version: str
    title: str


def find_packs(roots: Iterable[Path]) -> list[Path]:
    """Every folder with a `pack.yaml`: a root itself, or a folder right in it. Roots that do not exist hold none."""
    found: dict[Path, None] = {}
    for root in roots:
        for folder in (root, *sorted(root.iterdir())) if root.is_dir() else ():
            if (folder / PACK_FILE).is_file():
                found[folder] = None
    return list(found)


def name_plates(roots: Iterable[Path]) -> list[FoundPack]:
    """The packs of several content roots; of two with one slug the first counts.

    Raises ContentError for a `pack.yaml` that cannot be used.
    """
    found: dict[str, FoundPack] = {}
    for folder in find_packs(roots):
        pack, problems = decode(read_document(folder / PACK_FILE), PackFile)
        if pack is None:
            raise ContentError(problems[0])
        found.setdefault(pack.slug, FoundPack(folder, pack.slug, pack.version, pack.objective.title))
    return list(found.values())


def load_pack(root: Path, language: str = BASE_LANGUAGE) -> Pack:
    """Load the pack in a folder, in a language (what that lacks falls back to the base language).

    Raises ContentError with the first problem of those that make a pack unusable.
    """
    reading = read_pack(root)
    problems = unusable(reading)
    if problems:
        raise ContentError(problems[0])
    return _assemble(reading, language)


def unusable(reading: Reading) -> list[Problem]:
    """What keeps a pack from being used, in reading order."""
    return reading.problems or [problem for rule in integrity.RULES for problem in rule(reading)]


def languages(root: Path) -> tuple[str, ...]:
    """The codes of the languages a pack's files have, the base language first."""
    files = [*root.glob("topics/*/*.md"), *root.glob("topics/*/*.yaml"), *root.glob("topics/*/questions/*.yaml")]
    return (BASE_LANGUAGE, *sorted({language_of(file) for file in files} - {"", BASE_LANGUAGE}))


def _assemble(reading: Reading, language: str) -> Pack:
    assert reading.pack
    file = reading.pack.value
    texts = {placed.value.slug: placed.value for placed in reading.translated_questions.get(language, ())}
    translated = reading.translated_notes.get(language, {})
    topics = tuple(
        Topic(
            entry.slug,
            entry.title,
            overlay_notes(
                reading.notes.get(entry.slug, Notes(entry.slug, entry.title, "", ())), translated.get(entry.slug)
            ),
            tuple(
                overlay_question(placed.value, texts[placed.value.slug]) if placed.value.slug in texts else placed.value
                for placed in reading.questions_of(entry.slug)
            ),
        )
        for entry in file.topics
    )
    return Pack(
        root=reading.root,
        slug=file.slug,
        version=file.version,
        objective=file.objective,
        areas=file.areas,
        topics=topics,
        sources=file.sources,
        labs=_in_order(file, [placed.value for placed in reading.labs]),
        chapters=file.chapters,
        glossary=tuple(placed.value for placed in reading.glossary),
        language=language,
        languages=languages(reading.root),
    )


def _in_order(file: PackFile, labs: Iterable[Lab]) -> tuple[Lab, ...]:
    """The labs as the course has them: by chapter, and in each by their place."""
    places = {chapter.slug: place for place, chapter in enumerate(file.chapters)}
    return tuple(sorted(labs, key=lambda lab: (places.get(lab.chapter, len(places)), lab.order, lab.slug)))
