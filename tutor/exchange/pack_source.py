"""A pack out of a folder, a zip or a checkout, copied into a room of its own. What it could do harm with stays behind.

Only what a pack consists of is taken: Markdown, YAML, and files called LICENSE or README. Links and special files,
names that lead out of the archive, and more than a pack could need are refused.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
import zipfile
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import yaml

from tutor.library.reading import PACK_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_FILES = 2000
MOST_BYTES = 64 * 1024 * 1024
"""Of all files together."""
MOST_FILE_BYTES = 4 * 1024 * 1024
DEEPEST = 60
"""Values within values in a YAML file."""
_ADDRESS = re.compile(r"(?:https?|ssh|git):/|\w+@[\w.-]+:")
"""Of a repository somewhere else."""
_SUFFIXES = frozenset({".md", ".yaml"})
_NAMES = ("LICENSE", "README")


class UnusablePack(ValueError):
    """A source that cannot be installed; the message says why. Nothing was installed."""

    for_the_user = True


def fetch(source: Path, room: Path) -> Path:
    """Copy the pack that `source` holds into `room`; returns its folder there. Raises UnusablePack, OSError."""
    if source.is_dir():
        return _copied(found_in(source), room / "pack")
    if not source.exists():
        remote = "; clone or download it first" if _ADDRESS.match(str(source)) else ""
        raise UnusablePack(f"{source}: there is no such file or folder{remote}")
    if not zipfile.is_zipfile(source):
        raise UnusablePack(f"{source}: neither a folder nor a zip file")
    unpacked = room / "unpacked"
    unpack(source, unpacked)
    return _copied(found_in(unpacked, source), room / "pack")


def found_in(folder: Path, called: Path | None = None) -> Path:
    """The pack in a folder: itself, or the only one in it or in its `content` (as in a checkout).

    Raises UnusablePack when there is none, or more than one.
    """
    called = called or folder
    for inside in (folder, *_only_folder(folder)):
        if (inside / PACK_FILE).is_file():
            return inside
        found = sorted(
            {file.parent for pattern in ("*", "content/*") for file in inside.glob(f"{pattern}/{PACK_FILE}")}
        )
        if len(found) == 1:
            return found[0]
        if found:
            names = ", ".join(str(one.relative_to(folder)) for one in found)
            raise UnusablePack(f"{called}: there are several packs in it ({names}); name one of them")
    raise UnusablePack(f"{called}: no pack in it (a folder with {PACK_FILE})")


def _only_folder(folder: Path) -> list[Path]:
    """What an archive of a repository wraps everything in."""
    inside = [one for one in folder.iterdir() if not one.name.startswith(".")]
    return inside if len(inside) == 1 and inside[0].is_dir() and not inside[0].is_symlink() else []


def _wanted(name: str) -> bool:
    return PurePosixPath(name).suffix in _SUFFIXES or name.startswith(_NAMES)


# ---------------------------------------------------------------------- folders
def _copied(root: Path, to: Path) -> Path:
    files = list(_files(root))
    if len(files) > MOST_FILES:
        raise UnusablePack(f"{root}: more than {MOST_FILES} files")
    budget = MOST_BYTES
    for file in files:
        budget = _pay(file.stat().st_size, budget, str(file))
        target = to / file.relative_to(root)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target, follow_symlinks=False)
        target.chmod(0o644)
        if file.suffix == ".yaml":
            _check_depth(target, file)
    return to


def _files(root: Path) -> Iterator[Path]:
    """The wanted files of a pack; hidden folders (`.git`) stay behind."""
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        shown = sorted(name for name in names if not name.startswith("."))
        for entry in (Path(folder, name) for name in (*folders, *shown)):
            if entry.is_symlink():
                raise UnusablePack(f"{entry}: a link, which a pack cannot have")
        for entry in (Path(folder, name) for name in shown if _wanted(name)):
            if not stat.S_ISREG(entry.stat().st_mode):
                raise UnusablePack(f"{entry}: no ordinary file")
            yield entry


def _pay(size: int, budget: int, name: str) -> int:
    if size > MOST_FILE_BYTES:
        raise UnusablePack(f"{name}: larger than {MOST_FILE_BYTES // 1024 // 1024} MiB, which no file of a pack is")
    if size > budget:
        raise UnusablePack(f"{name}: with it the pack is larger than {MOST_BYTES // 1024 // 1024} MiB")
    return budget - size


def _check_depth(file: Path, called: Path) -> None:
    """Refuse values nested so deeply that reading them could end the program. What else is wrong is told later."""
    depth = 0
    try:
        for event in yaml.parse(file.read_bytes(), Loader=yaml.CSafeLoader):
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > DEEPEST:
                    raise UnusablePack(f"{called}: values are nested more than {DEEPEST} deep")
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
    except yaml.YAMLError:
        return


# ---------------------------------------------------------------------- zip files
def unpack(archive: Path, to: Path) -> None:
    """The wanted files of a zip. Raises UnusablePack, OSError."""
    to.mkdir(parents=True)
    try:
        with zipfile.ZipFile(archive) as opened:
            members = [member for member in opened.infolist() if not member.is_dir()]
            if len(members) > MOST_FILES:
                raise UnusablePack(f"{archive}: more than {MOST_FILES} files")
            budget = MOST_BYTES
            for member in members:
                name = _safe_name(archive, member)
                if _wanted(name.name):
                    budget = _pay(member.file_size, budget, f"{archive}: {name}")
                    _extract(opened, member, to / name)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        # RuntimeError: an encrypted member; NotImplementedError: a way of packing that Python does not know
        raise UnusablePack(f"{archive}: cannot be unpacked ({error})") from None


def _safe_name(archive: Path, member: zipfile.ZipInfo) -> PurePosixPath:
    """A name that stays in the folder it is unpacked to, wherever that is."""
    name = PurePosixPath(member.filename)
    bad = "\\" in member.filename or ":" in member.filename or "\0" in member.filename
    if bad or name.is_absolute() or ".." in name.parts:
        raise UnusablePack(f"{archive}: the name {member.filename!r} leads out of the archive")
    kind = stat.S_IFMT(member.external_attr >> 16)
    if kind not in {0, stat.S_IFREG}:
        raise UnusablePack(f"{archive}: {member.filename!r} is a link or no ordinary file, which a pack cannot have")
    return name


def _extract(opened: zipfile.ZipFile, member: zipfile.ZipInfo, to: Path) -> None:
    """No more than the member says it has is ever read."""
    to.parent.mkdir(parents=True, exist_ok=True)
    with opened.open(member) as source, to.open("xb") as target:
        shutil.copyfileobj(source, target)
