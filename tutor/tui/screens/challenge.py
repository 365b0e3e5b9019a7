"""A hands-on challenge in progress: one screen for each lab, a clock over all of them, no verdict before the end."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen

from tutor.session.mock_pages import clock
from tutor.tui.glyphs import CHOSEN, CURSOR, DOT, OPEN
from tutor.tui.prose import inline, prose
from tutor.tui.screens.bench import NANOSECONDS, WIDE, BenchScreen
from tutor.tui.screens.dialogs import ConfirmScreen
from tutor.tui.widgets.choices import Choices
from tutor.tui.widgets.keybar import KeyBar
from tutor.tui.widgets.paper import BLANK, Block, Paper, text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.app import ComposeResult
    from textual.widget import Widget
    from textual.widgets import OptionList

    from tutor.session.challenge import ChallengeSession
    from tutor.tui.console.terminals import Terminals


HAND_IN = -1


@dataclass
class Sitting:
    """What the screens of one challenge share."""

    session: ChallengeSession
    counted: float
    """What the stopwatch showed when the clock was moved on last."""
    terminals: dict[int, Terminals] = field(default_factory=dict)
    """By position of the lab: what stands on them stays when another lab is in front."""


class ChallengeScreen(BenchScreen):
    """The lab of a challenge that is in front; Esc leaves the challenge, and it goes on there."""

    DEFAULT_CSS = """
    ChallengeScreen .task { width: 42; padding: 1 1; background: $surface; scrollbar-size-vertical: 1; }
    ChallengeScreen.-narrow .task { width: 1fr; padding: 1 2; }
    ChallengeScreen.-narrow.-task .terminal { display: none; }
    ChallengeScreen.-narrow.-terminal .task { display: none; }
    ChallengeScreen.-narrow.-map .task { display: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2,t", "view('task')", "Task", key_display="F2"),
        Binding("f6,l", "lab(1)", "Next lab", key_display="F6"),
        Binding("f9,i", "labs", "Labs, hand in", key_display="F9"),
        Binding("s", "hand_in", "Hand in"),
    ]
    place = "Hands-on challenge"
    view = "task"
    beside_width = 42
    help_text = """
    Several labs at once, each with its own hosts, and one clock. F6 goes to the next lab, F9 lists all of them;
    each stays as you left it, and time goes on in its cluster. The goals say what is wanted; whether they are met
    comes with the report. The last line behind F9 hands everything in, as does `s`; it asks first.

    The task is on the left, or behind F2. F3 shows the terminal, F4 the map, F5 goes to the next host. F7 takes the
    last command back, F10 does it again, F8 begins this lab from its start, F12 exports what you did. Where the
    terminal is not in front, the letters t, e, m, n, u, y, x, c, l and i do the same.

    When the clock is at zero, everything is judged as it stands. Esc leaves: all is saved, and the clock stands
    still.
    """

    def __init__(self, sitting: Sitting) -> None:
        self.sitting = sitting
        self.challenge = sitting.session
        super().__init__(self.challenge.current)
        self._shown_end = False

    def made_terminals(self) -> Terminals:
        place = self.challenge.position
        if place not in self.sitting.terminals:
            self.sitting.terminals[place] = super().made_terminals()
        return self.sitting.terminals[place]

    def beside(self) -> Iterable[Widget]:
        yield VerticalScroll(Paper(), classes="task")

    def on_mount(self) -> None:
        super().on_mount()
        if self.app.size.width >= WIDE:
            self.action_view("terminal")
        place = self.challenge.position
        lab = self.challenge.labs[place]
        self.banner.place = f"Lab {place + 1} of {self.challenge.total}: {lab.title}"
        self.query_one(".task Paper", Paper).show(self._task_blocks())
        self._tell_time()

    def on_screen_resume(self) -> None:
        if self.challenge.over:
            self.call_later(self._end)

    # ------------------------------------------------------------------ time
    def frame(self) -> None:
        self._count_down()
        if not self.challenge.over:
            super().frame()

    def _count_down(self) -> None:
        """The clock goes on whatever is in front."""
        now = self.tutor.desk.stopwatch()
        passed, self.sitting.counted = now - self.sitting.counted, now
        if self.challenge.over:
            return
        with self.told():
            warning = self.challenge.tick(passed)
            if warning:
                self.notify(warning, severity="warning", markup=False)
            if self.challenge.over:
                self._end()
                return
        self._tell_time()

    def _tell_time(self) -> None:
        self.banner.details = clock(self.challenge.remaining)

    def spent(self, seconds: float, speed: float) -> None:
        self.challenge.pass_behind(int(seconds * speed * NANOSECONDS))

    # ------------------------------------------------------------------ showing
    def _task_blocks(self) -> list[Block]:
        """The goals say what is wanted and carry no sign of how they stand."""
        lab = self.challenge.labs[self.challenge.position]
        blocks: list[Block] = [*prose(lab.task.strip()), BLANK, text("Goals", "bold")]
        blocks += [Block(inline(goal.text), Content(f"  {DOT} "), Content("    ")) for goal in lab.goals]
        blocks += [BLANK, text("Whether they are met comes with the report.", "$quiet")]
        return blocks

    def _focus(self) -> None:
        if self.view == "task":
            self.query_one(".task", VerticalScroll).focus()
        else:
            super()._focus()

    # ------------------------------------------------------------------ going
    def action_lab(self, step: int) -> None:
        self._go((self.challenge.position + step) % self.challenge.total)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "lab":
            return self.challenge.total > 1
        return super().check_action(action, parameters)

    def action_labs(self) -> None:
        def go(position: int | None) -> None:
            if position == HAND_IN:
                self.action_hand_in()
            elif position is not None and not self.challenge.over:
                self._go(position)

        self.app.push_screen(ChallengeLabsScreen(self.challenge), go)

    def _go(self, position: int) -> None:
        if position == self.challenge.position:
            return
        with self.told():
            self.challenge.goto(position)
            self.app.switch_screen(ChallengeScreen(self.sitting))

    def action_hand_in(self) -> None:
        def hand_in(yes: bool | None) -> None:
            if yes:
                with self.told():
                    self.challenge.finish()
                    self._end()

        untouched = self.challenge.worked_on.count(False)
        labs = "1 lab is" if untouched == 1 else f"{untouched} labs are"
        details = f"{labs} not begun." if untouched else "Something was done in every lab."
        self.app.push_screen(ConfirmScreen("Hand this challenge in?", details), hand_in)

    def _end(self) -> None:
        """Show the report, as soon as this screen is in front."""
        if self._shown_end:
            return
        if self.app.screen is not self:
            self.notify("Time is up: the hands-on challenge is judged as it stood.", markup=False)
            return
        from tutor.tui.screens.challenge_report import ChallengeReportScreen

        self._shown_end = True
        self.app.switch_screen(ChallengeReportScreen(self.challenge.report()))

    def action_back(self) -> None:
        """Leave; it is saved and goes on where it was left."""
        with self.told():
            self.challenge.save()
        self.dismiss()


