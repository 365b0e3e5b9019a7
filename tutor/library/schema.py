"""JSON Schemas for editors, made from the types that read the files.

`python -m tutor.library.schema` writes them to `content/schema/`; a test fails when they have drifted.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec

from tutor.library.glossary import GlossaryFile
from tutor.library.lab import Lab
from tutor.library.pack import PackFile
from tutor.library.question import QuestionsFile, QuestionsOverlay

FILES: dict[str, Any] = {
    "pack": PackFile,
    "questions": QuestionsFile,
    "questions-overlay": QuestionsOverlay,
    "lab": Lab,
    "glossary": GlossaryFile,
}


def schema_texts() -> dict[str, str]:
    """File name -> its whole text."""
    return {f"{name}.schema.json": _text(name, wanted) for name, wanted in FILES.items()}


def _text(name: str, wanted: Any) -> str:
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": f"{name} file of lpic-tutor"}
    return json.dumps(head | msgspec.json.schema(wanted), indent=2, ensure_ascii=False) + "\n"


def write_schemas(folder: Path) -> None:
    """Write every schema, replacing what is there."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in schema_texts().items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write_schemas(Path(__file__).resolve().parents[2] / "content" / "schema")
