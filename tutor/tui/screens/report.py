"""The report of a mock exam: by topic and area, time, lists to drill, every question with its reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content

from tutor.session.selection import Selection
from tutor.tui.glyphs import FLAG, RIGHT, WRONG
from tutor.tui.page import Page
from tutor.tui.places import Drill
from tutor.tui.screens.progress import score_line
from tutor.tui.widgets.choices import Choices
from tutor.tui.widgets.paper import BLANK, Block, Paper, text
from tutor.tui.widgets.question import answered_blocks, question_blocks

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget
    from textual.widgets import OptionList

    from tutor.library.pack import Pack
    from tutor.session.mock_report import MockReport, MockResult

STEM = 48
"""Cells of a stem in the list."""


def clock(seconds: float) -> str:
    """`1:05:09` or `27:30`."""
    minutes, rest = divmod(max(int(seconds), 0), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


class ReportScreen(Page):
    """After the end of a mock exam, or from Progress."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("w", "drill('wrong')", "Drill wrong"),
        Binding("o", "drill('unanswered')", "Drill unanswered"),
        Binding("u", "drill('unsure_right')", "Drill unsure, but right"),
        Binding("s", "drill('sure_wrong')", "Drill sure, but wrong"),
    ]
    place = "Report"
    help_text = """
    Shares stand with their interval; unanswered questions count as wrong. The list has every question: Enter
    shows it with the reasons for each option. The letters begin a practice with one of the lists.
    """

    def __init__(self, report: MockReport) -> None:
        super().__init__()
        self.report = report

    def body(self) -> Iterable[Widget]:
        pack = self.tutor.desk.learner.pack
        lines = [(str(n), _line(n, one)) for n, one in enumerate(self.report.results)]
        yield VerticalScroll(Paper(_summary(self.report, pack)), Choices(lines), classes="body")

    def on_mount(self) -> None:
        self.banner.details = self.report.title
        self.query_one(Choices).focus()
        self.query_one(VerticalScroll).scroll_home(animate=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return bool(getattr(self.report, str(parameters[0]))) if action == "drill" else True

    def action_drill(self, which: str) -> None:
        items = getattr(self.report, which)
        self.dismiss()
        self.tutor.request(Drill(Selection(items=tuple(items))))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.app.push_screen(ResultScreen(self.report.results[int(event.option_id or 0)]))


class ResultScreen(Page):
    """One question of a report."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("n", "note", "Note")]
    place = "Question of the mock exam"
    help_text = (
        "The question as it was asked, your answer, and the reason for every option. `n` opens the note about it."
    )

    def __init__(self, result: MockResult) -> None:
        super().__init__()
        self._result = result

    def body(self) -> Iterable[Widget]:
        result = self._result
        blocks = [*question_blocks(result.item), *answered_blocks(result.item, result.answer, result.grade)]
        yield VerticalScroll(Paper(blocks), classes="body")

    def on_mount(self) -> None:
        self.query_one(VerticalScroll).focus()

    def action_note(self) -> None:
        from tutor.tui.screens.note import NoteScreen

        question = self._result.item.question
        self.app.push_screen(NoteScreen(question.topic, question.section))


def _summary(report: MockReport, pack: Pack) -> list[Block]:
    blocks = [score_line("All together", report.total), BLANK, text("By topic", "$quiet")]
    blocks += [score_line(pack.topic(slug).title, score) for slug, score in report.by_topic.items()]
    blocks += [BLANK, text("By key-knowledge area", "$quiet")]
    for slug, score in report.by_area.items():
        blocks += [text(pack.area(slug).title), score_line("", score)]
    time = f"Time used: {clock(report.seconds_used)}, {clock(report.seconds_per_question)} for each question."
    lists = (
        f"Wrong: {len(report.wrong)} · not answered: {len(report.unanswered)} · unsure, but right: "
        f"{len(report.unsure_right)} · sure, but wrong: {len(report.sure_wrong)}"
    )
    return [*blocks, BLANK, text(time), text(lists), BLANK, text("Every question (Enter shows it)", "$quiet")]


def _line(number: int, result: MockResult) -> Content:
    sign, style = (RIGHT, "$success") if result.grade.correct else (WRONG, "$error")
    stem = " ".join(result.item.question.stem.split())
    short = stem if len(stem) <= STEM else stem[: STEM - 1] + "…"
    notes = [f"{result.seconds:.0f} s"]
    notes += ["not answered"] if result.answer is None else []
    notes += [result.confidence] if result.confidence == "unsure" else []
    notes += [FLAG] if result.flagged else []
    return Content.assemble(
        (f"{sign} ", style), (f"{number + 1:>2}  ", "bold"), f"{short:<{STEM}}  ", (" ".join(notes), "$quiet")
    )
