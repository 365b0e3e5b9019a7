"""The report of a mock exam: by topic and area, time, lists to drill, every question with its reasons."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content

from tutor.session.mock_history import comparison
from tutor.session.mock_pages import LISTS, as_json, as_markdown, notices, of, time_words
from tutor.session.selection import Selection
from tutor.tui.glyphs import ELLIPSIS, FLAG, RIGHT, WRONG
from tutor.tui.page import Page
from tutor.tui.places import Drill
from tutor.tui.screens.dialogs import AskScreen
from tutor.tui.screens.progress import score_line
from tutor.tui.widgets.choices import Choices
from tutor.tui.widgets.paper import BLANK, Block, Paper, text
from tutor.tui.widgets.question import answered_blocks, question_blocks

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget
    from textual.widgets import OptionList

    from tutor.library.pack import Pack
    from tutor.session.mock_history import MockComparison
    from tutor.session.mock_report import MockReport, MockResult

STEM = 44
"""Cells of a stem in the list."""


class ReportScreen(Page):
    """After the end of a mock exam, or from Progress."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "questions", "Every question"),
        Binding("w", "drill('wrong')", "Drill wrong"),
        Binding("o", "drill('unanswered')", "Drill unanswered"),
        Binding("u", "drill('unsure_right')", "Drill unsure, but right"),
        Binding("s", "drill('sure_wrong')", "Drill sure, but wrong"),
        Binding("l", "drill('slow')", "Drill slow"),
        Binding("x", "write", "Write files"),
    ]
    place = "Report"
    help_text = """
    Shares stand with their interval; unanswered questions count as wrong. Enter lists every question with its time;
    there Enter shows it with the reasons for each option. The letters begin a practice with one of the lists; slow
    ones took at least twice the average.

    Where there are earlier mock exams, a table tells by topic what changed: better or worse only where chance would
    hardly do it. `x` writes the report as Markdown and as JSON into your data folder, and tells where.
    """

    def __init__(self, report: MockReport) -> None:
        super().__init__()
        self.report = report

    def body(self) -> Iterable[Widget]:
        yield VerticalScroll(Paper(self._blocks()), classes="body")

    def on_mount(self) -> None:
        self.query_one(VerticalScroll).focus()

    def on_screen_resume(self) -> None:
        """A question that was reported meanwhile is in no number any more."""
        reports = self.tutor.desk.learner.mock_reports()
        self.report = next((one for one in reports if one.uuid == self.report.uuid), self.report)
        if self.query(Paper):
            self.query_one(Paper).show(self._blocks())
        self.banner.details = f"{self.report.total.correct} of {self.report.total.answers} right"
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return bool(getattr(self.report, str(parameters[0]))) if action == "drill" else True

    def action_drill(self, which: str) -> None:
        items = getattr(self.report, which)
        self.dismiss()
        self.tutor.request(Drill(Selection(items=tuple(items))))

    def _blocks(self) -> list[Block]:
        learner = self.tutor.desk.learner
        against = comparison(self.report, learner.mock_reports())
        head = text(f"{learner.clock.day(self.report.finished_at)}: {self.report.title}", "$quiet")
        compared = compared_blocks(against, learner.pack) if against else []
        return [head, BLANK, *_summary(self.report, learner.pack), *compared]

    def action_write(self) -> None:
        learner = self.tutor.desk.learner
        database = learner.progress.path
        folder = database.parent.parent / "reports" / database.stem
        name = f"mock-{learner.clock.day(self.report.finished_at)}-{self.report.uuid[:8]}"
        page = as_markdown(self.report, learner.mock_reports(), learner.pack, learner.clock.day)
        if self.tutor.desk.visitor:
            self.app.deliver_text(StringIO(page), save_filename=f"{name}.md", mime_type="text/markdown")
            self.notify("Your browser was handed the report as a download.", markup=False)
            return
        try:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{name}.md").write_text(page, encoding="utf-8")
            (folder / f"{name}.json").write_text(as_json(self.report, learner.pack), encoding="utf-8")
        except OSError as error:
            words = f"{error.filename}: {error.strerror}"
            self.notify(words, severity="error", markup=False, timeout=12)
            return
        self.notify(f"Written: {folder / name}.md and .json", markup=False, timeout=12)

    def action_questions(self) -> None:
        self.app.push_screen(ResultsScreen(self.report))


