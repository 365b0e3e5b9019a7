"""`docker events`.

Source: docker/cli `cli/command/system/events.go`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tutor.shell.docker.command import Command
from tutor.shell.docker.driving import finish
from tutor.shell.docker.flags import FILTERS, Flag
from tutor.shell.docker.gotypes import encode, wrap
from tutor.shell.docker.kinds import STRING
from tutor.shell.docker.moments import moment_of
from tutor.shell.docker.templates import compiled, executed
from tutor.swarm.clock import SECOND

if TYPE_CHECKING:
    from tutor.engine.waiting import Chunk
    from tutor.shell.docker.command import Call
    from tutor.shell.docker.objects import Json
    from tutor.shell.process import Process


def events(call: Call) -> Process:
    """Show events until the end of the span, or until Ctrl+C."""
    flags = call.flags
    layout = flags.text("format")
    template = compiled(layout) if layout and layout != "json" else None

    def show(chunk: Chunk) -> str:
        if layout == "json":
            return encode(chunk.data) + "\n"
        return executed(template, wrap(chunk.data)) + "\n" if template else _line(chunk.data)

    since, until = (moment_of(flags.text(name), call.now) for name in ("since", "until"))
    yield from finish(call.engine.system.events(since, until, flags.filters()), show)
    return 0


def _line(event: Json) -> str:
    nanoseconds = event.get("timeNano") or event.get("time", 0) * SECOND
    when = datetime.fromtimestamp(nanoseconds // SECOND, UTC)
    stamp = f"{when:%Y-%m-%dT%H:%M:%S}.{nanoseconds % SECOND:09d}Z"
    actor = event.get("Actor") or {}
    text = f"{stamp} {event.get('Type', '')} {event.get('Action', '')} {actor.get('ID', '')}"
    attributes = actor.get("Attributes") or {}
    if attributes:
        text += f" ({', '.join(f'{key}={attributes[key]}' for key in sorted(attributes))})"
    return text + "\n"


EVENTS = Command(
    "system events",
    "[OPTIONS]",
    "Show what happens, as it happens",
    events,
    (
        FILTERS,
        Flag("format", STRING, "Print with a Go template, or as `json`"),
        Flag("since", STRING, "From a time on"),
        Flag("until", STRING, "Up to a time"),
    ),
    alias_line="docker system events, docker events",
)
