"""The terminal of one host, without a screen: what it shows, what is being typed, what its command asks."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from tutor.shell.process import Ask, Clear, Edit, Import, Recall, Redraw, Speed, Write
from tutor.tui.console.buffer import ScreenBuffer
from tutor.tui.console.completing import extend, listing
from tutor.tui.console.line_editor import LineEditor
from tutor.tui.console.text import Piece, fold, width_of

if TYPE_CHECKING:
    from tutor.session.running import RunningCommand
    from tutor.session.sandbox import SandboxSession
    from tutor.tui.console.importing import Reader
    from tutor.tui.console.memory import Memory
    from tutor.tui.console.text import Line


class HostConsole:
    """One host of a session. `waiting` are lines typed or pasted while a command runs."""

    def __init__(self, session: SandboxSession, host: str, memory: Memory, read: Reader) -> None:
        self.host = host
        self.buffer = ScreenBuffer()
        self.editor = LineEditor()
        self.waiting: deque[str] = deque()
        self.columns = 80
        """What the shell is told of the screen's width."""
        self._hesitating = False
        """Tab found nothing certain: pressed again, it lists the choices."""
        self._session = session
        self._memory = memory
        self._read = read
        self._attach()

    def _attach(self) -> None:
        """Show the command that a session that goes on has run last here."""
        self.use_history()
        command = self.command
        if command is not None:
            self.buffer.put([*self.prompt, Piece(command.line, "typed")])
            self.pump()

    def use_history(self) -> None:
        """The shell's own list; a reset bench has a new one."""
        self.editor.history = self._session.bench.terminal.shells[self.host].history
        self._remembered = len(self.editor.history)

    # ------------------------------------------------------------------ state
    @property
    def command(self) -> RunningCommand | None:
        return self._session.foreground.get(self.host)

    @property
    def busy(self) -> bool:
        """A command runs (it may be asking something)."""
        return self.command is not None and self.command.running

    @property
    def asks(self) -> Ask | None:
        """The question that the running command waits with."""
        waits_for = self.command.waits_for if self.command else None
        return waits_for if isinstance(waits_for, Ask) else None

    @property
    def edits(self) -> Edit | None:
        """The file that the running command wants to have edited."""
        waits_for = self.command.waits_for if self.command else None
        return waits_for if isinstance(waits_for, Edit) else None

    @property
    def prompt(self) -> Line:
        """What stands before the line being typed."""
        if self.editor.search is not None:
            failed = "failed " if self.editor.search.failed else ""
            return (Piece(f"({failed}reverse-i-search)`{self.editor.search.words}': ", "prompt"),)
        if self.asks is not None:
            return (Piece(self.asks.prompt),)
        if self.busy:
            return ()
        return (Piece(prompt_of(self._session, self.host), "prompt"),)

    # ------------------------------------------------------------------ output
    def pump(self) -> None:
        """Show what the command has written since the last time, and read the file that it wants to import."""
        command = self.command
        if command is None:
            return
        self._remember()
        while isinstance(command.waits_for, (Import, Recall)):
            self._answer(command.waits_for)
        for step in command.take():
            match step:
                case Write():
                    self.buffer.write(step.text)
                case Redraw():
                    self.buffer.redraw(step.lines, keep=step.keep)
                case Clear():
                    self.buffer.clear()
                case Speed():
                    self._session.speed = step.factor
        if not command.running:
            self.buffer.keep_live()

    def _remember(self) -> None:
        """Keep what the shell has put into its history since the last time."""
        history = self.editor.history
        for line in history[self._remembered :]:
            self._memory.add(self.host, line)
        self._remembered = len(history)

    def _answer(self, wish: Import | Recall) -> None:
        """Give the command what it wants of this side of the screen."""
        if isinstance(wish, Import):
            self._session.reply(self.host, self._read(wish.path))
        elif wish.forget:
            self._memory.forget(self.host)
            self._session.reply(self.host, None)
        else:
            self._session.reply(self.host, Recall.BETWEEN.join(self.editor.history))

    def tail(self, width: int) -> tuple[list[Line], int, int]:
        """The rows under the finished ones (open line, live area, typed line), and row and column of the cursor."""
        above = [row for line in self.buffer.live for row in fold(line, width)]
        start = self.buffer.open_line
        if above and start:
            above, start = [*fold(start, width), *above], ()
        before = (*start, *self.prompt)
        typed = "" if self.asks is not None and self.asks.hidden else self.editor.text
        pieces = [*before, Piece(typed, "typed")] if typed else list(before)
        cells = sum(width_of(piece.text) for piece in before) + width_of(typed[: self.editor.cursor])
        rows = fold(tuple(pieces), width)
        row, column = divmod(cells, width)
        if row == len(rows):
            rows.append(())
        return above + rows, len(above) + row, column

    # ------------------------------------------------------------------ input
    def enter(self) -> None:
        """The line is finished: it goes to the shell, to the question, or waits for the running command."""
        hidden = self.asks is not None and self.asks.hidden
        line = self.editor.take()
        if self.asks is None and self.busy:
            self.waiting.append(line)
        else:
            self.submit(line, hidden=hidden)

    def submit(self, line: str, *, hidden: bool = False) -> None:
        """Type a whole line where the shell or a question waits for one."""
        self._hesitating = False
        self.buffer.put([*self.prompt, Piece("" if hidden else line, "typed")])
        if self.asks is not None:
            self._session.reply(self.host, line)
        else:
            self._session.start(self.host, line, self.columns)
        self.pump()

    def end_of_input(self) -> bool:
        """Ctrl+D. False where it deletes a character instead."""
        if self.editor.text:
            return False
        if self.asks is not None:
            self.buffer.put(self.prompt)
            self._session.reply(self.host, None)
            self.pump()
        elif not self.busy:
            self.submit("exit")
        return True

    def interrupt(self) -> None:
        """Ctrl+C: end the running command, or give the line up."""
        typed = "" if self.asks is not None and self.asks.hidden else self.editor.text
        self.editor.search_accept()
        self.editor.take()
        if self.asks is not None or not self.busy:
            self.buffer.put([*self.prompt, Piece(f"{typed}^C", "typed")])
        elif not self.buffer.live:
            self.buffer.write("^C\n")
        self.waiting.clear()
        self._session.interrupt(self.host)
        self.pump()

    def complete(self, width: int) -> None:
        """Tab."""
        from tutor.shell.completion import complete

        if self.busy:
            return
        found = complete(self._session.bench.terminal, self.editor.before_cursor)
        if extend(self.editor, found):
            self._hesitating = False
        elif not self._hesitating:
            self._hesitating = True
        else:
            self.buffer.put([*self.prompt, Piece(self.editor.text, "typed")])
            for line in listing(found.choices, width):
                self.buffer.put([Piece(line)])


def prompt_of(session: SandboxSession, host: str) -> str:
    """`root@worker1:~# `, whichever host is in front."""
    terminal = session.bench.terminal
    front, terminal.current = terminal.current, host
    try:
        return terminal.prompt
    finally:
        terminal.current = front
