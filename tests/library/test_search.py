from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.library.packs import load_pack
from tutor.library.search import search

if TYPE_CHECKING:
    from pathlib import Path


def test_every_word_must_occur_and_titles_come_first(demo: Path) -> None:
    pack = load_pack(demo)
    assert [hit.section.id for hit in search(pack, "STEERING")] == ["steering", "parts"]
    assert [hit.section.id for hit in search(pack, "tiller rudder")] == ["steering"]
    assert search(pack, "tiller bilge") == []


def test_code_is_searched_too_and_the_snippet_shows_the_place(demo: Path) -> None:
    (hit,) = search(load_pack(demo), "docker run")
    assert "docker run -d --name tiller" in hit.snippet


def test_nothing_asked_nothing_found(demo: Path) -> None:
    assert search(load_pack(demo), "  ") == []
