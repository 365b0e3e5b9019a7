"""`grep`, `egrep`, `fgrep`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tutor.shell.commands.options import Options, UsageTrouble, inputs, read_options
from tutor.shell.commands.usage import telling_usage
from tutor.shell.process import Write

if TYPE_CHECKING:
    from tutor.shell.invocation import Invocation
    from tutor.shell.process import Process

_LONG = {
    "ignore-case": "i",
    "invert-match": "v",
    "count": "c",
    "line-number": "n",
    "only-matching": "o",
    "quiet": "q",
    "silent": "q",
    "extended-regexp": "E",
    "fixed-strings": "F",
    "perl-regexp": "P",
    "word-regexp": "w",
    "line-regexp": "x",
    "regexp": "e",
    "after-context": "A",
    "before-context": "B",
    "context": "C",
    "max-count": "m",
    "color": "K",
    "no-filename": "h",
    "with-filename": "H",
    "files-with-matches": "l",
}
_SWAPPED = {"(": "\\(", ")": "\\)", "{": "\\{", "}": "\\}", "|": "\\|", "+": "\\+", "?": "\\?"}


def basic_to_python(pattern: str) -> str:
    """A basic regular expression: bare `( ) { } | + ?` are characters, escaped ones are operators."""
    out, at = [], 0
    while at < len(pattern):
        character = pattern[at]
        following = pattern[at + 1 : at + 2]
        if character == "\\" and following in _SWAPPED and following:
            out.append(following)
            at += 2
        elif character == "\\" and following:
            out.append({"<": r"\b", ">": r"\b"}.get(following, character + following))
            at += 2
        elif character == "[":
            end = pattern.find("]", at + 2)
            end = len(pattern) - 1 if end < 0 else end
            out.append(_bracket(pattern[at : end + 1]))
            at = end + 1
        else:
            out.append(_SWAPPED.get(character, character))
            at += 1
    text = "".join(out)
    return "\\" + text if text.startswith("*") else text


def _bracket(text: str) -> str:
    for name, members in (("alpha", "a-zA-Z"), ("digit", "0-9"), ("alnum", "a-zA-Z0-9"), ("space", r"\s")):
        text = text.replace(f"[:{name}:]", members)
    return text


def _pattern(options: Options, text: str) -> re.Pattern[str]:
    if "F" in options:
        text = "|".join(re.escape(line) for line in text.split("\n"))
    elif "E" not in options and "P" not in options:
        text = "|".join(basic_to_python(line) for line in text.split("\n"))
    if "w" in options:
        text = rf"\b(?:{text})\b"
    if "x" in options:
        text = f"^(?:{text})$"
    try:
        return re.compile(text, re.IGNORECASE if "i" in options else 0)
    except re.error as error:
        raise UsageTrouble(f"invalid regular expression: {error}") from None


@telling_usage(2)
def grep(invocation: Invocation) -> Process:
    args = [word for word in invocation.args if not word.startswith("--color")]
    options = read_options(args, "ivcnoqEFPwxe:A:B:C:m:hHlrs", _LONG)
    if invocation.name in ("egrep", "fgrep"):
        options.values[invocation.name[0].upper()] = ""
    if "e" not in options:
        if not options.operands:
            raise UsageTrouble("no pattern given\nUsage: grep [OPTION]... PATTERNS [FILE]...")
        options.values["e"] = options.operands.pop(0)
    pattern = _pattern(options, options.values["e"])
    texts, failed = yield from inputs(invocation, options.operands)
    named = ("H" in options or len(options.operands) > 1) and "h" not in options
    found = False
    for name, text in texts:
        lines, hit = _search(pattern, text, options)
        found = found or hit
        label = "(standard input)" if name == "-" else name
        if "l" in options:
            lines = [label] if hit else []
        elif named:
            lines = [line if line == "--" else f"{label}:{line}" for line in lines]
        if "q" not in options and lines:
            yield Write("".join(f"{line}\n" for line in lines))
    if failed:
        return 2
    return 0 if found else 1


def _search(pattern: re.Pattern[str], text: str, options: Options) -> tuple[list[str], bool]:
    """The lines to print, and whether there was a hit."""
    lines = text.splitlines()
    hits = [n for n, line in enumerate(lines) if bool(pattern.search(line)) != ("v" in options)]
    hits = hits[: options.number("m", len(hits))]
    if "c" in options:
        return [str(len(hits))], bool(hits)
    if "o" in options:
        return [match[0] for n in hits for match in pattern.finditer(lines[n]) if match[0]], bool(hits)
    around = options.number("C", 0)
    before, after = options.number("B", around), options.number("A", around)
    shown = sorted({n for hit in hits for n in range(max(hit - before, 0), min(hit + after + 1, len(lines)))})
    out: list[str] = []
    for n, previous in zip(shown, [None, *shown], strict=False):
        if previous is not None and n > previous + 1 and (before or after):
            out.append("--")
        number = f"{n + 1}{':' if n in hits else '-'}" if "n" in options else ""
        out.append(number + lines[n])
    return out, bool(hits)
