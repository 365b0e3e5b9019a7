"""One section of notes as Markdown: tables, highlighted code, links that lead to other sections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widgets import Markdown

if TYPE_CHECKING:
    from tutor.library.notes import Section

MISSING = "This section is not in the notes any more."


class SectionView(Markdown):
    """Only one section is ever mounted: a whole topic would take a second to lay out."""

    DEFAULT_CSS = """
    SectionView { padding: 0; margin: 0; }
    SectionView MarkdownH2 { margin: 0 0 1 0; color: $primary; text-style: bold; background: $background; }
    SectionView MarkdownH3 { margin: 1 0 0 0; color: $primary; text-style: bold; }
    SectionView MarkdownFence { margin: 0 0 1 0; max-height: 100%; }
    """

    def __init__(self) -> None:
        super().__init__(open_links=False)
        self.section: Section | None = None

    async def show(self, section: Section | None) -> None:
        """Show this section, or say that there is none."""
        await self.update(section.markdown if section else MISSING)
        self.section = section
