"""`lpic-tutor packs` and `lpic-tutor new-pack`: what they do and what they say."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from tutor.exchange.commands import open_progress
from tutor.exchange.pack_source import UnusablePack
from tutor.exchange.pack_store import install, remove
from tutor.exchange.scaffold import scaffold
from tutor.library.lint import lint_pack
from tutor.paths import learner_paths
from tutor.progress.progress import Progress
from tutor.session.settings import changed, settings_from
from tutor.session.shelf import packs_at_hand
from tutor.wallclock import WallClock

if TYPE_CHECKING:
    from pathlib import Path


def import_pack(source: Path, replace: bool, profile: str | None) -> int:
    """From a folder, a zip or a checkout. Raises UnusablePack, OSError."""
    paths = learner_paths(profile)
    shipped = {plate.slug for plate in packs_at_hand(paths) if not plate.root.is_relative_to(paths.packs)}
    new = install(source, paths, replace=replace)
    say = sys.stdout.write
    instead = f", in place of {new.before}" if new.before else ""
    say(f"{new.slug}, {new.version}{instead}: {new.title}, {new.questions} questions, {new.labs} labs\n")
    say(f"It lies in {new.place}\n")
    if new.gone:
        say(f"Questions that are no longer in it: {', '.join(new.gone)}. Your answers to them are kept.\n")
    if new.slug in shipped:
        say(f"It stands before the one that comes with the program; `packs remove {new.slug}` brings that back.\n")
    problems = len(lint_pack(new.place))
    if problems:
        say(f"`lpic-tutor lint {new.place}` tells {problems} things that could be better.\n")
    say(f"`lpic-tutor packs open {new.slug}` opens it, as does Settings.\n")
    return 0


def list_packs(content: tuple[Path, ...], profile: str | None) -> int:
    """Every pack that can be opened, the one that opens marked."""
    paths = learner_paths(profile)
    opened = ""
    if paths.database.exists():
        with open_progress(profile, Progress.look) as progress:
            opened = settings_from(progress.preferences.all()).pack
    plates = packs_at_hand(paths, content)
    opens = opened if opened in {plate.slug for plate in plates} else plates[0].slug if plates else ""
    for plate in plates:
        mark = "*" if plate.slug == opens else " "
        own = "  (installed)" if plate.root.is_relative_to(paths.packs) else ""
        sys.stdout.write(f"{mark} {plate.slug}  {plate.version}  {plate.title}{own}\n    {plate.root}\n")
    return 0 if plates else 1


def open_pack(slug: str, content: tuple[Path, ...], profile: str | None) -> int:
    """Let the tutor begin with this pack from now on. Raises UnusablePack."""
    known = {plate.slug: plate for plate in packs_at_hand(learner_paths(profile), content)}
    if slug not in known:
        raise UnusablePack(f"there is no pack {slug!r}; there are: {', '.join(known) or 'none'}")
    with open_progress(profile, there=False) as progress:
        _, kept = changed(settings_from(progress.preferences.all()), {"pack": slug})
        progress.preferences.put(kept, WallClock().now())
    sys.stdout.write(f"{known[slug].title} opens from now on.\n")
    return 0


def remove_pack(slug: str, profile: str | None) -> int:
    """Raises UnusablePack, OSError."""
    place = remove(slug, learner_paths(profile))
    sys.stdout.write(
        f"{slug} is taken away from {place}. What you answered is kept and counts again when it is back.\n"
    )
    return 0


def new_pack(folder: Path, title: str) -> int:
    """Raises UnusablePack, OSError."""
    slug = scaffold(folder, title)
    sys.stdout.write(
        f"{folder}: a pack {slug!r} with a topic, three questions and a lab to write over.\n"
        f"lpic-tutor lint {folder}            # tells what is wrong, with file and line\n"
        f"lpic-tutor --content {folder}       # opens it\n"
        f"lpic-tutor packs import {folder}    # installs it\n"
    )
    return 0
