"""The weak-topic session: its steps, one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content

from tutor.session.errors import SessionError
from tutor.tui.glyphs import CURSOR, OPEN, RIGHT
from tutor.tui.page import Page
from tutor.tui.widgets.paper import BLANK, Block, Paper, text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget

    from tutor.session.mixed import MixedSession, Step
    from tutor.session.practice import PracticeSession


class MixedScreen(Page):
    """Enter leads from one step to the next; what is left stays for later in the day."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "go_on", "Go on", key_display="Enter"),
        Binding("n", "skip", "Leave this step out"),
    ]
    place = "15-minute session"
    help_text = """
    About a quarter of an hour: reviews that are due, new questions from weak topics and sections, one note to reread
    and one lab, in turn. Enter begins the step with the arrow; when it is done, Enter leads to the next one. `n` leaves
    a step out.

    Every answer is kept at once. Esc leaves the session; for the rest of the day the same key brings it back where it
    was left. A lab that takes longer goes on another time, too.
    """

    def __init__(self, session: MixedSession) -> None:
        super().__init__()
        self.session = session
        self._begun: tuple[int, PracticeSession | None] | None = None
        """The step that lies over this screen, and its questions if it has some."""

    def body(self) -> Iterable[Widget]:
        yield VerticalScroll(Paper(id="steps"), classes="body")

    def on_mount(self) -> None:
        self.show()

    def on_screen_resume(self) -> None:
        """A step was left, in whatever way."""
        if self._begun is not None:
            (number, practice), self._begun = self._begun, None
            with self.told():
                if practice is None:
                    self.session.done(number)
                else:
                    self.session.left(number, practice)
        if self.query("#steps"):
            self.show()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        return action != "skip" or not self.session.finished

    def show(self) -> None:
        session = self.session
        blocks = [self._line(number, step) for number, step in enumerate(session.steps)]
        if session.finished:
            blocks += [BLANK, text("The session is done.", "bold"), text("Enter or Esc goes back.", "$quiet")]
        else:
            blocks += [BLANK, *self._next()]
        self.query_one("#steps", Paper).show(blocks)
        self.banner.details = "finished" if session.finished else f"{session.position + 1} of {len(session.steps)}"
        self.refresh_bindings()

    def _line(self, number: int, step: Step) -> Block:
        now = number == self.session.position
        sign, style = (RIGHT, "$success") if step.done else (CURSOR, "bold") if now else (OPEN, "$quiet")
        return Block(Content.assemble((f"{sign} ", style), (self._words(step), "bold" if now else "")))

    def _words(self, step: Step) -> str:
        pack = self.tutor.desk.learner.pack
        if step.kind == "note":
            topic, _, section = step.names[0].partition("/")
            found = pack.section(topic, section)
            return f"Reread: {found.title if found else section} ({pack.topic(topic).title})"
        if step.kind == "lab":
            lab = pack.lab(step.names[0])
            return f"Lab: {lab.title}, about {lab.minutes} minutes" if lab else "Lab"
        count = step.questions
        words = "1 question" if count == 1 else f"{count} questions"
        return words if step.done or not step.new else f"{words}, {step.new} of them new"

    def _next(self) -> list[Block]:
        """Why these: the weakest topic."""
        learner = self.tutor.desk.learner
        weak, blocks = learner.standing.weakest, []
        if weak is not None:
            blocks = [text(f"Weakest: {learner.pack.topic(weak.topic).title}, {weak.reason}", "$quiet"), BLANK]
        return [*blocks, text("Enter goes on.", "$quiet")]

    # ------------------------------------------------------------------ going
    def action_skip(self) -> None:
        with self.told():
            self.session.done(self.session.position)
        self.show()

    def action_go_on(self) -> None:
        if self.session.finished:
            self.action_back()
            return
        number = self.session.position
        step = self.session.steps[number]
        with self.told():
            match step.kind:
                case "questions":
                    self._ask(number)
                case "note":
                    self._read(number, step.names[0])
                case "lab":
                    self._try(number, step.names[0])

    def _ask(self, number: int) -> None:
        from tutor.tui.screens.question import QuestionScreen

        try:
            practice = self.session.practise(number)
        except SessionError:  # every question of it was reported meanwhile
            self.show()
            return
        self._begun = number, practice
        self.app.push_screen(QuestionScreen(practice))

    def _read(self, number: int, place: str) -> None:
        from tutor.tui.screens.note import NoteScreen

        topic, _, section = place.partition("/")
        self._begun = number, None
        self.app.push_screen(NoteScreen(topic, section))

    def _try(self, number: int, slug: str) -> None:
        from tutor.tui.screens.lab import LabScreen

        learner = self.tutor.desk.learner
        lab = learner.resume_lab(slug) or learner.begin_lab(slug)
        self._begun = number, None
        self.app.push_screen(LabScreen(lab))
