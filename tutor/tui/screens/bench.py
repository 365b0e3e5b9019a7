"""Hosts with terminals and a map of their cluster: what a lab and a free sandbox have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical

from tutor.tui.cluster.cluster_map import ClusterMap
from tutor.tui.console.console import Console
from tutor.tui.console.copy_view import CopyView
from tutor.tui.console.host_tabs import HostTabs
from tutor.tui.console.importing import read_text, refuse
from tutor.tui.console.terminals import Terminals
from tutor.tui.page import Page
from tutor.tui.screens.dialogs import ConfirmScreen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from textual.app import ComposeResult
    from textual.widget import Widget

    from tutor.session.sandbox import SandboxSession

FRAME = 0.1
"""Seconds between looks."""
LONGEST_FRAME = 1.0
"""A pause of the machine is not made up for by more than this."""
WIDE = 110
COLUMNS = 80
"""What a terminal is not made narrower than for a map beside it."""
NARROWEST_MAP, WIDEST_MAP = 38, 84
NANOSECONDS = 10**9
_MAP = "The map; where both are seen, again: the map alone, the terminal alone, both"


class BenchScreen(Page):
    """Terminals and map; time of the cluster passes while this screen is in front."""

    DEFAULT_CSS = """
    BenchScreen .work { height: 1fr; }
    BenchScreen .terminal { width: 1fr; height: 1fr; }
    BenchScreen Console { height: 1fr; }
    BenchScreen CopyView { height: 1fr; display: none; }
    BenchScreen.-copying Console { display: none; }
    BenchScreen.-copying CopyView { display: block; }
    BenchScreen ClusterMap { height: 1fr; }
    BenchScreen.-wide ClusterMap { height: 45%; border-top: solid $panel; }
    BenchScreen.-side .terminal { layout: horizontal; }
    BenchScreen.-side .console { width: 1fr; }
    BenchScreen.-side ClusterMap { height: 100%; border-top: none; border-left: solid $panel; }
    BenchScreen.-wide.-alone ClusterMap { height: 1fr; border: none; }
    BenchScreen.-wide.-alone.-map .console { display: none; }
    BenchScreen.-wide.-alone.-terminal ClusterMap { display: none; }
    BenchScreen.-narrow.-map .console { display: none; }
    BenchScreen.-narrow.-terminal ClusterMap { display: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f3,e", "view('terminal')", "Terminal", key_display="F3"),
        Binding("f4,m", "view('map')", "Map", key_display="F4", tooltip=_MAP),
        Binding("f5,n", "next_host", "Next host", key_display="F5"),
        Binding("f7,u", "undo", "Undo", key_display="F7"),
        Binding("f10,shift+f7,y", "redo", "Redo", key_display="F10"),
        Binding("f8,x", "reset", "Reset", key_display="F8"),
        Binding("f12,c", "export", "Export", key_display="F12"),
    ]
    view = "terminal"
    """What is in front where only one part fits."""
    beside_width = 0
    """Columns of what stands to the left of the terminals."""

    def __init__(self, session: SandboxSession) -> None:
        super().__init__()
        self.session = session
        self.terminals: Terminals
        self._last = 0.0
        self._redoable = ""

    # ------------------------------------------------------------------ parts
    def body(self) -> Iterable[Widget]:
        self.terminals = self.made_terminals()
        yield _Work(self)

    def made_terminals(self) -> Terminals:
        """Fresh ones of the session."""
        desk = self.tutor.desk
        return Terminals(self.session, desk.learner.typed, refuse if desk.visitor else read_text)

    def beside(self) -> Iterable[Widget]:
        """What stands to the left of the terminals."""
        return ()

    @property
    def console(self) -> Console:
        return self.query_one(Console)

    @property
    def map(self) -> ClusterMap:
        return self.query_one(ClusterMap)

    def on_mount(self) -> None:
        self._last = self.tutor.desk.stopwatch()
        self.action_view(self.view)
        self.set_interval(FRAME, self.frame)
        self.call_after_refresh(self.look)
        trouble = self.tutor.desk.learner.typed.trouble
        if trouble:
            self.notify(trouble, severity="warning", markup=False)

    def on_resize(self) -> None:
        wide = self.size.width >= WIDE
        self.set_class(wide, "-wide")
        self.set_class(not wide, "-narrow")
        self._place_map()
        self.refresh_bindings()

    def _place_map(self) -> None:
        """Beside the terminal, if there is room for both; else under it, or it has all the room."""
        room = self.size.width - self.beside_width if self.has_class("-wide") else 0
        side = room >= COLUMNS + NARROWEST_MAP and not self.has_class("-alone")
        self.set_class(side, "-side")
        for part in self.query(ClusterMap):  # none yet, where the size is told before the parts are there
            part.styles.width = min(room - COLUMNS, WIDEST_MAP) if side else "1fr"

    # ------------------------------------------------------------------ time
    def frame(self) -> None:
        """Let the cluster's time pass, and show what has happened."""
        now = self.tutor.desk.stopwatch()
        passed, self._last = min(now - self._last, LONGEST_FRAME), now
        if self.app.screen is not self:
            return
        if passed > 0:
            wanted = self.session.speed
            speed = self.tutor.desk.learner.settings.speed if wanted is None else wanted
            self.session.tick(int(passed * speed * NANOSECONDS))
            self.spent(passed, speed)
        if self.session.trouble:
            self.tell(self.session.trouble)
        self.look()

    def spent(self, seconds: float, speed: float) -> None:
        """So many seconds were spent in front of it, in which the cluster had `speed` times as many."""

    def look(self) -> None:
        """Show everything as it is now."""
        self.console.step()
        self.query_one(HostTabs).look()
        self.map.look()
        if self._redoable != self.session.redoable:
            self._redoable = self.session.redoable
            self.refresh_bindings()

    # ------------------------------------------------------------------ keys
    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What is in front alone needs no key to bring it there; what was not taken back cannot be done again."""
        if action == "view" and self.has_class("-narrow"):
            return parameters != (self.view,)
        if action == "redo":
            return bool(self.session.redoable)
        return super().check_action(action, parameters)

    def action_view(self, view: str) -> None:
        """Bring a part to the front. On the map its key gives it all the room, then the terminal, then both again."""
        if view == "map" and self.map.has_focus and self.has_class("-wide"):
            view = "terminal" if self.has_class("-alone") else "map"
            self.add_class("-alone")
        elif view == "map" or self.view == "map":
            self.remove_class("-alone")
        self._place_map()
        self.bring(view)

    def bring(self, view: str) -> None:
        """Bring a part to the front, where not all fit, and put the cursor there."""
        for name in ("task", "terminal", "map"):
            self.set_class(name == view, f"-{name}")
        self.view = view
        self.refresh_bindings()
        self.call_after_refresh(self._focus)

    def _focus(self) -> None:
        if self.view == "terminal" and self.has_class("-copying"):
            self.query_one(CopyView).focus()
        elif self.view == "terminal":
            self.console.focus()
        elif self.view == "map":
            self.map.focus()
            self.map.look()

    def action_host(self, host: str) -> None:
        """Bring a host's terminal to the front."""
        self.remove_class("-copying")
        self.terminals.show(host)
        self.look()
        self.action_view("terminal")

    def action_next_host(self) -> None:
        hosts = self.session.hosts
        self.action_host(hosts[(hosts.index(self.terminals.shown) + 1) % len(hosts)])

    def action_undo(self) -> None:
        if not self.terminals.undo():
            self.notify("There is no command to take back.", timeout=3, markup=False)
        self.look()

    def action_redo(self) -> None:
        self.terminals.redo()
        self.look()

    def action_reset(self) -> None:
        def reset(yes: bool | None) -> None:
            if yes:
                self.terminals.reset()
                self.look()

        self.app.push_screen(ConfirmScreen("Begin again from the start?", "Everything done here is lost."), reset)

    def action_export(self) -> None:
        from tutor.tui.screens.export import ExportScreen

        desk = self.tutor.desk
        self.app.push_screen(ExportScreen(self.session, desk.learner.pack, desk.laboratory()))

    def deeds(self) -> Iterable[tuple[str, str, Callable[[], object]]]:
        what = "As a shell script, a stack file, or the draft of a lab"
        yield "Export this session", what, self.action_export
        yield "Undo the last command", self.session.undoable, self.action_undo
        if self.session.redoable:
            yield "Redo what was undone", self.session.redoable, self.action_redo

    def on_console_stepped(self) -> None:
        self.look()

    def on_cluster_map_stepped(self) -> None:
        self.look()

    def on_cluster_map_opened(self, event: ClusterMap.Opened) -> None:
        self.action_host(event.host)

    def on_console_copying(self) -> None:
        """Copy mode: what the terminal in front has shown stands still."""
        rows, top = self.console.rows, self.console.scroll_offset.y
        view = self.query_one(CopyView)
        self.add_class("-copying")
        self.bring("terminal")
        self.call_after_refresh(view.begin, rows, top)

    def on_copy_view_left(self) -> None:
        self.remove_class("-copying")
        self.bring("terminal")

    def on_console_editing(self, event: Console.Editing) -> None:
        from tutor.tui.console.editor import EditorScreen

        self.app.push_screen(EditorScreen(event.host, event.edit), lambda text: self.console.edited(event.host, text))


class _Work(Horizontal):
    """The parts side by side; which of them show is decided by classes of the screen."""

    def __init__(self, screen: BenchScreen) -> None:
        super().__init__(classes="work")
        self._bench = screen

    def compose(self) -> ComposeResult:
        yield from self._bench.beside()
        with Vertical(classes="terminal"):
            with Vertical(classes="console"):
                yield HostTabs(self._bench.terminals)
                yield Console(self._bench.terminals)
                yield CopyView()
            yield ClusterMap(self._bench.terminals)
