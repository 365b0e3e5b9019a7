"""How values lie in columns: times as sortable UTC text, answers as JSON."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tutor.study.attempt import Answer


def time_text(moment: datetime) -> str:
    """`2026-11-02T19:30:00.000000+00:00`; raises ValueError for a moment without a time zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone cannot be kept")
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def maybe_time_text(moment: datetime | None) -> str | None:
    return None if moment is None else time_text(moment)


def text_time(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def maybe_text_time(text: str | None) -> datetime | None:
    return None if text is None else text_time(text)


def json_text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def answer_text(answer: Answer | None) -> str | None:
    """A list of indexes, or a string; None stays None."""
    if answer is None:
        return None
    return json_text(answer if isinstance(answer, str) else list(answer))


def text_answer(text: str | None) -> Answer | None:
    if text is None:
        return None
    value = json.loads(text)
    return value if isinstance(value, str) else tuple(value)