class ChallengeLabsScreen(ModalScreen[int | None]):
    """Every lab of the challenge and its end; what was done in them is said, not how well."""

    DEFAULT_CSS = """
    ChallengeLabsScreen { align: center middle; background: $background 60%; }
    ChallengeLabsScreen > VerticalScroll {
        width: 68; max-width: 96%; height: auto; max-height: 90%; border: solid $primary; background: $surface;
        border-title-style: bold; border-title-color: $foreground;
    }
    ChallengeLabsScreen Choices { background: $surface; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,f9", "cancel", "Close", key_display="Esc")]

    def __init__(self, challenge: ChallengeSession) -> None:
        super().__init__()
        self._challenge = challenge

    def compose(self) -> ComposeResult:
        with VerticalScroll() as box:
            box.border_title = Content("Labs of this challenge")
            labs = [(str(place), self._line(place)) for place in range(self._challenge.total)]
            yield Choices([*labs, ("", ""), (str(HAND_IN), Content.styled("Hand everything in", "bold"))])
        yield KeyBar()

    def _line(self, place: int) -> Content:
        here, begun = place == self._challenge.position, self._challenge.worked_on[place]
        cursor, sign = (CURSOR if here else " "), (CHOSEN if begun else OPEN)
        words = "begun" if begun else "not begun"
        title = self._challenge.labs[place].title
        return Content.assemble(f"{cursor} {place + 1}  ", (f"{title:<44.44} ", "bold"), (f"{sign} {words}", "$quiet"))

    def on_mount(self) -> None:
        choices = self.query_one(Choices)
        choices.highlighted = self._challenge.position
        choices.focus()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(int(event.option_id or 0))

    def action_cancel(self) -> None:
        self.dismiss(None)
