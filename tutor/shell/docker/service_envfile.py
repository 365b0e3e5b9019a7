"""A file of environment variables: one `NAME=value` a line, comments with `#`.

Source: docker/cli `pkg/kvfile/kvfile.go`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.shell.docker.gotext import BadValue

if TYPE_CHECKING:
    from collections.abc import Mapping


def parse_env_file(name: str, content: bytes, environment: Mapping[str, str]) -> list[str]:
    """The variables as `NAME=value`; a bare NAME takes its value from `environment` or is left out.

    Raises BadValue with the client's text. `name`: the file's name for that text.
    """
    try:
        return _variables(content, environment)
    except BadValue as error:
        raise BadValue(f"invalid env file ({name}): {error}") from error


def _variables(content: bytes, environment: Mapping[str, str]) -> list[str]:
    found = []
    for number, raw in enumerate(content.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        try:
            line = raw.removesuffix(b"\r").decode().lstrip()
        except UnicodeDecodeError as error:
            shown = " ".join(str(byte) for byte in raw)
            raise BadValue(f"invalid utf8 bytes at line {number}: [{shown}]") from error
        if not line or line.startswith("#"):
            continue
        key, equals, _ = line.partition("=")
        if not key:
            raise BadValue(f"no variable name on line '{line}'")
        if " " in key or "\t" in key:
            raise BadValue(f"variable '{key}' contains whitespaces")
        if equals:
            found.append(line)
        elif key in environment:
            found.append(f"{key}={environment[key]}")
    return found
