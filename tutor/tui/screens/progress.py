"""Progress: results by topic and area, with counts and intervals, and the mock exams so far."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import VerticalScroll
from textual.content import Content

from tutor.tui.glyphs import EMPTY, FULL
from tutor.tui.page import Page
from tutor.tui.widgets.choices import Choices
from tutor.tui.widgets.paper import BLANK, Block, Paper, text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget
    from textual.widgets import OptionList

    from tutor.progress.records import MockRecord
    from tutor.session.learner import Learner
    from tutor.study.score import Score

BAR = 8
"""Cells of a bar."""


class ProgressScreen(Page):
    """How it goes."""

    place = "Progress"
    help_text = """
    For each topic: how many of the questions answered so far stand right by their latest answer, of how many,
    and the interval in which the true share lies with 95 % certainty. Under ten answers there is no
    percentage. Questions you reported are left out.

    Below are the mock exams so far; Enter opens a report.
    """

    def body(self) -> Iterable[Widget]:
        yield VerticalScroll(Paper(id="results"), Choices(id="mocks"), classes="body")

    def on_mount(self) -> None:
        self.show()

    def on_screen_resume(self) -> None:
        if self.tutor.opened and self.query("#results"):
            self.show()

    def show(self) -> None:
        learner = self.tutor.desk.learner
        self.query_one("#results", Paper).show(_results(learner))
        mocks = learner.mocks()
        choices = self.query_one("#mocks", Choices)
        choices.show((str(number), _mock_line(record, learner)) for number, record in enumerate(mocks))
        choices.display = bool(mocks)
        if mocks:
            choices.focus()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        from tutor.tui.screens.report import ReportScreen

        learner = self.tutor.desk.learner
        with self.told():
            self.app.push_screen(ReportScreen(learner.mock_report(learner.mocks()[int(event.option_id or 0)])))


def score_line(title: str, score: Score) -> Block:
    """`Docker Swarm   ████████░░  14 of 20 right: 70 % (48 to 85 %)`; no bar while it would mislead."""
    filled = round(score.share * BAR)
    bar = FULL * filled + EMPTY * (BAR - filled) if score.enough else EMPTY * BAR
    head = Content.assemble((f"{title:<27.27}", "bold"), (f"{bar}  ", "$primary"))
    return Block(Content(score.words), head, Content(" " * head.cell_length))


def _results(learner: Learner) -> list[Block]:
    standing = learner.standing
    blocks = [text("By topic (latest answer to each question)", "$quiet")]
    blocks += [score_line(state.title, state.now) for state in standing.topics]
    blocks += [BLANK, text("By key-knowledge area", "$quiet")]
    for area in learner.pack.areas:
        blocks += [text(area.title), score_line("", standing.areas[area.slug])]
    blocks += [BLANK, score_line("All together", standing.total)]
    seen = len(standing.latest)
    blocks.append(text(f"{seen} of {len(standing.questions)} questions answered, {len(standing.due)} due for review."))
    days = standing.days
    if days:
        blocks.append(text(f"{len(days)} study days, {sum(day.answers for day in days.values())} answers in all."))
    blocks += [BLANK, text("Mock exams" if learner.mocks() else "No mock exam yet.", "$quiet")]
    return blocks


def _mock_line(record: MockRecord, learner: Learner) -> Content:
    day = learner.clock.day(record.finished_at or record.started_at)
    report = learner.mock_report(record)
    return Content.assemble((f"{day}  ", "bold"), f"{record.title}: {report.total.words}")
