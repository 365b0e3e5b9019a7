"""`lpic-tutor progress export`, `import`, `merge`, `backup` and `reset`: what they do and what they say."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tutor.exchange.backup import backup, reset, restore
from tutor.exchange.transfer import log_of, take_in_files, write_log
from tutor.library.packs import find_packs, load_pack
from tutor.paths import content_roots, learner_paths, nothing_kept
from tutor.progress.progress import Progress
from tutor.wallclock import WallClock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path


class NoProgress(ValueError):
    """A profile for which nothing is kept; the message names those there are."""

    for_the_user = True


@contextmanager
def open_progress(
    profile: str | None, opening: Callable[[Path], Progress] = Progress.open, *, there: bool = True
) -> Iterator[Progress]:
    """A learner's database without any pack. Raises BadProfile, ProgressError; NoProgress where it must be `there`."""
    paths = learner_paths(profile)
    if there and not paths.database.exists():
        raise NoProgress(nothing_kept(paths))
    progress = opening(paths.database)
    try:
        yield progress
    finally:
        progress.close()


def export_log(file: Path, profile: str | None) -> int:
    """Write the whole log; a file that is there is replaced whole."""
    with open_progress(profile, Progress.look) as progress:
        count = write_log(log_of(progress), file)
    sys.stdout.write(f"{records(count)} written to {file}\n")
    return 0


def import_logs(files: Sequence[Path], profile: str | None) -> int:
    """Take files in: all of them or, when one cannot be used, none."""
    with open_progress(profile, there=False) as progress:
        count = take_in_files(progress, files)
    sys.stdout.write(f"{records(count)} new or newer; the rest was there already\n")
    return 0


class UnknownTopic(ValueError):
    """No pack has a topic of that name; the message names those there are."""

    for_the_user = True


def back_up(file: Path | None, profile: str | None) -> int:
    """Copy the database, beside itself when no file is named."""
    with open_progress(profile, Progress.look) as progress:
        place = backup(progress, file, WallClock().now())
    sys.stdout.write(f"The copy is {place}\n")
    return 0


def begin_anew(topic: str, content: tuple[Path, ...], profile: str | None) -> int:
    """Forget everything, or one topic; a backup stays. Raises UnknownTopic before anything is changed."""
    pack, items = _questions_of(topic, content, profile) if topic else ("", [])
    with open_progress(profile) as progress:
        kept = reset(progress, WallClock().now(), topic, items, pack)
    what = f"The answers and marks of {topic} are forgotten." if topic else "All progress is forgotten."
    sys.stdout.write(
        f"{what} Settings, bookmarks and own notes stay.\nAs it was, it is kept in {kept}\n"
        "`lpic-tutor progress restore` with that file brings it back.\n"
    )
    return 0


def bring_back(copy: Path, profile: str | None) -> int:
    """Put a backup in the place of the database; as it was, that is kept."""
    database = learner_paths(profile).database
    kept = restore(database, copy, WallClock().now())
    sys.stdout.write(f"{database} is now what {copy} was\n")
    if kept is not None:
        sys.stdout.write(f"As it was before, it is kept in {kept}\n")
    return 0


def _questions_of(topic: str, content: tuple[Path, ...], profile: str | None) -> tuple[str, list[str]]:
    """The pack that has the topic, and the slugs of its questions."""
    known: list[str] = []
    for root in find_packs(content_roots(learner_paths(profile), content)):
        pack = load_pack(root)
        known += [one.slug for one in pack.topics]
        if topic in known:
            return pack.slug, [slug for slug, question in pack.questions.items() if question.topic == topic]
    raise UnknownTopic(f"there is no topic {topic!r}; there are {', '.join(known)}")


def records(count: int) -> str:
    return "1 record" if count == 1 else f"{count} records"
