"""Each row spoils one file of the demo pack and says what lint must tell of it, and where."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.library.conftest import PACKS
from tutor.library.lint import lint, lint_pack
from tutor.library.packs import load_pack
from tutor.library.problem import ContentError

if TYPE_CHECKING:
    from pathlib import Path

BOATS = "topics/boats/questions.yaml"
NOTES = "topics/boats/notes.md"
LAB = "labs/harbour/moor.yaml"
SPANISH = "topics/boats/questions.es.yaml"


class Spoilt(NamedTuple):
    file: str
    old: str
    new: str
    told: str
    at: str = ""
    """Text on the line that must be told; empty: the new text's first line."""
    unusable: bool = False
    """A pack with it cannot be loaded either."""


SPOILT = [
    Spoilt("pack.yaml", "share: 60", "share: 50", "shares sum to 90", "areas:", unusable=True),
    Spoilt("pack.yaml", "topics: [sails]", "topics: [sail]", "unknown topic `sail`", unusable=True),
    Spoilt("pack.yaml", "topics: [sails]", "topics: [sails, boats]", "topic `boats` is in `hulls`, too", unusable=True),
    Spoilt("pack.yaml", "{slug: sails,", "{slug: Sails,", "slug 'Sails'", unusable=True),
    Spoilt("pack.yaml", "weight: 2", "wieght: 2", "unknown field `wieght`", unusable=True),
    Spoilt("pack.yaml", "format: 1", "format: 2", "`format` is the number 2; expected one of 1", unusable=True),
    Spoilt(BOATS, "slug: boats-two-parts", "slug: boats-bow", "slug 'boats-bow' is taken", unusable=True),
    Spoilt(BOATS, "slug: boats-two-parts", "slug: boats-mast", "slug 'boats-mast' is retired", unusable=True),
    Spoilt(BOATS, "slug: boats-bow", "slug: hull-bow", "expected a slug that begins with `boats-`", unusable=True),
    Spoilt(BOATS, "  section: parts", "  section: part", "unknown section `part`", unusable=True),
    Spoilt(BOATS, "  area: hulls", "  area: wind", "area `wind` does not hold topic `boats`", unusable=True),
    Spoilt(BOATS, "  area: hulls", "  area: water", "unknown area `water`", unusable=True),
    Spoilt(BOATS, "  source: book", "  source: bok", "unknown source `bok`", unusable=True),
    Spoilt(BOATS, "kind: single", "kind: simple", "a question of no known kind", unusable=True),
    Spoilt(
        BOATS, "difficulty: 1", "difficulty: 4", "`difficulty` is the number 4; expected one of 1, 2, 3", unusable=True
    ),
    Spoilt(BOATS, "difficulty: 1", "difficulty: yes", "`difficulty` is the text 'yes'", unusable=True),
    Spoilt(BOATS, "topic: boats", "topic: sails", "topic is 'sails'", unusable=True),
    Spoilt(
        BOATS,
        "the bow, correct: true",
        "the bow, correct: false",
        "0 options are correct; expected exactly one",
        "  options:",
        unusable=True,
    ),
    Spoilt(
        BOATS,
        "the stern, correct: false",
        "the stern, correct: true",
        "2 options are correct; expected exactly one",
        "  options:",
        unusable=True,
    ),
    Spoilt(BOATS, "answers: [tiller, a tiller]", "answers: []", "no accepted answer", unusable=True),
    Spoilt(BOATS, '(steering )?wheel"', '(steering wheel"', "not a regular expression", unusable=True),
    Spoilt(BOATS, "judge: command", "judge: effect", "`judge: effect` without a cluster", unusable=True),
    Spoilt(
        BOATS, "answers: [tiller, a tiller]", "answers: [tiller, 5]", "is the number 5; expected text", unusable=True
    ),
    Spoilt(SPANISH, "slug: boats-bow", "slug: boats-stern", "unknown question `boats-stern`", unusable=True),
    Spoilt(
        SPANISH,
        "  - {text: la popa, why: De ella cuelga el timón.}\n",
        "",
        "expected 3 options",
        "slug: boats-bow",
        unusable=True,
    ),
    Spoilt(NOTES, "<!-- id: steering -->", "", "section 'Steering' has no id", "## Steering", unusable=True),
    Spoilt(LAB, "leaves: [runs]", "leaves: [walks]", "unknown goal `walks`", unusable=True),
    Spoilt(
        LAB, "sections: [boats/steering]", "sections: [boats/stern]", "unknown section `boats/stern`", unusable=True
    ),
    Spoilt(LAB, "minutes: 5", "minutes: five", "`minutes` is the text 'five'", unusable=True),
    # quality: told by lint, but no reason to refuse the pack
    Spoilt(BOATS, "why: That is where the rudder hangs.", "why: This is not the stern.", "the why only restates"),
    Spoilt(BOATS, "why: That is where the rudder hangs.", 'why: ""', "an option without a why"),
    Spoilt(BOATS, "  why: Both names lead to the same list.", '  why: ""', "no why"),
    Spoilt(BOATS, "(Choose two.)", "(Choose three.)", "the stem does not end with the number", "  stem: |"),
    Spoilt(BOATS, "boat called?", "boat called? (Choose one.)", "a single choice that says how many"),
    Spoilt(BOATS, "text: the keel, correct: false", "text: the stern, correct: false", "a second time"),
    Spoilt(BOATS, "text: the mast", "text: none of the above", "expected one that says something itself"),
    Spoilt(
        BOATS, "[docker ps, docker container ls]", "[docker ps, docker  PS]", "the answer 'docker PS' a second time"
    ),
    Spoilt(BOATS, '"(steering )?wheel"', '".*"', "this near miss fits the right answer 'tiller'"),
    Spoilt(BOATS, "as_of: 2026-11", "as_of: November 2026", "as_of 'November 2026'"),
    Spoilt(
        BOATS,
        "{text: the bow,",
        "{text: the bow which is the foremost part of the hull of any boat,",
        "length gives the key away",
        "  options:",
    ),
    Spoilt(NOTES, "sails.md#trim", "sails.md#trimming", "link to unknown section `sails.md#trimming`"),
    Spoilt(NOTES, "sails.md#trim", "masts.md#trim", "link to unknown topic `masts`"),
    Spoilt(NOTES, "sails.md#trim", "http://example.org", "expected a section, or https"),
    Spoilt(NOTES, "A `tiller` turns", "A <tiller> turns", "raw HTML '<tiller>'"),
    Spoilt(NOTES, "```console", "```", "a code block without a language"),
    Spoilt(NOTES, "A `tiller` turns", "word " * 500, "words; expected at most 450", "## Steering"),
    Spoilt(LAB, "hints: [A service., ", "hints: [", "has 3 hints; expected four"),
    Spoilt(LAB, "get: /services/web", "get: services/web", "get 'services/web'"),
    Spoilt(LAB, "told: want 1", "told: (want 1", "not a regular expression"),
    Spoilt(LAB, "minutes: 5", "minutes: 5\nproof: simulated", "proof and its reason", "proof: simulated"),
]


