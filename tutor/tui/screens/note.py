"""One section of the notes, over whatever asked for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import VerticalScroll

from tutor.tui.page import Page
from tutor.tui.widgets.section import SectionView

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget


class NoteScreen(Page):
    """Esc goes back to the question."""

    place = "Note"
    help_text = """
    The section of the notes that explains the question. Esc goes back to it. Read, from Home, has all notes.
    """

    def __init__(self, topic: str, section: str) -> None:
        super().__init__()
        self._topic, self._section = topic, section

    def body(self) -> Iterable[Widget]:
        yield VerticalScroll(SectionView(), classes="body")

    async def on_mount(self) -> None:
        pack = self.tutor.desk.learner.pack
        self.banner.details = pack.topic(self._topic).title
        found = pack.section(self._topic, self._section)
        await self.query_one(SectionView).show(found)
        self.query_one(VerticalScroll).focus()
