"""How long the tutor takes to its first picture, beside an empty Textual app.

    python -m tests.benchmarks.first_paint [RUNS]

Both are started as processes in a pseudo-terminal of 80x24, in turn; what counts is the time until the
text `352.4` is on the screen (the empty app shows just that). Prints the medians and their ratio.
"""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import statistics
import struct
import sys
import tempfile
import termios
import time
from pathlib import Path

MARK = b"352.4"
LIMIT = 30.0
EMPTY_APP = """
from textual.app import App
from textual.widgets import Static
class Empty(App):
    def compose(self):
        yield Static("352.4")
Empty().run()
"""


def first_paint(arguments: list[str], environment: dict[str, str]) -> float:
    """Seconds from the start of a Python process to the mark on its screen."""
    begin = time.perf_counter()
    child, terminal = pty.fork()
    if child == 0:
        os.execve(sys.executable, [sys.executable, *arguments], environment)
    try:
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        seen = b""
        while MARK not in seen:
            ready, _, _ = select.select([terminal], [], [], LIMIT)
            if not ready:
                raise TimeoutError(f"no {MARK.decode()} within {LIMIT:g} s: {seen[-400:]!r}")
            seen += os.read(terminal, 65536)
        return time.perf_counter() - begin
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(terminal)


def main(runs: int) -> None:
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "TERM": "xterm-256color", "LPIC_TUTOR_HOME": home}
        empty_file = Path(home) / "empty.py"
        empty_file.write_text(EMPTY_APP, encoding="utf-8")
        cases = {"empty app": [str(empty_file)], "lpic-tutor": ["-m", "tutor"]}
        times: dict[str, list[float]] = {name: [] for name in cases}
        for turn in range(runs + 1):
            for name, arguments in cases.items():
                taken = first_paint(arguments, environment)
                if turn:  # the first round only warms the caches
                    times[name].append(taken)
    for name, taken_all in times.items():
        low, high = min(taken_all), max(taken_all)
        sys.stdout.write(f"{name:12} median {statistics.median(taken_all):.3f} s ({low:.3f} to {high:.3f})\n")
    ratio = statistics.median(times["lpic-tutor"]) / statistics.median(times["empty app"])
    sys.stdout.write(f"ratio {ratio:.2f}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 9)
