"""Which questions a practice asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from tutor.library.question import Question
    from tutor.session.standing import Standing

Which: TypeAlias = Literal["all", "due", "unseen", "missed", "flagged", "sure-wrong", "lapsed", "leech"]
WHICH: tuple[Which, ...] = ("all", "due", "unseen", "missed", "flagged", "sure-wrong", "lapsed", "leech")
WHICH_TITLES: dict[Which, str] = {
    "all": "All questions",
    "due": "Due for review",
    "unseen": "Not answered yet",
    "missed": "Answered wrong",
    "flagged": "Flagged",
    "sure-wrong": "Sure, but wrong",
    "lapsed": "Forgotten (right before, wrong now)",
    "leech": "Slip again and again",
}


@dataclass(frozen=True, slots=True)
class Selection:
    """A filter. Empty fields do not filter."""

    which: Which = "all"
    topic: str = ""
    area: str = ""
    section: str = ""
    """Only together with `topic`."""
    items: tuple[str, ...] = ()
    """Exactly these questions (a list to drill), filtered further by the fields above."""
    limit: int = 0
    """At most so many; 0: all."""
    cram: bool = False
    """Go through it for its own sake: no item's place in the review plan changes."""


def select(selection: Selection, standing: Standing) -> list[str]:
    """Slugs, in the pack's order; due ones in the order of their waiting. The limit is not applied yet."""
    named = set(selection.items)
    return [
        slug
        for slug in _pool(selection.which, standing)
        if (not named or slug in named) and _within(selection, standing.questions[slug])
    ]


def _pool(which: Which, standing: Standing) -> Sequence[str]:
    match which:
        case "due":
            return standing.due
        case "unseen":
            return standing.unseen
        case "missed":
            return standing.missed
        case "sure-wrong":
            return standing.sure_wrong
        case "lapsed":
            return standing.lapsed
        case "leech":
            return standing.leeches
        case "flagged":
            return [slug for slug in standing.questions if slug in standing.flagged]
    return list(standing.questions)


def _within(selection: Selection, question: Question) -> bool:
    return (
        selection.topic in {"", question.topic}
        and selection.area in {"", question.area}
        and selection.section in {"", question.section}
    )


def in_asking_order(slugs: Sequence[str], selection: Selection, rng: Random) -> list[str]:
    """Shuffled and cut to the limit; of what is due, those that wait longest."""
    chosen = list(slugs)
    if selection.which == "due" and selection.limit:
        chosen = chosen[: selection.limit]
    rng.shuffle(chosen)
    return chosen[: selection.limit] if selection.limit else chosen


def title_of(selection: Selection, standing: Standing) -> str:
    """What the practice is called: `Docker Swarm: Answered wrong`."""
    pack = standing.pack
    place = ""
    if selection.section and (section := pack.section(selection.topic, selection.section)):
        place = section.title
    elif selection.topic:
        place = pack.topic(selection.topic).title
    elif selection.area:
        place = pack.area(selection.area).title
    what = "Chosen questions" if selection.items and selection.which == "all" else WHICH_TITLES[selection.which]
    title = f"{place}: {what}" if place else what
    return f"{title} (cramming)" if selection.cram else title
