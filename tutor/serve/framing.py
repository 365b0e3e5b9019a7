"""How chunks of output travel: framed by stream, raw behind a terminal, or as lines of JSON.

Source: engine `pkg/stdcopy` (eight bytes of head: stream, three zeros, length).
"""

from __future__ import annotations

import json
import struct
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tutor.engine.waiting import Chunk

JSON_TYPE = "application/json"
MULTIPLEXED_TYPE, RAW_TYPE = "application/vnd.docker.multiplexed-stream", "application/vnd.docker.raw-stream"
_STREAMS = {"stdin": 0, "stdout": 1, "stderr": 2}


def encoded(data: Any) -> bytes:
    """JSON as the daemon writes it: compact, in UTF-8, with a line feed."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace") + b"\n"


def json_line(chunk: Chunk) -> bytes:
    return encoded(chunk.data)


def progress_line(chunk: Chunk) -> bytes:
    """Progress of a pull ends its lines as terminals like it."""
    return encoded(chunk.data)[:-1] + b"\r\n"


def frame(text: str, stream: str = "stdout") -> bytes:
    data = text.encode("utf-8", "replace")
    return struct.pack(">BxxxL", _STREAMS[stream], len(data)) + data


def multiplexed(chunk: Chunk) -> bytes:
    return frame(str(chunk.data), chunk.stream)


def raw(chunk: Chunk) -> bytes:
    """A terminal turns every line feed into a new line."""
    return str(chunk.data).replace("\n", "\r\n").encode("utf-8", "replace")


def output_type(tty: bool) -> str:
    return RAW_TYPE if tty else MULTIPLEXED_TYPE
