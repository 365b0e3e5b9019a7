"""Home: what to do now and why, and how it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content

from tutor.progress.errors import ProgressError
from tutor.session.selection import Selection
from tutor.tui.page import Page
from tutor.tui.places import Drill, Mixed, OpenLab, Placement, ReadAt, ShowChallenges, SitMock
from tutor.tui.widgets.choices import Choices
from tutor.tui.widgets.paper import BLANK, Block, Paper, text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget
    from textual.widgets import OptionList

    from tutor.session.overview import Advice, Overview
    from tutor.tui.places import Request

OPENING = "Opening the pack and your progress …"
MORE = 4
"""Further things to do that are offered below the first."""


class HomeScreen(Page):
    """The first screen; painted before pack and progress are open."""

    DEFAULT_CSS = """
    HomeScreen Choices { margin: 1 0 1 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "app.go('read')", "Read"),
        Binding("p", "app.go('practise')", "Practise"),
        Binding("w", "mixed", "15-minute session"),
        Binding("m", "app.go('mock')", "Mock exam"),
        Binding("l", "app.go('labs')", "Labs"),
        Binding("g", "app.go('progress')", "Progress"),
        Binding("s", "app.go('settings')", "Settings"),
        Binding("q", "app.quit", "Quit"),
    ]
    place = "Home"
    help_text = """
    The first line says what is most useful now, and why; Enter does it. The lines below it are other good
    things to do. `w` begins a session of a quarter of an hour: due reviews, weak sections, a note and a lab.
    The letters lead to the places: notes, questions, mock exam, labs, results and settings.

    Numbers stand beside how many answers they rest on; under ten answers there is no percentage.
    """

    def __init__(self) -> None:
        super().__init__()
        self._advice: tuple[Advice, ...] = ()

    def body(self) -> Iterable[Widget]:
        yield VerticalScroll(
            Paper([text(OPENING, "$quiet")], id="now"),
            Choices(id="todo"),
            Paper(id="standing"),
            classes="body",
        )

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """There is nothing to go back to."""
        return action != "back"

    # ------------------------------------------------------------------ opening
    def opening(self) -> None:
        """Pack and progress are being opened."""
        self.query_one("#now", Paper).show([text(OPENING, "$quiet")])
        self.query_one("#todo", Choices).show([])

    def opened(self) -> None:
        """Pack and progress are there."""
        self.banner.objective = self.tutor.objective
        self.show()
        if self.tutor.desk.learner.overview().first_run:
            from tutor.tui.screens.welcome import WelcomeScreen

            self.app.push_screen(WelcomeScreen(), lambda _: self.show())

    def fail(self, error: Exception) -> None:
        """They cannot be used: say why, and offer what can be done about it."""
        self.query_one("#now", Paper).show(
            [
                text("The tutor cannot open.", "bold $error"),
                BLANK,
                *_told(error),
                BLANK,
                text("Nothing was changed. What you can do:"),
            ]
        )
        choices = self.query_one("#todo", Choices)
        choices.show(self._ways_out(error))
        choices.focus()

    def _ways_out(self, error: Exception) -> Iterable[tuple[str, Content]]:
        yield "again", Content.assemble(("Try again", "bold"), ", when it is mended")
        if isinstance(error, ProgressError):
            if self.tutor.workplace.open_unsaved is not None:
                readable = error.trouble in {"locked", "unwritable", "full"}
                seen = "what you did before is shown" if readable else "what you did before is not seen"
                words = f": {seen}, what you do now is gone in the end"
                yield "unsaved", Content.assemble(("Go on without saving", "bold"), words)
            if self.tutor.workplace.profiles is not None:
                yield "profile", Content.assemble(("Use another profile", "bold"), ": this one stays as it is")
        yield "quit", Content.styled("Quit", "bold")

    def _way_out(self, chosen: str) -> None:
        match chosen:
            case "again":
                self.tutor.open()
            case "unsaved":
                self.tutor.open(keep=False)
            case "profile":
                self.tutor.choose_profile()
            case _:
                self.app.exit(1)

    def on_screen_resume(self) -> None:
        if self.tutor.opened:
            self.show()

    def action_mixed(self) -> None:
        """A session of what is due and weak."""
        if self.tutor.opened:
            self.tutor.request(Mixed())

    # ------------------------------------------------------------------ showing
    def show(self) -> None:
        """Paint everything anew from the learner's progress."""
        overview = self.tutor.desk.learner.overview()
        self._advice = (overview.next, *overview.others[:MORE])
        self.query_one("#now", Paper).show([text("What to do now", "$quiet")])
        choices = self.query_one("#todo", Choices)
        choices.show((str(number), _line(number, one)) for number, one in enumerate(self._advice))
        choices.focus()
        self.query_one("#standing", Paper).show(_standing(overview))
        self.banner.details = overview.exam.words if overview.exam else ""

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        if not self.tutor.opened:
            self._way_out(event.option_id or "")
            return
        advice = self._advice[int(event.option_id or 0)]
        with self.told():
            request = self._request(advice)
            if request is None:
                self.tutor.go("mock")
            else:
                self.tutor.request(request)

    def _request(self, advice: Advice) -> Request | None:
        match advice.action:
            case "placement":
                return Placement()
            case "resume-mock":
                return SitMock()
            case "resume-lab" | "lab":
                return OpenLab(advice.target)
            case "resume-challenge" | "challenge":
                return ShowChallenges(resume=advice.action == "resume-challenge")
            case "mixed":
                return Mixed()
            case "review":
                return Drill(Selection("due"))
            case "read":
                return ReadAt(advice.target)
            case "practise":
                return Drill(self._selection(advice.target))
        return None

    def _selection(self, topic: str) -> Selection:
        """Of a topic: what is not answered right yet; without one what is unseen, or everything."""
        learner = self.tutor.desk.learner
        if topic:
            open_ones = [
                slug for which in ("missed", "unseen") for slug in learner.select(Selection(which, topic=topic))
            ]
            return Selection(topic=topic, items=tuple(open_ones))
        if learner.count(Selection("unseen")):
            return Selection("unseen", limit=learner.new_today_left)
        return Selection("all")


