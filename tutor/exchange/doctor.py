"""`lpic-tutor progress doctor`: a look at the database that changes nothing, and a way out of what is wrong."""

from __future__ import annotations

import os
import re
import sys
from typing import TYPE_CHECKING

from tutor.paths import learner_paths
from tutor.progress.database import inspect_progress_file
from tutor.progress.errors import ProgressError

if TYPE_CHECKING:
    from pathlib import Path

    from tutor.progress.errors import Trouble

WAYS_OUT: dict[Trouble, str] = {
    "damaged": "`lpic-tutor progress restore BACKUP` puts a backup in its place and keeps the damaged file beside it. "
    "Without a backup: move the file (and those beside it that end in -wal and -shm) to another folder, start anew, "
    "and `lpic-tutor progress import` what was exported.",
    "foreign": "Move the file to another folder, or use another one with `--profile NAME`.",
    "newer": "Update lpic-tutor; or go on with `--profile NAME`, and merge the two later with "
    "`lpic-tutor progress export` and `progress merge`.",
    "locked": "Close the other lpic-tutor (or whatever reads the file) and look again; answers it has given are kept.",
    "unwritable": "Permit writing to the file and its folder; or name another folder with LPIC_TUTOR_HOME and put a "
    "copy there (`lpic-tutor progress backup FILE` makes one).",
    "full": "Make room on the disk; or name another folder with LPIC_TUTOR_HOME and put a copy there "
    "(`lpic-tutor progress backup FILE` makes one).",
}


def doctor(profile: str | None) -> int:
    """Tell how the database is; 1 when it cannot be used."""
    file = learner_paths(profile).database
    say = sys.stdout.write
    if not file.exists():
        return _nothing_yet(file)
    try:
        inspect_progress_file(file)
    except ProgressError as error:
        say(f"{error.file}: {error.problem}.\nNothing was changed.\nThe way out: {WAYS_OUT[error.trouble]}\n")
        for backup in backups_of(file):
            say(f"A backup: {backup}\n")
        return 1
    say(f"{file}: whole, of this version, and writable\n")
    return 0


def _nothing_yet(file: Path) -> int:
    place = next(one for one in file.parents if one.exists())
    if not os.access(place, os.W_OK):
        sys.stdout.write(
            f"{file}: there is none yet, and it cannot be made: {place} cannot be written to.\n"
            f"The way out: {WAYS_OUT['unwritable']}\n"
        )
        return 1
    sys.stdout.write(f"{file}: there is none yet; it is made at the first start\n")
    return 0


def backups_of(file: Path) -> list[Path]:
    """Copies that lie beside a database, the newest first."""
    name = re.compile(rf"{re.escape(file.stem)}\.\d{{8}}T\d+Z\.backup\.db")
    return sorted((one for one in file.parent.glob("*.backup.db") if name.fullmatch(one.name)), reverse=True)
