from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tutor.library.problem import ContentError
from tutor.library.yaml_source import read_document, read_yaml

if TYPE_CHECKING:
    from pathlib import Path


def _file(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "some.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def test_plain_values_mean_what_they_say(tmp_path: Path) -> None:
    text = "ports: 22:22\nmode: 0777\nanswer: no\non: yes\nsure: true\ncount: 3\nratio: 2.5\nnothing:\nhex: 0x10\n"
    assert read_yaml(_file(tmp_path, text)) == {
        "ports": "22:22",
        "mode": "0777",
        "answer": "no",
        "on": "yes",
        "sure": True,
        "count": 3,
        "ratio": 2.5,
        "nothing": None,
        "hex": "0x10",
    }


def test_dates_and_words_that_begin_like_other_values_stay_text(tmp_path: Path) -> None:
    text = "a: 2026-11-02\nb: 2026-11\nc: trueish\nd: 1_000\ne: 1e3\nf: nullable\n"
    assert all(isinstance(value, str) for value in read_yaml(_file(tmp_path, text)).values())


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, "the key `a` a second time (first on line 1)"),
        ("b: 2\na: &x 1\nc: [*x]\n", 2, "a value with an alias"),
        ("list: &x [1]\nb: *x\n", 1, "a value with an alias"),
        ("a: !!python/name:os.system x\n", 1, "the tag"),
        ("a: 1\nb: [1\nc: 2\n", 3, "not YAML"),
        ("a: 1\n---\nb: 2\n", 2, "not YAML"),
        ("? [a]\n: 1\n", 1, "a key that is not text"),
        ("a: \x01\n", 1, "not YAML"),
    ],
)
def test_what_is_not_plain_yaml_is_refused_with_its_line(tmp_path: Path, text: str, line: int, words: str) -> None:
    with pytest.raises(ContentError) as refused:
        read_yaml(_file(tmp_path, text))
    assert words in str(refused.value)
    assert refused.value.line == line


def test_bytes_that_are_not_utf8(tmp_path: Path) -> None:
    file = tmp_path / "latin.yaml"
    file.write_bytes("a: 1\nb: señal\n".encode("latin-1"))
    with pytest.raises(ContentError, match="UTF-8") as refused:
        read_yaml(file)
    assert refused.value.line == 2


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="cannot be read"):
        read_yaml(tmp_path / "none.yaml")


def test_lines_of_values_and_of_what_surrounds_them(tmp_path: Path) -> None:
    document = read_document(_file(tmp_path, "a:\n- x: 1\n  y: 2\n- z\n"))
    assert document.line(("a", 0, "y")) == 3
    assert document.line(("a", 1)) == 4
    assert document.line(("a", 0, "missing")) == 2
