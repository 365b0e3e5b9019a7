"""`sed` (the everyday part) and the editors: `nano`, `vi`, `vim`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tutor.shell.commands.options import UsageTrouble, inputs, read_options
from tutor.shell.commands.searching import basic_to_python
from tutor.shell.commands.usage import telling_usage
from tutor.shell.files import FileTrouble, resolve
from tutor.shell.process import Edit, Write

if TYPE_CHECKING:
    from tutor.shell.invocation import Invocation
    from tutor.shell.process import Process

_ADDRESS = r"(?:(?P<low>\d+|\$)(?:,(?P<high>\d+|\$))?|/(?P<match>(?:[^/\\]|\\.)*)/)?"
_SCRIPT = re.compile(_ADDRESS + r"\s*(?P<command>s|p|d|q)(?P<rest>.*)", re.DOTALL)


@telling_usage(1)
def sed(invocation: Invocation) -> Process:
    """`s/a/b/g`, `Np`, `N,Md`, `/pattern/d` and `q`, with `-n`, `-E`, `-i`."""
    options = read_options(invocation.args, "nErie:", {"quiet": "n", "regexp-extended": "E", "in-place": "i"})
    if "e" not in options:
        if not options.operands:
            raise UsageTrouble("usage: sed [OPTION]... {script} [input-file]...")
        options.values["e"] = options.operands.pop(0)
    extended = "E" in options or "r" in options
    scripts = [_script(part.strip(), extended=extended) for part in options.values["e"].split(";") if part.strip()]
    texts, failed = yield from inputs(invocation, options.operands)
    for name, text in texts:
        changed = _edited(text, scripts, silent="n" in options)
        if "i" in options and name != "-":
            invocation.host.files.write(resolve(invocation.host.cwd, name), changed)
        else:
            yield Write(changed)
    return int(failed)


class _Step:
    """One command of a script: on which lines it acts and what it does."""

    def __init__(self, match: re.Match[str], *, extended: bool) -> None:
        self._low, self._high = match["low"], match["high"] or match["low"]
        self.command = match["command"]
        read = (lambda text: text) if extended else basic_to_python
        self._pattern = re.compile(read(match["match"])) if match["match"] is not None else None
        self.count = 1
        if self.command == "s":
            self._substitution(match["rest"], extended=extended)
        elif match["rest"].strip():
            raise UsageTrouble(f"-e expression #1: extra characters after command: {match['rest'].strip()}")

    def _substitution(self, rest: str, *, extended: bool) -> None:
        parts = re.split(rf"(?<!\\){re.escape(rest[:1] or '/')}", rest[1:])
        if len(parts) != 3:
            raise UsageTrouble("-e expression #1: unterminated `s' command")
        flags = re.IGNORECASE if "i" in parts[2].lower() else 0
        self.target = re.compile(parts[0] if extended else basic_to_python(parts[0]), flags)
        self.replacement = re.sub(r"(?<!\\)&", r"\\g<0>", parts[1]).replace("\\&", "&")
        self.count = 0 if "g" in parts[2] else 1

    def acts(self, number: int, line: str, total: int) -> bool:
        if self._pattern is not None:
            return bool(self._pattern.search(line))
        if self._low is None:
            return True
        low, high = (total if edge == "$" else int(edge) for edge in (self._low, self._high))
        return low <= number <= high


def _script(text: str, *, extended: bool) -> _Step:
    match = _SCRIPT.fullmatch(text)
    if match is None:
        raise UsageTrouble(f"sandbox: the script {text!r} is not known here")
    try:
        return _Step(match, extended=extended)
    except re.error as error:
        raise UsageTrouble(f"-e expression #1: {error}") from None


def _edited(text: str, scripts: list[_Step], *, silent: bool) -> str:
    out: list[str] = []
    lines = text.splitlines()
    for number, original in enumerate(lines, 1):
        line, deleted, last = original, False, False
        for step in scripts:
            if not step.acts(number, line, len(lines)):
                continue
            if step.command == "s":
                line = step.target.sub(step.replacement, line, count=step.count)
            elif step.command == "p":
                out.append(line)
            else:
                deleted = deleted or step.command == "d"
                last = last or step.command == "q"
        if not silent and not deleted:
            out.append(line)
        if last:
            break
    return "".join(f"{line}\n" for line in out)


def edit(invocation: Invocation) -> Process:
    """Open the terminal's editor on a file, new or existing."""
    names = [word for word in invocation.args if not word.startswith(("-", "+"))]
    if not names:
        yield Write(f"{invocation.name}: name the file to edit\n", "stderr")
        return 1
    path = resolve(invocation.host.cwd, names[0])
    files = invocation.host.files
    try:
        text = files.read(path) if files.exists(path) else ""
        changed = yield Edit(path, text)
        if isinstance(changed, str):
            files.write(path, changed)
    except FileTrouble as trouble:
        yield Write(f"{invocation.name}: {names[0]}: {trouble.reason}\n", "stderr")
        return 1
    return 0
