"""Text made of blocks, each with its own margin: lists keep their indent when they wrap, code folds like a terminal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.content import Content
from textual.widget import Widget

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.geometry import Size


@dataclass(frozen=True)
class Block:
    """One paragraph. `first` stands before its first line, `rest` (as wide) before all others."""

    content: Content
    first: Content = Content()
    rest: Content = Content()
    fold: bool = False
    """Cut lines at the edge wherever that is, as a terminal does; else wrap between words."""
    action: str = ""
    """What a click on it does."""

    def lines(self, width: int) -> list[Content]:
        """The block at a width in cells."""
        room = max(width - self.rest.cell_length, 8)
        if self.fold:
            lines = [piece for line in self.content.split("\n", allow_blank=True) for piece in line.fold(room)]
        else:
            lines = self.content.wrap(room)
        lines = [(self.rest if number else self.first) + line for number, line in enumerate(lines)]
        if self.action:
            lines = [_clickable(line, self.action) for line in lines]
        return lines


BLANK = Block(Content())


def text(words: str, style: str = "", indent: int = 0) -> Block:
    """A paragraph of plain words."""
    margin = Content(" " * indent)
    return Block(Content.styled(words, style) if style else Content(words), first=margin, rest=margin)


def indented(blocks: Iterable[Block], by: int) -> list[Block]:
    """The same blocks further to the right."""
    margin = Content(" " * by)
    return [Block(one.content, margin + one.first, margin + one.rest, one.fold, one.action) for one in blocks]


def _clickable(line: Content, action: str) -> Content:
    from textual.style import Style

    return line.stylize(Style.from_meta({"@click": action}))


class Paper(Widget):
    """Shows blocks; as high as they need."""

    DEFAULT_CSS = """
    Paper { width: 1fr; height: auto; text-wrap: nowrap; text-overflow: clip; link-style: none; }
    """

    def __init__(self, blocks: Iterable[Block] = (), *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes, markup=False)
        self._blocks = tuple(blocks)
        self._laid_out: tuple[int, list[Content], list[int]] = (0, [], [])

    @property
    def blocks(self) -> tuple[Block, ...]:
        return self._blocks

    @property
    def plain(self) -> str:
        """All its words."""
        return "\n".join(f"{block.first.plain}{block.content.plain}" for block in self._blocks)

    def show(self, blocks: Iterable[Block]) -> None:
        """Show these instead."""
        fresh = tuple(blocks)
        if fresh != self._blocks:
            self._blocks = fresh
            self._laid_out = (0, [], [])
            self.refresh(layout=True)

    def line_of(self, number: int) -> int:
        """The line on which a block begins, at the present width."""
        starts = self._lay_out(self.content_size.width or 80)[1]
        return starts[number] if number < len(starts) else 0

    def _lay_out(self, width: int) -> tuple[list[Content], list[int]]:
        if self._laid_out[0] != width:
            lines: list[Content] = []
            starts: list[int] = []
            for block in self._blocks:
                starts.append(len(lines))
                lines += block.lines(width)
            self._laid_out = (width, lines, starts)
        return self._laid_out[1], self._laid_out[2]

    def get_content_width(self, container: Size, viewport: Size) -> int:  # noqa: ARG002
        return container.width

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        return len(self._lay_out(width)[0]) if width else 0

    def render(self) -> Content:
        width = self.content_size.width
        return Content("\n").join(self._lay_out(width)[0]) if width else Content()
