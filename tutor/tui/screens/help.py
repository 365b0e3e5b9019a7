"""The help of a screen: what it is for, and every key that works on it."""

from __future__ import annotations

from inspect import cleandoc
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen

from tutor.tui.prose import prose
from tutor.tui.widgets.keybar import KeyBar, key_name
from tutor.tui.widgets.paper import BLANK, Block, Paper, text

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from tutor.tui.page import Page

EVERYWHERE = """
Esc goes one step back and never loses work. `:` (or Ctrl+P) finds every topic, list, lab and setting by its name.
Arrow keys, PgUp and PgDn scroll what is longer than the screen. Ctrl+Q ends the program from anywhere; all is saved.
"""


class HelpScreen(ModalScreen[None]):
    """An overlay over the page it explains."""

    DEFAULT_CSS = """
    HelpScreen { align: center middle; background: $background 60%; }
    HelpScreen > VerticalScroll {
        width: 76; max-width: 96%; height: auto; max-height: 90%; border: solid $primary; background: $surface;
        padding: 0 1; border-title-color: $foreground; border-title-style: bold;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,f1,q,enter", "dismiss", "Close", key_display="Esc")
    ]

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._place = page.place
        self._blocks = [*prose(cleandoc(page.help_text)), BLANK, *_keys(page), BLANK, *prose(cleandoc(EVERYWHERE))]

    def compose(self) -> ComposeResult:
        with VerticalScroll() as box:
            box.border_title = Content(f"Help: {self._place}")
            yield Paper(self._blocks)
        yield KeyBar()


def _keys(page: Page) -> list[Block]:
    """One line for each thing a key does, all its keys named."""
    keys: dict[str, tuple[list[str], str]] = {}
    for _, binding, enabled, tooltip in page.active_bindings.values():
        if enabled and binding.description and not binding.system and (binding.show or tooltip):
            names, _ = keys.setdefault(binding.action, ([], tooltip or binding.description))
            if key_name(binding) not in names:
                names.append(key_name(binding))
    if not keys:
        return []
    width = max(len(" ".join(names)) for names, _ in keys.values()) + 2
    lines = [
        Block(
            Content(words),
            first=Content.styled(" ".join(names).ljust(width), "bold $footer-key-foreground"),
            rest=Content(" " * width),
        )
        for names, words in keys.values()
    ]
    return [text("Keys that work here", "bold"), *lines]
