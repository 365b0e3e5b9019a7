"""Packs of one's own: made, installed from a folder, a zip or a checkout, opened, removed; nothing by halves."""

from __future__ import annotations

import os
import random
import shutil
import stat
import zipfile
from typing import TYPE_CHECKING

import pytest

from tests.session.conftest import DEMO, HandClock
from tutor.cli import main
from tutor.exchange import pack_source
from tutor.exchange.pack_source import UnusablePack
from tutor.exchange.pack_store import install, installed, remove
from tutor.labs.verify import verify
from tutor.library.lint import lint
from tutor.library.packs import load_pack
from tutor.paths import LearnerPaths, content_roots, learner_paths
from tutor.progress.progress import Progress
from tutor.session.laboratory import laboratory
from tutor.session.learner import Learner
from tutor.session.selection import Selection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path


@pytest.fixture
def paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LearnerPaths:
    monkeypatch.setenv("LPIC_TUTOR_HOME", str(tmp_path / "home"))
    return learner_paths()


def opened(paths: LearnerPaths, pack: str = "") -> Learner:
    return Learner.open(paths, content_roots(paths), HandClock(), random.Random(5), pack=pack)


def zipped(file: Path, members: Iterable[tuple[str | zipfile.ZipInfo, str]]) -> Path:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members:
            archive.writestr(name, text)
    return file


def whole(prefix: str = "") -> list[tuple[str | zipfile.ZipInfo, str]]:
    """The small pack's files, as members of an archive."""
    files = sorted(file for file in DEMO.rglob("*") if file.is_file())
    return [(f"{prefix}{file.relative_to(DEMO).as_posix()}", file.read_text(encoding="utf-8")) for file in files]


