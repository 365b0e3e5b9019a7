"""The labs of the pack with their state, and the free sandbox."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content

from tutor.session.challenges import state_words
from tutor.tui.glyphs import OPEN, RIGHT, STARTING
from tutor.tui.page import Page
from tutor.tui.places import OpenLab, OpenSandbox, ResumeSandbox, ShowChallenges, ShowSandboxes
from tutor.tui.screens.dialogs import ConfirmScreen
from tutor.tui.widgets.choices import Choices
from tutor.tui.widgets.paper import BLANK, Paper, text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget
    from textual.widgets import OptionList

    from tutor.session.lab_states import LabState
    from tutor.tui.places import Request
    from tutor.tui.widgets.choices import Choice

SANDBOX, SANDBOXES, CHALLENGE = "-", "+", "*"
STATES = {
    "new": (OPEN, "$quiet"),
    "open": (STARTING, "$accent"),
    "solved": (RIGHT, "$success"),
}
FORMS = {"guided": "guided", "exercise": "", "challenge": "challenge"}
TITLES = (34, 46)
"""Cells of a title, where 80 columns have to do and where there are more."""
BROAD = 100


class LabsScreen(Page):
    """Where labs begin."""

    DEFAULT_CSS = """
    LabsScreen #words { height: auto; }
    LabsScreen Choices { height: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "challenge", "Hands-on challenge"),
        Binding("x", "give_up", "Give up"),
    ]
    place = "Labs"
    help_text = """
    Each lab is a task on a simulated Docker Swarm of several hosts. Enter begins one, or goes on where it was
    left. Stars tell how hard it is. A chapter opens with a guided lab, which explains as it goes, and closes with
    a challenge, which says what is wanted and nothing else. The free sandbox has hosts and no task;
    what you did in one is kept, and `Sandboxes` goes on with it.

    Beside a solved lab stands the best result: with the least help, then in the least time. `x` gives up the lab
    in progress under the cursor; what it is about comes up for review the next day. `c` leads to the hands-on
    challenges: several labs at once, against the clock, without hints.
    """

    def __init__(self) -> None:
        super().__init__()
        self._open_ones: list[LabState] = []

    def body(self) -> Iterable[Widget]:
        yield Vertical(Paper(id="words"), Choices(), classes="body")

    def on_mount(self) -> None:
        self.show()
        self.query_one(Choices).focus()

    def on_screen_resume(self) -> None:
        if self.tutor.opened and self.query(Choices):
            self.show()

    def show(self) -> None:
        labs = self.tutor.desk.learner.labs()
        lines: list[Choice] = [
            (SANDBOX, Content.assemble(("Free sandbox", "bold"), ": three hosts, no task")),
            (SANDBOXES, Content.assemble(("Sandboxes", "bold"), ": go on with one, or begin one with other hosts")),
        ]
        if labs:
            lines = self._with_challenge(lines)
        room = TITLES[self.app.size.width >= BROAD]
        titles = {chapter.slug: chapter.title for chapter in self.tutor.desk.learner.pack.chapters}
        self._open_ones = [one for one in labs if one.state == "open"]
        chapter = ""
        for one in labs:
            if one.lab.chapter != chapter and one.lab.chapter in titles:
                chapter = one.lab.chapter
                lines.append(("", Content.styled(titles[chapter], "bold $primary")))
            lines.append((one.lab.slug, _line(one, room)))
        self.query_one(Choices).show(lines)
        self.refresh_bindings()
        solved = sum(one.state == "solved" for one in labs)
        words = f"{solved} of {len(labs)} labs solved." if labs else "This pack has no labs."
        self.query_one("#words", Paper).show([text(words, "$quiet"), BLANK])

    def _with_challenge(self, lines: list[Choice]) -> list[Choice]:
        """A challenge that waits comes first."""
        unfinished = self.tutor.desk.learner.challenges.unfinished()
        if unfinished is None:
            words = Content.assemble(("Hands-on challenge", "bold"), ": several labs at once, against the clock")
            return [*lines, (CHALLENGE, words)]
        title = ("Go on with the hands-on challenge", "bold")
        return [(CHALLENGE, Content.assemble(title, f": {state_words(unfinished)}")), *lines]

    def on_resize(self) -> None:
        if self.tutor.opened and self.query(Choices):
            self.show()

    # ------------------------------------------------------------------ opening
    def arrive(self, request: Request) -> None:
        if isinstance(request, OpenLab):
            self._open_lab(request.lab)
        elif isinstance(request, OpenSandbox):
            self._open_sandbox(request)
        elif isinstance(request, ResumeSandbox):
            self._resume_sandbox(request.uuid)
        elif isinstance(request, ShowSandboxes):
            self._show_sandboxes()
        elif isinstance(request, ShowChallenges):
            self._show_challenges(resume=request.resume)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        if event.option_id == SANDBOX:
            self._open_sandbox(OpenSandbox())
        elif event.option_id == SANDBOXES:
            self._show_sandboxes()
        elif event.option_id == CHALLENGE:
            self._show_challenges(resume=self.tutor.desk.learner.challenges.unfinished() is not None)
        else:
            self._open_lab(event.option_id or "")

    def on_option_list_option_highlighted(self) -> None:
        self.refresh_bindings()

    def action_challenge(self) -> None:
        self._show_challenges()

    def _show_challenges(self, *, resume: bool = False) -> None:
        """One that runs comes to the front, whatever lies over it; there is never a second one."""
        from tutor.tui.screens.challenge import ChallengeScreen
        from tutor.tui.screens.challenges import ChallengesScreen

        if any(isinstance(screen, ChallengeScreen) for screen in self.app.screen_stack):
            while not isinstance(self.app.screen, ChallengeScreen):
                self.app.pop_screen()
            return
        challenges = ChallengesScreen()
        self.app.push_screen(challenges)
        if resume:
            challenges.call_after_refresh(challenges.resume)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        if action == "challenge":
            return self.tutor.opened and bool(self.tutor.desk.learner.pack.labs)
        if action == "give_up":
            return self._under_cursor() is not None
        return True

    def _under_cursor(self) -> LabState | None:
        """The lab under the cursor, if it is in progress."""
        if not self.tutor.opened or not self.query(Choices):
            return None
        chosen = self.query_one(Choices).chosen
        return next((one for one in self._open_ones if one.lab.slug == chosen), None)

    def action_give_up(self) -> None:
        one = self._under_cursor()
        if one is None:
            return

        def give_up(yes: bool | None) -> None:
            if yes:
                with self.told():
                    self.tutor.desk.learner.course.give_up(one.lab.slug)
                self.show()

        details = "What was done in it is lost; its questions come up for review tomorrow."
        self.app.push_screen(ConfirmScreen(f"Give up the lab {one.lab.title}?", details), give_up)

    def _open_lab(self, slug: str) -> None:
        from tutor.tui.screens.lab import LabScreen

        learner = self.tutor.desk.learner
        with self.told():
            session = learner.resume_lab(slug) or learner.begin_lab(slug)
            self.app.push_screen(LabScreen(session))

    def _show_sandboxes(self) -> None:
        from tutor.tui.screens.sandboxes import SandboxesScreen

        self.app.push_screen(SandboxesScreen())

    def _resume_sandbox(self, uuid: str) -> None:
        from tutor.tui.screens.sandbox import SandboxScreen

        with self.told():
            session = self.tutor.desk.learner.sandboxes.resume(self.tutor.desk.laboratory(), uuid)
            self.app.push_screen(SandboxScreen(session))

    def _open_sandbox(self, request: OpenSandbox) -> None:
        from tutor.tui.screens.sandbox import SandboxScreen

        laboratory = self.tutor.desk.laboratory()
        with self.told():
            session = self.tutor.desk.learner.sandboxes.begin(laboratory, request.cluster, swarm=request.swarm)
            self.app.push_screen(SandboxScreen(session))


def _short(title: str, most: int) -> str:
    return title if len(title) <= most else f"{title[: most - 1]}…"


def _line(one: LabState, room: int) -> Content:
    sign, style = STATES[one.state]
    lab = one.lab
    return Content.assemble(
        (f"{sign} ", style),
        (f"{_short(lab.title, room):<{room}} ", "bold"),
        (f"{'*' * lab.difficulty:<3} {lab.minutes:>2} min  ", "$quiet"),
        (_words(one), style),
    )


def _words(one: LabState) -> str:
    if one.state == "open":
        return "in progress"
    if one.best is not None:
        return f"solved: {one.best.words}"
    return "tried, not solved" if one.stumbled is not None else FORMS[one.lab.form]
