from __future__ import annotations

import json
from pathlib import Path

from tutor.library.schema import schema_texts

CONTENT = Path(__file__).resolve().parents[2] / "content"


def test_schemas_in_the_content_folder_are_those_of_the_types() -> None:
    kept = {file.name: file.read_text(encoding="utf-8") for file in (CONTENT / "schema").glob("*.json")}
    assert kept == schema_texts(), "run `python -m tutor.library.schema`"


def test_a_question_schema_knows_the_three_kinds() -> None:
    schema = json.loads(schema_texts()["questions.schema.json"])
    kinds = schema["$defs"]["QuestionsFile"]["properties"]["questions"]["items"]["discriminator"]["mapping"]
    assert set(kinds) == {"single", "multiple", "fill"}
    assert schema["$defs"]["FillIn"]["additionalProperties"] is False


def test_files_that_name_a_schema_name_one_that_is_there() -> None:
    named = 0
    for file in CONTENT.rglob("*.yaml"):
        first = file.read_text(encoding="utf-8").partition("\n")[0]
        if first.startswith("# yaml-language-server: $schema="):
            named += 1
            assert (file.parent / first.partition("$schema=")[2].strip()).resolve().is_file(), file
    assert named > 0
