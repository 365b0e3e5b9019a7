"""One line with the hosts of a session: which terminal is in front, where something runs, where docker is stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.style import Style
from textual.widget import Widget

from tutor.tui.glyphs import STARTING, WRONG

if TYPE_CHECKING:
    from tutor.tui.console.terminals import Terminals


class HostTabs(Widget):
    """Shows and changes nothing by itself; a click brings a host to the front."""

    DEFAULT_CSS = """
    HostTabs {
        height: 1; width: 100%; background: $surface; text-wrap: nowrap; text-overflow: clip;
        link-style: none; link-style-hover: none; link-background-hover: $primary 30%; link-color: $foreground;
    }
    """

    def __init__(self, terminals: Terminals) -> None:
        super().__init__(markup=False)
        self._terminals = terminals
        self._shown: tuple[tuple[str, bool, bool, bool], ...] = ()

    def look(self) -> None:
        """Draw anew if something differs."""
        state = self._state()
        if state != self._shown:
            self._shown = state
            self.refresh()

    def _state(self) -> tuple[tuple[str, bool, bool, bool], ...]:
        """For each host: name, in front, busy, docker runs."""
        machines = self._terminals.session.bench.sim.hosts
        return tuple(
            (host, host == self._terminals.shown, console.busy, machines[host].running)
            for host, console in self._terminals.consoles.items()
        )

    @property
    def words(self) -> str:
        return self._line().plain

    def render(self) -> Content:
        return self._line()

    def _line(self) -> Content:
        parts = []
        for number, (host, in_front, busy, runs) in enumerate(self._state(), 1):
            sign = f" {WRONG}" if not runs else f" {STARTING}" if busy else ""
            tab = Content.styled(f" {number} {host}{sign} ", "bold reverse $primary" if in_front else "")
            parts.append(tab.stylize(Style.from_meta({"@click": f"screen.host({host!r})"})))
        return Content("│").join(parts)
