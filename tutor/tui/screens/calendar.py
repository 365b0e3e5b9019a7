"""The calendar: how much was answered on each day, and how each week went."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from textual.containers import VerticalScroll
from textual.content import Content

from tutor.study.score import Score, percent
from tutor.tui.glyphs import FULL
from tutor.tui.page import Page
from tutor.tui.widgets.bars import LEVELS, amount_bar, level
from tutor.tui.widgets.paper import BLANK, Block, Paper, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from textual.widget import Widget

WEEKS = 34
"""That fit beside each other in 80 columns."""
LISTED = 12
"""Weeks of the list."""
BAR = 30
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


class CalendarScreen(Page):
    """Days of study."""

    place = "Calendar"
    help_text = """
    Every sign is a day, every column a week, Monday on top. The fuller the sign, the nearer the day came to your daily
    goal (Settings changes it). Below, the answers of each week and how many of them were right: all answers, with
    reviews and mock exams.
    """

    def body(self) -> Iterator[Widget]:
        yield VerticalScroll(Paper(id="days"), classes="body")

    def on_mount(self) -> None:
        learner = self.tutor.desk.learner
        standing = learner.standing
        goal = learner.settings.daily_goal
        blocks = [text("Answers a day", "$quiet"), *heat_map(standing.days, standing.today, goal), BLANK]
        blocks += [text("Answers a week", "$quiet"), *weeks(standing.days, standing.today)]
        self.query_one("#days", Paper).show(blocks)
        self.query_one(VerticalScroll).focus()


def heat_map(days: Mapping[date, Score], today: date, goal: int) -> Iterator[Block]:
    """Seven lines of signs under the names of the months, and what the signs mean."""
    monday = today - timedelta(days=today.weekday())
    starts = [monday - timedelta(weeks=WEEKS - 1 - number) for number in range(WEEKS)]
    yield text(f"    {_months(starts)}", "$quiet")
    for number, name in enumerate(DAYS):
        signs = ""
        for start in starts:
            day = start + timedelta(days=number)
            signs += f"{level(days.get(day, Score()).answers, goal) if day <= today else ' '} "
        yield Block(Content.assemble((f"{name} ", "$quiet"), (signs, "$primary")))
    meanings = (
        "none", f"under {_least(2, goal)}", f"{_least(2, goal)}", f"{_least(3, goal)}", f"{goal} and more",
    )  # fmt: skip
    yield text("    " + "   ".join(f"{sign} {words}" for sign, words in zip(LEVELS, meanings, strict=True)), "$quiet")


def _least(number: int, goal: int) -> int:
    """The fewest answers that are shown with that sign of LEVELS."""
    return -(-goal * (number - 1) // 3)


def _months(starts: list[date]) -> str:
    """A month's name over its first whole week."""
    line = ""
    for number, start in enumerate(starts):
        first = number == 0 or start.month != starts[number - 1].month
        if first and len(line) <= 2 * number:
            line = f"{line:<{2 * number}}{start:%b}"
    return line


def weeks(days: Mapping[date, Score], today: date) -> Iterator[Block]:
    """One line for each of the last weeks since the first answer."""
    monday = today - timedelta(days=today.weekday())
    found = []
    for number in range(LISTED):
        start = monday - timedelta(weeks=number)
        answers = sum((days.get(start + timedelta(days=n), Score()) for n in range(7)), Score())
        found.append((start, answers))
    while len(found) > 1 and not found[-1][1].answers:
        found.pop()
    most = max(one.answers for _, one in found) or 1
    for start, answers in found:
        right = f"{answers.answers} answers, {percent(answers.share)} right" if answers.enough else _few(answers)
        yield Block(
            Content.assemble((f"{start}  ", "bold"), amount_bar(((answers.answers, FULL),), most, BAR), f"  {right}")
        )


def _few(answers: Score) -> str:
    return f"{answers.correct} of {answers.answers} right" if answers.answers else "none"
