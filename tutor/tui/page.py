"""What every screen has: the header with the objective, the keys that work, help, Esc one step back."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.screen import Screen

from tutor.tui.widgets.banner import Banner
from tutor.tui.widgets.keybar import KeyBar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from textual.app import ComposeResult
    from textual.widget import Widget

    from tutor.tui.app import TutorApp
    from tutor.tui.places import Request


TOLD_FOR = 12.0
"""Seconds that an error stands on the screen."""


class Page(Screen[None]):
    """A screen of the tutor. Subclasses give `place`, `help_text` and `body()`."""

    DEFAULT_CSS = """
    Page { background: $background; color: $foreground; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "Back"),
        Binding("question_mark", "help", "Help", key_display="?"),
        Binding("f1", "help", "Help", key_display="F1"),
        Binding("colon", "app.command_palette", "Find", key_display=":"),
        Binding("ctrl+p", "app.command_palette", "Find", key_display="Ctrl+P"),
    ]
    AUTO_FOCUS = ""
    place: str = ""
    help_text: str = ""
    """Markdown: what this screen is for and how it is used."""

    _told: tuple[str, float] = ("", 0.0)
    """What was told last, and when."""

    @property
    def tutor(self) -> TutorApp:
        from tutor.tui.app import TutorApp

        app = self.app
        assert isinstance(app, TutorApp)
        return app

    def compose(self) -> ComposeResult:
        yield Banner(self.tutor.objective, self.place)
        yield from self.body()
        yield KeyBar()

    def body(self) -> Iterable[Widget]:
        """Everything between header and keys."""
        return ()

    @property
    def banner(self) -> Banner:
        return self.query_one(Banner)

    def arrive(self, request: Request) -> None:
        """Somebody was sent here with a request."""

    def deeds(self) -> Iterable[tuple[str, str, Callable[[], object]]]:
        """What the finder offers while this screen is in front: (name, what it is, what it does)."""
        return ()

    def action_back(self) -> None:
        """One step back."""
        self.tutor.back()

    def action_help(self) -> None:
        from tutor.tui.screens.help import HelpScreen

        self.app.push_screen(HelpScreen(self))

    @contextmanager
    def told(self) -> Iterator[None]:
        """What a learner can mend is told and the screen stays; anything else is a fault of the program."""
        try:
            yield
        except Exception as error:
            if not getattr(error, "for_the_user", False):
                raise
            self.tell(str(error))

    def tell(self, words: str) -> None:
        """Tell what went wrong; what is tried again and again is told once as long as it stands there."""
        now = self.tutor.desk.stopwatch() if self.tutor.opened else 0.0
        last, at = self._told
        if words != last or now - at >= TOLD_FOR:
            self._told = (words, now)
            self.notify(words, severity="error", markup=False, timeout=TOLD_FOR)
