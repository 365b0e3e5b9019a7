"""What secrets and configs have in common: where their content comes from, and their rows.

Source: docker/cli `cli/command/{secret,config}/`.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from tutor.shell.docker.command import ClientError
from tutor.shell.docker.gotypes import format_time
from tutor.shell.docker.node_pretty import labels_block
from tutor.shell.docker.sizes import human_duration
from tutor.shell.docker.tables import pretty
from tutor.shell.docker.tasks import moment
from tutor.shell.files import FileTrouble, resolve

if TYPE_CHECKING:
    from tutor.shell.docker.command import Call
    from tutor.shell.docker.objects import Json


def content(call: Call, file: str, kind: str) -> str:
    """The content of a file, or of standard input for `-`, in base64.

    Raises:
        ClientError: there is none, in the client's words.
    """
    if not file:
        raise ClientError(f"{kind} file is required")
    if file == "-":
        text, where = call.stdin or "", "STDIN"
    else:
        where = file
        try:
            text = call.host.files.read(resolve(call.host.cwd, file))
        except FileTrouble as trouble:
            verb = "read" if trouble.reason.startswith("Is a") else "open"
            raise ClientError(f"error reading from {file}: {verb} {file}: {trouble.reason.lower()}") from None
    if not text:
        raise ClientError(f"error reading from {where}: data is empty")
    return base64.b64encode(text.encode()).decode()


def age(call: Call, time: str) -> str:
    """`5 seconds ago`."""
    return f"{human_duration(call.now - moment(time))} ago"


def pretty_times(thing: Json, gap: str) -> list[str]:
    """The lines with the two times; `gap` stands behind the titles."""
    return [
        f"Created at:{gap}{pretty(format_time(thing.get('CreatedAt')))}",
        f"Updated at:{gap}{pretty(format_time(thing.get('UpdatedAt')))}",
    ]


def pretty_labels(thing: Json) -> list[str]:
    return labels_block("Labels:", thing["Spec"].get("Labels"))
