"""What a pack wants to hold is held against what it holds; twins and forgotten sections are told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tutor.library.lint import lint_pack

if TYPE_CHECKING:
    from pathlib import Path

BOATS = "topics/boats/questions.yaml"


def told(demo: Path, targets: str) -> str:
    with (demo / "pack.yaml").open("a", encoding="utf-8") as file:
        file.write(f"targets:\n{targets}\n")
    return "\n".join(str(problem) for problem in lint_pack(demo))


@pytest.mark.parametrize(
    ("targets", "problem"),
    [
        ("  topics: {boats: {questions: 5}}", "`boats` has 4 questions; expected at least 5"),
        ("  topics: {sails: {sections: 2}}", "`sails` has 1 sections; expected at least 2"),
        ("  topics: {masts: {sections: 2}}", "a target for the unknown topic `masts`"),
        ("  labs: 2", "there are 1 labs; expected at least 2"),
        ("  kinds: {single: 90}", "50 % are single questions; expected 90 % within 5 points"),
        ("  difficulty: [10, 50, 40]", "% are questions of difficulty 1; expected 10 %"),
        ("  situations: 80", "are about a situation; expected at least 80 %"),
    ],
)
def test_a_target_that_is_missed_is_told(demo: Path, targets: str, problem: str) -> None:
    assert problem in told(demo, targets)


def test_targets_that_are_met_are_silent(demo: Path) -> None:
    met = "  topics: {boats: {questions: 4, sections: 2}}\n  kinds: {single: 50}\n  situations: 20\n  labs: 1"
    assert told(demo, met) == ""


def test_a_twin_of_a_question_is_told(demo: Path) -> None:
    file = demo / BOATS
    text = file.read_text(encoding="utf-8")
    first = text[text.index("- slug: boats-bow") : text.index("- slug: boats-two-parts")]
    twin = first.replace("boats-bow", "boats-front").replace("boat called?", "boat named?")
    file.write_text(text + twin, encoding="utf-8")
    (problem,) = lint_pack(demo)
    assert "nearly the same question as `boats-bow`" in str(problem)
    assert problem.file == file


def test_a_section_nobody_asks_about_is_told(demo: Path) -> None:
    notes = demo / "topics/boats/notes.md"
    text = notes.read_text(encoding="utf-8")
    notes.write_text(text + "\n## Anchors\n<!-- id: anchors -->\n\nThey hold her.\n", encoding="utf-8")
    (problem,) = lint_pack(demo)
    assert "nothing asks about section `anchors`" in str(problem)
    assert text.count("\n") < problem.line <= text.count("\n") + 3
