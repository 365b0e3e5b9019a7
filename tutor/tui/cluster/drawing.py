"""A picture of the cluster as lines of text: boxes for hosts, cells for tasks, a sign and a word for every state."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from tutor.tui.cluster.lines import Line, Piece, beside, cells, cut, flow, padded, words_of
from tutor.tui.cluster.picture import TaskCell
from tutor.tui.cluster.sections import COLOURS, SIGNS, legend, log_lines, network_lines, service_lines, swarm_lines
from tutor.tui.glyphs import CURSOR, LEADER, STARTING, WRONG

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tutor.tui.cluster.picture import HostBox, Picture

NARROWEST, WIDEST = 24, 48
"""Cells of a box, frame included."""
MOST_ROWS, FEW_ROWS = 4, 3
"""Rows of single tasks in a box, and where room is scarce; where they do not suffice, tasks are counted."""
TWO_COLUMNS = 100
"""From this width on, services and events stand side by side."""
MOST_TOLD = 3
"""Lines for one trouble."""
LEAST_LOG = 5
GAP = 3
THIN, THICK = "┌─┐│└┘", "┏━┓┃┗┛"

Way: TypeAlias = Literal["left", "right", "up", "down"]
How: TypeAlias = Literal["full", "dense", "counted"]
"""How much a box says: where room is scarce less stands on lines of its own, and tasks are only counted."""


class Place(NamedTuple):
    """Where a host's box is: rows and columns, the ends not included."""

    top: int
    bottom: int
    left: int
    right: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """All lines, each at most as wide as was asked for, and where each host's box is."""

    lines: tuple[Line, ...]
    places: dict[str, Place]


@dataclass(frozen=True, slots=True)
class View:
    """How a learner looks at it."""

    width: int
    height: int
    """Rows that are seen at once: the log fills what the rest leaves of them."""
    chosen: str = ""
    """The host whose box is framed boldly."""
    front: str = ""
    """The host whose terminal is in front."""
    networks: bool = False
    """Show networks and published ports."""


def draw(picture: Picture, view: View) -> Sheet:
    """Lay everything out."""
    lines = swarm_lines(picture, view.width)
    rows = _rows_of_boxes(picture.hosts, view)
    places: dict[str, Place] = {}
    for row in rows:
        lines += _put(row, len(lines), places)
    key = legend(view.width)
    room = view.height - len(lines) - len(key)
    lines += _below(picture, view, room)
    lines += [()] * (view.height - len(lines) - len(key))
    return Sheet((*lines, *key), places)


def _below(picture: Picture, view: View, room: int) -> list[Line]:
    """Services, events, and networks if they are wanted, in `room` rows if that is possible."""
    if view.width < TWO_COLUMNS:
        parts = service_lines(picture, view.width)
        if view.networks:
            parts += network_lines(picture, view.width)
        return parts + log_lines(picture.log, view.width, max(room - len(parts), LEAST_LOG))
    width = (view.width - GAP) // 2
    parts = service_lines(picture, width)
    if view.networks:
        parts += log_lines(picture.log, width, max(room - len(parts), LEAST_LOG))
        return beside(parts, network_lines(picture, view.width - GAP - width), width, GAP)
    log = log_lines(picture.log, view.width - GAP - width, max(room, len(parts), LEAST_LOG))
    return beside(parts, log, width, GAP)


def neighbour(places: dict[str, Place], host: str, way: Way) -> str:
    """The host whose box lies that way; left and right go on in the next row. Empty where there is none."""
    names = list(places)
    if host not in places:
        return names[0] if names else ""
    if way in ("left", "right"):
        number = names.index(host) + (1 if way == "right" else -1)
        return names[number] if 0 <= number < len(names) else ""
    here = places[host]
    rows = sorted({place.top for place in places.values()})
    number = rows.index(here.top) + (1 if way == "down" else -1)
    if not 0 <= number < len(rows):
        return ""
    row = [name for name in names if places[name].top == rows[number]]
    return min(row, key=lambda name: abs(places[name].left - here.left))


# ------------------------------------------------------------------ boxes
class _Boxes(NamedTuple):
    """One row of boxes, all of one width."""

    names: tuple[str, ...]
    boxes: tuple[tuple[Line, ...], ...]
    width: int


