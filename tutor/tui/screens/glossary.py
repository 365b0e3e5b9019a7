"""The glossary: what is typed is looked for at once; Enter opens the section that explains a term."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input

from tutor.library.glossary import matching
from tutor.tui.page import Page
from tutor.tui.places import ReadAt
from tutor.tui.widgets.choices import Choices

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget
    from textual.widgets import OptionList

    from tutor.library.glossary import Term


class GlossaryScreen(Page):
    """Esc goes back to the notes. While the line has the focus, letters are typed into it."""

    DEFAULT_CSS = """
    GlossaryScreen Input { margin: 1 0 0 0; }
    GlossaryScreen Choices { height: 1fr; padding: 0 2; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Open the section", key_display="Enter", priority=True),
        Binding("down", "move(1)", "Next term", key_display="Down", priority=True),
        Binding("up", "move(-1)", "Term before", key_display="Up", priority=True),
        Binding("pagedown", "move(6)", "Further down", show=False, priority=True),
        Binding("pageup", "move(-6)", "Further up", show=False, priority=True),
        Binding("f1", "help", "Help", key_display="F1"),
        Binding("ctrl+p", "app.command_palette", "Find", key_display="Ctrl+P"),
    ]
    place = "Glossary"
    help_text = """
    The words of the field with their meaning. What you type is looked for at once, in the terms, in their
    other names and in the meanings; terms that begin with it stand first. The arrow keys choose a term, Enter
    opens the section of the notes that explains it.

    Letters are typed into the line, so that help is F1 here, and the finder Ctrl+P.
    """

    def __init__(self) -> None:
        super().__init__()
        self._found: list[Term] = []

    def body(self) -> Iterable[Widget]:
        yield Input(placeholder="a term, or a word of its meaning")
        yield Choices()

    def on_mount(self) -> None:
        self.query_one(Choices).can_focus = False
        self.query_one(Input).focus()
        self._look("")

    def on_input_changed(self, event: Input.Changed) -> None:
        self._look(event.value)

    def _look(self, words: str) -> None:
        terms = self.tutor.desk.learner.pack.glossary
        self._found = matching(terms, words)
        choices = self.query_one(Choices)
        choices.show((str(number), _shown(term)) for number, term in enumerate(self._found))
        choices.highlighted = 0 if self._found else None
        self.banner.details = f"{len(self._found)} of {len(terms)}"

    def action_move(self, step: int) -> None:
        choices = self.query_one(Choices)
        if choices.highlighted is not None:
            choices.highlighted = min(max(choices.highlighted + step, 0), len(self._found) - 1)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.action_open()

    def action_open(self) -> None:
        chosen = self.query_one(Choices).chosen
        if chosen:
            topic, _, section = self._found[int(chosen)].section.partition("/")
            self.dismiss()
            self.tutor.request(ReadAt(topic, section))


def _shown(term: Term) -> Content:
    also = f"  ({', '.join(term.also)})" if term.also else ""
    return Content.assemble((term.term, "bold"), (also, "$quiet"), "\n", " ".join(term.meaning.split()))