class ResultsScreen(Page):
    """Every question of a report."""

    place = "Questions of the mock exam"
    help_text = """
    Every question with the seconds it took, also as a multiple of the average over those that were answered. Enter
    shows one with your answer and the reasons for each option.
    """

    def __init__(self, report: MockReport) -> None:
        super().__init__()
        self._report = report

    def body(self) -> Iterable[Widget]:
        lines = ((str(n), _line(n, one, self._report)) for n, one in enumerate(self._report.results))
        yield VerticalScroll(Choices(lines), classes="body")

    def on_mount(self) -> None:
        self.banner.details = f"{self._report.total.correct} of {self._report.total.answers} right"
        self.query_one(Choices).focus()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.app.push_screen(ResultScreen(self._report.results[int(event.option_id or 0)]))


class ResultScreen(Page):
    """One question of a report."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "note", "Note"),
        Binding("w", "wrong", "Question is wrong"),
    ]
    place = "Question of the mock exam"
    help_text = """
    The question as it was asked, your answer, and the reason for every option. `n` opens the note about it. `w` says
    that the question itself is wrong: it keeps your reason and leaves the question out of every number.
    """

    def __init__(self, result: MockResult) -> None:
        super().__init__()
        self._result = result

    def body(self) -> Iterable[Widget]:
        yield VerticalScroll(Paper(self._blocks()), classes="body")

    def _blocks(self) -> list[Block]:
        result = self._result
        blocks = [*question_blocks(result.item), *answered_blocks(result.item, result.answer, result.grade)]
        if result.item.question.slug in self.tutor.desk.learner.standing.reported:
            return [text("You reported this question; it counts in no number.", "$warning"), BLANK, *blocks]
        return blocks

    def on_mount(self) -> None:
        self.query_one(VerticalScroll).focus()

    def action_note(self) -> None:
        from tutor.tui.screens.note import NoteScreen

        question = self._result.item.question
        self.app.push_screen(NoteScreen(question.topic, question.section))

    def action_wrong(self) -> None:
        def keep(reason: str | None) -> None:
            if reason is not None:
                with self.told():
                    self.tutor.desk.learner.report(self._result.item.question.slug, reason)
                self.query_one(Paper).show(self._blocks())

        words = "What is wrong with it? Your reason is kept, and the question counts in no number."
        self.app.push_screen(AskScreen("This question is wrong", words), keep)


def _summary(report: MockReport, pack: Pack) -> list[Block]:
    blocks = [score_line("All together", report.total), BLANK, text("By topic", "$quiet")]
    blocks += [score_line(pack.topic(slug).title, score) for slug, score in report.by_topic.items()]
    blocks += [BLANK, text("By key-knowledge area", "$quiet")]
    for slug, score in report.by_area.items():
        blocks += [text(pack.area(slug).title), score_line("", score)]
    lists = " · ".join(f"{title.lower()}: {len(getattr(report, name))}" for name, title in LISTS)
    blocks += [BLANK, text(time_words(report)), text(f"{lists[0].upper()}{lists[1:]}")]
    return [*blocks, *(text(words, "$quiet") for words in notices(report)), BLANK]


def compared_blocks(against: MockComparison, pack: Pack) -> list[Block]:
    """What changed, topic by topic."""

    def row(title: str, now: str, before: str, all_before: str, change: str, style: str = "") -> Block:
        words = f"{now:<10}{before:<10}{all_before:<12}{change}"
        return Block(Content.assemble((f"{title:<27.27}", style or "bold"), (words, style)))

    blocks = [row("Against earlier ones", "this", "before", "all before", "change", "$quiet")]
    for slug, change in against.by_topic.items():
        before = of(against.previous_by_topic[slug])
        blocks.append(row(pack.topic(slug).title, of(change.now), before, of(change.before), change.words))
    total = against.total
    last = row("All together", of(total.now), of(against.previous.total), of(total.before), total.words)
    return [*blocks, last, BLANK]


def _line(number: int, result: MockResult, report: MockReport) -> Content:
    sign, style = (RIGHT, "$success") if result.grade.correct else (WRONG, "$error")
    stem = " ".join(result.item.question.stem.split())
    short = stem if len(stem) <= STEM else stem[: STEM - 1] + ELLIPSIS
    notes = [f"{result.seconds:>4.0f} s"]
    notes += ["not answered"] if result.answer is None else [f"{report.times_average(result):>4.1f}×"]
    notes += [result.confidence] if result.confidence == "unsure" else []
    notes += [FLAG] if result.flagged else []
    notes += ["reported"] if result.reported else []
    return Content.assemble(
        (f"{sign} ", style), (f"{number + 1:>2}  ", "bold"), f"{short:<{STEM}}  ", (" ".join(notes), "$quiet")
    )
