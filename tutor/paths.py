"""Where content, the simulator's data and the learner's own files lie. Creates nothing by itself."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

HOME_VARIABLE = "LPIC_TUTOR_HOME"
"""Names a folder for all of a learner's files, in place of the platform's own."""

DEFAULT_PROFILE = "default"
_PROFILE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9_-])?")
_BACKUP = ".backup"
_DEVICES = re.compile(r"(?:con|prn|aux|nul|(?:com|lpt)[0-9])(?:\..*)?", re.IGNORECASE)
"""Names that Windows keeps for itself."""


class BadProfile(ValueError):
    """A profile name that cannot be a file name everywhere."""

    for_the_user = True

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name!r} cannot be a profile name: use up to 64 letters, digits, '.', '_' and '-', beginning with a "
            "letter or a digit, not ending with '.' or '.backup'"
        )


def _shipped(kind: str) -> Path:
    """A folder that comes with the program: inside an installed wheel, or beside `tutor/` in a checkout."""
    package = Path(__file__).resolve().parent
    installed = package / "_shipped" / kind
    return installed if installed.is_dir() else package.parent / kind


def shipped_content() -> Path:
    """The folder that holds the packs which come with the program."""
    return _shipped("content")


def shipped_data() -> Path:
    """The folder with `images.yaml` and `clusters.yaml`."""
    return _shipped("data")


@dataclass(frozen=True, slots=True)
class LearnerPaths:
    """The files of one learner on this machine."""

    home: Path
    profile: str = DEFAULT_PROFILE

    def of(self, profile: str) -> LearnerPaths:
        """Those of another learner under the same home. Raises BadProfile."""
        if not is_profile_name(profile):
            raise BadProfile(profile)
        return LearnerPaths(self.home, profile)

    @property
    def database(self) -> Path:
        return self.home / "profiles" / f"{self.profile}.db"

    @property
    def typed_lines(self) -> Path:
        """What was typed at simulated terminals."""
        return self.home / "profiles" / f"{self.profile}.history"

    @property
    def packs(self) -> Path:
        """Packs the learner has put there; each in a folder of its own."""
        return self.home / "content"


def is_profile_name(name: str) -> bool:
    """Whether a profile can have that name on every system."""
    return bool(_PROFILE.fullmatch(name)) and not name.lower().endswith(_BACKUP) and not _DEVICES.fullmatch(name)


@dataclass(frozen=True, slots=True)
class KnownProfile:
    """A profile that has a file."""

    name: str
    used: float
    """When it was written to last, in seconds since 1970."""


def known_profiles(home: Path) -> list[KnownProfile]:
    """Every profile under a home, in the order of the alphabet. Backups are none."""
    found = []
    for file in home.glob("profiles/*.db"):
        if is_profile_name(file.stem):
            files = (file, file.with_name(f"{file.name}-wal"))
            found.append(KnownProfile(file.stem, max(one.stat().st_mtime for one in files if one.exists())))
    return sorted(found, key=lambda one: (one.name.casefold(), one.name))


def nothing_kept(paths: LearnerPaths) -> str:
    """That a profile has no file, and which ones have."""
    known = ", ".join(one.name for one in known_profiles(paths.home))
    words = f"profiles there are: {known}" if known else f"{paths.home} holds no profile"
    return f"nothing is kept for the profile {paths.profile!r} yet; {words}"


def learner_paths(profile: str | None = None) -> LearnerPaths:
    """The learner's files: under `LPIC_TUTOR_HOME`, or where the platform keeps a user's data.

    Raises BadProfile for a name that cannot be a file name.
    """
    name = profile or DEFAULT_PROFILE
    if not is_profile_name(name):
        raise BadProfile(name)
    override = os.environ.get(HOME_VARIABLE)
    if override:
        return LearnerPaths(Path(override).expanduser().absolute(), name)
    import platformdirs

    return LearnerPaths(Path(platformdirs.user_data_dir("lpic-tutor", appauthor=False)), name)


def content_roots(paths: LearnerPaths, extra: tuple[Path, ...] = ()) -> tuple[Path, ...]:
    """Folders that hold packs, in order of preference: asked for, the learner's, the shipped ones."""
    return (*extra, paths.packs, shipped_content())
