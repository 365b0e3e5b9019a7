"""A conversation in lines: what is said goes out whole and in order, what is answered comes in a line at a time."""

from __future__ import annotations

import errno
import io
import shutil
import signal
import sys
import textwrap
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

NARROWEST = 20


@dataclass(frozen=True)
class Talk:
    """Nothing is ever drawn over; no control character of a text reaches the terminal."""

    source: TextIO
    target: TextIO
    width: int = 0
    """Columns at which sentences are broken; 0: they are not, as a pipe and a screen reader like it."""

    def say(self, text: str = "", indent: str = "") -> None:
        """One paragraph for each line of `text`."""
        for line in text.split("\n"):
            self._line(line, indent)
        self.target.flush()

    def show(self, text: str) -> None:
        """Lines that must stay as they are: an output, a file."""
        for line in text.rstrip("\n").split("\n"):
            self.target.write(f"    {printable(line)}\n")

    def ask(self, prompt: str) -> str | None:
        """The next line without what ends it; None when there is no more."""
        self.target.write(f"{printable(prompt)} ")
        self.target.flush()
        try:
            line = self.source.readline()
        except OSError:
            # the terminal has gone: that is the end of input
            return None
        if not line:
            self.target.write("\n")
            return None
        if not self.source.isatty():
            # nobody typed a line break there, so the next words would stand on the prompt's line
            self.target.write("\n")
        return printable(line.rstrip("\r\n"))

    def _line(self, line: str, indent: str) -> None:
        clean = printable(line)
        if self.width and clean:
            clean = textwrap.fill(
                clean, self.width, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
            )
            self.target.write(f"{clean}\n")
        else:
            self.target.write(f"{indent if clean else ''}{clean}\n")


def nobody_listens(error: OSError) -> OSError:
    """What an error of a conversation's own streams comes down to: the terminal or the pipe has gone. Any other error
    stays what it is."""
    gone = error.filename is None and error.errno in {errno.EPIPE, errno.EIO}
    return BrokenPipeError(*error.args) if gone else error


def printable(text: str) -> str:
    """`text` without anything that a terminal could take as a command."""
    return "".join(one if one.isprintable() else "?" for one in text.expandtabs(4))


def standard_talk() -> Talk:
    """Over standard input and output. Bytes that are no text, and signs that a terminal lacks, become `?`."""
    for stream in (sys.stdin, sys.stdout):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    # a stream that was closed before the program began is None: nobody answers there, nobody listens
    source, target = sys.stdin or io.StringIO(), sys.stdout or io.StringIO()
    width = max(shutil.get_terminal_size().columns - 1, NARROWEST) if target.isatty() else 0
    return Talk(source, target, width)


@contextmanager
def hang_up_is_ctrl_c() -> Iterator[None]:
    """A terminal that goes away, or a polite kill, ends a conversation as Ctrl+C does: with everything saved."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    numbers = [getattr(signal, name) for name in ("SIGHUP", "SIGTERM") if hasattr(signal, name)]
    before = [(number, signal.signal(number, stop)) for number in numbers]
    try:
        yield
    finally:
        for number, handler in before:
            signal.signal(number, handler)
