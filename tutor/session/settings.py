"""A learner's habits, typed."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date  # noqa: TC003 - msgspec reads the annotations
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping

Placement: TypeAlias = Literal["open", "done", "skipped"]


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything the Settings place shows, and what the first run left. Defaults are a new learner's."""

    exam_date: date | None = None
    theme: str = ""
    """A theme's name; empty: the program's own choice."""
    daily_goal: int = 20
    """Answers a day."""
    new_limit: int = 10
    """New questions a day that sessions and advice begin; a list that is asked for by name has no limit."""
    language: str = "en"
    ask_confidence: bool = True
    speed: float = 1.0
    """Virtual seconds of a lab's cluster per real second."""
    welcomed: bool = False
    placement: Placement = "open"
    pack: str = ""
    """The pack that was opened last; empty: the first one found."""


def settings_from(stored: Mapping[str, Any]) -> Settings:
    """Settings as they were kept. A name or value that this version does not know counts as not set."""
    settings = Settings()
    for name, value in stored.items():
        try:
            settings = replace(settings, **{name: _typed(name, value)})
        except (KeyError, msgspec.ValidationError):
            continue
    return settings


def changed(settings: Settings, values: Mapping[str, Any]) -> tuple[Settings, dict[str, Any]]:
    """The new settings, and the changed values as JSON to keep.

    Raises TypeError for a name or a value that settings cannot have.
    """
    builtins = {name: msgspec.to_builtins(value) for name, value in values.items()}
    try:
        new = replace(settings, **{name: _typed(name, value) for name, value in builtins.items()})
    except KeyError as error:
        raise TypeError(f"there is no setting {error.args[0]!r}") from None
    except msgspec.ValidationError as error:
        raise TypeError(str(error)) from None
    return new, builtins


_NAMES = frozenset(field.name for field in fields(Settings))


def _typed(name: str, value: Any) -> Any:
    """A kept value as its setting's type."""
    if name not in _NAMES:
        raise KeyError(name)
    return getattr(msgspec.convert({name: value}, Settings), name)
