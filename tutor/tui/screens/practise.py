"""Choosing what to practise: a topic or all, and which of its questions."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content

from tutor.session.selection import WHICH, WHICH_TITLES, Selection
from tutor.tui.page import Page
from tutor.tui.places import Drill, Mixed, Placement
from tutor.tui.screens.question import QuestionScreen
from tutor.tui.widgets.choices import Choices
from tutor.tui.widgets.paper import Paper, text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget
    from textual.widgets import OptionList

    from tutor.session.practice import PracticeSession
    from tutor.session.selection import Which
    from tutor.study.score import Score
    from tutor.tui.places import Request

ALL = "-"
"""Id of the line for all topics."""


class PractiseScreen(Page):
    """Where every practice begins."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f", "which(1)", "Which questions"),
        Binding("F", "which(-1)", "Which questions", show=False),
        Binding("c", "cram", "Cram"),
        Binding("w", "mixed", "15-minute session"),
    ]
    place = "Practise"
    help_text = """
    Choose a topic, or all of them, and press Enter. `f` changes which of their questions are asked: all,
    those due for review, those never answered, those answered wrong, flagged ones, those where you were
    sure but wrong, forgotten ones (right before, wrong now), and those that slip again and again.

    `c` crams: the list is gone through for its own sake, and the review plan stays as it is. `w` begins a session
    of a quarter of an hour: due reviews, weak sections, a note and a lab.
    """

    def __init__(self) -> None:
        super().__init__()
        self._which: Which = "all"
        self._cram = False

    def body(self) -> Iterable[Widget]:
        yield VerticalScroll(Paper(id="which"), Choices(id="topics"), classes="body")

    def on_mount(self) -> None:
        self.show()
        self.query_one(Choices).focus()

    def on_screen_resume(self) -> None:
        if self.tutor.opened and self.query("#topics"):
            self.show()

    def arrive(self, request: Request) -> None:
        learner = self.tutor.desk.learner
        with self.told():
            if isinstance(request, Drill):
                self._begin(learner.practise(request.selection))
            elif isinstance(request, Mixed):
                self._begin_mixed()
            elif isinstance(request, Placement):
                self._begin(learner.placement())

    # ------------------------------------------------------------------ showing
    def show(self) -> None:
        learner = self.tutor.desk.learner
        counts = learner.counts()
        words = f"Which questions (f changes): {WHICH_TITLES[self._which]}"
        cram = "Cramming (c): yes, the review plan stays as it is" if self._cram else "Cramming (c): no"
        self.query_one("#which", Paper).show([text(words, "bold"), text(cram, "$quiet"), text("")])
        lines = [(ALL, _line("All topics", counts[self._which], _stands(learner.standing.total)))]
        for state in learner.standing.topics:
            count = learner.count(Selection(self._which, topic=state.slug))
            lines.append((state.slug, _line(state.title, count, _stands(state.now))))
        self.query_one(Choices).show(lines)

    def action_which(self, step: int) -> None:
        self._which = WHICH[(WHICH.index(self._which) + step) % len(WHICH)]
        self.show()

    def action_cram(self) -> None:
        self._cram = not self._cram
        self.show()

    # ------------------------------------------------------------------ beginning
    def action_mixed(self) -> None:
        with self.told():
            self._begin_mixed()

    def _begin_mixed(self) -> None:
        """Over the place itself: whatever session lies there is left."""
        from tutor.tui.screens.mixed import MixedScreen

        while self.app.screen is not self:
            self.app.pop_screen()
        self.app.push_screen(MixedScreen(self.tutor.desk.learner.mixed()))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        topic = "" if event.option_id == ALL else event.option_id or ""
        with self.told():
            self._begin(self.tutor.desk.learner.practise(Selection(self._which, topic=topic, cram=self._cram)))

    def _begin(self, session: PracticeSession) -> None:
        self.app.push_screen(QuestionScreen(session))


def _stands(score: Score) -> str:
    """Of the latest answers; without a percentage, for after feedback they tell nothing about other questions."""
    return f"{score.correct} of {score.answers} answered stand right" if score.answers else "no answers yet"


def _line(title: str, count: int, result: str) -> Content:
    return Content.assemble((f"{title:<27}", "bold"), f"{count:>4}  ", (result, "$quiet"))
