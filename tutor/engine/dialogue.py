"""Programs in a container that read their input: a shell with a prompt, a shell behind a pipe, `cat`.

Behind a terminal the shell echoes what is typed and edits its line, as the terminal of a real container does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.engine.waiting import Chunk, Until
from tutor.swarm.box.inside import SHELLS

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Sequence

    from tutor.engine.stdin import Stdin
    from tutor.engine.waiting import Operation

    Run = Callable[[str], tuple[int, Iterable[tuple[str, str]]]]
    """A line of shell -> exit status and output as (text, stream)."""

READERS = ("cat", "grep", "head", "sed", "sort", "tail", "tee", "wc", "xargs")
PROMPT = "/ # "
INTERRUPT, END, BACKSPACE, KILL_LINE = "\x03", "\x04", ("\x7f", "\b"), "\x15"
INTERRUPTED = 130
LONGEST_LINE = 4096


def is_shell(argv: Sequence[str]) -> bool:
    """A shell that is to read its commands from standard input."""
    return bool(argv) and argv[0].rpartition("/")[2] in SHELLS and not any(word.startswith("-c") for word in argv[1:])


def reads_input(argv: Sequence[str]) -> bool:
    """A program that goes on until its standard input ends."""
    return bool(argv) and argv[0].rpartition("/")[2] in READERS


def shell(stdin: Stdin, run: Run, *, tty: bool) -> Operation[int]:
    """Run what is typed line by line, until `exit` or the end of input; the shell's exit status."""
    status = 0
    if tty:
        yield Chunk(PROMPT)
    lines = _typed(stdin) if tty else _piped(stdin)
    while (line := (yield from _next(lines))) is not None:
        words = line.split()
        if words[:1] in (["exit"], ["logout"]):
            return int(words[1]) & 255 if len(words) > 1 and words[1].isdecimal() else status
        if words:
            status, output = run(line)
            for text, stream in output:
                yield Chunk(text, stream)
        if tty:
            yield Chunk(PROMPT)
    return status


def copy(stdin: Stdin) -> Operation[int]:
    """`cat` at a terminal: what is typed is echoed, and comes out again."""
    while True:
        yield Until(lambda: stdin.ready)
        text = stdin.read().replace("\r", "\n")
        if INTERRUPT in text or END in text:
            return 0 if END in text else INTERRUPTED
        if text:
            yield Chunk(text * 2)
        elif stdin.closed:
            return 0


def _next(lines: Generator[Until | Chunk | str, None, None]) -> Operation[str | None]:
    """The next whole line; None at the end of input."""
    for step in lines:
        if isinstance(step, str):
            return step
        yield step
    return None


def _piped(stdin: Stdin) -> Generator[Until | Chunk | str, None, None]:
    rest = ""
    while True:
        yield Until(lambda: stdin.ready)
        text = stdin.read()
        *lines, rest = (rest + text).split("\n")
        yield from lines
        if stdin.closed and not text:
            if rest:
                yield rest
            return


def _typed(stdin: Stdin) -> Generator[Until | Chunk | str, None, None]:
    """Lines as they are typed at a terminal, which shows each key."""
    line = ""
    while True:
        yield Until(lambda: stdin.ready)
        text = stdin.read()
        if not text and stdin.closed:
            return
        for key in text:
            if key in ("\r", "\n"):
                yield Chunk("\n")
                yield line
                line = ""
            elif key == INTERRUPT:
                yield Chunk(f"^C\n{PROMPT}")
                line = ""
            elif key == END:
                if not line:
                    yield Chunk("\n")
                    return
            elif key in BACKSPACE:
                if line:
                    line = line[:-1]
                    yield Chunk("\b \b")
            elif key == KILL_LINE:
                yield Chunk("\b \b" * len(line))
                line = ""
            elif key.isprintable() and len(line) < LONGEST_LINE:
                line += key
                yield Chunk(key)
