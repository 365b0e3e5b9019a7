"""A topic on one page: what its notes want remembered, its commands, its short tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content

from tutor.library.cheatsheet import cheat_sheet
from tutor.tui.page import Page
from tutor.tui.prose import CODE, inline
from tutor.tui.widgets.paper import BLANK, Block, Paper, text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget

    from tutor.library.cheatsheet import CheatSheet, Entry

EXPORT = "lpic-tutor notes cheatsheet {topic} --out FILE writes this page as Markdown."


class CheatSheetScreen(Page):
    """One topic at a time; Esc goes back to the notes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n,right", "step(1)", "Next topic", key_display="n"),
        Binding("p,left", "step(-1)", "Topic before", key_display="p"),
        Binding("space", "page", "Scroll", show=False),
    ]
    place = "Cheat sheet"
    help_text = """
    One page for each topic, made from its notes: what is to be remembered, the first commands, and short
    tables. `n` and `p` turn to the next topic and the one before. The arrow keys, PgUp and PgDn scroll.

    `lpic-tutor notes cheatsheet TOPIC --out FILE` writes the page as Markdown, to print it for example.
    """

    def __init__(self, topic: str) -> None:
        super().__init__()
        self._topic = topic

    def body(self) -> Iterable[Widget]:
        yield VerticalScroll(Paper(), classes="body")

    def on_mount(self) -> None:
        self.query_one(VerticalScroll).focus()
        self._show()

    def _show(self) -> None:
        pack = self.tutor.desk.learner.pack
        topic = pack.topic(self._topic)
        number = pack.topics.index(topic) + 1
        self.banner.place = f"Cheat sheet: {topic.title}"
        self.banner.details = f"{number} of {len(pack.topics)}"
        self.query_one(Paper).show(sheet_blocks(cheat_sheet(topic)))
        self.query_one(VerticalScroll).scroll_home(animate=False)

    def action_step(self, step: int) -> None:
        slugs = [topic.slug for topic in self.tutor.desk.learner.pack.topics]
        where = slugs.index(self._topic) + step
        if 0 <= where < len(slugs):
            self._topic = slugs[where]
            self._show()

    def action_page(self) -> None:
        self.query_one(VerticalScroll).scroll_page_down(animate=False)


def sheet_blocks(sheet: CheatSheet) -> list[Block]:
    """The page as blocks: a bold line for each section, what is said of it indented below."""
    blocks = [block for entry in sheet.entries for block in _entry_blocks(entry)]
    if not blocks:
        blocks = [text("These notes hold neither boxes nor commands nor short tables.")]
    return [*blocks, BLANK, text(EXPORT.format(topic=sheet.topic), "$quiet")]


def _entry_blocks(entry: Entry) -> list[Block]:
    margin = Content("  ")
    blocks = [text(entry.title, "bold $primary")]
    blocks += [Block(inline(box), Content.styled("! ", "bold $accent"), margin) for box in entry.boxes]
    blocks += [
        Block(Content.styled(command, CODE), Content.styled("$ ", "$quiet"), margin, fold=True)
        for command in entry.commands
    ]
    if entry.facts:
        blocks.append(text(entry.facts, indent=2))
    return blocks