def _known(overview: Overview) -> Block:
    if overview.readiness.verdict == "not enough":
        return text(f"All topics: {overview.total.words}")
    return text(f"All topics: {overview.readiness.words}")


def _told(error: Exception) -> Iterable[Block]:
    """The file folded, since its name may have no spaces; what is wrong with it in sentences."""
    if not isinstance(error, ProgressError):
        return (Block(Content(str(error)), fold=True),)
    return (Block(Content(f"{error.file}:"), fold=True), text(f"{error.problem}. {error.advice}."))


def _line(number: int, advice: Advice) -> Content:
    """The first one and the next lab stand with their reason."""
    title = Content.styled(advice.title, "" if number else "bold")
    told = number == 0 or advice.action in {"lab", "resume-lab"}
    return Content.assemble(title, "\n", (advice.why, "$quiet")) if told else title


def _standing(overview: Overview) -> list[Block]:
    """How it stands, in a few lines."""
    facts = [
        f"{overview.due} due for review",
        f"{overview.answers_today} of {overview.daily_goal} answers today",
        f"{overview.new_today} of {overview.new_limit} new",
        f"{overview.streak} {'day' if overview.streak == 1 else 'days'} in a row",
    ]
    blocks = [text("How it stands", "$quiet"), text(" · ".join(facts)), _known(overview)]
    if overview.weakest is not None:
        title = next(state.title for state in overview.topics if state.slug == overview.weakest.topic)
        blocks.append(text(f"Weakest: {title}, {overview.weakest.reason}"))
    if not overview.total.answers:
        blocks.append(BLANK)
        blocks.append(
            text(
                "Nothing has been answered yet. Enter begins with the first line above; the arrow keys choose another."
            )
        )
    return blocks
