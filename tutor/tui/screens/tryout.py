"""A block of the notes in its sandbox: the lines come to the prompt one by one, and run when Enter is pressed."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from tutor.session.sandbox import SandboxSession
from tutor.tui.screens.bench import BenchScreen

if TYPE_CHECKING:
    from collections.abc import Callable

    from tutor.labs.laboratory import Bench


class TryOutScreen(BenchScreen):
    """Esc goes back to the notes; what is done here is not kept."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f9,t", "next_line", "Next line", key_display="F9")]
    place = "Try it"
    help_text = """
    A sandbox in which the lines of the block work: hosts, swarm, services and files are there as the block needs
    them. F9 puts the next line at the prompt, in place of what is typed there; Enter runs it, and nothing runs
    before that. Change it first if you like, or type something else. After the last line F9 begins again.

    F3 shows the terminal and F4 the map, F5 goes to the next host. F7 takes the last command back, F10 does it
    again, F8 begins from the start. Esc goes back to the notes, to where you were; what was done here is not
    kept. Where the terminal is not in front, the letters e, m, n, u, y, x and t do the same.
    """

    def __init__(self, title: str, lines: tuple[str, ...], make: Callable[[], Bench]) -> None:
        super().__init__(SandboxSession(make))
        self._title = title
        self._lines = lines
        self._host = self.session.bench.terminal.current
        self._next = 0

    def on_mount(self) -> None:
        super().on_mount()
        self.banner.place = f"Try it: {self._title}"
        many = f"{len(self._lines)} lines" if len(self._lines) > 1 else "one line"
        self.terminals.front.buffer.note(f"-- The block has {many}. F9 types the next one, Enter runs it.")
        self._type_next()

    def action_next_line(self) -> None:
        front = self.terminals.consoles[self._host]
        if front.asks is not None:
            self.notify("The command before asks something.", timeout=3, markup=False)
            return
        self._type_next()
        self.action_host(self._host)

    def _type_next(self) -> None:
        number = self._next % len(self._lines)
        self.terminals.consoles[self._host].editor.set(self._lines[number])
        self.banner.details = f"line {number + 1} of {len(self._lines)}"
        self._next = number + 1
