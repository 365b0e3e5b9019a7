"""Where a learner's files lie."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tutor.paths import BadProfile, content_roots, learner_paths, shipped_content, shipped_data

if TYPE_CHECKING:
    from pathlib import Path


def test_home_variable_overrides_the_platform(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LPIC_TUTOR_HOME", str(tmp_path / "mine"))
    paths = learner_paths("anna")
    assert paths.database == tmp_path / "mine" / "profiles" / "anna.db"
    assert paths.packs == tmp_path / "mine" / "content"


def test_without_it_the_platform_decides(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("LPIC_TUTOR_HOME", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert learner_paths().database.name == "default.db"
    assert learner_paths().home.name == "lpic-tutor"


def test_asking_for_paths_makes_no_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LPIC_TUTOR_HOME", str(tmp_path / "mine"))
    content_roots(learner_paths())
    assert not (tmp_path / "mine").exists()


@pytest.mark.parametrize("name", ["../evil", "a/b", "", " ", ".hidden", "a" * 65, "tab\there"])
def test_profiles_that_cannot_be_file_names_are_refused(name: str) -> None:
    if name == "":
        assert learner_paths(name).profile == "default"
        return
    with pytest.raises(BadProfile, match="cannot be a profile name"):
        learner_paths(name)


def test_asked_for_content_comes_first_and_the_shipped_pack_last(tmp_path: Path) -> None:
    roots = content_roots(learner_paths(), (tmp_path,))
    assert roots[0] == tmp_path
    assert roots[-1] == shipped_content()


def test_content_and_data_are_there() -> None:
    assert (shipped_content() / "352.4" / "pack.yaml").is_file()
    assert {"images.yaml", "clusters.yaml"} <= {path.name for path in shipped_data().iterdir()}
