"""The keys agree with what somebody answered who had not seen them."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from tutor.library.packs import load_pack
from tutor.library.yaml_source import read_yaml
from tutor.paths import shipped_content
from tutor.plain.questions import BlindAnswers, compared
from tutor.session.judging import LateJudge

PACK = load_pack(shipped_content() / "352.4")
FILES = sorted(Path(__file__).parent.glob("*.yaml"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_topic_was_answered_as_its_keys_say(file: Path) -> None:
    questions = [question for question in PACK.questions.values() if question.topic == file.stem]
    result = compared(questions, msgspec.convert(read_yaml(file), BlindAnswers), LateJudge())
    assert result.differ == {}
    assert result.unknown == []
    assert len(result.agreed) >= 0.85 * len(questions), "most of the topic has been answered by a second person"
