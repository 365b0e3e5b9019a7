"""Reading the notes: a tree of topics and sections, one section at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Markdown, Tree

from tutor.session.selection import Selection
from tutor.tui.page import Page
from tutor.tui.places import Drill, OpenSandbox, ReadAt, SearchNotes, ShowCheatSheet
from tutor.tui.widgets.section import SectionView

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.app import ComposeResult
    from textual.widget import Widget
    from textual.widgets.tree import TreeNode

    from tutor.library.notes import Section
    from tutor.tui.places import Request

Place = tuple[str, str]
"""(topic, section)."""
WIDE = 100
"""Columns from which tree and text fit side by side."""


class ReadScreen(Page):
    """The place where notes are read."""

    DEFAULT_CSS = """
    ReadScreen Horizontal { height: 1fr; }
    ReadScreen Tree { width: 30; background: $surface; padding: 0 1; scrollbar-size-vertical: 1; }
    ReadScreen Tree > .tree--cursor { background: $primary 30%; color: $foreground; }
    ReadScreen.-text Tree { display: none; }
    ReadScreen.-tree.-narrow VerticalScroll { display: none; }
    ReadScreen.-tree.-narrow Tree { width: 1fr; }
    ReadScreen VerticalScroll { padding: 1 2 0 2; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n,right", "step(1)", "Next section", key_display="n"),
        Binding("p,left", "step(-1)", "Section before", key_display="p"),
        Binding("t", "tree", "Topics"),
        Binding("slash", "search", "Search"),
        Binding("g", "quiz", "Quiz me on this"),
        Binding("x", "try_it", "Try it"),
        Binding("c", "cheat_sheet", "Cheat sheet"),
        Binding("space", "page", "Scroll", show=False),
    ]
    place = "Read"
    help_text = """
    The tree lists topics and their sections; Enter opens one. `n` and `p` turn to the next section and the
    one before, `t` shows or hides the tree, arrow keys and PgUp/PgDn scroll the text. `/` searches in all
    notes.

    `g` asks the questions about this section. `x` opens a sandbox, with the section's docker commands ready
    in its history. `c` shows the topic on one page. The section you read last is remembered for each topic.
    """

    def __init__(self) -> None:
        super().__init__()
        self._order: list[Place] = []
        self._at: Place | None = None

    def body(self) -> Iterable[Widget]:
        yield _Sides()

    def on_mount(self) -> None:
        tree = self._tree
        tree.show_root = False
        learner = self.tutor.desk.learner
        for topic in learner.pack.topics:
            branch = tree.root.add(Text(topic.title), data=(topic.slug, ""))
            for section in topic.notes.sections:
                branch.add_leaf(Text(section.title), data=(topic.slug, section.id))
                self._order.append((topic.slug, section.id))
        read = learner.reading()
        last = next(iter(read.values()), None)
        self.open(*(last.topic, last.section) if last else self._order[0])
        self._arrange(tree_first=not read)

    def on_resize(self) -> None:
        self.set_class(self.size.width < WIDE, "-narrow")

    def _arrange(self, *, tree_first: bool) -> None:
        """On a narrow screen tree and text take turns."""
        narrow = self.size.width < WIDE
        self.set_class(narrow, "-narrow")
        self._show_side(tree=tree_first or not narrow)
        if not tree_first:
            self.query_one(VerticalScroll).focus()

    def _show_side(self, *, tree: bool) -> None:
        self.set_class(tree, "-tree")
        self.set_class(not tree, "-text")
        if tree:
            self._tree.focus()
        else:
            self.query_one(VerticalScroll).focus()

    @property
    def _tree(self) -> Tree[Place]:
        tree: Tree[Any] = self.query_one(Tree)
        return tree

    @property
    def section(self) -> Section | None:
        """The one that is shown."""
        return self.query_one(SectionView).section

    # ------------------------------------------------------------------ going
    def arrive(self, request: Request) -> None:
        self._close_above()
        if isinstance(request, SearchNotes):
            self.action_search(request.words)
        elif isinstance(request, ShowCheatSheet):
            self._show_cheat_sheet(request.topic)
        elif isinstance(request, ReadAt):
            read = self.tutor.desk.learner.reading().get(request.topic)
            first = next((s for t, s in self._order if t == request.topic), "")
            self.open(request.topic, request.section or (read.section if read else first))
            self._arrange(tree_first=False)

    def _close_above(self) -> None:
        """Close what lies over the notes."""
        while self.app.screen is not self:
            self.app.pop_screen()

    def open(self, topic: str, section: str) -> None:
        """Show a section, remember it, and put the tree's cursor on it."""
        if (topic, section) not in self._order:
            section = next((s for t, s in self._order if t == topic), "")
        self._at = (topic, section)
        self.run_worker(self._show(topic, section), exclusive=True, group="section")

    async def _show(self, topic: str, section: str) -> None:
        learner = self.tutor.desk.learner
        await self.query_one(SectionView).show(learner.pack.section(topic, section))
        self.query_one(VerticalScroll).scroll_home(animate=False)
        self.banner.place = f"Read: {learner.pack.topic(topic).title}"
        position = [s for t, s in self._order if t == topic]
        number = position.index(section) + 1 if section in position else 0
        self.banner.details = f"{number} of {len(position)}"
        with self.told():
            learner.read(topic, section)
        self._point_at(topic, section)
        self.refresh_bindings()

    def _point_at(self, topic: str, section: str) -> None:
        for branch in self._tree.root.children:
            if branch.data and branch.data[0] == topic:
                branch.expand()
                leaf = next((leaf for leaf in branch.children if leaf.data == (topic, section)), branch)
                self._tree.call_after_refresh(self._move_to, leaf)

    def _move_to(self, node: TreeNode[Place]) -> None:
        self._tree.move_cursor(node)

    def on_tree_node_selected(self, event: Tree.NodeSelected[Place]) -> None:
        if event.node.data and event.node.data[1]:
            self.open(*event.node.data)
            if self.has_class("-narrow"):
                self._show_side(tree=False)
            else:
                self.query_one(VerticalScroll).focus()

    def action_step(self, step: int) -> None:
        if self._at is not None:
            where = self._order.index(self._at) + step
            if 0 <= where < len(self._order):
                self.open(*self._order[where])

    def action_tree(self) -> None:
        self._show_side(tree=self.has_class("-text"))

    def action_page(self) -> None:
        self.query_one(VerticalScroll).scroll_page_down(animate=False)

    # ------------------------------------------------------------------ from here
    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        if action == "try_it":
            return bool(self._commands())
        if action == "quiz" and self._at is not None and self.tutor.opened:
            topic, section = self._at
            return self.tutor.desk.learner.count(Selection(topic=topic, section=section)) > 0
        return True

    def _commands(self) -> list[str]:
        section = self.section if self.query(SectionView) else None
        lines = [line for block in section.code for line in block.commands] if section else []
        return [line for line in lines if line.removeprefix("sudo ").startswith("docker ")]

    def action_quiz(self) -> None:
        if self._at is not None:
            topic, section = self._at
            self.tutor.request(Drill(Selection(topic=topic, section=section)))

    def action_try_it(self) -> None:
        self.tutor.request(OpenSandbox(lines=tuple(self._commands())))

    def action_cheat_sheet(self) -> None:
        if self._at is not None:
            self._show_cheat_sheet(self._at[0])

    def _show_cheat_sheet(self, topic: str) -> None:
        from tutor.tui.screens.cheatsheet import CheatSheetScreen

        self.app.push_screen(CheatSheetScreen(topic))

    def action_search(self, words: str = "") -> None:
        from tutor.tui.screens.search import SearchScreen

        def go(found: ReadAt | None) -> None:
            if found is not None:
                self.open(found.topic, found.section)
                self._arrange(tree_first=False)

        self.app.push_screen(SearchScreen(words), go)

    def on_markdown_link_clicked(self, event: Markdown.LinkClicked) -> None:
        event.stop()
        section = self.section
        link = next((one for one in section.links if one.href == event.href), None) if section else None
        if link is not None and link.topic:
            self.open(link.topic, link.section)
        else:
            self.notify(event.href, title="A link to the web", markup=False)


class _Sides(Horizontal):
    """Tree and text side by side."""

    def compose(self) -> ComposeResult:
        yield Tree[Place]("Topics")
        yield VerticalScroll(SectionView())
