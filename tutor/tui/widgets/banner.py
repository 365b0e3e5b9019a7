"""The first line of every screen: the objective, where one is, and what counts there."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget


class Banner(Widget):
    """One line: `352.4` and the place on the left, details on the right."""

    DEFAULT_CSS = """
    Banner { dock: top; height: 1; width: 100%; background: $panel; color: $foreground; text-wrap: nowrap; }
    """

    objective = reactive("")
    place = reactive("")
    details = reactive("")

    def __init__(self, objective: str, place: str) -> None:
        super().__init__(markup=False)
        self.set_reactive(Banner.objective, objective)
        self.set_reactive(Banner.place, place)

    def render(self) -> Content:
        """The place gives way when both do not fit."""
        width = self.size.width
        number = Content.styled(f" {self.objective} ", "bold reverse $primary")
        details = Content(f" {self.details} ") if self.details else Content()
        room = max(width - number.cell_length - details.cell_length, 4)
        place = Content.styled(f" {self.place}", "bold").truncate(room, ellipsis=True).pad_right(room)
        place = place[: len(place)] if place.cell_length <= room else place.truncate(room)
        gap = Content(" " * max(room - place.cell_length, 0))
        return Content.assemble(number, place, gap, details)
