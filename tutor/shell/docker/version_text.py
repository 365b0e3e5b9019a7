"""What `docker version` prints without a template.

Source: docker/cli `cli/command/system/version.go` (the default template).
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from tutor.shell.docker.tables import align

if TYPE_CHECKING:
    from tutor.shell.docker.objects import Json

_COLUMN = 20


def reformat_date(text: str) -> str:
    """`2024-11-05T16:55:01.0+00:00` as `Tue Nov  5 16:55:01 2024`; anything else as it is."""
    match = re.match(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)", text)
    if match is None:
        return text
    moment = datetime.fromisoformat(match[1])
    return f"{moment:%a %b} {moment.day:2} {moment:%H:%M:%S %Y}"


def version_text(client: Json, server: Json | None) -> str:
    """The whole text, with its final line feed."""
    downgraded = ""
    if client["ApiVersion"] != client["DefaultAPIVersion"]:
        downgraded = f" (downgraded from {client['DefaultAPIVersion']})"
    lines = [
        "Client:",
        f" Version:\t{client['Version']}",
        f" API version:\t{client['ApiVersion']}{downgraded}",
        f" Go version:\t{client['GoVersion']}",
        f" Git commit:\t{client['GitCommit']}",
        f" Built:\t{client['BuildTime']}",
        f" OS/Arch:\t{client['Os']}/{client['Arch']}",
        f" Context:\t{client['Context']}",
    ]
    if server is not None:
        name = (server.get("Platform") or {}).get("Name", "")
        lines += ["", f"Server:{' ' + name if name else ''}"]
        for component in server.get("Components") or ():
            lines += _component(component)
    return align("\n".join(lines) + "\n", minimum=_COLUMN, padding=1)


def _component(component: Json) -> list[str]:
    details = component.get("Details") or {}
    lines = [f" {component['Name']}:", f"  Version:\t{component['Version']}"]
    if component["Name"] != "Engine":
        return [*lines, *(f"  {key}:\t{details[key]}" for key in sorted(details))]
    return [
        *lines,
        f"  API version:\t{details.get('ApiVersion', '')} (minimum version {details.get('MinAPIVersion', '')})",
        f"  Go version:\t{details.get('GoVersion', '')}",
        f"  Git commit:\t{details.get('GitCommit', '')}",
        f"  Built:\t{reformat_date(details.get('BuildTime', ''))}",
        f"  OS/Arch:\t{details.get('Os', '')}/{details.get('Arch', '')}",
        f"  Experimental:\t{details.get('Experimental', '')}",
    ]
