"""`questions reported`: every question that learners say is wrong, with their reasons, in one file."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tutor.exchange.commands import open_progress
from tutor.exchange.transfer import log_of, read_log
from tutor.exchange.union import union
from tutor.paths import learner_paths
from tutor.progress.progress import Progress
from tutor.session.question_page import fenced, other_answers, section_words
from tutor.session.shelf import take_pack

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from tutor.exchange.lines import Row
    from tutor.library.pack import Pack
    from tutor.library.question import Question


@dataclass(frozen=True, slots=True)
class Complaint:
    """A question and what is said against it."""

    slug: str
    question: Question | None
    """None: the pack does not have it (any more)."""
    reasons: tuple[tuple[str, str, str], ...]
    """(day, version of the pack then, reason), the oldest first."""


def write_reported(
    file: Path, logs: Sequence[Path], pack_slug: str, content: tuple[Path, ...], profile: str | None
) -> int:
    """From the learner's own database, if there is one, and from exported logs; `.json` makes JSON, all else Markdown.

    Raises UnusableLog, OSError, ProgressError, SessionError, ContentError; NoProgress with neither database nor logs.
    """
    paths = learner_paths(profile)
    pack = take_pack(pack_slug, paths, content)
    told = [read_log(log) for log in logs]
    if not logs or paths.database.exists():
        with open_progress(profile, Progress.look) as progress:
            told.insert(0, log_of(progress))
    found = complaints(union(*told).values(), pack)
    page = as_json(found, pack) if file.suffix == ".json" else as_markdown(found, pack)
    file.write_text(page, encoding="utf-8")
    count = sum(len(one.reasons) for one in found)
    sys.stdout.write(f"{len(found)} questions with {count} reports written to {file}\n")
    return 0


def complaints(rows: Iterable[Row], pack: Pack) -> list[Complaint]:
    """By question, in the pack's order; those it no longer has come last."""
    by_item: dict[str, list[Row]] = {}
    for row in rows:
        if row["type"] == "report" and row["pack"] == pack.slug:
            by_item.setdefault(row["item"], []).append(row)
    order = {slug: place for place, slug in enumerate(pack.questions)}
    return [
        Complaint(slug, pack.question(slug), tuple(sorted(_reason(row) for row in by_item[slug])))
        for slug in sorted(by_item, key=lambda slug: (order.get(slug, len(order)), slug))
    ]


def _reason(row: Row) -> tuple[str, str, str]:
    return row["at"][:10], row["pack_version"], row["reason"]


def as_markdown(found: Sequence[Complaint], pack: Pack) -> str:
    """To read, or to put into an issue."""
    lines = [f"# Questions reported as wrong: {pack.slug}, {pack.version}", ""]
    for one in found:
        lines += [f"## {one.slug}", ""]
        for day, version, reason in one.reasons:
            lines += [f"Reported {day}, pack {version}:", "", *fenced(reason or "(no reason given)"), ""]
        lines += _question(one.question, pack) if one.question else ["This question is not in the pack any more.", ""]
    return "\n".join(lines)


def _question(question: Question, pack: Pack) -> Iterator[str]:
    from tutor.library.question import FillIn

    yield from (question.stem.strip(), "")
    if question.exhibit:
        yield from (*fenced(question.exhibit.text, question.exhibit.lang), "")
    if isinstance(question, FillIn):
        yield f"- right: {question.answers[0]}"
        yield from (f"- {others}" for others in [other_answers(question)] if others)
        yield f"- why: {' '.join(question.why.split())}"
    else:
        for option in question.options:
            verdict = "right" if option.correct else "wrong"
            yield f"- {verdict}: {' '.join(option.text.split())} ({' '.join(option.why.split())})"
    yield from ("", f"Notes: {section_words(question, pack)}. Source: {pack.source(question.source).title}.", "")


def as_json(found: Sequence[Complaint], pack: Pack) -> str:
    """`reports`: slug -> days, versions and reasons; `known`: whether the pack has the question."""
    reports: list[dict[str, Any]] = [
        {
            "question": one.slug,
            "known": one.question is not None,
            "reports": [{"day": day, "pack_version": version, "reason": why} for day, version, why in one.reasons],
        }
        for one in found
    ]
    head = {"type": "lpic-tutor-reported-questions", "version": 1, "pack": pack.slug, "pack_version": pack.version}
    return json.dumps({**head, "questions": reports}, indent=2, ensure_ascii=False) + "\n"
