"""Times on the command line: `--since 10m`, `--until 2026-01-01T00:00:00Z`, seconds since the epoch.

Source: moby `api/types/time/timestamp.go`.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tutor.shell.docker.command import ClientError
from tutor.shell.docker.gotext import BadValue, parse_duration
from tutor.swarm.clock import SECOND

if TYPE_CHECKING:
    from tutor.shell.docker.command import Call

_FORM = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:T(\d\d)(?::(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?)?)?(Z|[+-]\d\d:\d\d)?", re.ASCII
)
_SECONDS = re.compile(r"(\d+)(?:\.(\d{1,9}))?", re.ASCII)


def moment_of(text: str, now: int) -> int:
    """Nanoseconds since the epoch; 0 for an empty text. `now` is what spans are counted back from.

    Raises:
        ClientError: it is no time.
    """
    if not text:
        return 0
    try:
        return now - parse_duration(text)
    except BadValue:
        pass
    match = _SECONDS.fullmatch(text)
    if match:
        return int(match[1]) * SECOND + int((match[2] or "").ljust(9, "0"))
    match = _FORM.fullmatch(text)
    if match is None:
        if "-" in text:  # meant as a time stamp: the client says where reading it ends
            raise ClientError(f'parsing time "{text}" as "2006-01-02": cannot parse "{text}" as "2006"')
        raise ClientError(f'failed to parse value as time or duration: "{text}"')
    numbers = [int(part or 0) for part in match.groups()[:6]]
    try:
        when = datetime(*numbers, tzinfo=UTC)  # type: ignore[arg-type, misc]
    except ValueError as error:
        raise ClientError(str(error)) from None
    zone = match[8] or "Z"
    offset = 0 if zone == "Z" else (int(zone[1:3]) * 3600 + int(zone[4:]) * 60) * (-1 if zone[0] == "-" else 1)
    return (int(when.timestamp()) - offset) * SECOND + int((match[7] or "").ljust(9, "0"))


def log_moment(call: Call, flag: str) -> int:
    """`--since` or `--until` of a command that shows logs."""
    try:
        return moment_of(call.flags.text(flag), call.now)
    except ClientError as error:
        raise ClientError(f'invalid value for "{flag}": {error.message}') from None
