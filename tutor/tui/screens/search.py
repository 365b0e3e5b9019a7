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
from tutor.tui.widgets.own_note import way_to

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.widgets import OptionList

    from tutor.tui.app import TutorApp
    from tutor.tui.places import Request


class SearchScreen(ModalScreen["Request | None"]):
    """What is typed is looked for at once, in the notes and in the learner's own; Enter goes there."""

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
        self._found: list[Request] = []

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
        lines: list[Content] = []
        self._found = []
        for entry in tutor.desk.learner.notebook.search(words):
            if entry.there:
                self._found.append(way_to(entry.spot))
                lines.append(_line(f"Your note: {entry.title}", entry.note))
        for hit in search(pack, words):
            self._found.append(ReadAt(hit.section.topic, hit.section.id))
            lines.append(_line(f"{pack.topic(hit.section.topic).title}: {hit.section.title}", hit.snippet))
        self.query_one(Choices).show((str(number), line) for number, line in enumerate(lines))
        title = "Search in all notes" if not words.strip() else f"Search in all notes: {len(lines)} found"
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
        if where:
            self.dismiss(self._found[int(where)])

    def action_cancel(self) -> None:
        self.dismiss(None)


def _line(title: str, words: str) -> Content:
    return Content.assemble((title, "bold"), "\n  ", (words, "$quiet"))
