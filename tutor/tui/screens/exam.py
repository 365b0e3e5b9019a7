"""Sitting a mock exam: a countdown, questions in any order, no feedback until the end."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input

from tutor.library.question import FillIn
from tutor.session.mock_pages import clock
from tutor.tui.glyphs import CHOSEN, FLAG, OPEN
from tutor.tui.page import Page
from tutor.tui.screens.dialogs import ConfirmScreen
from tutor.tui.screens.report import ReportScreen
from tutor.tui.widgets.choices import Choices
from tutor.tui.widgets.keybar import KeyBar
from tutor.tui.widgets.paper import BLANK, Block, Paper, text
from tutor.tui.widgets.question import KIND_WORDS, option_blocks, question_blocks

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.app import ComposeResult
    from textual.widget import Widget
    from textual.widgets import OptionList

    from tutor.session.mock import ItemState, MockSession
    from tutor.study.attempt import Confidence

TICK = 0.25


class ExamScreen(Page):
    """A mock exam in progress."""

    DEFAULT_CSS = """
    ExamScreen Input { margin: 0 0 1 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a,1", "choose('a')", "Choose", key_display="a-f"),
        *(
            Binding(f"{letter},{n}", f"choose({letter!r})", "Choose", show=False)
            for n, letter in enumerate("bcdefgh", 2)
        ),
        Binding("n,right,enter", "step(1)", "Next", key_display="n"),
        Binding("p,left", "step(-1)", "Previous", key_display="p"),
        Binding("k", "flag", "Flag"),
        Binding("u", "unsure", "Unsure"),
        Binding("i", "items", "All questions"),
        Binding("s", "submit", "Submit"),
        Binding("tab", "leave_field", "Leave the field"),
        Binding("up", "scroll(-2)", "Scroll", show=False),
        Binding("down", "scroll(2)", "Scroll", show=False),
        Binding("pageup", "scroll(-12)", "Scroll", show=False),
        Binding("pagedown", "scroll(12)", "Scroll", show=False),
    ]
    place = "Mock exam"
    help_text = """
    Letters choose, `n` and `p` go to the next question and the one before, `k` flags one to come back to, `u`
    notes that you are not sure of your answer (without it, you are). `i` lists all questions with their state. A
    typed answer is kept when you press Enter or leave its field with Tab.

    `s` submits; it asks first and says how many are unanswered. Esc leaves the exam: it is saved, and the
    clock stands still.
    """

    def __init__(self, session: MockSession) -> None:
        super().__init__()
        self.session = session
        self._last = 0.0

    def body(self) -> Iterable[Widget]:
        yield VerticalScroll(
            Paper(id="stem"), Input(id="typed", placeholder="type the answer"), Paper(id="answers"), classes="body"
        )

    def on_mount(self) -> None:
        self._last = self.tutor.desk.stopwatch()
        self._show()
        self.set_interval(TICK, self._tick)

    # ------------------------------------------------------------------ time
    def _tick(self) -> None:
        now = self.tutor.desk.stopwatch()
        passed, self._last = now - self._last, now
        if self.session.over:
            return
        with self.told():
            self._keep_typed()
            warning = self.session.tick(passed)
            if warning:
                self.notify(warning, severity="warning", markup=False)
            if self.session.over:
                self._end()
                return
        self._tell_time()

    def _tell_time(self) -> None:
        session = self.session
        flag = f"{FLAG} " if session.flagged else ""
        self.banner.details = f"{flag}{session.position + 1} of {session.total}  {clock(session.remaining)}"

    # ------------------------------------------------------------------ showing
    @property
    def _fill(self) -> bool:
        return isinstance(self.session.current.question, FillIn)

    def _show(self) -> None:
        """Show the current question from its top."""
        typed = self.query_one("#typed", Input)
        typed.display = self._fill
        answer = self.session.answer
        typed.value = answer if isinstance(answer, str) else ""
        self.query_one("#stem", Paper).show(question_blocks(self.session.current))
        self._paint()
        self.query_one(VerticalScroll).scroll_home(animate=False)
        if self._fill:
            typed.focus()
        else:
            self.set_focus(None)

    def _paint(self) -> None:
        session = self.session
        item = session.current
        answer = session.answer
        blocks: list[Block] = []
        if not self._fill:
            blocks = option_blocks(item, () if answer is None or isinstance(answer, str) else answer)
            blocks.append(BLANK)
        count = f" ({item.choose})" if item.choose > 1 else ""
        state = "unsure" if session.confidence == "unsure" else "answered" if answer is not None else "not answered"
        blocks.append(text(f"{KIND_WORDS[item.question.kind]}{count} · {state}", "$quiet"))
        self.query_one("#answers", Paper).show(blocks)
        self._tell_time()
        self.refresh_bindings()

    # ------------------------------------------------------------------ answering
    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        if action == "choose":
            return not self._fill
        if action == "leave_field":
            return self._fill and self.focused is not None
        if action == "unsure":
            return self.session.answer is not None and self.tutor.desk.learner.settings.ask_confidence
        return True

    def action_choose(self, letter: str) -> None:
        """Choose, or take in or out where several are right."""
        item = self.session.current
        shown = next((one for one in item.options if one.letter.lower() == letter), None)
        if shown is None:
            return
        present = self.session.answer
        chosen = set() if present is None or isinstance(present, str) else set(present)
        chosen = chosen ^ {shown.index} if item.choose > 1 else {shown.index}
        with self.told():
            self.session.put(tuple(sorted(chosen)), self._confidence)
        self._paint()

    @property
    def _confidence(self) -> Confidence:
        """What an answer is given with: sure, where it is asked for at all, until `u` says otherwise."""
        return self.session.confidence or ("sure" if self.tutor.desk.learner.settings.ask_confidence else "")

    def _keep_typed(self) -> None:
        """What stands in the field is the answer."""
        typed = self.query_one("#typed", Input)
        if self._fill and typed.value.strip() != (self.session.answer or ""):
            self.session.put(typed.value.strip(), self._confidence)
            self._paint()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_step(1)

    def action_leave_field(self) -> None:
        with self.told():
            self._keep_typed()
        self.set_focus(None)
        self.refresh_bindings()

    def action_unsure(self) -> None:
        with self.told():
            self.session.put(self.session.answer, "sure" if self.session.confidence == "unsure" else "unsure")
        self._paint()

    def action_flag(self) -> None:
        with self.told():
            self.session.toggle_flag()
        self._paint()

    # ------------------------------------------------------------------ going
    def action_step(self, step: int) -> None:
        with self.told():
            self._keep_typed()
            self.session.goto(self.session.position + step)
            self._show()  # not where something could not be kept: what was typed stays in the field

    def action_items(self) -> None:
        def go(position: int | None) -> None:
            if position is not None:
                with self.told():
                    self.session.goto(position)
                    self._show()

        with self.told():
            self._keep_typed()
        self.app.push_screen(ItemsScreen(self.session.states), go)

    def action_submit(self) -> None:
        def submit(yes: bool | None) -> None:
            if yes:
                with self.told():
                    self.session.submit()
                    self._end()

        with self.told():
            self._keep_typed()
        missing, flagged = self.session.unanswered, sum(state.flagged for state in self.session.states)
        details = f"{missing} of {self.session.total} questions are not answered." if missing else "All are answered."
        details += f" Flagged: {flagged}." if flagged else ""
        self.app.push_screen(ConfirmScreen("Submit this mock exam?", details), submit)

    def _end(self) -> None:
        report = self.session.report()
        app = self.app
        self.dismiss()
        app.push_screen(ReportScreen(report))

    def action_scroll(self, lines: int) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)

    def action_back(self) -> None:
        """Leave; it is saved and goes on where it was left."""
        with self.told():
            self._keep_typed()
            self.session.save()
        self.dismiss()


