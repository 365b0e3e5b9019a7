"""The editor that opens when a command wants a file edited: `nano`, `vi`, `docker config` and the like."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import TextArea

from tutor.tui.screens.dialogs import ConfirmScreen
from tutor.tui.widgets.keybar import KeyBar

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from tutor.shell.process import Edit

LANGUAGES = {"yml": "yaml", "yaml": "yaml", "sh": "bash"}
INDENT = 2


class EditorScreen(ModalScreen[str | None]):
    """Edits one virtual file. Gives the new text, or None when the file is left as it was."""

    DEFAULT_CSS = """
    EditorScreen { background: $background; }
    EditorScreen > Vertical { border: solid $primary; border-title-color: $foreground; border-title-style: bold; }
    EditorScreen TextArea, EditorScreen TextArea:focus { border: none; padding: 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s,f2", "save", "Save and close", key_display="Ctrl+S", priority=True),
        Binding("escape,ctrl+x", "leave", "Close", key_display="Esc", priority=True),
    ]

    def __init__(self, host: str, edit: Edit) -> None:
        super().__init__()
        self._host = host
        self._edit = edit

    def compose(self) -> ComposeResult:
        language = LANGUAGES.get(self._edit.path.rpartition(".")[2])
        area = TextArea(
            self._edit.text, language=language, soft_wrap=False, tab_behavior="indent", show_line_numbers=True
        )
        area.indent_width = INDENT
        with Vertical(area) as box:
            box.border_title = Content(f"{self._host}:{self._edit.path}")
        yield KeyBar()

    def on_mount(self) -> None:
        area = self.query_one(TextArea)
        area.theme = "css"
        area.cursor_blink = False
        area.focus()

    @property
    def _text(self) -> str:
        text: str = self.query_one(TextArea).text
        return text if not text or text.endswith("\n") else f"{text}\n"

    def action_save(self) -> None:
        self.dismiss(self._text)

    def action_leave(self) -> None:
        """Ask when something would be lost."""
        if self.query_one(TextArea).text == self._edit.text:
            self.dismiss(None)
            return

        def answered(save: bool | None) -> None:
            self.dismiss(self._text if save else None)

        self.app.push_screen(ConfirmScreen("Save what you changed?", "No leaves the file as it was."), answered)
