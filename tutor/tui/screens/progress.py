"""Progress: results by topic and area, with counts and intervals, and the mock exams so far."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content

from tutor.tui.glyphs import EMPTY, FULL
from tutor.tui.page import Page
from tutor.tui.widgets.bars import brief, interval_bar
from tutor.tui.widgets.choices import Choices
from tutor.tui.widgets.paper import BLANK, Block, Paper, text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget
    from textual.widgets import OptionList

    from tutor.progress.records import ChallengeRecord, MockRecord
    from tutor.session.learner import Learner
    from tutor.study.score import Score

CHALLENGE = "challenge-"
GAINS = 3
"""Weak topics that are named with their reasons."""
TITLE = 25
BAR = 8
"""Cells of a bar."""


class ProgressScreen(Page):
    """How it goes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("t", "open('topics')", "Topics and sections"),
        Binding("c", "open('calendar')", "Calendar"),
        Binding("f", "open('plan')", "Plan"),
    ]
    place = "Progress"
    help_text = """
    For each topic: first answers, those given before any feedback on the question (the last 20 of them), how many
    were right, and the interval in which the true share lies with 95 % certainty. Under ten answers there is no
    percentage. Questions you reported are left out.

    The words above say how new questions go over all topics, each by its share of the exam. They are about this
    objective alone, they are no chance to pass, and LPI's own scale is not public.

    `t` has topics, areas and sections in detail, `c` days and weeks of study, `f` the lists that wait and the work
    of each day up to the exam.

    Below are the mock exams and hands-on challenges so far; Enter opens a report.
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
        lines = [(str(number), _mock_line(record, learner)) for number, record in enumerate(learner.mocks())]
        challenges = learner.challenges.finished()
        if challenges:
            lines.append(("", Content.styled("\nHands-on challenges", "$quiet")))
        lines += [(f"{CHALLENGE}{n}", challenge_line(record, learner)) for n, record in enumerate(challenges)]
        choices = self.query_one("#mocks", Choices)
        choices.show(lines)
        choices.display = bool(lines)
        if lines:
            choices.focus()

    def action_open(self, what: str) -> None:
        from tutor.tui.screens.calendar import CalendarScreen
        from tutor.tui.screens.mastery import MasteryScreen
        from tutor.tui.screens.plan import PlanScreen

        screens: dict[str, type[Page]] = {"topics": MasteryScreen, "calendar": CalendarScreen, "plan": PlanScreen}
        self.app.push_screen(screens[what]())

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        from tutor.tui.screens.challenge_report import ChallengeReportScreen
        from tutor.tui.screens.report import ReportScreen

        learner = self.tutor.desk.learner
        chosen = event.option_id or ""
        with self.told():
            if chosen.startswith(CHALLENGE):
                record = learner.challenges.finished()[int(chosen.removeprefix(CHALLENGE))]
                self.app.push_screen(ChallengeReportScreen(learner.challenges.report(record)))
            else:
                self.app.push_screen(ReportScreen(learner.mock_report(learner.mocks()[int(chosen)])))


def score_line(title: str, score: Score) -> Block:
    """`Docker Swarm   ████████░░  14 of 20 right: 70 % (48 to 85 %)`; no bar while it would mislead."""
    filled = round(score.share * BAR)
    bar = FULL * filled + EMPTY * (BAR - filled) if score.enough else EMPTY * BAR
    head = Content.assemble((f"{title:<27.27}", "bold"), (f"{bar}  ", "$primary"))
    return Block(Content(score.words), head, Content(" " * head.cell_length))


def _results(learner: Learner) -> list[Block]:
    standing = learner.standing
    knowledge = standing.knowledge
    blocks = [text(f"New questions: {knowledge.readiness.words}.", "bold"), text(knowledge.readiness.scope, "$quiet")]
    blocks += [BLANK, text("By topic: first answers; bar from 0 to 100 % with the 95 % interval", "$quiet")]
    blocks += [topic_line(topic.title, knowledge.topics[topic.slug].first) for topic in learner.pack.topics]
    if knowledge.ranking:
        blocks += [
            BLANK,
            text("What would gain most, in points of 100 for this objective", "$quiet"),
        ]
        for number, weak in enumerate(knowledge.ranking[:GAINS], 1):
            words = f"{learner.pack.topic(weak.topic).title}: {weak.reason}"
            blocks.append(Block(Content(words), Content(f"{number}. "), Content("   ")))
    recent = standing.total
    seen = f"{len(standing.latest)} of {len(standing.questions)} questions answered, {recent.correct} stand right now"
    blocks += [BLANK, text(f"{seen}, {len(standing.due)} due for review.")]
    days = standing.days
    if days:
        blocks.append(text(f"{len(days)} study days, {sum(day.answers for day in days.values())} answers in all."))
    labs = learner.labs()
    if labs:
        blocks.append(text(f"{sum(one.best is not None for one in labs)} of {len(labs)} labs solved."))
    blocks += [BLANK, text("Mock exams" if learner.mocks() else "No mock exam yet.", "$quiet")]
    return blocks


def topic_line(title: str, score: Score) -> Block:
    """`Docker Swarm   ░░░├───●──┤░░░  14 of 20: 70 % (48 to 85 %)`."""
    short = title if len(title) <= TITLE else f"{title[: TITLE - 1]}…"
    head = Content.assemble((f"{short:<{TITLE}} ", "bold"), interval_bar(score), "  ")
    return Block(Content(brief(score)), head, Content(" " * head.cell_length))


def _mock_line(record: MockRecord, learner: Learner) -> Content:
    day = learner.clock.day(record.finished_at or record.started_at)
    report = learner.mock_report(record)
    return Content.assemble((f"{day}  ", "bold"), f"{record.title}: {report.total.words}")


def challenge_line(record: ChallengeRecord, learner: Learner) -> Content:
    """One finished hands-on challenge."""
    report = learner.challenges.report(record)
    return Content.assemble((f"{learner.clock.day(report.at)}  ", "bold"), f"{report.title}: {report.words}")
