"""The blind pass over a bank: exported without keys, answered, held against them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml

from tests.library.conftest import PACKS
from tutor.cli import main
from tutor.library.packs import load_pack
from tutor.library.question import FillIn

if TYPE_CHECKING:
    from pathlib import Path

DEMO = PACKS / "demo"
BANK = load_pack(DEMO).questions


def exported(file: Path) -> list[dict[str, object]]:
    assert main(["questions", "export", "--blind", str(file), "--content", str(DEMO), "--topic", "boats"]) == 0
    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    questions: list[dict[str, object]] = content["questions"]
    return questions


def compared(tmp_path: Path, answers: dict[str, object]) -> int:
    file = tmp_path / "answers.yaml"
    file.write_text(yaml.safe_dump({"answers": answers}), encoding="utf-8")
    return main(["questions", "compare", str(file), "--content", str(DEMO), "--topic", "boats"])


def keys() -> dict[str, object]:
    boats = [question for question in BANK.values() if question.topic == "boats"]
    return {
        one.slug: one.answers[0] if isinstance(one, FillIn) else ["ABCDEFGH"[place] for place in one.key]
        for one in boats
    }


def test_an_export_tells_no_key(tmp_path: Path) -> None:
    file = tmp_path / "blind.yaml"
    questions = exported(file)
    assert {one["slug"] for one in questions} == set(keys())
    text = file.read_text(encoding="utf-8")
    assert "correct" not in text
    for slug in keys():
        question = BANK[slug]
        reasons = [question.why] if isinstance(question, FillIn) else [option.why for option in question.options]
        assert not any(reason in text for reason in reasons)


def test_the_keys_themselves_agree(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert compared(tmp_path, keys()) == 0
    assert capsys.readouterr().out.endswith(f"{len(keys())} answered, {len(keys())} agree, 0 differ, 0 not answered\n")


def test_a_difference_is_told_with_both_answers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert compared(tmp_path, {"boats-bow": ["B"], "boats-gone": ["A"]}) == 1
    told = capsys.readouterr().out
    assert "boats-bow: answered B, the key is" in told
    assert "boats-gone: there is no such question" in told
    assert "1 answered, 0 agree, 1 differ" in told


def test_options_may_be_named_by_their_words(tmp_path: Path) -> None:
    assert compared(tmp_path, {"boats-bow": ["the bow"], "boats-two-parts": ["the rudder", "the keel"]}) == 0


def test_an_option_that_has_other_words_now_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert compared(tmp_path, {"boats-bow": ["the front"]}) == 1
    assert "boats-bow: answered 'the front', which has other words now" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("answers", "told"),
    [({"boats-bow": ["Z"]}, "'Z' is none of the options A, B"), ({"boats-bow": {"A": 1}}, "answers.yaml: ")],
)
def test_answers_that_cannot_be_used(
    tmp_path: Path, answers: dict[str, object], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert compared(tmp_path, answers) == 2
    assert told in capsys.readouterr().err
