"""`lpic-tutor sandbox replay`: commands as JSON Lines on one stream, answers on the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from tutor.session.laboratory import laboratory

if TYPE_CHECKING:
    from collections.abc import Callable


def replay(source: TextIO, sink: TextIO) -> int:
    """Answer each line with one line until the input ends. Nothing else is ever written to `sink`."""
    from tutor.shell.replay import replay as play

    play(source, _line_writer(sink), laboratory().registry)
    return 0


def _line_writer(sink: TextIO) -> Callable[[str], None]:
    def write(line: str) -> None:
        sink.write(line + "\n")
        sink.flush()

    return write
