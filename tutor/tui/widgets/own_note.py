"""What the learner marked and wrote, as blocks: always plain words, never markup."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from tutor.tui.glyphs import BOOKMARK
from tutor.tui.places import Drill, ReadAt
from tutor.tui.screens.dialogs import AskScreen
from tutor.tui.widgets.paper import BLANK, Block

if TYPE_CHECKING:
    from collections.abc import Callable

    from tutor.progress.records import Spot
    from tutor.session.notebook import Notebook
    from tutor.tui.page import Page

ASKED = "It is kept with your progress and found by the search. An empty line takes it away."


def own_blocks(notebook: Notebook, spot: Spot) -> list[Block]:
    """The bookmark and the note on a spot, a blank line before them; nothing where there is neither."""
    blocks = []
    if notebook.bookmarked(spot):
        blocks.append(Block(Content.styled(f"{BOOKMARK} Bookmarked", "$accent")))
    if note := notebook.note(spot):
        head = "Your note: "
        blocks.append(Block(Content(note), Content.styled(head, "bold $accent"), Content(" " * len(head))))
    return [BLANK, *blocks] if blocks else []


def ask_note(page: Page, spot: Spot, then: Callable[[], object]) -> None:
    """Let the learner write on a spot; `then` is called when it is kept."""
    notebook = page.tutor.desk.learner.notebook

    def keep(text: str | None) -> None:
        if text is not None:
            with page.told():
                notebook.write(spot, text)
            then()

    page.app.push_screen(AskScreen("Your own note", ASKED, notebook.note(spot), "a few words"), keep)


def way_to(spot: Spot) -> ReadAt | Drill:
    """The request that leads to the spot."""
    from tutor.session.selection import Selection

    if spot.kind == "question":
        return Drill(Selection(items=(spot.name,)))
    topic, _, section = spot.name.partition("/")
    return ReadAt(topic, section)
