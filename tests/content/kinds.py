"""Kinds of Kubernetes objects: what serves them and what they are called."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

TABLE = Path(__file__).parent / "known_kinds.yaml"


@cache
def _table() -> dict[str, dict[str, Any]]:
    table: dict[str, dict[str, Any]] = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    return table


def api_version(kind: str) -> str:
    """The apiVersion of a kind; empty when the kind is not known."""
    version: str = _table().get(kind, {}).get("api", "")
    return version


@cache
def names() -> frozenset[str]:
    """Every word by which kubectl knows a kind: plural, singular, short; and `all`."""
    found = {"all"}
    for kind, entry in _table().items():
        found |= {kind.lower(), *entry["names"]}
    return frozenset(found)
