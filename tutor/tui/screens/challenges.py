"""Hands-on challenges: going on with one, drawing one from chosen chapters, and the reports of earlier ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content

from tutor.session.challenge_draw import CHALLENGES
from tutor.session.challenges import NO_HANDS_ON_PART, state_words
from tutor.tui.glyphs import CHOSEN, OPEN
from tutor.tui.page import Page
from tutor.tui.screens.dialogs import ConfirmScreen
from tutor.tui.screens.progress import challenge_line
from tutor.tui.widgets.choices import Choices
from tutor.tui.widgets.paper import BLANK, Paper, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from textual.widget import Widget
    from textual.widgets import OptionList

    from tutor.progress.records import ChallengeRecord
    from tutor.session.challenge import ChallengeSession
    from tutor.session.challenges import Challenges
    from tutor.tui.widgets.choices import Choice

RESUME = "resume"
CHAPTER = "chapter-"
REPORT = "report-"


class ChallengesScreen(Page):
    """Where challenges begin."""

    DEFAULT_CSS = """
    ChallengesScreen #intro { height: auto; }
    ChallengesScreen Choices { height: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "all", "All chapters"),
        Binding("x", "discard", "Discard the unfinished one"),
    ]
    place = "Hands-on challenge"
    help_text = f"""
    Some labs are drawn, as many chapters as possible among them. You have them all at once, a cluster each, and
    go to and fro between them while one clock runs. There are no hints, and whether a goal is met is not told
    before the end. Then each goal that is met counts, also where the lab as a whole is not solved; a goal that
    was true at the start counts only when it was broken, against you.

    Enter begins one, and takes a chapter in or out. Every command is saved at once. When you leave, or the
    program is killed, the clock stands still until you go on.

    {NO_HANDS_ON_PART}
    """

    def __init__(self) -> None:
        super().__init__()
        self._left_out: set[str] = set()

    @property
    def _challenges(self) -> Challenges:
        return self.tutor.desk.learner.challenges

    def body(self) -> Iterable[Widget]:
        yield Vertical(Paper(id="intro"), Choices(), classes="body")

    def on_mount(self) -> None:
        self.query_one("#intro", Paper).show([text(NO_HANDS_ON_PART, "$quiet"), BLANK])
        self.show()
        self.query_one(Choices).focus()

    def on_screen_resume(self) -> None:
        if self.query("#intro"):
            self.show()

    # ------------------------------------------------------------------ showing
    def show(self) -> None:
        self.query_one(Choices).show(self._lines())
        self.refresh_bindings()

    def _lines(self) -> Iterator[Choice]:
        unfinished = self._challenges.unfinished()
        if unfinished is not None:
            yield RESUME, Content.assemble(("Go on with the unfinished one", "bold"), f": {state_words(unfinished)}")
        else:
            yield from self._beginnings()
        finished = self._challenges.finished()
        if finished:
            yield "", Content.styled("\nEarlier challenges", "$quiet")
        for number, record in enumerate(finished):
            yield f"{REPORT}{number}", challenge_line(record, self.tutor.desk.learner)

    def _beginnings(self) -> Iterator[Choice]:
        for preset in CHALLENGES:
            yield preset.slug, Content.assemble(("Begin: ", "bold"), preset.title)
        yield "", Content.styled("\nDrawn from these chapters (Enter takes one in or out)", "$quiet")
        for chapter in self._challenges.chapters():
            sign, style = (OPEN, "$quiet") if chapter.slug in self._left_out else (CHOSEN, "$primary")
            count = "1 lab" if len(chapter.labs) == 1 else f"{len(chapter.labs)} labs"
            line = Content.assemble((f"{sign} ", style), f"{chapter.title:<40} ", (count, "$quiet"))
            yield f"{CHAPTER}{chapter.slug}", line

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        if action == "discard":
            return self._challenges.unfinished() is not None
        if action == "all":
            return bool(self._left_out) and self._challenges.unfinished() is None
        return True

    # ------------------------------------------------------------------ choosing
    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        chosen = event.option_id or ""
        with self.told():
            if chosen == RESUME:
                self.resume()
            elif chosen.startswith(CHAPTER):
                self._left_out ^= {chosen.removeprefix(CHAPTER)}
                self.show()
            elif chosen.startswith(REPORT):
                self._report(self._challenges.finished()[int(chosen.removeprefix(REPORT))])
            else:
                self._begin(chosen)

    def _begin(self, slug: str) -> None:
        chapters = [one.slug for one in self._challenges.chapters() if one.slug not in self._left_out]
        if not chapters:
            self.notify("Take in a chapter first: there is none to draw from.", severity="warning", markup=False)
            return
        preset = next(preset for preset in CHALLENGES if preset.slug == slug)
        self._sit(self._challenges.begin(preset, chapters))

    def resume(self) -> None:
        """Go on with the unfinished one, if there is one."""
        with self.told():
            session = self._challenges.resume()
            if session is not None:
                self._sit(session)

    def _sit(self, session: ChallengeSession) -> None:
        from tutor.tui.screens.challenge import ChallengeScreen, Sitting

        self.app.push_screen(ChallengeScreen(Sitting(session, self.tutor.desk.stopwatch())))

    def _report(self, record: ChallengeRecord) -> None:
        from tutor.tui.screens.challenge_report import ChallengeReportScreen

        self.app.push_screen(ChallengeReportScreen(self._challenges.report(record)))

    def action_all(self) -> None:
        """Take every chapter in."""
        self._left_out.clear()
        self.show()

    def action_discard(self) -> None:
        def discard(yes: bool | None) -> None:
            if yes:
                with self.told():
                    self._challenges.discard()
                self.show()

        self.app.push_screen(ConfirmScreen("Discard the unfinished challenge?", "It will not be judged."), discard)
