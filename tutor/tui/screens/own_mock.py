"""A mock exam of one's own: topics, how many questions, how long, which of them, and a seed to share it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content

from tutor.session.mock_plan import ASKED, MOST_MINUTES, MOST_QUESTIONS, own_plan, pace
from tutor.session.selection import WHICH_TITLES
from tutor.tui.glyphs import CHOSEN, OPEN
from tutor.tui.page import Page
from tutor.tui.screens.dialogs import AskScreen
from tutor.tui.widgets.choices import Choices

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from textual.widget import Widget
    from textual.widgets import OptionList

    from tutor.session.mock import MockSession
    from tutor.session.mock_plan import Asked, MockPlan

QUESTIONS = 20
TITLE = 30
"""Cells before a value."""
_TOPIC = "topic-"


class OwnMockScreen(Page):
    """Puts a plan together; `begin` gets the exam."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("b", "begin", "Begin")]
    place = "Mock exam of your own"
    help_text = """
    Enter changes the line under the cursor; `b` begins. Without a topic chosen, all are asked by the shares of their
    key-knowledge areas. Minutes follow the number of questions, a minute and a half for each, until you set them.

    A seed is any words: whoever begins with the same seed, number and topics gets the same paper, whatever they
    answered before. `lpic-tutor exam make --seed` writes that paper into a file.
    """

    def __init__(self, sit: Callable[[MockSession], object]) -> None:
        super().__init__()
        self._sit = sit
        self._topics: set[str] = set()
        self._questions = QUESTIONS
        self._minutes = 0
        """0: at the exam's pace."""
        self._asked: Asked = "all"
        self._seed = ""

    def body(self) -> Iterable[Widget]:
        yield VerticalScroll(Choices(self._lines()), classes="body")

    def on_mount(self) -> None:
        self.query_one(Choices).focus()

    @property
    def plan(self) -> MockPlan:
        """What is put together so far."""
        topics = [topic.slug for topic in self.tutor.desk.learner.pack.topics if topic.slug in self._topics]
        return own_plan(self._questions, self._minutes, topics, self._asked, self._seed)

    # ------------------------------------------------------------------ showing
    def _lines(self) -> Iterator[tuple[str, Content]]:
        learner, plan = self.tutor.desk.learner, self.plan
        there = len(learner.mock_pool(plan))
        few = f"; there are only {there}" if there < plan.questions else f" of {there}"
        yield "begin", Content.assemble(("Begin", "bold"), f": {min(there, plan.questions)} questions{few}")
        yield "questions", _line("Questions", str(plan.questions))
        yield "minutes", _line("Minutes", f"{plan.minutes}{'' if self._minutes else ', at the pace of the exam'}")
        yield "asked", _line("Which questions", WHICH_TITLES[plan.asked])
        yield "seed", _line("Seed", plan.seed or "none: another paper each time")
        yield "", Content("")
        yield "", Content.styled("Topics" if self._topics else "Topics: all (Enter chooses some)", "$quiet")
        for topic in learner.pack.topics:
            sign = CHOSEN if topic.slug in self._topics else OPEN
            count = len(learner.mock_pool(own_plan(1, 1, (topic.slug,), plan.asked, plan.seed)))
            yield f"{_TOPIC}{topic.slug}", Content.assemble(f"{sign} ", _line(topic.title, str(count), TITLE - 2))

    def _show(self) -> None:
        self.query_one(Choices).show(self._lines())

    # ------------------------------------------------------------------ changing
    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        match event.option_id or "":
            case "begin":
                self.action_begin()
            case "questions":
                self._ask_number("Questions", "How many questions?", self._questions, MOST_QUESTIONS)
            case "minutes":
                self._ask_number("Minutes", "How many minutes?", self.plan.minutes, MOST_MINUTES)
            case "asked":
                self._asked = ASKED[(ASKED.index(self._asked) + 1) % len(ASKED)]
                self._show()
            case "seed":
                self._ask_seed()
            case str(topic):
                self._topics ^= {topic.removeprefix(_TOPIC)}
                self._show()

    def _ask_number(self, title: str, words: str, value: int, most: int) -> None:
        def keep(typed: str | None) -> None:
            if typed is None:
                return
            if not typed.strip().isdecimal() or not 1 <= int(typed) <= most:
                self.notify(f"Type a number from 1 to {most}.", severity="warning", markup=False)
                return
            if title == "Questions":
                self._questions = int(typed)
            else:
                self._minutes = 0 if int(typed) == pace(self._questions) else int(typed)
            self._show()

        self.app.push_screen(AskScreen(title, words, str(value)), keep)

    def _ask_seed(self) -> None:
        def keep(typed: str | None) -> None:
            if typed is not None:
                self._seed = " ".join(typed.split())
                self._show()

        words = "Any words; the same words give the same paper. Empty: another one each time."
        self.app.push_screen(AskScreen("Seed", words, self._seed), keep)

    # ------------------------------------------------------------------ beginning
    def action_begin(self) -> None:
        with self.told():
            session = self.tutor.desk.learner.start_mock(self.plan)
            self.dismiss()
            self._sit(session)


def _line(title: str, value: str, width: int = TITLE) -> Content:
    return Content.assemble((f"{title:<{width}}", "bold"), value)
