"""The daemon itself: ping, events, volumes of data it keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.serve.call import Stream
from tutor.serve.framing import JSON_TYPE, json_line
from tutor.serve.router import Route

if TYPE_CHECKING:
    from tutor.serve.call import Call


def _events(call: Call) -> Stream:
    operation = call.engine.system.events(call.moment("since"), call.moment("until"), call.filters)
    return Stream(operation, json_line, JSON_TYPE)


ROUTES = (Route("GET", "/events", _events),)
"""`/_ping` is answered by headers, see `tutor.serve.api`; `/info`, `/version` and `/system/df` are plain reads."""
