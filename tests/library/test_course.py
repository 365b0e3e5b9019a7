"""The course of labs: chapters open guided, close with a challenge, and practise what the notes show."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tutor.library.lint import lint_pack
from tutor.library.packs import load_pack

if TYPE_CHECKING:
    from pathlib import Path

LAB = "labs/harbour/moor.yaml"
EXPLAINED = "  explain: A service keeps tasks running.\n  expect:"


@pytest.fixture
def course(demo: Path) -> Path:
    """The demo pack with one chapter: a guided lab, an exercise and a challenge."""
    with (demo / "pack.yaml").open("a", encoding="utf-8") as file:
        file.write("chapters:\n- {slug: harbour, title: In the harbour}\n")
    text = (demo / LAB).read_text(encoding="utf-8").replace("chapter: harbour-work", "chapter: harbour")
    mistakes = text[text.index("- title: ", text.index("mistakes:")) :]
    text = text.rstrip("\n") + "\n" + mistakes
    for order, (slug, form) in enumerate((("moor", "guided"), ("moor-more", "exercise"), ("moor-alone", "challenge"))):
        lab = text.replace("slug: moor\n", f"slug: {slug}\nform: {form}\norder: {order + 1}\n", 1)
        if form == "guided":
            lab = lab.replace("  expect:", EXPLAINED)
        (demo / "labs" / "harbour" / f"{slug}.yaml").write_text(lab, encoding="utf-8")
    return demo


def told(course: Path) -> str:
    return "\n".join(str(problem) for problem in lint_pack(course))


def spoil(course: Path, slug: str, old: str, new: str) -> str:
    file = course / "labs" / "harbour" / f"{slug}.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return told(course)


def test_a_whole_course_is_clean_and_in_order(course: Path) -> None:
    assert told(course) == ""
    assert [lab.slug for lab in load_pack(course).labs] == ["moor", "moor-more", "moor-alone"]


@pytest.mark.parametrize(
    ("slug", "old", "new", "problem"),
    [
        ("moor", "form: guided", "form: exercise", "chapter `harbour` opens with this lab; expected `form: guided`"),
        ("moor-alone", "form: challenge", "form: exercise", "chapter `harbour` closes with this lab"),
        ("moor-more", "order: 2", "order: 3", "order 3 is taken by"),
        ("moor-more", "chapter: harbour", "chapter: high-sea", "unknown chapter `high-sea`; expected one of harbour"),
        ("moor", EXPLAINED, "  expect:", "of a guided lab explains nothing"),
    ],
)
def test_a_fault_of_the_course_is_told(course: Path, slug: str, old: str, new: str, problem: str) -> None:
    assert problem in spoil(course, slug, old, new)


def test_a_chapter_without_labs_is_told(course: Path) -> None:
    with (course / "pack.yaml").open("a", encoding="utf-8") as file:
        file.write("- {slug: sea, title: At sea}\n")
    assert "chapter `sea` has no lab" in told(course)


def test_a_command_of_the_notes_that_no_lab_needs_is_told(course: Path) -> None:
    notes = course / "topics/boats/notes.md"
    text = notes.read_text(encoding="utf-8")
    shown = "\n```console\n$ docker ps | xargs docker service rm\n```\n"
    notes.write_text(text + shown, encoding="utf-8")
    assert "no lab needs `docker service rm`" in told(course)


def test_one_mistake_is_too_few(course: Path) -> None:
    file = course / "labs/harbour/moor-more.yaml"
    text = file.read_text(encoding="utf-8")
    first = text.index("- title: ", text.index("mistakes:"))
    second = text.index("- title: ", first + 1)
    file.write_text(text[:second], encoding="utf-8")
    assert "1 mistakes; expected at least 2" in told(course)
