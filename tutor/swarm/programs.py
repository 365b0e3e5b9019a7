"""What the main process of a container does, told from its image and its command line.

The image's default command does what the registry says of the image. Of other commands those are known
that people type in exercises: `sleep`, `ping`, `echo`, `true`, `false`, small `sh -c` scripts. A program
nobody knows runs like the image's own one; a path that no image has cannot be started.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from tutor.swarm.box.inside import PROGRAMS
from tutor.swarm.clock import DAY, HOUR, MINUTE, SECOND
from tutor.swarm.registry import Behaviour, OutputLine

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tutor.swarm.registry import Image

_SHELLS = {"sh", "/bin/sh", "bash", "/bin/bash", "ash", "/bin/ash"}
_UNITS = {"": SECOND, "s": SECOND, "m": MINUTE, "h": HOUR, "d": DAY}
_DURATION = re.compile(r"(\d+(?:\.\d+)?)([smhd]?)")
NOT_EXECUTABLE, NOT_FOUND = 126, 127


def behaviour_of(image: Image, entrypoint: Sequence[str], cmd: Sequence[str], tty: bool = False) -> Behaviour:
    """The behaviour of `entrypoint cmd` in a container of `image` (both as they will be run)."""
    argv = [*entrypoint, *cmd]
    if not argv:
        return Behaviour(start_error="no command specified")
    default = [*image.entrypoint, *image.cmd]
    if argv == default and not _is_shell(argv):
        return image.behaviour
    if image.entrypoint and list(entrypoint) == list(image.entrypoint):
        return _behind_entrypoint(image, list(cmd))
    return _run(image, argv, tty)


def _behind_entrypoint(image: Image, cmd: list[str]) -> Behaviour:
    """An entrypoint script of the usual kind ends in `exec "$@"`; flags go to the image's own program."""
    if not cmd or cmd[0].startswith("-") or (image.cmd and cmd[0] == image.cmd[0]):
        return image.behaviour
    known = _known(image, cmd, tty=False)
    if known is not None:
        return known
    if _is_missing(cmd[0]):
        text = f"{image.entrypoint[0]}: exec: line 3: {cmd[0]}: not found"
        return Behaviour(exits_after=_MOMENT, exit_code=NOT_FOUND, output=(OutputLine(text, "stderr"),))
    return image.behaviour


def _run(image: Image, argv: list[str], tty: bool) -> Behaviour:
    known = _known(image, argv, tty)
    if known is not None:
        return known
    if argv[0] not in (*image.entrypoint, *image.cmd):
        if argv[0].rstrip("/") in {f"/{folder}" for folder in image.root}:
            return Behaviour(start_error=_cannot_exec(argv[0], "permission denied"), exit_code=NOT_EXECUTABLE)
        if _is_missing(argv[0]):
            reason = f"stat {argv[0]}: no such file or directory"
            return Behaviour(start_error=_cannot_exec(argv[0], reason), exit_code=NOT_FOUND)
        if "/" not in argv[0] and argv[0] not in PROGRAMS:
            reason = "executable file not found in $PATH"
            return Behaviour(start_error=_cannot_exec(argv[0], reason), exit_code=NOT_FOUND)
    return image.behaviour


def _cannot_exec(program: str, reason: str) -> str:
    return (
        "failed to create task for container: failed to create shim task: OCI runtime create failed: runc create "
        f'failed: unable to start container process: exec: "{program}": {reason}: unknown'
    )


_MOMENT = 30_000_000
_SYSTEM = ("/bin/", "/usr/", "/sbin/", "/opt/", "/app/")


def _is_missing(program: str) -> bool:
    return program.startswith("/") and not program.startswith(_SYSTEM)


def _is_shell(argv: Sequence[str]) -> bool:
    return argv[0] in _SHELLS


def _known(image: Image, argv: list[str], tty: bool) -> Behaviour | None:
    """The behaviour of a command that is the same in every image; None for any other."""
    if _is_shell(argv):
        return _shell(image, argv, tty)
    return _simple(argv)


