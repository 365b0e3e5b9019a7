"""One command of a pipeline, and Ctrl+C: it ends the whole pipeline, but what was written before is still shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.shell.process import Ask, Edit, Import, Interrupted, Recall, Until
from tutor.shell.streams import advance

if TYPE_CHECKING:
    from tutor.shell.process import Answer, Part, Process

INTERRUPTED = 130
GATHERING = frozenset({"sort", "tail", "tac", "wc", "xargs", "column", "bash", "sh", "docker"})
"""Commands that do nothing before their input ends: Ctrl+C ends them before they have written anything."""
_WAITS = (Until, Ask, Edit, Import, Recall)


def driven(process: Process, *, cut: bool) -> Part[tuple[int, bool]]:
    """Run one command of a pipeline: its status, and whether Ctrl+C was pressed for it or before it.

    `cut`: Ctrl+C came before, so it sees what there was, and is ended where it would wait.
    """
    answer: Answer = None
    thrown: Interrupted | None = None
    started, pressed = False, cut
    while True:
        try:
            step = advance(process, answer, thrown, started)
        except StopIteration as stop:
            return stop.value, pressed
        except Interrupted:
            return INTERRUPTED, True
        if cut and isinstance(step, _WAITS):
            if thrown is not None:  # it will not be ended
                process.close()
                return INTERRUPTED, True
            started, answer, thrown = True, None, Interrupted()
            continue
        started, answer, thrown = True, None, None
        try:
            answer = yield step
        except Interrupted as key:
            pressed, thrown = True, key
