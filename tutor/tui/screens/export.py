"""Taking a session along: in which form, and into which file of the learner's machine. Nothing is written unasked."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen

from tutor.session.export.forms import FORMS, export
from tutor.tui.screens.dialogs import AskScreen, ConfirmScreen
from tutor.tui.widgets.choices import Choices
from tutor.tui.widgets.keybar import KeyBar
from tutor.tui.widgets.paper import BLANK, Paper, text

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.widgets import OptionList

    from tutor.labs.laboratory import Laboratory
    from tutor.library.pack import Pack
    from tutor.session.export.forms import FormName
    from tutor.session.sandbox import SandboxSession
    from tutor.tui.desk import Desk


class ExportScreen(ModalScreen[None]):
    """A form is chosen, then a file is named; what cannot be said is told here."""

    DEFAULT_CSS = """
    ExportScreen { align: center middle; background: $background 60%; }
    ExportScreen > Vertical {
        width: 76; max-width: 96%; height: auto; max-height: 90%; border: solid $primary; background: $surface;
        padding: 1 2; border-title-style: bold; border-title-color: $foreground;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "write", "Write a file", key_display="Enter", priority=True),
        Binding("c", "copy", "Copy to the clipboard"),
        Binding("escape,f12", "close", "Close", key_display="Esc"),
    ]

    def __init__(self, session: SandboxSession, pack: Pack, laboratory: Laboratory) -> None:
        super().__init__()
        self._session = session
        self._pack = pack
        self._laboratory = laboratory

    @property
    def _desk(self) -> Desk:
        from tutor.tui.app import TutorApp

        assert isinstance(self.app, TutorApp)
        return self.app.desk

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = Content("Export this session")
            yield Choices(
                (name, Content.assemble((f"{form.title:<16}", "bold"), form.what)) for name, form in FORMS.items()
            )
            yield Paper(id="told")
        yield KeyBar()

    def on_mount(self) -> None:
        self.query_one(Choices).focus()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.action_write()

    def on_option_list_option_highlighted(self) -> None:
        self._tell("")

    # ------------------------------------------------------------------ what is told
    def _tell(self, words: str, style: str = "$error") -> None:
        self.query_one("#told", Paper).show([BLANK, text(words, style)] if words else [])

    def _text(self) -> str | None:
        """The session in the chosen form; None when it cannot be said, which is told."""
        chosen: FormName = self.query_one(Choices).chosen  # type: ignore[assignment]
        try:
            return export(self._session, chosen, self._pack, self._laboratory)
        except Exception as error:
            if not getattr(error, "for_the_user", False):
                raise
            self._tell(str(error))
            return None

    # ------------------------------------------------------------------ keys
    def action_close(self) -> None:
        self.dismiss()

    def action_copy(self) -> None:
        written = self._text()
        if written is not None:
            self.app.copy_to_clipboard(written)
            lines = written.count("\n")
            self._tell(f"{lines} lines were given to your terminal's clipboard (OSC 52).", "$success")

    def action_write(self) -> None:
        written = self._text()
        if written is None:
            return
        form = FORMS[self.query_one(Choices).chosen]  # type: ignore[index]
        if self._desk.visitor:
            self.app.deliver_text(StringIO(written), save_filename=form.file)
            self._tell("Your browser was handed the file as a download.", "$success")
            return

        def named(name: str | None) -> None:
            if name and name.strip():
                self._write(Path(name.strip()).expanduser(), written)

        words = "A file of your own machine; relative to where the program was started."
        self.app.push_screen(AskScreen(f"Write the {form.title.lower()} into", words, form.file), named)

    def _write(self, file: Path, written: str) -> None:
        def sure(yes: bool | None) -> None:
            if yes:
                self._put(file, written)

        if file.exists():
            self.app.push_screen(ConfirmScreen("Write over the file that is there?", str(file)), sure)
        else:
            self._put(file, written)

    def _put(self, file: Path, written: str) -> None:
        try:
            file.write_text(written, encoding="utf-8")
        except OSError as error:
            self._tell(f"{file}: {error.strerror or 'cannot be written'}")
        else:
            self._tell(f"Written: {file.absolute()}", "$success")