def _simple(argv: list[str]) -> Behaviour | None:
    program, rest = argv[0].rpartition("/")[2], argv[1:]
    if program == "sleep":
        return Behaviour(exits_after=_sleep(rest), ignores_stop=True)
    if program == "ping":
        host = next((a for a in rest if not a.startswith("-")), "localhost")
        return Behaviour(output=(OutputLine(f"PING {host} ({host}): 56 data bytes"),))
    if program in ("true", ":"):
        return Behaviour(exits_after=_MOMENT)
    if program == "false":
        return Behaviour(exits_after=_MOMENT, exit_code=1)
    if program in ("echo", "printf"):
        return Behaviour(exits_after=_MOMENT, output=(OutputLine(" ".join(rest)),))
    if program in ("hostname", "date", "id", "env", "ls", "cat", "uname", "whoami"):
        return Behaviour(exits_after=_MOMENT)
    if program in ("top", "tail"):
        return Behaviour(ignores_stop=True)
    return None


def _sleep(words: list[str]) -> int | None:
    """Nanoseconds, or None for `infinity`."""
    match = _DURATION.fullmatch(words[0]) if words else None
    return int(float(match[1]) * _UNITS[match[2]]) if match else None


# ------------------------------------------------------------------ sh -c '...'
def _shell(image: Image, argv: list[str], tty: bool) -> Behaviour:
    if len(argv) < 3 or not argv[1].startswith("-") or "c" not in argv[1]:
        if len(argv) == 1:  # without a terminal a shell reads the end of its input at once
            return Behaviour(ignores_stop=True) if tty else Behaviour(exits_after=_MOMENT)
        return Behaviour()
    return _script(image, argv[2])


def _script(image: Image, text: str) -> Behaviour:
    """Play the statements one after the other: their times add up, the last one's code is the script's."""
    if re.search(r"\b(while|until)\s+(true|:|\[)", text):
        return _loop(text)
    elapsed, code = 0, 0
    lines: list[OutputLine] = []
    for statement in re.split(r"\s*(?:;|&&|\n)\s*", text.strip()):
        words = statement.split()
        if not words:
            continue
        if words[0] == "exit":
            code = int(words[1]) & 255 if len(words) > 1 and words[1].isdigit() else code
            break
        step = _statement(image, words)
        lines += [replace(line, after=elapsed) for line in step.output]
        if step.exits_after is None:
            return replace(step, output=tuple(lines), ignores_stop=True)
        elapsed, code = elapsed + step.exits_after, step.exit_code
    return Behaviour(exits_after=elapsed or _MOMENT, exit_code=code, output=tuple(lines), ignores_stop=True)


def _statement(image: Image, words: list[str]) -> Behaviour:
    if words[0] == "exec":
        words = words[1:] or ["true"]
    stream = "stderr" if words[-1] in (">&2", "1>&2") else "stdout"
    plain = [w.strip("'\"") for w in words if w not in (">&2", "1>&2")]
    known = _simple(plain)
    if known is not None:
        return replace(known, output=tuple(replace(line, stream=stream) for line in known.output))
    if image.cmd and plain[0] == image.cmd[0]:
        return image.behaviour
    return Behaviour(exits_after=_MOMENT)


def _loop(text: str) -> Behaviour:
    """A loop without an end; what its body echoes is printed once, for it would never stop."""
    said = re.search(r"\becho\s+([^;&|]+)", text)
    line = (OutputLine(said[1].strip().strip("'\"")),) if said else ()
    return Behaviour(output=line, ignores_stop="trap" not in text)


def check_passes(test: Sequence[str], behaviour: Behaviour) -> bool:
    """Whether a health check succeeds while the program runs as it should.

    A check of plain shell words has their outcome; any other asks the program.
    """
    words = list(test[1:])
    if test and test[0] == "CMD-SHELL":
        script = words[0] if words else ""
        failing = re.search(r"(?:^|[;&]\s*)(?:exit\s+([1-9]\d*)|false|/bin/false)\s*$", script.strip())
        if failing:
            return "||" in script and behaviour.healthy
        if script.strip() in ("true", ":", "exit 0"):
            return True
    elif words and words[0].rpartition("/")[2] in ("true", "false"):
        return words[0].endswith("true")
    return behaviour.healthy
