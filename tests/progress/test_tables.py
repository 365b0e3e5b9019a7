"""The description of the database is that of the real one, and other programs can read it."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from sqlite_utils import Database

from tests.progress.test_progress import attempt
from tutor.cli import main
from tutor.progress.progress import Progress
from tutor.progress.tables import TABLES

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_every_table_and_column_is_described_and_no_other(tmp_path: Path) -> None:
    file = tmp_path / "default.db"
    Progress.open(file).close()
    with closing(sqlite3.connect(file)) as raw:
        real = {name: list(table.columns_dict) for name, table in ((t.name, t) for t in Database(raw).tables)}
    described = {name: list(table.columns) for name, table in TABLES.items()}
    assert described == real
    assert all(meaning for table in TABLES.values() for meaning in (table.meaning, *table.columns.values()))


def test_other_programs_read_it_while_the_tutor_has_it_open(tmp_path: Path) -> None:
    file = tmp_path / "default.db"
    progress = Progress.open(file)
    progress.attempts.add([attempt("a"), attempt("b", answer="docker ps", kind="fill", correct=False)])
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as raw:
        rows = list(Database(raw).query("SELECT item, count(*) AS n, sum(correct) AS k FROM attempts GROUP BY item"))
        answers = [json.loads(row["answer"]) for row in Database(raw).table("attempts").rows]
    progress.close()
    assert rows == [{"item": "q", "n": 2, "k": 1}]
    assert answers == [[0, 2], "docker ps"]


def test_the_page_and_the_metadata_for_datasette(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LPIC_TUTOR_HOME", str(tmp_path / "home"))
    assert main(["progress", "tables"]) == 0
    said = capsys.readouterr().out
    assert "\nmock_answers\n" in said
    assert "  layout: JSON: the options as shown" in said
    file = tmp_path / "metadata.json"
    assert main(["progress", "tables", "--datasette", str(file), "--profile", "anna"]) == 0
    tables = json.loads(file.read_text(encoding="utf-8"))["databases"]["anna"]["tables"]
    assert tables["retractions"]["columns"]["attempt"] == "uuid of the answer"
    assert not (tmp_path / "home").exists()