class ItemsScreen(ModalScreen[int | None]):
    """Every question with its state."""

    DEFAULT_CSS = """
    ItemsScreen { align: center middle; background: $background 60%; }
    ItemsScreen > VerticalScroll {
        width: 44; height: auto; max-height: 90%; border: solid $primary; background: $surface;
        border-title-style: bold; border-title-color: $foreground;
    }
    ItemsScreen Choices { background: $surface; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,i", "cancel", "Close", key_display="Esc")]

    def __init__(self, states: tuple[ItemState, ...]) -> None:
        super().__init__()
        self._states = states

    def compose(self) -> ComposeResult:
        answered, flagged = (sum(getattr(state, what) for state in self._states) for what in ("answered", "flagged"))
        with VerticalScroll() as box:
            box.border_title = Content(f"{answered} of {len(self._states)} answered, {flagged} flagged")
            yield Choices((str(state.number - 1), _state_line(state)) for state in self._states)
        yield KeyBar()

    def on_mount(self) -> None:
        choices = self.query_one(Choices)
        choices.highlighted = next((n for n, state in enumerate(self._states) if state.current), 0)
        choices.focus()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(int(event.option_id or 0))

    def action_cancel(self) -> None:
        self.dismiss(None)


def _state_line(state: ItemState) -> Content:
    sign = CHOSEN if state.answered else OPEN
    words = "answered" if state.answered else "not answered"
    flag = f"  {FLAG} flagged" if state.flagged else ""
    return Content.assemble((f"{state.number:>3}  ", "bold"), f"{sign} {words}", (flag, "$accent"))
