"""Searching in all notes."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input

from tutor.library.search import search
from tutor.tui.places import ReadAt
from tutor.tui.widgets.choices import Choices
from tutor.tui.widgets.keybar import KeyBar

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.widgets import OptionList

    from tutor.tui.app import TutorApp


class SearchScreen(ModalScreen[ReadAt | None]):
    """What is typed is looked for at once; Enter opens a section."""

    DEFAULT_CSS = """
    SearchScreen { align: center middle; background: $background 60%; }
    SearchScreen > Vertical {
        width: 76; max-width: 96%; height: 90%; border: solid $primary; background: $surface; padding: 0 1;
        border-title-style: bold; border-title-color: $foreground;
    }
    SearchScreen Choices { background: $surface; height: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "Close"),
        Binding("down", "into_list", "To the list", priority=False),
    ]

    def __init__(self, words: str = "") -> None:
        super().__init__()
        self._words = words

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = Content("Search in all notes")
            yield Input(value=self._words, placeholder="words that must occur")
            yield Choices()
        yield KeyBar()

    def on_mount(self) -> None:
        self.query_one(Input).focus()
        self._look(self._words)

    def on_input_changed(self, event: Input.Changed) -> None:
        self._look(event.value)

    def _look(self, words: str) -> None:
        tutor: TutorApp = self.app  # type: ignore[assignment]
        pack = tutor.desk.learner.pack
        hits = search(pack, words)
        self.query_one(Choices).show(
            (
                f"{hit.section.topic}/{hit.section.id}",
                Content.assemble(
                    (f"{pack.topic(hit.section.topic).title}: {hit.section.title}", "bold"),
                    "\n  ",
                    (hit.snippet, "$quiet"),
                ),
            )
            for hit in hits
        )
        title = "Search in all notes" if not words.strip() else f"Search in all notes: {len(hits)} found"
        self.query_one(Vertical).border_title = Content(title)

    def on_input_submitted(self) -> None:
        choices = self.query_one(Choices)
        if choices.option_count:
            self._open(choices.chosen)

    def action_into_list(self) -> None:
        self.query_one(Choices).focus()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self._open(event.option_id or "")

    def _open(self, where: str) -> None:
        topic, _, section = where.partition("/")
        self.dismiss(ReadAt(topic, section))

    def action_cancel(self) -> None:
        self.dismiss(None)
