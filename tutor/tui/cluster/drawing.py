"""A picture of the cluster as lines of text: boxes for hosts, cells for tasks, signs for every state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from tutor.tui.glyphs import CHOSEN, LEADER, OPEN, STARTING, WRONG

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tutor.tui.cluster.picture import HostBox, Picture, ServiceLine, TaskCell

COLOURS = ("$primary", "$success", "$accent", "$error", "$secondary", "$warning")
SIGNS = {"running": CHOSEN, "starting": STARTING, "waiting": OPEN, "ending": "·", "failed": WRONG}
WORDS = {"running": "running", "starting": "starting", "waiting": "waiting", "ending": "ending", "failed": "failed"}
NARROWEST, WIDEST = 22, 36
"""Cells of a box, frame included."""
MOST_ROWS = 6
"""Rows of tasks that a box shows."""


def draw(picture: Picture, width: int) -> list[Content]:
    """The lines, each at most `width` cells."""
    lines: list[Content] = []
    columns = max(width // (NARROWEST + 1), 1)
    box_width = min(
        max(width // min(columns, max(len(picture.hosts), 1)) - 1, NARROWEST), WIDEST, max(width, NARROWEST)
    )
    per_row = max((width + 1) // (box_width + 1), 1)
    for start in range(0, len(picture.hosts), per_row):
        lines += _side_by_side([_box(host, box_width) for host in picture.hosts[start : start + per_row]], box_width)
    if picture.why:
        lines.append(Content.styled(picture.why.capitalize() + ".", "$quiet"))
    lines += [_service_line(service) for service in picture.services]
    if picture.waiting:
        lines.append(Content.assemble(("Waiting for a node: ", "$warning"), _cells(picture.waiting)))
    if picture.services:
        legend = "  ".join(f"{sign} {WORDS[phase]}" for phase, sign in SIGNS.items())
        lines.append(Content.styled(legend, "$quiet"))
    return lines


def _side_by_side(boxes: Sequence[list[Content]], width: int) -> list[Content]:
    """Boxes of one row, all made as high as the highest."""
    height = max(len(box) for box in boxes)
    blank = _framed(Content(), width)
    filled = [[*box[:-1], *([blank] * (height - len(box))), box[-1]] for box in boxes]
    return [Content(" ").join([box[row] for box in filled]) for row in range(height)]


def _framed(inside: Content, width: int, style: str = "$quiet") -> Content:
    room = width - 4
    text = inside.truncate(room, ellipsis=True) if inside.cell_length > room else inside
    return Content.assemble(("│ ", style), text, " " * (room - text.cell_length), (" │", style))


def _box(host: HostBox, width: int) -> list[Content]:
    style = "$error" if not host.docker or host.state == "Down" else "$quiet"
    title = _title(host)
    if title.cell_length > width - 4:
        title = title.truncate(width - 4, ellipsis=True)
    rule = "─" * (width - 4 - title.cell_length)
    lines = [Content.assemble(("┌ ", style), title, (f" {rule}┐", style))]
    lines += [_framed(line, width, style) for line in _inside(host, width - 4)]
    return [*lines, Content.styled("└" + "─" * (width - 2) + "┘", style)]


def _title(host: HostBox) -> Content:
    name = Content.styled(host.name, "bold")
    match host.role:
        case "leader":
            return Content.assemble(name, (f" {LEADER} leader", "$accent"))
        case "manager":
            return Content.assemble(name, (" manager", "$accent"))
        case "unreachable":
            return Content.assemble(name, (f" {WRONG} unreachable", "$error"))
        case "worker":
            return Content.assemble(name, (" worker", "$quiet"))
    return name


def _inside(host: HostBox, room: int) -> list[Content]:
    lines = [] if host.docker else [Content.styled(f"{WRONG} docker stopped", "$error")]
    if host.docker or host.state:
        lines.append(_state(host))
    if host.labels:
        lines.append(Content.styled(" ".join(host.labels), "$secondary"))
    rows = _rows(host.tasks, room)
    lines += rows[:MOST_ROWS]
    if len(rows) > MOST_ROWS:
        lines.append(Content.styled(f"and {len(rows) - MOST_ROWS} more rows", "$quiet"))
    return lines


def _state(host: HostBox) -> Content:
    if not host.state:
        return Content.styled("not in the swarm", "$quiet")
    availability = Content.styled(host.availability, "" if host.availability == "Active" else "bold $warning")
    state = Content.styled(host.state, "$success" if host.state == "Ready" else "bold $error")
    return Content.assemble(state, " · ", availability)


def _rows(cells: Sequence[TaskCell], room: int) -> list[Content]:
    """Cells in rows that fit."""
    rows: list[Content] = []
    row = Content()
    for cell in cells:
        piece = _cell(cell)
        if row and row.cell_length + 1 + piece.cell_length > room:
            rows.append(row)
            row = Content()
        row = Content.assemble(row, " ", piece) if row else piece
    return [*rows, row] if row else rows


def _cells(cells: Sequence[TaskCell]) -> Content:
    return Content(" ").join([_cell(cell) for cell in cells])


def _cell(cell: TaskCell) -> Content:
    style = COLOURS[cell.number % len(COLOURS)]
    strong = f"bold {style}" if cell.phase == "running" else style
    return Content.styled(f"{cell.letter}{cell.slot}{SIGNS[cell.phase]}", strong)


def _service_line(service: ServiceLine) -> Content:
    style = COLOURS[service.number % len(COLOURS)]
    count = f"{service.running}/{service.wanted}"
    enough = "" if service.running == service.wanted else "$warning"
    ports = f"  {service.ports}" if service.ports else ""
    return Content.assemble(
        (f"{service.letter}  ", f"bold {style}"), f"{service.name}  ", (count, enough), (ports, "$quiet")
    )
