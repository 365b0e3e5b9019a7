"""The terminal on the screen: draws the rows of the host in front, and turns keys into what the line editor does."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tutor.tui.console.copy_view import told
from tutor.tui.console.selecting import Row, Spot, stretch
from tutor.tui.console.strips import over, within
from tutor.tui.console.text import plain

if TYPE_CHECKING:
    from rich.style import Style
    from textual import events
    from textual.selection import Selection

    from tutor.shell.process import Edit
    from tutor.tui.console.host_console import HostConsole
    from tutor.tui.console.terminals import Terminals
    from tutor.tui.console.text import Line

_SPECIAL = frozenset({"escape", "backspace", "enter", "tab"})


def _editing(keys: str, action: str, words: str) -> Binding:
    """A key of the line editor: told in the help, not in the footer."""
    return Binding(keys, action, words, show=False, tooltip=words)


class Console(ScrollView, can_focus=True):
    """Shows one terminal of `terminals` at a time."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "console--output", "console--prompt", "console--typed", "console--note", "console--cursor", "console--away",
    }  # fmt: skip
    DEFAULT_CSS = """
    Console {
        background: $background; color: $foreground;
        overflow-x: hidden; overflow-y: scroll; scrollbar-size-vertical: 0;
    }
    Console .console--prompt { color: $success; text-style: bold; }
    Console .console--typed { color: $foreground; text-style: bold; }
    Console .console--note { color: $accent; text-style: italic; }
    Console .console--cursor { text-style: reverse; }
    Console .console--away { text-style: underline; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "complete", "Complete", tooltip="Complete the word; twice: list what it may become"),
        Binding("ctrl+r", "search", "Search", tooltip="Search backwards in the history; again: further back"),
        Binding("ctrl+c", "interrupt", "Interrupt", tooltip="Interrupt the command, or give the line up"),
        Binding(
            "alt+c,ctrl+@",
            "copy_mode",
            "Copy",
            key_display="Alt+C",
            tooltip="Copy mode: select from all it has shown",
        ),
        _editing("up", "edit('older')", "The line before in the history"),
        _editing("down", "edit('newer')", "The next line in the history"),
        _editing("ctrl+a,home", "edit('home')", "To the beginning of the line"),
        _editing("ctrl+e,end", "edit('end')", "To the end of the line"),
        _editing("left,ctrl+b", "edit('left')", "One character left"),
        _editing("right,ctrl+f", "edit('right')", "One character right"),
        _editing("alt+b,ctrl+left", "edit('word_left')", "One word left"),
        _editing("alt+f,ctrl+right", "edit('word_right')", "One word right"),
        _editing("ctrl+k", "edit('kill_to_end')", "Cut to the end of the line"),
        _editing("ctrl+u", "edit('kill_to_start')", "Cut to the beginning of the line"),
        _editing("ctrl+w", "edit('kill_word')", "Cut the word before"),
        _editing("alt+backspace", "edit('kill_word_back')", "Cut back to the beginning of the word"),
        _editing("alt+d", "edit('kill_word_forward')", "Cut the next word"),
        _editing("ctrl+y", "edit('yank')", "Put back what was cut"),
        _editing("ctrl+d", "end_of_input", "End of input; on an empty line: exit"),
        _editing("delete", "edit('delete')", "Delete the character under the cursor"),
        _editing("ctrl+l", "clear", "Clear the screen; what was there can be scrolled back to"),
        _editing("pageup,shift+pageup", "page(-1)", "Scroll back"),
        _editing("pagedown,shift+pagedown", "page(1)", "Scroll forward"),
        Binding("enter", "enter", "", show=False),
        Binding("backspace,ctrl+h", "edit('backspace')", "", show=False),
    ]

    class Stepped(Message):
        """Something was typed: time to look at everything."""

    class Copying(Message):
        """The learner wants to copy something of what was shown."""

    class Editing(Message):
        """A command wants a file edited."""

        def __init__(self, host: str, edit: Edit) -> None:
            super().__init__()
            self.host = host
            self.edit = edit

    def __init__(self, terminals: Terminals, *, id: str | None = None) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self.terminals = terminals
        self._drawn: tuple[object, ...] = ()
        """What of the terminal was drawn last, but for the line being typed."""
        self._line_drawn: tuple[object, ...] = ()
        self._styles: dict[str, Style] = {}
        """Computed once, not for every row: Textual's own cache is emptied with every repaint."""
        self._rows: list[Line] = []
        self._tail: list[Line] = []
        self._cursor = (0, 0)
        self._editing: Edit | None = None

    @property
    def allow_select(self) -> bool:
        return True

    @property
    def front(self) -> HostConsole:
        return self.terminals.front

    # ------------------------------------------------------------------ what is shown
    def step(self) -> None:
        """Show what has happened. Costs next to nothing when nothing has."""
        self.terminals.step()
        edits = self.front.edits
        if edits is not None and edits is not self._editing:
            self._editing = edits
            self.post_message(self.Editing(self.front.host, edits))
        self.look()

    def look(self, *, follow: bool = False) -> None:
        """Draw anew if something differs; `follow`: scroll to the line being typed."""
        front, width = self.front, self._room
        if not width:
            return
        state = (front.host, front.buffer.changes, self.size, self.has_focus)
        line = (front.editor.text, front.editor.cursor, front.prompt)
        if state != self._drawn:
            follow = follow or self._at_end or front.host != (self._drawn[0] if self._drawn else "")
            self._lay_out(front, width)
            self.refresh()
        elif line != self._line_drawn:
            follow = follow or self._at_end
            self._lay_out_line(front, width)
        self._drawn, self._line_drawn = state, line
        if follow:
            self.scroll_end(animate=False, immediate=True, x_axis=False)

    def _lay_out_line(self, front: HostConsole, width: int) -> None:
        """Only the line being typed differs: draw the rows that changed with it, not the whole terminal."""
        before, cursor = self._tail, self._cursor[0]
        self._lay_out(front, width)
        first = len(self._rows)
        pairs = enumerate(zip_longest(before, self._tail), first)
        changed = {number for number, (old, new) in pairs if old != new} | {cursor, self._cursor[0]}
        top = self.scroll_offset.y
        self.refresh(*(Region(0, number - top, width, 1) for number in changed if 0 <= number - top < self._height))

    def _lay_out(self, front: HostConsole, width: int) -> None:
        front.columns = width
        self._rows = front.buffer.rows(width)
        self._tail, row, column = front.tail(width)
        self._cursor = (len(self._rows) + row, column)
        height = len(self._rows) + len(self._tail)
        self.virtual_size = Size(width, max(height, front.buffer.cleared_rows(width) + self._height))

    @property
    def _room(self) -> int:
        return self.scrollable_content_region.width

    @property
    def _height(self) -> int:
        return self.scrollable_content_region.height

    @property
    def _at_end(self) -> bool:
        return self.is_vertical_scroll_end

    def on_resize(self) -> None:
        self._drawn = ()
        self.look(follow=True)

    def on_focus(self) -> None:
        self.look()

    def on_blur(self) -> None:
        self.look()

    # ------------------------------------------------------------------ drawing
    def render_line(self, y: int) -> Strip:
        """One row of the screen."""
        scroll = self.scroll_offset.y
        number = y + scroll
        base = self._style("base")
        strip = Strip([Segment(piece.text, self._style(piece.kind)) for piece in self._row(number)])
        if number == self._cursor[0]:
            strip = self._with_cursor(strip, base)
        selection = self.text_selection
        span = selection.get_span(number) if selection is not None else None
        if span is not None:
            strip = within(strip, *span, self.screen.get_component_rich_style("screen--selection"))
        return strip.crop_extend(0, self._room, base).apply_offsets(0, number)

    def _row(self, number: int) -> Line:
        if number < len(self._rows):
            return self._rows[number]
        number -= len(self._rows)
        return self._tail[number] if number < len(self._tail) else ()

    def _style(self, kind: str) -> Style:
        if kind not in self._styles:
            own = kind == "base"
            self._styles[kind] = self.rich_style if own else self.get_component_rich_style(f"console--{kind}")
        return self._styles[kind]

    def notify_style_update(self) -> None:
        """Another theme."""
        self._styles.clear()
        super().notify_style_update()

    def _with_cursor(self, strip: Strip, base: Style) -> Strip:
        column = self._cursor[1]
        strip = strip.extend_cell_length(max(column + 1, strip.cell_length), base)
        style = self._style("cursor" if self.has_focus else "away")
        under = strip.crop(column, column + 1)
        return Strip.join([strip.crop(0, column), over(under, style), strip.crop(column + 1)])

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        rows = self.rows
        start = Spot(selection.start.y, selection.start.x) if selection.start else Spot(0, 0)
        end = Spot(selection.end.y, selection.end.x) if selection.end else Spot(len(rows), 0)
        return stretch(rows, start, end), "\n"

    @property
    def rows(self) -> list[Row]:
        """Everything that can be scrolled to, and where lines end."""
        buffer = self.front.buffer
        finished = zip(buffer.rows(self._room), buffer.row_ends(self._room), strict=True)
        tail = [Row(plain(row)) for row in self._tail]
        return [*(Row(plain(row), ends) for row, ends in finished), *tail]

    def selection_updated(self, selection: Selection | None) -> None:  # noqa: ARG002
        self.refresh()

    # ------------------------------------------------------------------ keys
    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Whatever can be printed is typed."""
        return character is not None and character.isprintable() and key not in _SPECIAL

    async def _on_key(self, event: events.Key) -> None:
        editor = self.front.editor
        searching = editor.search
        if searching is not None and event.key in ("escape", "ctrl+g"):
            editor.search_cancel()
        elif searching is not None and event.key in ("backspace", "ctrl+h"):
            editor.search_for(searching.words[:-1])
        elif await self._bound(event.key):  # first: Alt with a letter has that letter as its character
            event.stop()
            event.prevent_default()
            return
        elif event.is_printable and event.character and not event.key.startswith("alt+"):
            if searching is not None:
                editor.search_for(searching.words + event.character)
            else:
                editor.insert(event.character)
        else:
            return
        event.stop()
        event.prevent_default()
        self.look(follow=True)

    async def _bound(self, key: str) -> bool:
        """Do at once what the key is bound to here; False if it is not.

        Textual itself looks for a binding when the key has gone up to the app; what was typed right behind an Enter
        would by then stand in the line before it.
        """
        for binding in self._bindings.key_to_bindings.get(key, ()):
            if await self.app.run_action(binding.action, self):
                return True
        return False

    def on_paste(self, event: events.Paste) -> None:
        event.stop()
        self.front.editor.search_accept()
        self.terminals.paste(event.text)
        self._typed()

    def action_edit(self, what: str) -> None:
        """One of the line editor's own moves."""
        editor = self.front.editor
        editor.search_accept()
        getattr(editor, what)()
        self.look(follow=True)

    def action_enter(self) -> None:
        self.front.editor.search_accept()
        self.terminals.enter()
        self._typed()

    def action_interrupt(self) -> None:
        selected = self.screen.get_selected_text()
        if selected:
            self.app.copy_to_clipboard(selected)
            self.notify(told(selected), title="Copied", markup=False, timeout=4)
            self.screen.clear_selection()
            return
        self.front.interrupt()
        self._typed()

    def action_copy_mode(self) -> None:
        self.post_message(self.Copying())

    def action_end_of_input(self) -> None:
        if not self.front.end_of_input():
            self.front.editor.delete()
        self._typed()

    def action_complete(self) -> None:
        self.front.editor.search_accept()
        self.front.complete(self._room)
        self.look(follow=True)

    def action_search(self) -> None:
        if self.front.asks is None:
            self.front.editor.search_back()
            self.look(follow=True)

    def action_clear(self) -> None:
        self.front.buffer.clear()
        self.look(follow=True)

    def action_page(self, direction: int) -> None:
        step = max(self._height - 1, 1) * direction
        self.scroll_to(y=self.scroll_offset.y + step, animate=False, immediate=True)

    def _typed(self) -> None:
        self.step()
        self.look(follow=True)
        self.post_message(self.Stepped())

    def edited(self, host: str, text: str | None) -> None:
        """The editor was closed: give its text (None: left as it was) to the command that asked."""
        self._editing = None
        self.terminals.session.reply(host, text)
        self._typed()
