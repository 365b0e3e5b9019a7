"""Reading the notes: a tree of topics and sections, one section at a time."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Markdown, Tree
from textual.widgets.markdown import MarkdownFence

from tutor.session.notebook import section_spot
from tutor.session.selection import Selection
from tutor.tui.glyphs import BOOKMARK
from tutor.tui.page import Page
from tutor.tui.places import Drill, ReadAt, SearchNotes, ShowCheatSheet, ShowGlossary, ShowMargin
from tutor.tui.screens.dialogs import ChooseScreen
from tutor.tui.widgets.own_note import ask_note, own_blocks
from tutor.tui.widgets.paper import Paper
from tutor.tui.widgets.section import SectionView

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.app import ComposeResult
    from textual.widget import Widget
    from textual.widgets.tree import TreeNode

    from tutor.library.notes import CodeBlock, Section
    from tutor.tui.places import Request

Place = tuple[str, str]
"""(topic, section)."""
NANOSECONDS = 10**9
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
        Binding("b", "bookmark", "Bookmark"),
        Binding("o", "own_note", "Own note"),
        Binding("m", "margin", "My marks"),
        Binding("c", "cheat_sheet", "Cheat sheet"),
        Binding("l", "glossary", "Glossary"),
        Binding("space", "page", "Scroll", show=False),
    ]
    place = "Read"
    help_text = """
    The tree lists topics and their sections; Enter opens one. `n` and `p` turn to the next section and the
    one before, `t` shows or hides the tree, arrow keys and PgUp/PgDn scroll the text. `/` searches in all
    notes.

    `g` asks the questions about this section. `x` opens a sandbox made for the block of docker commands in view,
    with its lines ready to be typed. `c` shows the topic on one page, `l` the glossary. The section you read last
    is remembered for each topic.

    `b` bookmarks the section, or takes the bookmark away; `o` writes a short note of your own below it. `m`
    lists all that you marked and wrote.
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
                branch.add_leaf(self._label(section), data=(topic.slug, section.id))
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
        self.refresh_bindings()
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
        elif isinstance(request, ShowMargin):
            self.action_margin()
        elif isinstance(request, ShowGlossary):
            self.action_glossary()
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
        self._show_own()
        self.query_one(VerticalScroll).scroll_home(animate=False)
        self.banner.place = f"Read: {learner.pack.topic(topic).title}"
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
        if action in {"bookmark", "own_note"}:  # only on what is seen
            return not (self.has_class("-narrow") and self.has_class("-tree"))
        if action == "glossary":
            return self.tutor.opened and bool(self.tutor.desk.learner.pack.glossary)
        if action == "try_it":
            return any(block.offer for block in self._code)
        if action == "quiz" and self._at is not None and self.tutor.opened:
            topic, section = self._at
            return self.tutor.desk.learner.count(Selection(topic=topic, section=section)) > 0
        return True

    @property
    def _code(self) -> tuple[CodeBlock, ...]:
        section = self.section if self.query(SectionView) else None
        return section.code if section else ()

    def _in_view(self) -> list[CodeBlock]:
        """The blocks of commands that are seen, at least in part; where none is, those of the whole section."""
        blocks = [block for block in self._code if block.commands]
        window = self.query_one(VerticalScroll).region
        widgets = self.query_one(SectionView).query(MarkdownFence)
        seen = [block for block, fence in zip(self._code, widgets, strict=False) if fence.region.overlaps(window)]
        return [block for block in blocks if block in seen] or blocks

    def action_quiz(self) -> None:
        if self._at is not None:
            topic, section = self._at
            self.tutor.request(Drill(Selection(topic=topic, section=section)))

    def action_try_it(self) -> None:
        """Open the sandbox of the block in view; ask which one where there are several."""
        seen = self._in_view()
        offered = [block for block in seen if block.offer]
        if not offered:
            self.notify(f"Not to be tried: {seen[0].offer.why_not}.", timeout=5, markup=False)
        elif len(offered) == 1:
            self._try(offered[0])
        else:
            choices = [(str(number), block.offer.lines[0]) for number, block in enumerate(offered)]
            self.app.push_screen(
                ChooseScreen("Which block? Enter opens its sandbox.", choices),
                lambda chosen: self._try(offered[int(chosen)]) if chosen else None,
            )

    def _try(self, block: CodeBlock) -> None:
        from tutor.labs.tryout import prepared
        from tutor.tui.screens.tryout import TryOutScreen

        laboratory = self.tutor.desk.laboratory()
        start = int(self.tutor.desk.clock.now().timestamp()) * NANOSECONDS
        title = self.section.title if self.section else ""
        make = partial(prepared, block.prepared, laboratory, start=start)
        self.app.push_screen(TryOutScreen(title, block.offer.lines, make))

    def action_cheat_sheet(self) -> None:
        if self._at is not None:
            self._show_cheat_sheet(self._at[0])

    def _show_cheat_sheet(self, topic: str) -> None:
        from tutor.tui.screens.cheatsheet import CheatSheetScreen

        self.app.push_screen(CheatSheetScreen(topic))

    def action_bookmark(self) -> None:
        if self._at is not None:
            with self.told():
                self.tutor.desk.learner.notebook.toggle(section_spot(*self._at))
            self._show_own()

    def action_own_note(self) -> None:
        if self._at is not None:
            ask_note(self, section_spot(*self._at), self._show_written)

    def _show_written(self) -> None:
        """The note stands below the text: bring it into view."""
        self._show_own()
        own = self.query_one("#own", Paper)
        self.call_after_refresh(self.query_one(VerticalScroll).scroll_to_widget, own, animate=False)

    def on_screen_resume(self) -> None:
        """Marks may have been changed elsewhere."""
        if self._at is not None:
            self._show_own()

    def _show_own(self) -> None:
        """What the learner marked and wrote: below the section, with a sign in header and tree."""
        notebook = self.tutor.desk.learner.notebook
        if self._at is not None:
            spot = section_spot(*self._at)
            self.query_one("#own", Paper).show(own_blocks(notebook, spot))
            siblings = [place for place in self._order if place[0] == self._at[0]]
            number = siblings.index(self._at) + 1 if self._at in siblings else 0
            sign = f"{BOOKMARK} " if notebook.bookmarked(spot) else ""
            self.banner.details = f"{sign}{number} of {len(siblings)}"
        for branch in self._tree.root.children:
            for leaf in branch.children:
                section = self.tutor.desk.learner.pack.section(*leaf.data) if leaf.data else None
                if section is not None and leaf.label != (label := self._label(section)):
                    leaf.set_label(label)

    def _label(self, section: Section) -> Text:
        marked = self.tutor.desk.learner.notebook.bookmarked(section_spot(section.topic, section.id))
        return Text(f"{BOOKMARK} {section.title}" if marked else section.title)

    def action_margin(self) -> None:
        from tutor.tui.screens.margin import MarginScreen

        self.app.push_screen(MarginScreen())

    def action_glossary(self) -> None:
        from tutor.tui.screens.glossary import GlossaryScreen

        self.app.push_screen(GlossaryScreen())

    def action_search(self, words: str = "") -> None:
        from tutor.tui.screens.search import SearchScreen

        def go(found: Request | None) -> None:
            if found is not None:
                self.tutor.request(found)

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
        yield VerticalScroll(SectionView(), Paper(id="own"))