@pytest.mark.parametrize("spoilt", SPOILT, ids=lambda spoilt: spoilt.told)
def test_a_planted_fault_is_told_where_it_is(demo: Path, spoilt: Spoilt) -> None:
    file = demo / spoilt.file
    text = file.read_text(encoding="utf-8")
    assert spoilt.old in text, "the demo pack has changed under this test"
    file.write_text(text.replace(spoilt.old, spoilt.new, 1), encoding="utf-8")
    mark = spoilt.at or spoilt.new.splitlines()[0]
    problems = [problem for problem in lint_pack(demo) if spoilt.told in str(problem)]
    assert problems, [str(problem) for problem in lint_pack(demo)]
    assert problems[0].file == file
    lines = file.read_text(encoding="utf-8").splitlines()
    assert mark.strip() in lines[problems[0].line - 1]
    if spoilt.unusable:
        with pytest.raises(ContentError):
            load_pack(demo)
    else:
        load_pack(demo)


def test_the_demo_pack_is_clean() -> None:
    report = lint([PACKS / "demo"])
    assert [str(problem) for problem in report.problems] == []
    assert report.clean
    assert report.summary == "1 pack, 3 sections, 6 questions, 1 labs: no problems"


def test_all_problems_are_told_at_once(demo: Path) -> None:
    file = demo / BOATS
    text = file.read_text(encoding="utf-8")
    spoilt = text.replace("form: recall", "form: reccall").replace("source: book", "sauce: book")
    file.write_text(spoilt, encoding="utf-8")
    told = [str(problem) for problem in lint_pack(demo)]
    assert sum("`form` is the text 'reccall'" in line for line in told) == 2
    assert sum("unknown field `sauce`" in line for line in told) == 4
    assert sum("`source` is missing" in line for line in told) == 4


def test_missing_notes_and_questions_are_told(demo: Path) -> None:
    shutil.rmtree(demo / "topics/sails")
    told = " ".join(str(problem) for problem in lint_pack(demo))
    assert "topic `sails` has no notes" in told
    assert "topic `sails` has no questions" in told


def test_no_pack_is_not_clean(tmp_path: Path) -> None:
    report = lint([tmp_path])
    assert not report.clean
    assert report.summary.startswith("no pack found")


def test_positions_and_lengths_are_watched_over_the_whole_bank(demo: Path) -> None:
    questions = "".join(
        f"""
- slug: sails-many-{number}
  kind: single
  form: recall
  area: wind
  section: trim
  difficulty: 1
  stem: Which of these is number {number}?
  options:
  - {{text: the long one {number}, correct: true, why: Counted along the shelf from its left end.}}
  - {{text: short a, correct: false, why: Stands on another shelf near the door.}}
  - {{text: short b, correct: false, why: Never belonged to this collection at all.}}
  source: book"""
        for number in range(20)
    )
    (demo / "topics/sails/questions/many.yaml").write_text(f"topic: sails\nquestions:{questions}\n")
    told = " ".join(str(problem) for problem in lint_pack(demo))
    assert "the key stands at place 1 in 22 of 23 single choices" in told
    assert "the right option is the longest in" in told
