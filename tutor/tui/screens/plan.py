"""The plan: lists that wait to be drilled, and the work of each day up to the exam."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import VerticalScroll
from textual.content import Content

from tutor.session.selection import WHICH_TITLES, Selection
from tutor.tui.glyphs import FULL
from tutor.tui.page import Page
from tutor.tui.places import Drill
from tutor.tui.widgets.bars import amount_bar
from tutor.tui.widgets.choices import Choices
from tutor.tui.widgets.paper import BLANK, Block, Paper, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.widget import Widget
    from textual.widgets import OptionList

    from tutor.session.learner import Learner
    from tutor.session.selection import Which

LISTS: tuple[Which, ...] = ("due", "sure-wrong", "lapsed", "leech")
NEW = "▒"
BAR = 36


class PlanScreen(Page):
    """What is to come."""

    place = "Plan"
    help_text = """
    The lists are questions that want to be asked again; Enter asks them. Forgotten ones were right before and wrong
    the last time. Those that slip again and again were wrong four times or more: read their notes before you answer
    them once more.

    Below is the work of each day up to the exam (without an exam date, of two weeks): reviews, if each is done on its
    day and right, and new questions up to the limit in Settings. No review falls on the day of the exam or behind it,
    and in the last week items come back sooner. All of it is computed from your answers: change the date in Settings
    and the plan changes.
    """

    def body(self) -> Iterator[Widget]:
        yield VerticalScroll(Choices(), Paper(id="work"), classes="body")

    def on_mount(self) -> None:
        self.show()
        self.query_one(Choices).focus()

    def on_screen_resume(self) -> None:
        if self.tutor.opened and self.query(Choices):
            self.show()

    def show(self) -> None:
        learner = self.tutor.desk.learner
        counts = learner.counts()
        self.query_one(Choices).show(
            (which, Content.assemble((f"{WHICH_TITLES[which]:<38}", "bold"), f"{counts[which]:>4}")) for which in LISTS
        )
        self.query_one("#work", Paper).show(work(learner))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        which = next(one for one in LISTS if one == event.option_id)
        if self.tutor.desk.learner.count(Selection(which)):
            self.tutor.request(Drill(Selection(which)))
        else:
            self.notify("There is no such question now.", timeout=3, markup=False)


def work(learner: Learner) -> Iterator[Block]:
    """A line for each day to come."""
    standing = learner.standing
    days = learner.forecast()
    exam = learner.settings.exam_date
    yield BLANK
    if exam and exam > standing.today:
        left = (exam - standing.today).days
        yield text(f"Work up to the exam on {exam}, in {left} {'day' if left == 1 else 'days'}", "$quiet")
    elif exam == standing.today:
        yield text("The exam is today: nothing is planned before it.", "$quiet")
        return
    else:
        yield text("Work of the next two weeks; with an exam date (Settings) up to the exam", "$quiet")
    yield text(f"{FULL} reviews  {NEW} new questions, at most {learner.settings.new_limit} a day", "$quiet")
    most = max((one.answers for one in days), default=0) or 1
    for one in days:
        bar = amount_bar(((one.reviews, FULL), (one.new, NEW)), most, BAR)
        counted = f"  {one.reviews:>3} {'review ' if one.reviews == 1 else 'reviews'}  {one.new:>3} new"
        yield Block(Content.assemble((f"{one.day:%a %Y-%m-%d}  ", "bold"), bar, counted))
