"""The labs of the pack with their state, and the free sandbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Vertical
from textual.content import Content

from tutor.tui.glyphs import OPEN, RIGHT, STARTING
from tutor.tui.page import Page
from tutor.tui.places import OpenLab, OpenSandbox, ResumeSandbox, ShowSandboxes
from tutor.tui.widgets.choices import Choices
from tutor.tui.widgets.paper import BLANK, Paper, text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget
    from textual.widgets import OptionList

    from tutor.session.learner import LabState
    from tutor.tui.places import Request

SANDBOX, SANDBOXES = "-", "+"
STATES = {
    "new": (OPEN, "$quiet", ""),
    "open": (STARTING, "$accent", "in progress"),
    "solved": (RIGHT, "$success", "solved"),
}
FORMS = {"guided": "guided", "exercise": "", "challenge": "challenge"}
TITLE = 46
"""Cells of a title."""


class LabsScreen(Page):
    """Where labs begin."""

    DEFAULT_CSS = """
    LabsScreen #words { height: auto; }
    LabsScreen Choices { height: 1fr; }
    """
    place = "Labs"
    help_text = """
    Each lab is a task on a simulated Docker Swarm of several hosts. Enter begins one, or goes on where it was
    left. Stars tell how hard it is. A chapter opens with a guided lab, which explains as it goes, and closes with
    a challenge, which says what is wanted and nothing else. The free sandbox has hosts and no task;
    what you did in one is kept, and `Sandboxes` goes on with it.
    """

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
        lines = [
            (SANDBOX, Content.assemble(("Free sandbox", "bold"), ": three hosts, no task")),
            (SANDBOXES, Content.assemble(("Sandboxes", "bold"), ": go on with one, or begin one with other hosts")),
        ]
        titles = {chapter.slug: chapter.title for chapter in self.tutor.desk.learner.pack.chapters}
        chapter = ""
        for one in labs:
            if one.lab.chapter != chapter and one.lab.chapter in titles:
                chapter = one.lab.chapter
                lines.append(("", Content.styled(titles[chapter], "bold $primary")))
            lines.append((one.lab.slug, _line(one)))
        self.query_one(Choices).show(lines)
        solved = sum(one.state == "solved" for one in labs)
        words = f"{solved} of {len(labs)} labs solved." if labs else "This pack has no labs."
        self.query_one("#words", Paper).show([text(words, "$quiet"), BLANK])

    def arrive(self, request: Request) -> None:
        if isinstance(request, OpenLab):
            self._open_lab(request.lab)
        elif isinstance(request, OpenSandbox):
            self._open_sandbox(request)
        elif isinstance(request, ResumeSandbox):
            self._resume_sandbox(request.uuid)
        elif isinstance(request, ShowSandboxes):
            self._show_sandboxes()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        if event.option_id == SANDBOX:
            self._open_sandbox(OpenSandbox())
        elif event.option_id == SANDBOXES:
            self._show_sandboxes()
        else:
            self._open_lab(event.option_id or "")

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
            session.bench.terminal.shell.history.extend(request.lines)
            self.app.push_screen(SandboxScreen(session))


def _short(title: str, most: int) -> str:
    return title if len(title) <= most else f"{title[: most - 1]}…"


def _line(one: LabState) -> Content:
    sign, style, words = STATES[one.state]
    lab = one.lab
    if not words:
        style, words = "$quiet", FORMS[lab.form]
    return Content.assemble(
        (f"{sign} ", style),
        (f"{_short(lab.title, TITLE):<{TITLE}} ", "bold"),
        (f"{'*' * lab.difficulty:<3} {lab.minutes:>3} min  ", "$quiet"),
        (words, style),
    )
