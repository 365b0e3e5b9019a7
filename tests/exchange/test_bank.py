"""The bank for other programs: text stays text in cards and tables, and a card stays the same card."""

from __future__ import annotations

import csv
import shutil
import sqlite3
import sys
import zipfile
from contextlib import closing
from html import unescape
from typing import TYPE_CHECKING

import pytest

from tests.session.conftest import DEMO
from tutor.cli import main
from tutor.exchange.table import safe_cell
from tutor.library.packs import load_pack

if TYPE_CHECKING:
    from pathlib import Path

NASTY = """\
topic: sails
questions:
- slug: sails-nasty
  kind: single
  form: recall
  area: wind
  section: trim
  difficulty: 1
  stem: "Is <b>{{Front}}</b> with `{{.Names}}`, [sound:x.mp3] and <script>alert(1)</script> text?"
  exhibit: {lang: text, text: "a < b & {{c1::c}}\\n"}
  options:
  - {text: "=1+1", correct: true, why: It begins with a sign.}
  - {text: "-force", correct: false, why: "`<x>` is a tag."}
  - {text: "@home", correct: false, why: That is a place.}
  source: book
"""


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """The small pack with a question that other programs could misunderstand."""
    root = tmp_path / "pack"
    shutil.copytree(DEMO, root)
    (root / "topics" / "sails" / "questions" / "nasty.yaml").write_text(NASTY, encoding="utf-8")
    return root


def notes(package: Path, folder: Path) -> dict[str, tuple[str, list[str]]]:
    """Slug -> identity and fields, as Anki reads them from the package's collection."""
    with zipfile.ZipFile(package) as opened:
        opened.extract("collection.anki2", folder)
    with closing(sqlite3.connect(folder / "collection.anki2")) as collection:
        rows = collection.execute("SELECT guid, flds FROM notes").fetchall()
    fields = [(guid, text.split("\x1f")) for guid, text in rows]
    return {values[2]: (guid, values) for guid, values in fields}


def test_cards_show_text_as_text_and_stay_the_same_cards(pack: Path, tmp_path: Path) -> None:
    pytest.importorskip("genanki")
    package = tmp_path / "out.apkg"
    assert main(["export", "anki", str(package), "--content", str(pack)]) == 0
    first = notes(package, tmp_path)
    assert first.keys() == load_pack(pack).questions.keys()
    _, (front, back, _) = first["sails-nasty"]
    for sign in ("{{", "}}", "[sound", "<b>{", "<script"):
        assert sign not in front + back
    shown = unescape(front)
    for words in ("<b>{{Front}}</b>", "{{.Names}}", "[sound:x.mp3]", "a < b & {{c1::c}}", "<script>alert(1)</script>"):
        assert words in shown
    assert "It begins with a sign." in back
    assert "Source: The book of boats" in back

    file = pack / "topics" / "sails" / "questions" / "nasty.yaml"
    file.write_text(NASTY.replace("It begins", "Now it begins"), encoding="utf-8")
    assert main(["export", "anki", str(package), "--content", str(pack)]) == 0
    again = notes(package, tmp_path)
    assert {slug: guid for slug, (guid, _) in again.items()} == {slug: guid for slug, (guid, _) in first.items()}
    assert again["sails-nasty"][1][0] == front
    assert "Now it begins" in again["sails-nasty"][1][1]


def test_without_the_extra_it_is_told_how_to_get_it(
    pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "genanki", None)
    package = tmp_path / "out.apkg"
    assert main(["export", "anki", str(package), "--content", str(pack)]) == 2
    assert "pip install 'lpic-tutor[anki]'" in capsys.readouterr().err
    assert not package.exists()


def test_the_table_has_every_question_and_no_formula(
    pack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "out.csv"
    assert main(["export", "csv", str(file), "--content", str(pack)]) == 0
    with file.open(encoding="utf-8", newline="") as source:
        rows = {row["slug"]: row for row in csv.DictReader(source)}
    assert rows.keys() == load_pack(pack).questions.keys()
    nasty = rows["sails-nasty"]
    assert [nasty[f"option {one}"] for one in "ABC"] == ["'=1+1", "'-force", "'@home"]
    assert all(safe_cell(cell) == cell for row in rows.values() for cell in row.values())
    assert rows["boats-fill-tiller"]["right"] == "tiller\na tiller"
    assert main(["export", "csv", str(file), "--content", str(pack), "--topics", "cars"]) == 2
    assert "there are: boats, sails" in capsys.readouterr().err


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_never_begins_like_a_formula(begin: str) -> None:
    assert safe_cell(f"{begin}cmd") == f"'{begin}cmd"
    assert safe_cell("a=b") == "a=b"
