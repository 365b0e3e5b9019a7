"""Copy mode: what a terminal has shown, standing still, with a cursor that selects by keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tutor.tui.console.selecting import Row, Selecting
from tutor.tui.console.strips import over, within
from tutor.tui.console.text import width_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events

LONGEST = 60
"""Characters of what was copied that are shown."""


class CopyView(ScrollView, can_focus=True):
    """Stands where the terminal was until something was copied, or Esc."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"copy--cursor", "copy--selected"}
    DEFAULT_CSS = """
    CopyView {
        background: $background; color: $foreground;
        overflow-x: hidden; overflow-y: scroll; scrollbar-size-vertical: 0;
    }
    CopyView .copy--cursor { text-style: reverse; }
    CopyView .copy--selected { background: $primary; color: $background; text-style: bold underline; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,v", "select('signs')", "Select", key_display="Space", tooltip="Begin to select characters here"),
        Binding("L,V", "select('lines')", "Lines", key_display="L", tooltip="Begin to select whole lines here"),
        Binding("enter,y,ctrl+c", "copy", "Copy", key_display="Enter", tooltip="Copy what is selected, else this line"),
        Binding("escape,q", "leave", "Leave", key_display="Esc", tooltip="Leave copy mode"),
        Binding("up,k", "move(-1, 0)", "One row up", show=False, tooltip="One row up"),
        Binding("down,j", "move(1, 0)", "One row down", show=False, tooltip="One row down"),
        Binding("left,h", "move(0, -1)", "One character left", show=False, tooltip="One character left"),
        Binding("right,l", "move(0, 1)", "One character right", show=False, tooltip="One character right"),
        Binding("w,ctrl+right,alt+f", "go('next_word')", "Next word", show=False, tooltip="To the next word"),
        Binding("b,ctrl+left,alt+b", "go('word_before')", "Word before", show=False, tooltip="To the word before"),
        Binding("home,0,ctrl+a", "go('home')", "Beginning", show=False, tooltip="To the beginning of the row"),
        Binding("end,dollar_sign,ctrl+e", "go('end')", "End", show=False, tooltip="To the end of the row"),
        Binding("pageup,ctrl+u", "page(-1)", "Page up", show=False, tooltip="One screen up"),
        Binding("pagedown,ctrl+d", "page(1)", "Page down", show=False, tooltip="One screen down"),
        Binding("g", "go('top')", "Top", show=False, tooltip="To the first row that is kept"),
        Binding("G", "go('bottom')", "Bottom", show=False, tooltip="To the last row"),
    ]

    class Left(Message):
        """Copy mode has ended."""

    def __init__(self) -> None:
        super().__init__()
        self.selecting = Selecting(())

    def begin(self, rows: Sequence[Row], top: int) -> None:
        """Show these rows, the cursor on the last one that has something; `top` is the first row in view."""
        last = max((number for number, row in enumerate(rows) if row.text.strip()), default=0)
        self.selecting = Selecting(rows, last)
        width = self.scrollable_content_region.width or 1
        self.virtual_size = Size(width, len(rows))
        self.scroll_to(y=top, animate=False, immediate=True)
        self._look()

    def check_consume_key(self, key: str, character: str | None) -> bool:  # noqa: ARG002
        """Letters of the screen below mean nothing here."""
        return character is not None and character.isprintable()

    # ------------------------------------------------------------------ drawing
    def render_line(self, y: int) -> Strip:
        number = y + self.scroll_offset.y
        base = self.rich_style
        rows = self.selecting.rows
        text = rows[number].text if number < len(rows) else ""
        strip = Strip([Segment(text, base)])
        marked = self.selecting.marked(number)
        if marked is not None:
            strip = within(strip, *marked, self.get_component_rich_style("copy--selected"))
        if number == self.selecting.row:
            column = width_of(text[: self.selecting.column])
            strip = strip.extend_cell_length(max(column + 1, strip.cell_length), base)
            cursor = over(strip.crop(column, column + 1), self.get_component_rich_style("copy--cursor"))
            strip = Strip.join([strip.crop(0, column), cursor, strip.crop(column + 1)])
        return strip.crop_extend(0, self.scrollable_content_region.width, base)

    def _look(self) -> None:
        """Draw, and keep the cursor in view."""
        height, top = self.scrollable_content_region.height, self.scroll_offset.y
        row = self.selecting.row
        if height and not top <= row < top + height:
            self.scroll_to(y=row if row < top else row - height + 1, animate=False, immediate=True)
        self.refresh()

    # ------------------------------------------------------------------ keys
    async def _on_key(self, event: events.Key) -> None:
        """At once, so that keys that follow fast keep their order."""
        if event.key in _ACTIONS:
            event.stop()
            event.prevent_default()
            await self.run_action(_ACTIONS[event.key])

    def action_move(self, rows: int, columns: int) -> None:
        self.selecting.move(rows, columns)
        self._look()

    def action_go(self, where: str) -> None:
        getattr(self.selecting, where)()
        self._look()

    def action_page(self, direction: int) -> None:
        self.action_move(max(self.scrollable_content_region.height - 1, 1) * direction, 0)

    def action_select(self, mode: str) -> None:
        self.selecting.select("lines" if mode == "lines" else "signs")
        self._look()

    def action_copy(self) -> None:
        text = self.selecting.text
        if text.strip():
            self.app.copy_to_clipboard(text)
            self.notify(told(text), title="Copied", markup=False, timeout=4)
        self.action_leave()

    def action_leave(self) -> None:
        self.post_message(self.Left())


def told(text: str) -> str:
    """What was copied, in a line: how much, and how it begins."""
    lines = text.count("\n") + 1
    amount = f"{lines} lines" if lines > 1 else f"{len(text)} characters"
    first = text.strip().split("\n")[0]
    return f"{amount}: {first if len(first) <= LONGEST else f'{first[:LONGEST]}…'}"


_ACTIONS = {
    key: binding.action
    for binding in CopyView.BINDINGS
    if isinstance(binding, Binding)
    for key in binding.key.split(",")
}
"""What each key of copy mode does."""
