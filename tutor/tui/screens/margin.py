"""All bookmarks and own notes in one list; Enter goes there."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content

from tutor.tui.glyphs import BOOKMARK
from tutor.tui.page import Page
from tutor.tui.widgets.choices import Choices
from tutor.tui.widgets.own_note import ask_note, way_to
from tutor.tui.widgets.paper import Paper, text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget
    from textual.widgets import OptionList

    from tutor.session.notebook import Entry
    from tutor.tui.widgets.choices import Choice

NOTHING = "Nothing is marked yet. In Read, or after the answer to a question, b sets a bookmark and o writes a note."
HEADINGS = {"section": "Sections of the notes", "question": "Questions"}


class MarginScreen(Page):
    """Esc goes back to the notes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Go there", key_display="Enter", priority=True),
        Binding("o", "own_note", "Own note"),
        Binding("b", "bookmark", "Bookmark"),
    ]
    place = "Bookmarks and own notes"
    help_text = """
    What you marked with `b` and wrote with `o`, in Read and after the answer to a question. Enter opens the
    section, or asks the question. `o` changes the note, an empty line takes it away. `b` takes the bookmark
    away or sets it; what has neither bookmark nor note leaves the list. The search in all notes finds your
    words, too.
    """

    def __init__(self) -> None:
        super().__init__()
        self._entries: list[Entry] = []

    def body(self) -> Iterable[Widget]:
        yield VerticalScroll(Paper(id="none"), Choices(), classes="body")

    def on_mount(self) -> None:
        self._show()

    def _show(self) -> None:
        self._entries = self.tutor.desk.learner.notebook.entries()
        choices = self.query_one(Choices)
        choices.show(list(_choices(self._entries)))
        choices.display = bool(self._entries)
        self.query_one("#none", Paper).show([] if self._entries else [text(NOTHING)])
        self.banner.details = str(len(self._entries))
        choices.focus()
        self.refresh_bindings()

    @property
    def _entry(self) -> Entry | None:
        """The one under the cursor."""
        chosen = self.query_one(Choices).chosen
        return self._entries[int(chosen)] if chosen else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        return bool(self._entries) if action in {"open", "own_note", "bookmark"} else True

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.action_open()

    def action_open(self) -> None:
        entry = self._entry
        if entry is not None and entry.there:
            self.dismiss()
            self.tutor.request(way_to(entry.spot))
        elif entry is not None:
            self.notify("The pack has it no longer.", timeout=4, markup=False)

    def action_own_note(self) -> None:
        if self._entry is not None:
            ask_note(self, self._entry.spot, self._show)

    def action_bookmark(self) -> None:
        if self._entry is not None:
            with self.told():
                self.tutor.desk.learner.notebook.toggle(self._entry.spot)
            self._show()


def _choices(entries: list[Entry]) -> Iterable[Choice]:
    """Each kind under its heading, each entry with its note below."""
    heading = ""
    for number, entry in enumerate(entries):
        words = HEADINGS[entry.spot.kind] if entry.there else "No longer in the pack"
        if words != heading:
            heading = words
            yield "", Content.styled(words, "$quiet")
        sign = BOOKMARK if entry.bookmarked else " "
        shown = Content.assemble((f"{sign} ", "$accent"), (entry.title, "bold"))
        yield str(number), Content.assemble(shown, "\n  ", entry.note) if entry.note else shown
