"""The report of a hands-on challenge: each lab with its goals, what was wanted and what there was, and the solution."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content

from tutor.session.mock_pages import clock
from tutor.tui.glyphs import OPEN, RIGHT, STARTING, WRONG
from tutor.tui.page import Page
from tutor.tui.places import OpenLab
from tutor.tui.prose import inline, prose
from tutor.tui.screens.lab import solution_blocks
from tutor.tui.widgets.choices import Choices
from tutor.tui.widgets.paper import BLANK, Block, Paper, indented, text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget
    from textual.widgets import OptionList

    from tutor.session.challenge_report import ChallengeLabResult, ChallengeReport, GoalResult

TITLE = 42
"""Cells of a lab's title."""


class ChallengeReportScreen(Page):
    """After the end of a challenge, or from Progress."""

    place = "Report of a challenge"
    help_text = """
    Every goal that was met counts, also where the lab as a whole was not solved. Enter shows a lab: for each goal
    that was not met what was wanted and what there was, and the ways that lead there. What was begun and not
    solved brings the review of its questions forward to the next day.
    """

    def __init__(self, report: ChallengeReport) -> None:
        super().__init__()
        self.report = report

    def body(self) -> Iterable[Widget]:
        lines = [(str(number), _lab_line(one)) for number, one in enumerate(self.report.labs)]
        yield VerticalScroll(Paper(_summary(self.report)), Choices(lines), classes="body")

    def on_mount(self) -> None:
        self.banner.details = self.report.title
        self.query_one(Choices).focus()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.app.push_screen(ChallengeLabResultScreen(self.report.labs[int(event.option_id or 0)]))


class ChallengeLabResultScreen(Page):
    """One lab of a challenge's report."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("l", "lab", "Do this lab again"),
        Binding("n", "note", "Note"),
    ]
    place = "Lab of the challenge"
    help_text = """
    What was asked, each goal as it was judged, and the ways that lead there. `l` opens the lab without a clock
    and with hints; `n` opens the note about it.
    """

    def __init__(self, result: ChallengeLabResult) -> None:
        super().__init__()
        self._result = result

    def body(self) -> Iterable[Widget]:
        yield VerticalScroll(Paper(_result_blocks(self._result)), classes="body")

    def on_mount(self) -> None:
        self.banner.place = self._result.lab.title
        self.banner.details = self._result.words
        self.query_one(VerticalScroll).focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        return bool(self._result.lab.sections) if action == "note" else True

    def action_lab(self) -> None:
        self.tutor.request(OpenLab(self._result.lab.slug))

    def action_note(self) -> None:
        from tutor.tui.screens.note import NoteScreen

        topic, _, section = self._result.lab.sections[0].partition("/")
        self.app.push_screen(NoteScreen(topic, section))


def _summary(report: ChallengeReport) -> list[Block]:
    return [
        text(report.words, "bold"),
        text(
            f"Time used: {clock(report.seconds_used)} of {clock(report.seconds_total)}. Drawn with seed {report.seed}."
        ),
        BLANK,
        text("The labs (Enter shows one)", "$quiet"),
    ]


def _lab_line(result: ChallengeLabResult) -> Content:
    sign, style = _sign(result)
    title = result.lab.title if len(result.lab.title) <= TITLE else f"{result.lab.title[: TITLE - 1]}…"
    return Content.assemble(
        (f"{sign} ", style), (f"{title:<{TITLE}} ", "bold"), f"{result.words:<14}", (clock(result.seconds), "$quiet")
    )


def _sign(result: ChallengeLabResult) -> tuple[str, str]:
    if not result.begun:
        return OPEN, "$quiet"
    if result.solved:
        return RIGHT, "$success"
    return (STARTING, "$warning") if result.points else (WRONG, "$error")


def _result_blocks(result: ChallengeLabResult) -> list[Block]:
    blocks = [*prose(result.lab.task.strip()), BLANK, text(f"Goals: {result.points} of {result.out_of}", "bold")]
    for goal in result.goals:
        blocks += _goal_blocks(goal)
    return [*blocks, *solution_blocks(result.lab)]


def _goal_blocks(goal: GoalResult) -> list[Block]:
    sign, style = (RIGHT, "$success") if goal.met else (WRONG, "$error")
    words = inline(goal.text)
    if goal.keep:
        words = Content.assemble(words, (" (true at the start)" if goal.met else " (was true at the start)", "$quiet"))
    blocks = [Block(words, Content.assemble("  ", (f"{sign} ", style)), Content("    "))]
    return blocks + (indented([text(goal.reason, "$quiet")], 4) if goal.reason else [])