def _rows_of_boxes(hosts: Sequence[HostBox], view: View) -> list[_Boxes]:
    """As many side by side as fit, evenly; less is said of each where they would fill the screen."""
    most = max((view.width + 1) // (NARROWEST + 1), 1)
    rows = -(-len(hosts) // most)
    per_row = -(-len(hosts) // rows)
    width = min((view.width + 1) // per_row - 1, WIDEST)
    parts = [hosts[start : start + per_row] for start in range(0, len(hosts), per_row)]
    how: How = "full"
    if sum(max(_roughly(host, width - 4) for host in part) for part in parts) > view.height * 0.6:
        how = "counted" if any(_task_rows(host, width - 4) > FEW_ROWS for host in hosts) else "dense"
    several = len({host.swarm for host in hosts if host.swarm}) > 1
    return [
        _Boxes(
            tuple(host.name for host in part),
            tuple(_box(host, width, host.name == view.chosen, host.name == view.front, how, several) for host in part),
            width,
        )
        for part in parts
    ]


def _roughly(host: HostBox, room: int) -> int:
    """How many rows its box takes, near enough."""
    labels = min(-(-sum(len(label) + 2 for label in host.labels) // room), 2)
    tasks = min(_task_rows(host, room), MOST_ROWS)
    troubles = (host.machine != "up") + bool(host.cut_off) + (host.part in ("locked", "error"))
    return 3 + labels + tasks + troubles + bool(host.leftovers) + bool(host.containers) + bool(host.ports)


def _task_rows(host: HostBox, room: int) -> int:
    return -(-sum(len(cell.slot) + 3 for cell in host.tasks) // room)


def _height(row: _Boxes) -> int:
    return max(len(box) for box in row.boxes)


def _put(row: _Boxes, top: int, places: dict[str, Place]) -> list[Line]:
    """The boxes side by side, all as high as the highest; notes down where each is."""
    height = _height(row)
    left = 0
    for name in row.names:
        places[name] = Place(top, top + height, left, left + row.width)
        left += row.width + 1
    filled = [(*box[:-1], *[_empty(box[-1], row.width)] * (height - len(box)), box[-1]) for box in row.boxes]
    lines = []
    for number in range(height):
        line: Line = filled[0][number]
        for box in filled[1:]:
            line = (*line, Piece(" "), *box[number])
        lines.append(line)
    return lines


def _empty(bottom: Line, width: int) -> Line:
    """A row with nothing in it, of the box that ends in that row."""
    text, style = bottom[0]
    side = (THICK if text[0] == THICK[4] else THIN)[3]
    return (Piece(side + " " * (width - 2) + side, style),)


@lru_cache(maxsize=512)
def _box(host: HostBox, width: int, chosen: bool, front: bool, how: How, several: bool) -> tuple[Line, ...]:
    """One box. `several`: there is more than one swarm, so it says which is its own."""
    frame = THICK if chosen else THIN
    style = "bold $primary" if chosen else "$error" if _is_unwell(host) else "$quiet"
    inside = _inside(host, width - 4) if how == "full" else _dense_inside(host, width - 4, counted=how == "counted")
    if several and host.swarm:
        inside = [(Piece(f"swarm {host.swarm}", "$accent"),), *inside]
    side = frame[3]
    return (
        _top(host, width, frame, style, front),
        *((Piece(f"{side} ", style), *padded(line, width - 4), Piece(f" {side}", style)) for line in inside),
        (Piece(frame[4] + frame[1] * (width - 2) + frame[5], style),),
    )


def _is_unwell(host: HostBox) -> bool:
    return (
        host.machine != "up" or host.state == "Down" or host.part in ("locked", "error") or host.role == "unreachable"
    )


def _top(host: HostBox, width: int, frame: str, style: str, front: bool) -> Line:
    """The upper edge with the name on the left and the role on the right, as far as both fit."""
    name = Piece((CURSOR if front else "") + host.name, "bold")
    role = _role(host)
    room = width - 4 - cells((name,)) - 3
    if not role or cells((role,)) > room:
        title = cut((name,), width - 6)
        return (
            Piece(f"{frame[0]} ", style),
            *title,
            Piece(f" {frame[1] * (width - 4 - cells(title))}{frame[2]}", style),
        )
    rule = frame[1] * (room - cells((role,)) + 1)
    return (Piece(f"{frame[0]} ", style), name, Piece(f" {rule} ", style), role, Piece(f" {frame[2]}", style))


def _role(host: HostBox) -> Piece | None:
    match host.role:
        case "leader":
            return Piece(f"{LEADER} leader", "bold $accent")
        case "manager" | "unreachable":
            return Piece("manager", "$accent")
        case "worker":
            return Piece("worker", "$quiet")
    return None


# ------------------------------------------------------------------ what stands in a box
def _inside(host: HostBox, room: int) -> list[Line]:
    return [
        *_troubles(host, room),
        *([state] if (state := _state(host)) else []),
        *flow([(Piece(label, "$secondary"),) for label in host.labels], room)[:2],
        *_extras(host),
        *_tasks(host.tasks, room, MOST_ROWS),
    ]


def _dense_inside(host: HostBox, room: int, *, counted: bool) -> list[Line]:
    """State, labels and tasks one behind the other."""
    words = [_state(host), *((Piece(label, "$secondary"),) for label in host.labels)]
    items: list[Line] = [(*cut(line, room - 1), Piece(" ")) for line in words if line]
    if counted:
        rows = flow(items, room, gap=1)[:2] + _tasks(host.tasks, room, 0)
    else:
        rows = flow([*items, *(task_cell(cell) for cell in host.tasks)], room, gap=1)
    return [*_troubles(host, room), *_extras(host), *rows]


def _troubles(host: HostBox, room: int) -> list[Line]:
    """What is wrong with the machine."""
    stopped = {"stopped": f"{WRONG} docker stopped", "rebooting": f"{STARTING} rebooting"}
    parts = {"locked": f"{WRONG} locked", "error": f"{WRONG} {host.error}", "joining": f"{STARTING} connecting"}
    lines = []
    if host.machine in stopped:
        lines.append(stopped[host.machine])
    elif host.part in parts and not (host.part == "joining" and host.state == "Ready"):
        lines.append(parts[host.part])
    if host.role == "unreachable":
        lines.append(f"{WRONG} unreachable")
    if host.cut_off:
        lines.append(f"{WRONG} cut off from all" if host.alone else f"{WRONG} no link to {', '.join(host.cut_off)}")
    return [row for line in lines for row in _told(line, room)]


def _told(line: str, room: int) -> list[Line]:
    style = "bold $error" if line.startswith(WRONG) else "$warning"
    return flow(words_of((Piece(line, style),)), room, gap=1, indent=2)[:MOST_TOLD]


def _state(host: HostBox) -> Line:
    """`Ready · Active`; empty where nobody can be asked."""
    if not host.swarm:
        return () if host.part else (Piece("not in a swarm", "$quiet"),)
    if host.state == "Removed":
        return (Piece("taken off the list of nodes", "bold $error"),)
    if not host.state:
        return (Piece("state not known", "$quiet"),)
    good = "$success" if host.state == "Ready" else "bold $error"
    calm = "" if host.availability == "Active" else "bold $warning"
    return (Piece(host.state, good), Piece(" · ", "$quiet"), Piece(host.availability, calm))


def _extras(host: HostBox) -> list[Line]:
    lines = []
    if host.leftovers:
        entries = "an old entry" if host.leftovers == 1 else f"{host.leftovers} old entries"
        lines.append(f"{entries} among the nodes")
    if host.containers:
        lines.append("1 own container" if host.containers == 1 else f"{host.containers} own containers")
    if host.ports:
        lines.append(f"port {', '.join(host.ports)}")
    return [(Piece(line, "$quiet"),) for line in lines]


def _tasks(tasks: Sequence[TaskCell], room: int, most: int) -> list[Line]:
    """Every task by itself on at most so many rows, else how many of each service are in each state."""
    rows = flow([task_cell(cell) for cell in tasks], room, gap=1)
    if len(rows) <= most:
        return rows
    return flow([_counted(cell, count) for cell, count in _counts(tasks).items()], room)


@lru_cache(maxsize=1024)
def task_cell(cell: TaskCell) -> Line:
    """`A1` in the colour of its service, and the sign of its state."""
    sign, style = SIGNS[cell.phase]
    colour = COLOURS[cell.mark.number % len(COLOURS)]
    name = f"bold {colour}" if cell.phase in ("running", "complete") else colour
    if not style:
        return (Piece(f"{cell.mark.letter}{cell.slot}{sign}", name),)
    return (Piece(f"{cell.mark.letter}{cell.slot}", name), Piece(sign, style or name))


def _counts(tasks: Sequence[TaskCell]) -> Counter[TaskCell]:
    """How many tasks of each service are in each state."""
    return Counter(TaskCell(cell.mark, "", cell.phase) for cell in tasks)


def _counted(cell: TaskCell, count: int) -> Line:
    return (*task_cell(cell), Piece(f"×{count}", "$quiet"))
