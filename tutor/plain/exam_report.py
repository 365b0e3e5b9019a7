"""`lpic-tutor exam report`: a finished mock exam as Markdown or JSON, and the list of all of them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from tutor.plain.open_learner import open_learner
from tutor.plain.talk import printable
from tutor.session.errors import SessionError
from tutor.session.mock_pages import as_json, as_markdown, clock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tutor.session.learner import Learner


def write_report(number: int, json: bool, out: Path | None, content: tuple[Path, ...], profile: str | None) -> int:
    """The report of the mock exam that ended as `number`-th last. Raises SessionError when there is none."""
    with open_learner(content, profile, look=True) as learner:
        page = report_page(learner, number, json=json or (out is not None and out.suffix == ".json"))
    if out is None:
        sys.stdout.write(page)
    else:
        out.write_text(page, encoding="utf-8")
        sys.stdout.write(f"The report is {out}\n")
    return 0


def report_page(learner: Learner, number: int, *, json: bool) -> str:
    """1 is the last one."""
    reports = learner.mock_reports()
    if not 1 <= number <= len(reports):
        have = f"there are {len(reports)}" if reports else "no mock exam has ended yet"
        raise SessionError(f"there is no mock exam {number}: {have}")
    report = reports[number - 1]
    if json:
        return as_json(report, learner.pack)
    return as_markdown(report, reports, learner.pack, learner.clock.day)


def list_reports(content: tuple[Path, ...], profile: str | None) -> int:
    """One line for each finished mock exam, newest first."""
    with open_learner(content, profile, look=True) as learner:
        lines = list(report_lines(learner))
    for line in lines or ["No mock exam has ended yet."]:
        sys.stdout.write(f"{printable(line)}\n")
    return 0


def report_lines(learner: Learner) -> Iterator[str]:
    for number, report in enumerate(learner.mock_reports(), 1):
        day = learner.clock.day(report.finished_at)
        time = f"{clock(report.seconds_used)} of {clock(report.seconds_total)}"
        yield f"{number}. {day}: {report.title}: {report.total.words}; time used {time}"
