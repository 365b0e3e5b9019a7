"""A bench whose session is kept every few seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.tui.screens.bench import BenchScreen

if TYPE_CHECKING:
    from tutor.session.free_sandbox import FreeSandbox
    from tutor.session.lab_run import LabSession

SAVE_EVERY = 5.0
"""Seconds of work that a kill may cost."""


class KeptBench(BenchScreen):
    """What is done in it is kept while it is in front."""

    session: FreeSandbox | LabSession
    _saved_at = 0.0

    def on_mount(self) -> None:
        super().on_mount()
        self._saved_at = self.tutor.desk.stopwatch()

    def frame(self) -> None:
        super().frame()
        now = self.tutor.desk.stopwatch()
        if now - self._saved_at >= SAVE_EVERY and self.app.screen is self:
            self._saved_at = now
            self.session.keep()
