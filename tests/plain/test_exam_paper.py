"""`exam make`: one paper for everybody, its key apart, and the same paper in the exam that one sits with that seed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.session.conftest import DEMO, Desk
from tutor.cli import main
from tutor.session.mock_plan import plan_from

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def made(tmp_path: Path, name: str, *arguments: str) -> tuple[str, str]:
    """(paper, key) as `exam make` writes them."""
    out = tmp_path / name
    assert main(["exam", "make", "--content", str(DEMO), "--out", str(out), *arguments]) == 0
    return out.read_text(encoding="utf-8"), (tmp_path / f"{out.stem}-key{out.suffix}").read_text(encoding="utf-8")


def test_the_same_paper_for_everybody_and_nothing_of_the_key_in_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wish = ("--seed", "group *a*", "--count", "6", "--minutes", "5")
    first = made(tmp_path, "one.md", *wish)
    assert "exam --plain --seed 'group *a*' --count 6 --minutes 5\n" in capsys.readouterr().out
    assert made(tmp_path, "two.md", *wish) == first
    assert made(tmp_path, "three.md", "--seed", "b", "--count", "6")[0] != first[0]
    paper, key = first
    learner = Desk(tmp_path / "home").learner()
    session = learner.start_mock(plan_from(count=6, minutes=5, seed="group *a*"))
    for number in range(6):
        session.goto(number)
        item = session.current
        stem = item.question.stem.strip()
        assert stem in paper.split(f"### Question {number + 1} of 6\n")[1].split("\n### ")[0]
        block = key.split(f"### Question {number + 1}:")[1].split("\n### ")[0]
        for shown in item.options:
            assert f"- **{shown.letter}** {shown.option.text}\n" in paper
            assert f"- **{shown.letter}** {'right' if shown.option.correct else 'wrong'}: {shown.option.why}" in block
            assert shown.option.why not in paper
        assert "Source: The book of boats" in block
        assert "Notes: " in block
    learner.close()
    assert "seed `group *a*`" in paper


def test_plain_text_and_one_topic(tmp_path: Path) -> None:
    paper, key = made(tmp_path, "p.txt", "--seed", "x", "--topics", "sails", "--preset", "full")
    assert "sails" in paper.splitlines()[0].lower()
    assert "###" not in paper + key
    assert "is right" in key
    assert "is right" not in paper
    assert max(len(line) for line in paper.splitlines()) <= 80


def test_what_cannot_be_made_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = str(tmp_path / "x.md")
    for wish, words in (
        (["--topics", "cars"], "no topic 'cars'; there are: boats, sails"),
        (["--pack", "none"], "no pack 'none'; there are: demo"),
        (["--key", out], "cannot be one file"),
    ):
        assert main(["exam", "make", "--content", str(DEMO), "--seed", "x", "--out", out, *wish]) == 2
        assert words in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
