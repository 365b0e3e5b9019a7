"""`base64`: what the API shows of configs is written in it."""

from __future__ import annotations

import base64 as coding
import binascii
from typing import TYPE_CHECKING

from tutor.shell.commands.options import inputs, read_options
from tutor.shell.commands.usage import telling_usage
from tutor.shell.process import Write

if TYPE_CHECKING:
    from tutor.shell.invocation import Invocation
    from tutor.shell.process import Process

LINE = 76


@telling_usage(1)
def base64(invocation: Invocation) -> Process:
    """`base64 [-d] [-w COLUMNS] [FILE]`."""
    options = read_options(invocation.args, "diw:", {"decode": "d", "ignore-garbage": "i", "wrap": "w"})
    texts, failed = yield from inputs(invocation, options.operands)
    text = "".join(text for _, text in texts)
    if "d" in options:
        try:
            decoded = coding.b64decode("".join(text.split()), validate=True)
        except (binascii.Error, ValueError):
            yield Write("base64: invalid input\n", "stderr")
            return 1
        yield Write(decoded.decode("utf-8", "replace"))
        return int(failed)
    written = coding.b64encode(text.encode()).decode()
    width = options.number("w", LINE)
    if not width:
        yield Write(written)
        return int(failed)
    yield Write("".join(f"{written[start : start + width]}\n" for start in range(0, len(written), width)))
    return int(failed)
