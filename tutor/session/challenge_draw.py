"""Which labs a hands-on challenge has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from random import Random

    from tutor.library.lab import Lab
    from tutor.library.pack import Pack

TRIES = 60
"""Sets that are drawn to find one that fits the time."""


@dataclass(frozen=True, slots=True)
class ChallengePreset:
    """A kind of challenge."""

    slug: str
    labs: int
    minutes: int

    @property
    def title(self) -> str:
        return f"{self.labs} labs in {self.minutes} minutes"


CHALLENGES: tuple[ChallengePreset, ...] = (ChallengePreset("short", 3, 30), ChallengePreset("long", 5, 60))


@dataclass(frozen=True, slots=True)
class LabChapter:
    """A chapter of the course with its labs, in their order."""

    slug: str
    title: str
    labs: tuple[Lab, ...]


def chapters_of(pack: Pack) -> tuple[LabChapter, ...]:
    """In the order of the course; a pack that has no chapters has those that its labs name."""
    by_chapter: dict[str, list[Lab]] = {chapter.slug: [] for chapter in pack.chapters}
    for lab in pack.labs:
        by_chapter.setdefault(lab.chapter, []).append(lab)
    titles = {chapter.slug: chapter.title for chapter in pack.chapters}
    return tuple(
        LabChapter(slug, titles.get(slug) or slug.replace("-", " ").capitalize(), tuple(labs))
        for slug, labs in by_chapter.items()
        if labs
    )


def draw(
    chapters: Sequence[LabChapter], count: int, minutes: int, rng: Random, recent: Collection[str] = ()
) -> tuple[Lab, ...]:
    """So many labs (fewer when there are no more), in the order of the course.

    They come from as many chapters as there are, and those not asked lately before those that were (`recent`). A
    guided lab, which leads by the hand, is taken only where its chapter has no other. Of several sets the first that
    fits `minutes` by its labs' own estimates is taken, else the shortest. The same `rng` gives the same set.
    """
    pools = [_pool(chapter) for chapter in chapters]
    chosen = _one_set(pools, count, rng, recent)
    for _ in range(TRIES):
        if _minutes(chosen) <= minutes:
            break
        chosen = min(chosen, _one_set(pools, count, rng, recent), key=_minutes)
    order = [lab.slug for chapter in chapters for lab in chapter.labs]
    return tuple(sorted(chosen, key=lambda lab: order.index(lab.slug)))


def _pool(chapter: LabChapter) -> list[Lab]:
    return [lab for lab in chapter.labs if lab.form != "guided"] or list(chapter.labs)


def _one_set(pools: Sequence[Sequence[Lab]], count: int, rng: Random, recent: Collection[str]) -> list[Lab]:
    """One of each chapter in turn, chapters and labs shuffled."""
    shuffled = [sorted(rng.sample(pool, len(pool)), key=lambda lab: lab.slug in recent) for pool in pools]
    rng.shuffle(shuffled)
    rounds = range(max((len(pool) for pool in shuffled), default=0))
    in_turn = [pool[number] for number in rounds for pool in shuffled if number < len(pool)]
    return in_turn[:count]


def _minutes(labs: Sequence[Lab]) -> int:
    return sum(lab.minutes for lab in labs)
