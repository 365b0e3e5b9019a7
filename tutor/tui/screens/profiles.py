"""Who sits here: a profile is chosen, or a new one begun, before anything of a learner is opened."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content

from tutor.paths import is_profile_name
from tutor.tui.page import Page
from tutor.tui.screens.dialogs import AskScreen
from tutor.tui.widgets.choices import Choices
from tutor.tui.widgets.paper import BLANK, Paper, text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from textual.widget import Widget
    from textual.widgets import OptionList

    from tutor.paths import KnownProfile

NEW = "+new"
"""No profile's name."""
WIDTH = 32


class ProfilesScreen(Page):
    """A list of profiles; `chosen` is told the name."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "new", "New profile"),
        Binding("q", "app.quit", "Quit"),
    ]
    place = "Profiles"
    help_text = """
    Each profile has its own answers, exams, labs, notes and settings. Enter opens the one under the cursor, `n`
    begins a new one. A profile has no password: whoever can start this program can open every one of them.
    """

    def __init__(self, profiles: list[KnownProfile], chosen: Callable[[str], None]) -> None:
        super().__init__()
        self._profiles = profiles
        self._tell = chosen

    def body(self) -> Iterable[Widget]:
        words = "Who are you?" if self._profiles else "Nobody has learned here yet. Begin a profile of your own."
        yield VerticalScroll(Paper([text(words), BLANK]), Choices(), classes="body")

    def _lines(self) -> Iterable[tuple[str, Content]]:
        for one in self._profiles:
            day = datetime.fromtimestamp(one.used, UTC).astimezone().date()
            yield one.name, Content.assemble((f"{one.name:<{WIDTH}} ", "bold"), (f"last used {day}", "$quiet"))
        yield NEW, Content.styled("A new profile", "bold" if not self._profiles else "")

    def on_mount(self) -> None:
        choices = self.query_one(Choices)
        choices.show(self._lines())
        choices.focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """There is nothing to go back to."""
        return action != "back"

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        if event.option_id == NEW:
            self.action_new()
        else:
            self._open(event.option_id or "")

    def action_new(self) -> None:
        words = "Letters, digits, '.', '_' and '-', beginning with a letter or a digit. Others here can see the name."
        self.app.push_screen(AskScreen("A new profile", words, placeholder="your name"), self._begin)

    def _begin(self, name: str | None) -> None:
        name = (name or "").strip()
        if not name:
            return
        if any(one.name.casefold() == name.casefold() for one in self._profiles):
            self.notify(f"{name} is there already; choose it from the list.", severity="warning", markup=False)
        elif not is_profile_name(name):
            self.notify(f"{name} cannot be a profile's name.", severity="warning", markup=False)
        else:
            self._open(name)

    def _open(self, name: str) -> None:
        self.dismiss()
        self._tell(name)
