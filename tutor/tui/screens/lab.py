"""A lab in progress: task, goals and hints beside the terminals and the map."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Region

from tutor.session.lab_states import LabResult
from tutor.tui.glyphs import CURSOR, OPEN, RIGHT
from tutor.tui.places import OpenLab
from tutor.tui.prose import inline, prose
from tutor.tui.screens.bench import WIDE
from tutor.tui.screens.dialogs import ConfirmScreen
from tutor.tui.screens.kept_bench import KeptBench
from tutor.tui.widgets.paper import BLANK, Block, Paper, indented, text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget

    from tutor.labs.goals import GoalState
    from tutor.library.lab import Lab
    from tutor.session.lab_run import LabSession
    from tutor.session.lab_states import NextLab

MARGIN = 4


class LabScreen(KeptBench):
    """One lab; Esc leaves it as it is, and it goes on there."""

    DEFAULT_CSS = """
    LabScreen .task { width: 42; padding: 1 1; background: $surface; scrollbar-size-vertical: 1; }
    LabScreen.-narrow .task { width: 1fr; padding: 1 2; }
    LabScreen.-narrow.-task .terminal { display: none; }
    LabScreen.-narrow.-terminal .task { display: none; }
    LabScreen.-narrow.-map .task { display: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2,t", "view('task')", "Task", key_display="F2"),
        Binding("f6,h", "hint", "Hint", key_display="F6"),
        Binding("f9,o", "solution", "Solution", key_display="F9"),
        Binding("f6,g", "next", "Next lab", key_display="F6"),
        Binding("j", "goal(1)", "Next goal", show=False, tooltip="Choose the next goal, for its hints"),
        Binding("k", "goal(-1)", "Goal before", show=False, tooltip="Choose the goal before, for its hints"),
    ]
    place = "Lab"
    view = "task"
    beside_width = 42
    help_text = """
    The task is on the left, or behind F2. A goal is met by the state of the cluster, however you get there;
    under an unmet one stands what is wanted and what there is. F6 gives a hint for the first unmet goal (or the
    one chosen with j and k), one rung at a time, up to the command itself. Hints are recorded, never scolded.

    F3 shows the terminal, F4 the map (arrows choose a host there, d, r, p, l and w do something to it), F5 goes to
    the next host. F7 takes the last command back, F10 does it again, F8 begins from the start, F9 shows the
    solution, F12 exports what you did. When the lab is solved, F6 goes on with the next one. Where the terminal is
    not in front, the letters t, e, m, n, h, u, y, x, o, c and g do the same. Esc leaves; the lab goes on where you
    left it.

    Alt+C in the terminal is copy mode: everything the terminal has shown (up to 5,000 lines) stands still, arrow
    keys and PgUp move, Space begins a selection, L one of whole lines, Enter copies. A selection by mouse is
    copied with Ctrl+C. What is copied goes to your terminal's clipboard (OSC 52).

    Kept are the goals met, the hints and the time. A lab whose solution you looked at before it was solved, and
    one you gave up, brings the review of its questions forward to the next day.
    """

    session: LabSession

    def __init__(self, session: LabSession) -> None:
        super().__init__(session)
        self._chosen = ""
        self._solution = False
        self._was_solved = session.solved
        self._painted: tuple[object, ...] = ()
        self._current_begins, self._current_ends, self._solutions_begin = 0, 0, 0
        self._turned_to: str | None = None
        self._next: NextLab | None = None

    def beside(self) -> Iterable[Widget]:
        yield VerticalScroll(Paper(), classes="task")

    def on_mount(self) -> None:
        super().on_mount()
        if self.app.size.width >= WIDE:
            self.action_view("terminal")
        self.banner.place = f"Lab: {self.session.lab.title}"

    def spent(self, seconds: float, speed: float) -> None:  # noqa: ARG002
        self.session.spend(seconds)

    # ------------------------------------------------------------------ showing
    def look(self) -> None:
        super().look()
        states = self.session.states
        shown = tuple(self.session.record.hints.items())
        state = (states, self._chosen, shown, self._solution, self.session.solved)
        if state == self._painted:
            return
        self._painted = state
        met = sum(state.met for state in states)
        self.banner.details = "solved" if self.session.solved else f"{met} of {len(states)} goals"
        self._tell_when_solved()
        self.query_one(".task Paper", Paper).show(self._task_blocks())
        self._turn_to_current()
        self.refresh_bindings()

    def _tell_when_solved(self) -> None:
        if self.session.solved and not self._was_solved:
            self._was_solved = True
            self.session.keep()
            with self.told():
                self._next = self.tutor.desk.learner.course.next(after=self.session.lab.slug)
            words = "All goals are met. F9 shows the ways that lead there"
            more = ", F6 goes on with the next lab." if self._next else "."
            self.notify(f"{words}{more}", title="Solved", markup=False)

    def _task_blocks(self) -> list[Block]:
        session = self.session
        blocks: list[Block] = []
        if session.solved:
            blocks += [*self._solved_blocks(), BLANK]
        blocks += [*prose(session.lab.task.strip()), BLANK, text("Goals", "bold")]
        for state in session.states:
            begins = len(blocks)
            if not (self._guided and state.waiting):
                blocks += self._goal(state)
            if state.goal.slug == self._current:
                self._current_begins, self._current_ends = begins, len(blocks) - 1
        waiting = sum(state.waiting for state in session.states)
        if self._guided and waiting:
            blocks += [text(f"    and {waiting} more, one at a time", "$quiet")]
        if self._solution:
            self._solutions_begin = len(blocks) + 1
            blocks += solution_blocks(session.lab)
        return blocks

    def _solved_blocks(self) -> list[Block]:
        record = self.session.record
        result = LabResult(sum(record.hints.values()), record.solution_shown, record.seconds)
        blocks = [text(f"{RIGHT} Solved: {result.words}", "bold $success")]
        if self._next:
            blocks += [text(f"F6 Next: {self._next.lab.title}", "bold"), text(self._next.reason, "$quiet")]
        return blocks

    def _turn_to_current(self) -> None:
        """A guided lab turns to the goal whose turn has come, as soon as the task is in sight; solved, to its top."""
        if self._turned_to is None:
            self._turned_to = self._current
        if self._guided and self._turned_to != self._current and (self.view == "task" or not self.has_class("-narrow")):
            self._turned_to = self._current
            self._bring_into_view(self._current_begins if self._current else 0, top=True)

    def _bring_into_view(self, block: int, *, top: bool = False) -> None:
        """Scroll the task, once it is laid out, so that the block can be read."""

        def scroll() -> None:
            paper = self.query_one(".task Paper", Paper)
            first, after = paper.line_of(block), paper.line_of(block + 1) or paper.size.height
            lines = Region(0, first, 1, max(after - first, 1))
            self.query_one(".task", VerticalScroll).scroll_to_region(lines, top=top, animate=False)

        self.call_after_refresh(self.call_after_refresh, scroll)  # first the paper's new height, then its place

    @property
    def _guided(self) -> bool:
        """It explains as it goes, and shows a goal when its turn has come."""
        return self.session.lab.form == "guided"

    @property
    def _current(self) -> str:
        """The goal that hints are for: the chosen one, else the first unmet one."""
        unmet = [state.goal.slug for state in self.session.states if not state.met and state.goal.hints]
        return self._chosen if self._chosen in unmet else (unmet[0] if unmet else "")

    def _goal(self, state: GoalState) -> list[Block]:
        sign, style = (RIGHT, "$success") if state.met else (OPEN, "$quiet" if state.waiting else "$warning")
        cursor = CURSOR if state.goal.slug == self._current else " "
        first = Content.assemble((f"{cursor} ", "$primary"), (f"{sign} ", style))
        blocks = [Block(inline(state.goal.text), first, Content(" " * MARGIN))]
        if self._guided and not state.met and state.goal.explain:
            blocks += [BLANK, *indented(prose(state.goal.explain.strip()), MARGIN), BLANK]
        if not state.met and state.reason and not state.waiting:
            blocks += indented([text(state.reason, "$quiet")], MARGIN)
        for hint in self.session.hints_shown(state.goal.slug) if not state.met else ():
            blocks += indented([Block(inline(hint), Content.styled("hint ", "$accent"), Content("     "))], MARGIN)
        return blocks

    # ------------------------------------------------------------------ keys
    def _focus(self) -> None:
        if self.view == "task":
            self.query_one(".task", VerticalScroll).focus()
            self._turn_to_current()
        else:
            super()._focus()

    def action_goal(self, step: int) -> None:
        unmet = [state.goal.slug for state in self.session.states if not state.met and state.goal.hints]
        if unmet:
            where = unmet.index(self._current)
            self._chosen = unmet[(where + step) % len(unmet)]
            self.look()

    def action_hint(self) -> None:
        goal = self._current
        if not goal:
            self.notify("Every goal that has hints is met.", timeout=3, markup=False)
            return
        with self.told():
            if not self.session.hint(goal):
                self.notify("There are no further hints for this goal.", timeout=3, markup=False)
        if self.has_class("-narrow"):
            self.action_view("task")
        self.look()
        self._bring_into_view(self._current_ends)

    def action_solution(self) -> None:
        def show(yes: bool | None) -> None:
            if yes:
                with self.told():
                    self.session.solutions()
                self._solution = True
                self.action_view("task")
                self.look()
                self._bring_into_view(self._solutions_begin, top=True)

        if self.session.solved or self._solution:
            show(True)
        else:
            details = "The lab counts as given up then, and its questions come up for review; it can go on, though."
            self.app.push_screen(ConfirmScreen("Show the solution?", details), show)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """F6 asks for a hint, and goes on once there is nothing left to be hinted at."""
        if action in {"next", "hint"}:
            return (self.session.solved and self._next is not None) == (action == "next")
        return super().check_action(action, parameters)

    def action_next(self) -> None:
        """On to the next lab; this one is done."""
        following = self._next
        self.action_back()
        if following:
            self.tutor.request(OpenLab(following.lab.slug))

    def action_back(self) -> None:
        """Leave; a solved lab is done, an unsolved one goes on later."""
        with self.told():
            if self.session.solved:
                self.session.close()
            else:
                self.session.save()
        self.dismiss()


def solution_blocks(lab: Lab) -> list[Block]:
    """Every way that leads to the goals."""
    blocks: list[Block] = [BLANK, text("Solutions" if len(lab.solutions) > 1 else "Solution", "bold")]
    for solution in lab.solutions:
        blocks += [BLANK, text(solution.title, "bold")]
        blocks += [Block(Content.styled(line, "$code"), rest=Content("  ")) for line in solution.steps]
        blocks += list(prose(solution.why)) if solution.why else []
    return blocks
