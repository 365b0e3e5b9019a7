"""The widget that shows the cluster; it draws only when the picture has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import VerticalScroll

from tutor.tui.cluster.drawing import draw
from tutor.tui.cluster.picture import picture_of
from tutor.tui.widgets.paper import Block, Paper

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget

    from tutor.session.sandbox import SandboxSession
    from tutor.tui.cluster.picture import Picture


class ClusterMap(VerticalScroll):
    """Hosts, tasks and services of a session."""

    DEFAULT_CSS = """
    ClusterMap { padding: 0 1; scrollbar-size-vertical: 1; }
    """

    def __init__(self, session: SandboxSession) -> None:
        super().__init__()
        self._session = session
        self._shown: tuple[Picture | None, int] = (None, 0)

    def compose(self) -> Iterable[Widget]:
        yield Paper()

    def look(self) -> None:
        """Look at the cluster; costs little when nothing has changed."""
        width = self.scrollable_content_region.width
        if not width:
            return
        machines = self._session.bench.sim.hosts
        picture = picture_of(self._session.bench.readers, {name: host.running for name, host in machines.items()})
        if (picture, width) != self._shown:
            self._shown = (picture, width)
            self.query_one(Paper).show(Block(line, fold=True) for line in draw(picture, width))

    @property
    def plain(self) -> str:
        """What it says."""
        return self.query_one(Paper).plain

    def on_resize(self) -> None:
        self.look()