def test_a_new_pack_lints_clean_plays_is_installed_opened_and_removed(
    paths: LearnerPaths, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = tmp_path / "My Pack"
    assert main(["new-pack", str(made), "--title", 'Ships: "all" of them']) == 0
    assert lint([made]).problems == ()
    proof = verify(load_pack(made).labs, laboratory())
    assert (proof.labs, proof.failures) == (1, [])
    assert main(["new-pack", str(made)]) == 2
    assert "is not empty" in capsys.readouterr().err
    (made / ".git").mkdir()
    (made / ".git" / "pack.yaml").write_text("no pack", encoding="utf-8")
    (made / "run.sh").write_text("echo no", encoding="utf-8")

    assert main(["packs", "import", str(made)]) == 0
    assert not list(installed(paths)["my-pack"].rglob("run.sh"))
    capsys.readouterr()
    assert main(["packs", "list"]) == 0
    assert capsys.readouterr().out.startswith("* 352.4  "), "what comes with the program opens until one is asked for"
    assert main(["packs", "open", "my-pack"]) == 0
    learner = opened(paths)
    assert learner.pack.objective.title == 'Ships: "all" of them'
    practice = learner.practise(Selection())
    while practice.current:
        question = practice.current.question
        assert practice.answer(getattr(question, "key", None) or "docker service list").correct
        practice.next()
    learner.close()

    capsys.readouterr()
    assert main(["packs", "list"]) == 0
    assert "* my-pack  1  Ships" in capsys.readouterr().out
    assert main(["packs", "remove", "my-pack"]) == 0
    progress = Progress.open(paths.database)
    assert len(progress.attempts.of("my-pack")) == 3
    progress.close()
    assert main(["packs", "list"]) == 0
    assert "* 352.4" in capsys.readouterr().out
    assert main(["packs", "remove", "my-pack"]) == 2
    assert "installed are: none" in capsys.readouterr().err
    assert list((paths.home / "incoming").iterdir()) == []


def test_a_later_version_takes_the_place_only_when_asked_and_answers_stay(paths: LearnerPaths, tmp_path: Path) -> None:
    assert install(DEMO, paths).before == ""
    learner = opened(paths, "demo")
    learner.practise(Selection(items=("boats-bow",))).answer((0,))
    learner.flag("sails-sheet", True)
    learner.close()
    source = tmp_path / "repository" / "content" / "later"
    shutil.copytree(DEMO, source)
    pack, questions = source / "pack.yaml", source / "topics" / "boats" / "questions.yaml"
    pack.write_text(pack.read_text(encoding="utf-8").replace('"1.0"', '"1.1"', 1), encoding="utf-8")
    # one question is reworded and another one takes the first place: answers go by slugs
    text = questions.read_text(encoding="utf-8").replace("the front of a boat", "a boat's front")
    head, first, *others = text.split("- slug: ")
    questions.write_text("- slug: ".join([head, others[0], first, *others[1:]]), encoding="utf-8")
    shutil.rmtree(source / "topics" / "sails" / "questions")
    with pytest.raises(UnusablePack, match=r"installed already, in version 1\.0; --replace"):
        install(tmp_path / "repository", paths)
    new = install(tmp_path / "repository", paths, replace=True)
    assert (new.before, new.gone) == ("1.0", ("sails-sheet", "sails-luff"))
    learner = opened(paths, "demo")
    assert learner.pack.version == "1.1"
    assert learner.standing.latest["boats-bow"].correct
    assert learner.pack.question("sails-sheet") is None
    learner.close()
    install(DEMO, paths, replace=True)
    learner = opened(paths, "demo")
    assert "sails-sheet" in learner.standing.flagged
    learner.close()
    (installed(paths)["demo"] / "pack.yaml").write_text("broken: [", encoding="utf-8")
    remove("demo", paths)
    assert installed(paths) == {}


@pytest.mark.parametrize("prefix", ["", "demo/", "demo-main/content/demo/"])
def test_from_a_zip_however_it_was_packed(paths: LearnerPaths, tmp_path: Path, prefix: str) -> None:
    new = install(zipped(tmp_path / "demo.zip", whole(prefix)), paths)
    assert (new.slug, new.questions, new.labs) == ("demo", 6, 1)
    remove("demo", paths)


def _linked(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


BAD_ZIPS: dict[str, tuple[list[tuple[str | zipfile.ZipInfo, str]], str]] = {
    "slip": ([*whole(), ("../../evil.md", "x")], "leads out of the archive"),
    "absolute": ([*whole(), ("/tmp/evil.md", "x")], "leads out of the archive"),
    "backslash": ([*whole(), ("..\\evil.md", "x")], "leads out of the archive"),
    "link": ([*whole(), (_linked("topics/boats/extra.md"), "/etc/passwd")], "is a link"),
    "several": ([*whole("one/"), *whole("two/")], r"several packs in it \(one, two\)"),
    "none": ([("readme.md", "x")], "no pack in it"),
    "deep": ([*whole(), ("topics/boats/questions/deep.yaml", "[" * 500 + "]" * 500)], "nested more than"),
    "deeper": ([*whole(), ("topics/boats/questions/deep.yaml", "[" * 200_000)], "nest"),
    "large": ([*whole(), ("topics/boats/large.md", "x" * 5_000_000)], "larger than 4 MiB"),
    "broken": ([*whole()[:-1], ("topics/sails/questions/more.yaml", "topic: boats\nquestions: []")], "Nothing was"),
}


@pytest.mark.parametrize("name", BAD_ZIPS)
def test_a_zip_that_could_do_harm_installs_nothing(paths: LearnerPaths, tmp_path: Path, name: str) -> None:
    members, words = BAD_ZIPS[name]
    with pytest.raises(UnusablePack, match=words):
        install(zipped(tmp_path / "bad.zip", members), paths)
    assert installed(paths) == {}
    assert not list(tmp_path.rglob("evil*"))
    assert list((paths.home / "incoming").iterdir()) == []


def _a_link(root: Path) -> None:
    (root / "topics" / "boats" / "passwords.md").symlink_to("/etc/passwd")


def _a_linked_folder(root: Path) -> None:
    (root / "topics" / "elsewhere").symlink_to("/etc")


def _a_pipe(root: Path) -> None:
    os.mkfifo(root / "topics" / "boats" / "pipe.yaml")


@pytest.mark.skipif(os.name == "nt", reason="links and pipes of Unix")
@pytest.mark.parametrize(
    ("spoil", "words"), [(_a_link, "a link"), (_a_linked_folder, "a link"), (_a_pipe, "no ordinary file")]
)
def test_a_folder_with_links_or_pipes_installs_nothing(
    paths: LearnerPaths, tmp_path: Path, spoil: Callable[[Path], None], words: str
) -> None:
    root = tmp_path / "pack"
    shutil.copytree(DEMO, root)
    spoil(root)
    with pytest.raises(UnusablePack, match=words):
        install(root, paths)
    assert installed(paths) == {}


def test_too_much_for_a_pack(paths: LearnerPaths, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    archive = zipped(tmp_path / "demo.zip", whole())
    monkeypatch.setattr(pack_source, "MOST_BYTES", 1000)
    for source in (DEMO, archive):
        with pytest.raises(UnusablePack, match="the pack is larger"):
            install(source, paths)
    monkeypatch.setattr(pack_source, "MOST_FILES", 3)
    for source in (DEMO, archive):
        with pytest.raises(UnusablePack, match="more than 3 files"):
            install(source, paths)


def test_what_is_no_pack_is_told(paths: LearnerPaths, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = tmp_path / "some.txt"
    text.write_text("x", encoding="utf-8")
    cut = zipped(tmp_path / "cut.zip", whole())
    cut.write_bytes(cut.read_bytes()[:-400] + cut.read_bytes()[-300:])
    for source, words in (
        (text, "neither a folder nor a zip file"),
        (tmp_path / "absent", "there is no such file"),
        ("https://example.org/pack.git", "clone or download it first"),
        (cut, "cannot be unpacked"),
    ):
        assert main(["packs", "import", str(source)]) == 2
        assert words in capsys.readouterr().err


def test_a_disk_that_fails_in_the_middle_leaves_the_old_one(
    paths: LearnerPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(DEMO, paths)
    before = sorted(file.relative_to(paths.packs) for file in paths.packs.rglob("*"))
    place = installed(paths)["demo"]
    rename = type(place).rename

    def fails(self: Path, target: Path) -> Path:
        if target == place and self.name == "pack":
            raise OSError(28, "No space left on device", str(target))
        return rename(self, target)

    monkeypatch.setattr(type(place), "rename", fails)
    with pytest.raises(OSError, match="No space"):
        install(DEMO, paths, replace=True)
    assert sorted(file.relative_to(paths.packs) for file in paths.packs.rglob("*")) == before
    monkeypatch.undo()
    # killed between the two renames: the next command brings the old one back
    (paths.home / "incoming" / "killed").mkdir()
    place.rename(paths.home / "incoming" / "killed" / "old")
    with pytest.raises(UnusablePack, match="installed already"):
        install(DEMO, paths)
    assert sorted(file.relative_to(paths.packs) for file in paths.packs.rglob("*")) == before
