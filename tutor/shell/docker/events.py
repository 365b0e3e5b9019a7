"""`docker events`.

Source: docker/cli `cli/command/system/events.go`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tutor.shell.docker.command import ClientError, Command
from tutor.shell.docker.driving import finish
from tutor.shell.docker.flags import FILTERS, Flag
from tutor.shell.docker.goschema import typed
from tutor.shell.docker.gotemplate.execute import compile_template
from tutor.shell.docker.gotemplate.parser import TemplateError
from tutor.shell.docker.kinds import STRING
from tutor.shell.docker.moments import moment_of
from tutor.swarm.clock import SECOND

if TYPE_CHECKING:
    from tutor.engine.waiting import Chunk
    from tutor.shell.docker.command import Call
    from tutor.shell.docker.gotemplate.execute import Template
    from tutor.shell.docker.gotypes import Value
    from tutor.shell.docker.objects import Json
    from tutor.shell.process import Process


TEMPLATE_STATUS = 64


def events(call: Call) -> Process:
    """Show events until the end of the span, or until Ctrl+C."""
    flags = call.flags
    layout = flags.text("format")
    template = _template("{{json .}}" if layout == "json" else layout) if layout else None

    def show(chunk: Chunk) -> str:
        return template.execute(_message(chunk.data)) + "\n" if template else _line(chunk.data)

    since, until = (moment_of(flags.text(name), call.now) for name in ("since", "until"))
    yield from finish(call.engine.system.events(since, until, flags.filters()), show)
    return 0


def _message(event: Json) -> Value:
    return typed(event, "*events.Message")


def _template(source: str) -> Template:
    """The client tries a template on an empty event before it asks for any.

    Raises:
        ClientError: it is wrong.
    """
    try:
        template = compile_template(source)
        template.execute(_message({}))
    except TemplateError as trouble:
        raise ClientError(f"Error parsing format: {trouble}", TEMPLATE_STATUS) from None
    return template


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
