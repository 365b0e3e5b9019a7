"""The widget that shows the cluster. It looks often and draws seldom: only lines that have become others."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.style import Style

from tutor.tui.cluster.drawing import View, draw, neighbour
from tutor.tui.cluster.faults import line_for, offered, type_line
from tutor.tui.cluster.lines import padded, plain
from tutor.tui.cluster.looking import picture_of

if TYPE_CHECKING:
    from rich.style import Style as RichStyle
    from textual import events

    from tutor.tui.cluster.drawing import Place, Sheet, Way
    from tutor.tui.cluster.faults import Fault
    from tutor.tui.cluster.lines import Line
    from tutor.tui.cluster.picture import HostBox, Picture
    from tutor.tui.console.terminals import Terminals


class ClusterMap(ScrollView, can_focus=True):
    """Hosts, tasks, services and events of a session. One host is chosen; keys do something to it."""

    DEFAULT_CSS = """
    ClusterMap {
        background: $background; color: $foreground; padding: 0 0 0 1;
        overflow-x: hidden; overflow-y: scroll; scrollbar-size-vertical: 1;
        scrollbar-background: $background; scrollbar-background-hover: $background;
        scrollbar-background-active: $background;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right", "choose('right')", "Host", key_display="Arrows", tooltip="Choose a host"),
        Binding("left", "choose('left')", "", show=False),
        Binding("down", "choose('down')", "", show=False),
        Binding("up", "choose('up')", "", show=False),
        Binding("enter", "open", "Shell", tooltip="Bring the terminal of the chosen host to the front"),
        Binding("d", "fault('stop_docker')", "Stop docker", tooltip="Type `sim stop_docker HOST` on the chosen host"),
        Binding("d", "fault('start_docker')", "Start docker", tooltip="Type `sim start_docker HOST`"),
        Binding("r", "fault('reboot')", "Reboot", tooltip="Type `sim reboot HOST`"),
        Binding("p", "fault('partition')", "Cut", tooltip="Type `sim partition HOST`: it hears no other host"),
        Binding("l", "fault('heal')", "Heal", tooltip="Type `sim heal`: all hosts hear each other again"),
        Binding("w", "networks", "Networks", tooltip="Show or hide networks and published ports"),
        Binding("pageup", "page(-1)", "", show=False),
        Binding("pagedown", "page(1)", "", show=False),
    ]

    class Opened(Message):
        """The terminal of a host is wanted."""

        def __init__(self, host: str) -> None:
            super().__init__()
            self.host = host

    class Stepped(Message):
        """Something was done to the cluster: time to look at everything."""

    def __init__(self, terminals: Terminals) -> None:
        super().__init__()
        self.terminals = terminals
        self.chosen = terminals.shown
        self.networks = False
        self._picture: Picture | None = None
        self._drawn: tuple[Picture, View] | None = None
        self._lines: tuple[Line, ...] = ()
        self._places: dict[str, Place] = {}
        self._strips: list[Strip | None] = []
        """What the lines are on the screen, made when they are first seen."""
        self._styles: dict[str, RichStyle] = {}

    # ------------------------------------------------------------------ showing
    def look(self) -> None:
        """Look at the cluster; costs little when nothing has changed."""
        size = self.scrollable_content_region.size
        if not size.width:
            return
        before = self._offered()
        self._picture = picture = picture_of(self.terminals.session.bench.sim)
        if self.has_focus and self._offered() != before:
            self.refresh_bindings()
        chosen = self.chosen if self.has_focus else ""
        view = View(size.width, size.height, chosen, self.terminals.shown, self.networks)
        if (picture, view) != self._drawn:
            self._drawn = (picture, view)
            self._show(draw(picture, view))

    def _show(self, sheet: Sheet) -> None:
        """Draw the lines that differ."""
        old, strips = self._lines, self._strips
        self._lines, self._places = sheet.lines, sheet.places
        same = [number < len(old) and line == old[number] for number, line in enumerate(sheet.lines)]
        made = dict(zip(old, strips, strict=True))  # a line that only moved is not made again
        self._strips = [made.get(line) for line in sheet.lines]
        size = Size(self._room, len(sheet.lines))
        if size != self.virtual_size:
            self.virtual_size = size
            self.refresh()
            return
        for number, kept in enumerate(same):
            if not kept:
                self.refresh_line(number)

    def render_line(self, y: int) -> Strip:
        """One row of the screen."""
        number = y + self.scroll_offset.y
        if number >= len(self._lines):
            return Strip.blank(self._room, self._style(""))
        strip = self._strips[number]
        if strip is None:
            strip = self._strips[number] = self._strip(self._lines[number])
        return strip

    @property
    def _room(self) -> int:
        return self.scrollable_content_region.width

    def _strip(self, line: Line) -> Strip:
        line = padded(line, self._room)
        return Strip([Segment(text, self._style(style)) for text, style in line], self._room)

    def _style(self, words: str) -> RichStyle:
        style = self._styles.get(words)
        if style is None:
            style = (self.visual_style + Style.parse(words)).rich_style if words else self.visual_style.rich_style
            self._styles[words] = style
        return style

    def notify_style_update(self) -> None:
        """Colours have changed."""
        super().notify_style_update()
        self._styles.clear()
        self._strips = [None] * len(self._lines)

    @property
    def plain(self) -> str:
        """What it says."""
        return "\n".join(plain(line).rstrip() for line in self._lines)

    def on_resize(self) -> None:
        self._strips = [None] * len(self._lines)
        self.look()

    def watch_has_focus(self, has_focus: bool) -> None:
        """The chosen box is framed otherwise only while keys go here."""
        super().watch_has_focus(has_focus)
        self.look()
        if has_focus:
            self._scroll_to_chosen()

    # ------------------------------------------------------------------ choosing a host
    @property
    def host(self) -> HostBox | None:
        """The chosen one, as it was last seen."""
        hosts = self._picture.hosts if self._picture else ()
        return next((host for host in hosts if host.name == self.chosen), None)

    def choose(self, host: str) -> None:
        """Make it the one that keys mean."""
        self.chosen = host
        self.look()
        self._scroll_to_chosen()
        self.refresh_bindings()

    def action_choose(self, way: Way) -> None:
        """The next box that way; the page moves where there is none."""
        host = neighbour(self._places, self.chosen, way)
        if host:
            self.choose(host)
        elif way in ("up", "down"):
            self.scroll_relative(y=-1 if way == "up" else 1, animate=False)

    def _scroll_to_chosen(self) -> None:
        place = self._places.get(self.chosen)
        if place is not None:
            region = Region(0, place.top if place.top > 3 else 0, 1, place.bottom - (place.top if place.top > 3 else 0))
            self.scroll_to_region(region, animate=False, x_axis=False)

    def action_page(self, direction: int) -> None:
        step = max(self.scrollable_content_region.height - 1, 1) * direction
        self.scroll_to(y=self.scroll_offset.y + step, animate=False, immediate=True)

    def on_click(self, event: events.Click) -> None:
        """A click chooses a host, two bring its terminal to the front."""
        at = event.get_content_offset(self)
        if at is None:
            return
        x, y = at.x, at.y + self.scroll_offset.y
        for host, place in self._places.items():
            if place.top <= y < place.bottom and place.left <= x < place.right:
                self.choose(host)
                if event.chain == 2:
                    self.action_open()

    # ------------------------------------------------------------------ doing something
    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only faults that make a difference are offered."""
        if action == "fault":
            return parameters[0] in self._offered()
        return super().check_action(action, parameters)

    def _offered(self) -> frozenset[Fault]:
        host = self.host
        return offered(self._picture, host) if self._picture is not None and host is not None else frozenset()

    def action_fault(self, fault: Fault) -> None:
        """Type it on the chosen host, or another one if that is busy; the terminals show it."""
        line = line_for(fault, self.chosen)
        if not type_line(self.terminals, self.chosen, line):
            self.notify("Every terminal is busy; Ctrl+C ends a command there.", timeout=3, markup=False)
        self.post_message(self.Stepped())

    def action_open(self) -> None:
        self.post_message(self.Opened(self.chosen))

    def action_networks(self) -> None:
        """Networks and published ports come and go."""
        self.networks = not self.networks
        self.look()
