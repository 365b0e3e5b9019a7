"""A file of environment variables: one `NAME=value` a line, comments with `#`.

Source: docker/cli `pkg/kvfile/kvfile.go`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.shell.docker.command import ClientError
from tutor.shell.docker.gotext import BadValue

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def parse_env_file(name: str, read: Callable[[str], bytes], environment: Mapping[str, str]) -> list[str]:
    """The variables as `NAME=value`; a bare NAME takes its value from `environment` or is left out.

    Raises BadValue with the client's text, and ClientError when there is no such file.
    """
    try:
        return _variables(_content(name, read), environment)
    except BadValue as error:
        raise BadValue(f"invalid env file ({name}): {error}") from error


def _content(name: str, read: Callable[[str], bytes]) -> bytes:
    """A folder can be opened; that it cannot be read is found out while reading lines."""
    try:
        return read(name)
    except ClientError as error:
        if error.message.startswith("read "):
            raise BadValue(error.message) from error
        raise


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
