"""The first run: what this is, how far it goes, an exam date and a placement if wanted."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input

from tutor.tui.page import Page
from tutor.tui.places import Placement
from tutor.tui.prose import prose
from tutor.tui.widgets.choices import Choices
from tutor.tui.widgets.paper import Paper, text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget
    from textual.widgets import OptionList

SCOPE = """
**Welcome.** This tutor teaches objective {number} of {exam}, *{title}*: notes, questions, timed mock exams,
and labs on a Docker Swarm that is simulated inside the program.

The objective has weight {weight}, which is about {weight} of the exam's 60 questions. The tutor covers it and
nothing else, and does not turn results into a score on LPI's scale, which is not public.
"""
DATE_FORMAT = "2026-12-31"


class WelcomeScreen(Page):
    """Shown once; Esc skips it."""

    DEFAULT_CSS = """
    WelcomeScreen Input { width: 24; margin: 0 0 1 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("tab", "app.focus_next", "Next field", show=True)]
    place = "Welcome"
    help_text = """
    Nothing here is needed, and Settings can change all of it later. The exam date lets reviews end before it.
    The placement asks 16 questions over all topics, so that Home can say where to begin.
    """

    def body(self) -> Iterable[Widget]:
        objective = self.tutor.desk.learner.pack.objective
        scope = SCOPE.format(
            number=objective.number, exam=objective.exam, title=objective.title, weight=objective.weight
        )
        yield VerticalScroll(
            Paper(prose(scope.strip())),
            Paper([text("")]),
            Paper([text("Exam date, if you know it (year-month-day):")]),
            Input(placeholder=DATE_FORMAT, id="date", max_length=10),
            Choices(
                [
                    ("placement", Content.assemble(("Answer 16 questions first", "bold"), ", about ten minutes")),
                    ("skip", "Begin without them"),
                ],
                id="how",
            ),
            classes="body",
        )

    def on_mount(self) -> None:
        self.query_one(Choices).focus()

    def on_input_submitted(self) -> None:
        self.query_one(Choices).focus()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        placement = event.option_id == "placement"
        if self._keep("open" if placement else "skipped"):
            self.dismiss()
            if placement:
                self.tutor.request(Placement())

    def action_back(self) -> None:
        if self._keep("open"):
            self.dismiss()

    def _keep(self, placement: str) -> bool:
        """Keep what was chosen; False when the date cannot be read."""
        typed = self.query_one("#date", Input).value.strip()
        day = exam_date(typed)
        if typed and day is None:
            self.notify(f"{typed} is no date; write it like {DATE_FORMAT}", severity="warning", markup=False)
            self.query_one("#date", Input).focus()
            return False
        with self.told():
            self.tutor.desk.learner.change(exam_date=day, welcomed=True, placement=placement)
        return True


def exam_date(typed: str) -> date | None:
    """A day as it is typed, or None."""
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None
