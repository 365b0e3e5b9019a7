"""Mock exams: going on with one, beginning one, and the reports of earlier ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content

from tutor.session.mock_pages import clock, of, share_words
from tutor.session.mock_plan import PRESETS
from tutor.tui.glyphs import ELLIPSIS
from tutor.tui.page import Page
from tutor.tui.places import PlanMock, SitMock
from tutor.tui.screens.dialogs import ConfirmScreen
from tutor.tui.screens.report import ReportScreen
from tutor.tui.widgets.choices import Choices
from tutor.tui.widgets.paper import BLANK, Paper, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from textual.widget import Widget
    from textual.widgets import OptionList

    from tutor.session.mock import MockSession
    from tutor.study.score import Score
    from tutor.tui.places import Request

RESUME = "resume"
OWN = "own"
TITLE = 27
"""Cells of a title in the table of earlier ones."""


class MockScreen(Page):
    """Where mock exams begin."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("x", "discard", "Discard the unfinished one")]
    place = "Mock exam"
    help_text = """
    A mock exam takes its questions from all key-knowledge areas by their shares, and those not asked before
    come first. While it runs there is no feedback; you can go back, change answers and flag questions. Every
    answer is saved at once. When you leave, or the program is killed, the clock stands still until you go on.

    One of your own has the topics, the number of questions and the time that you choose. Enter on an earlier one
    opens its report, which also tells what changed.
    """

    def body(self) -> Iterable[Widget]:
        yield VerticalScroll(Paper(id="intro"), Choices(), Paper(id="earlier"), classes="body")

    def on_mount(self) -> None:
        self.show()
        self.query_one(Choices).focus()

    def on_screen_resume(self) -> None:
        if self.tutor.opened and self.query("#intro"):
            self.show()

    def arrive(self, request: Request) -> None:
        if isinstance(request, SitMock):
            self._resume()
        elif isinstance(request, PlanMock):
            self._plan()

    def show(self) -> None:
        learner = self.tutor.desk.learner
        shares = ", ".join(f"{area.share} % {', '.join(area.topics)}" for area in learner.pack.areas)
        self.query_one("#intro", Paper).show([text(f"Shares: {shares}", "$quiet"), BLANK])
        self.query_one(Choices).show(self._lines())
        self.refresh_bindings()

    def _lines(self) -> Iterator[tuple[str, Content]]:
        learner = self.tutor.desk.learner
        unfinished = learner.progress.mocks.unfinished(learner.pack.slug)
        if unfinished is not None:
            answered = sum(answer.answer is not None for answer in unfinished.answers)
            state = f"{answered} of {len(unfinished.answers)} answered, {clock(unfinished.seconds_left)} left"
            yield RESUME, Content.assemble(("Go on with the unfinished one", "bold"), f": {state}")
        else:
            for preset in PRESETS:
                yield preset.slug, Content.assemble(("Begin: ", "bold"), preset.title)
            yield OWN, Content.assemble(("Begin: ", "bold"), "one of your own (topics, number, time, unseen or missed)")
        reports = learner.mock_reports()
        if reports:
            yield "", Content("")
            yield "", Content.styled(_row("Ended", "Right", "Share", "Time", "Earlier mock exams"), "$quiet")
        for number, report in enumerate(reports):
            total, day = report.total, str(learner.clock.day(report.finished_at))
            row = _row(day, of(total), _share(total), clock(report.seconds_used), report.title)
            yield f"mock-{number}", Content(row)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        if action == "discard" and self.tutor.opened:
            learner = self.tutor.desk.learner
            return learner.progress.mocks.unfinished(learner.pack.slug) is not None
        return True

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        learner = self.tutor.desk.learner
        chosen = event.option_id or ""
        with self.told():
            if chosen == RESUME:
                self._resume()
            elif chosen == OWN:
                self._plan()
            elif chosen.startswith("mock-"):
                record = learner.mocks()[int(chosen.removeprefix("mock-"))]
                self.app.push_screen(ReportScreen(learner.mock_report(record)))
            else:
                self._sit(learner.start_mock(next(preset for preset in PRESETS if preset.slug == chosen)))

    def _plan(self) -> None:
        from tutor.tui.screens.own_mock import OwnMockScreen

        self.app.push_screen(OwnMockScreen(self._sit))

    def _resume(self) -> None:
        with self.told():
            session = self.tutor.desk.learner.resume_mock()
            if session is not None:
                self._sit(session)

    def _sit(self, session: MockSession) -> None:
        from tutor.tui.screens.exam import ExamScreen

        self.app.push_screen(ExamScreen(session))

    def action_discard(self) -> None:
        def discard(yes: bool | None) -> None:
            if yes:
                with self.told():
                    self.tutor.desk.learner.discard_mock()
                self.show()

        self.app.push_screen(
            ConfirmScreen("Discard the unfinished mock exam?", "Its answers will not be counted."), discard
        )


def _row(day: str, right: str, share: str, time: str, title: str) -> str:
    short = title if len(title) <= TITLE else title[: TITLE - 1] + ELLIPSIS
    return f"{day:<11}{right:<9}{share:<18}{time:<8}{short}"


def _share(score: Score) -> str:
    return share_words(score) if score.enough else "few answers"
