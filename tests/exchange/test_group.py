"""A class: its weak topics from the logs of its members, and every question that they say is wrong."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

from tests.progress.test_progress import NOW, attempt
from tests.session.conftest import DEMO
from tutor.cli import main
from tutor.exchange.group import group_of
from tutor.exchange.transfer import log_of, write_log
from tutor.library.packs import load_pack
from tutor.progress.progress import Progress
from tutor.progress.records import Report
from tutor.study.score import Score

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pytest

    from tutor.exchange.lines import Row


def log(tmp_path: Path, name: str, answers: Mapping[str, bool], reported: str = "") -> list[Row]:
    """What a learner with these answers exports; each is answered wrong first."""
    progress = Progress.open(tmp_path / f"{name}.db")
    for slug, right in answers.items():
        first = attempt(f"{name}-{slug}", item=slug, correct=False)
        taken_back = attempt(f"{name}-{slug}-z", item=slug, correct=not right, at=NOW + timedelta(hours=2))
        last = attempt(f"{name}-{slug}-a", item=slug, correct=right, at=NOW + timedelta(hours=1))
        progress.attempts.add([first, last, taken_back])
        progress.attempts.retract(taken_back.uuid, NOW)
    if reported:
        progress.marks.report(Report(f"{name}-r", NOW, "demo", reported, "1.0", "two | are\n```right```"))
    rows = log_of(progress)
    progress.close()
    return rows


ALL_RIGHT = dict.fromkeys(load_pack(DEMO).questions, True)
SAILS = [slug for slug, question in load_pack(DEMO).questions.items() if question.topic == "sails"]


def test_weak_topics_most_missed_and_one_learner_on_two_machines(tmp_path: Path) -> None:
    pack = load_pack(DEMO)
    anna = log(tmp_path, "anna", ALL_RIGHT | dict.fromkeys(SAILS, False))
    ben = log(tmp_path, "ben", {SAILS[0]: False, "boats-bow": True, "gone-from-pack": True}, reported=SAILS[1])
    home = [*anna[:3], *log(tmp_path, "home", {"boats-bow": False})[:1]]
    group = group_of([("anna", anna), ("ben", ben), ("anna-home", home)], pack)
    assert [one.name for one in group.learners] == ["ben", "anna + anna-home"]
    assert list(group.by_topic()) == ["sails", "boats"]
    assert group.by_topic()["sails"] == Score(0, 3)
    assert group.of_topic("sails") == [Score(0, 1), Score(0, 2)]
    assert group.most_missed()[0] == (SAILS[0], Score(0, 2))
    assert group.reported() == {SAILS[1]: 1}
    assert group.retired == 1


def test_the_verbs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("LPIC_TUTOR_HOME", str(tmp_path / "home"))
    files = [tmp_path / "anna.jsonl", tmp_path / "ben.jsonl"]
    write_log(log(tmp_path, "anna", ALL_RIGHT), files[0])
    write_log(log(tmp_path, "ben", {"boats-bow": False}, reported="boats-bow"), files[1])
    names = [str(file) for file in files]
    assert main(["progress", "summary", *names, "--content", str(DEMO)]) == 0
    said = capsys.readouterr().out
    assert said.startswith("2 learners; pack demo")
    assert "Boats: 1 learner, 4 of 4 right" in said
    assert "boats-bow: 1 learner" in said

    page, numbers = tmp_path / "wrong.md", tmp_path / "wrong.json"
    for file in (page, numbers):
        assert main(["questions", "reported", str(file), *names, "--content", str(DEMO)]) == 0
    assert "1 questions with 1 reports" in capsys.readouterr().out
    text = page.read_text(encoding="utf-8")
    assert "## boats-bow\n" in text
    assert "````\ntwo | are\n```right```\n````" in text
    assert "- right: the bow (It parts the water ahead of the hull.)" in text
    assert json.loads(numbers.read_text(encoding="utf-8"))["questions"][0]["reports"][0]["pack_version"] == "1.0"

    files[0].write_text("no log", encoding="utf-8")
    assert main(["progress", "summary", *names, "--content", str(DEMO)]) == 2
    assert "anna.jsonl: this is no file that" in capsys.readouterr().err
