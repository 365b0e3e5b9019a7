from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.library.conftest import PACKS
from tutor.library.packs import find_packs, languages, load_pack, name_plates
from tutor.library.problem import ContentError
from tutor.library.question import FillIn, MultipleChoice, SingleChoice

if TYPE_CHECKING:
    from pathlib import Path


def test_the_demo_pack_as_typed_objects(demo: Path) -> None:
    pack = load_pack(demo)
    assert (pack.slug, pack.version, pack.objective.weight) == ("demo", "1.0", 2)
    assert [topic.slug for topic in pack.topics] == ["boats", "sails"]
    assert list(pack.questions) == [
        "boats-bow",
        "boats-two-parts",
        "boats-fill-tiller",
        "boats-fill-run",
        "sails-sheet",
        "sails-luff",
    ]
    single, double, fill = (pack.questions[slug] for slug in ("boats-bow", "boats-two-parts", "boats-fill-tiller"))
    assert isinstance(single, SingleChoice)
    assert (single.kind, single.key, single.topic) == ("single", (0,), "boats")
    assert isinstance(double, MultipleChoice)
    assert double.key == (0, 2)
    assert double.exhibit is not None
    assert isinstance(fill, FillIn)
    assert fill.near[0].fits("Steering WHEEL")
    assert pack.question("gone") is None
    assert pack.area("wind").share == 40
    section = pack.section("boats", "steering")
    assert section is not None
    assert section.title == "Steering"
    assert [lab.slug for lab in pack.labs] == ["moor"]


def test_a_second_language_lies_over_the_first(demo: Path) -> None:
    assert languages(demo) == ("en", "es")
    english, spanish = load_pack(demo), load_pack(demo, "es")
    question = spanish.questions["boats-bow"]
    assert isinstance(question, SingleChoice)
    assert question.stem.startswith("¿Cómo")
    assert question.options[0].text == "la proa"
    assert question.key == (0,)
    # what is missing falls back
    assert spanish.questions["sails-luff"] == english.questions["sails-luff"]
    assert [section.title for section in spanish.topic("boats").notes.sections] == ["Parts of a hull", "El gobierno"]


def test_an_unknown_language_is_the_base_one(demo: Path) -> None:
    assert load_pack(demo, "fr").questions == load_pack(demo).questions


def test_packs_are_found_in_roots_and_as_roots(demo: Path, tmp_path: Path) -> None:
    second = tmp_path / "more" / "second"
    shutil.copytree(demo, second)
    text = (second / "pack.yaml").read_text()
    (second / "pack.yaml").write_text(text.replace("slug: demo", "slug: second"))
    assert find_packs([tmp_path / "absent", tmp_path / "more", demo]) == [second, demo]
    assert [plate.slug for plate in name_plates([tmp_path / "more", demo])] == ["second", "demo"]


def test_of_two_packs_with_one_slug_the_first_root_counts(demo: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(demo, tmp_path / "other" / "copy")
    assert [plate.root for plate in name_plates([tmp_path / "other", demo])] == [copy]


@pytest.mark.parametrize(
    ("pack", "line", "words"),
    [
        ("unreadable", 4, "the key `version` a second time"),
        ("misfit", 9, "`weight` is the text 'two'; expected a number"),
    ],
)
def test_planted_bad_packs_are_refused_with_file_and_line(pack: str, line: int, words: str) -> None:
    with pytest.raises(ContentError) as refused:
        load_pack(PACKS / pack)
    assert refused.value.file == PACKS / pack / "pack.yaml"
    assert refused.value.line == line
    assert words in str(refused.value)
    assert str(refused.value).startswith(f"{PACKS / pack / 'pack.yaml'}:{line}: ")


def test_a_pack_without_notes_yet_still_loads(demo: Path) -> None:
    shutil.rmtree(demo / "topics/sails")
    pack = load_pack(demo)
    assert pack.topic("sails").notes.sections == ()
    assert pack.topic("sails").questions == ()


def test_the_shipped_pack_loads() -> None:
    from tutor.paths import shipped_content

    pack = load_pack(shipped_content() / "352.4")
    assert pack.objective.number == "352.4"
    assert len(pack.topics) == 8
    assert len(pack.labs) >= 8
