"""The glossary: read, filtered, checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tutor.library.glossary import matching
from tutor.library.lint import lint_pack
from tutor.library.packs import load_pack
from tutor.library.problem import ContentError
from tutor.paths import shipped_content

if TYPE_CHECKING:
    from pathlib import Path


def test_a_pack_has_its_terms_in_order(demo: Path) -> None:
    terms = load_pack(demo).glossary
    assert [term.names for term in terms] == [("bilge",), ("rudder", "helm"), ("trim",)]
    assert terms[1].section == "boats/steering"
    assert not [problem for problem in lint_pack(demo) if problem.file.name == "glossary.yaml"]


def test_a_pack_without_a_glossary_has_no_terms(demo: Path) -> None:
    (demo / "glossary.yaml").unlink()
    assert load_pack(demo).glossary == ()


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", ["bilge", "rudder", "trim"]),
        ("HELM", ["rudder"]),
        ("the", ["bilge", "rudder"]),
        ("tr", ["trim"]),
        ("t", ["trim", "bilge", "rudder"]),
        ("blade stern", ["rudder"]),
        ("blade water", []),
    ],
)
def test_every_word_must_occur_and_names_come_first(demo: Path, words: str, found: list[str]) -> None:
    assert [term.term for term in matching(load_pack(demo).glossary, words)] == found


@pytest.mark.parametrize(
    ("old", "new", "told", "line"),
    [
        ("section: sails/trim", "section: sails/trims", "unknown section `sails/trims`", 11),
        ("also: [helm]", "also: [Bilge]", "the name 'Bilge' is taken by `bilge`", 5),
        ("meaning: How far a sail is pulled in.", "meaning: ' '", "`trim` has no meaning", 10),
        ("term: trim", "term: Oar", "`Oar` is out of order", 9),
        ("also: [helm]", "alos: [helm]", "unknown field `alos`", 6),
    ],
)
def test_what_is_wrong_is_told_with_its_line(demo: Path, old: str, new: str, told: str, line: int) -> None:
    file = demo / "glossary.yaml"
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8")
    problems = [problem for problem in lint_pack(demo) if problem.file == file]
    assert [(problem.line, told in problem.problem) for problem in problems] == [(line, True)]


def test_a_term_whose_section_is_missing_makes_a_pack_unusable(demo: Path) -> None:
    file = demo / "glossary.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("sails/trim", "sails/none"), encoding="utf-8")
    with pytest.raises(ContentError, match="unknown section `sails/none`"):
        load_pack(demo)


def test_the_shipped_glossary_covers_every_topic() -> None:
    pack = load_pack(shipped_content() / "352.4")
    assert len(pack.glossary) >= 90
    assert {term.section.partition("/")[0] for term in pack.glossary} == {topic.slug for topic in pack.topics}
