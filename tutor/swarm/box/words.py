"""One line of shell in a container: words, quotes, variables, pipes, redirections, `;`, `&&` and `||`.

What is more than that (loops, conditions, functions, background) is `Unplayable`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_TOKEN = re.compile(
    r"""\s+|(?P<op>\|\||&&|;;|;|\||2>&1|1>&2|>&2|2>>|2>|>>|>|<|&|\(|\)|\n)|(?P<word>(?:\\.|'[^']*'|"(?:\\.|[^"\\])*"|[^\s;&|<>()'"\\])+)""",
    re.S,
)
_RESERVED = {"for", "while", "until", "if", "case", "function", "{", "}", "!", "trap", "exec", "set", "eval", "wait"}
_PART = re.compile(r"""'([^']*)'|"((?:\\.|[^"\\])*)"|(\\.)|([^'"\\]+)""", re.S)
_VARIABLE = re.compile(r"\$(?:\{(\w+)(?::-([^}]*))?\}|(\w+|[?#$!@*]))")


class Unplayable(Exception):
    """More shell than is played."""


@dataclass(slots=True)
class Simple:
    """One program with its words (still quoted) and where its streams go."""

    words: list[str] = field(default_factory=list)
    stdin: str = ""
    stdout: str = ""
    append: bool = False
    stderr: str = ""
    """A file, `1` for standard output."""
    to_stderr: bool = False


@dataclass(slots=True)
class Pipeline:
    parts: list[Simple]
    joint: str
    """What stands before it: `;`, `&&` or `||`."""


def parse(script: str) -> list[Pipeline]:
    """Take a script apart. Raises Unplayable."""
    pipelines: list[Pipeline] = []
    current, joint = [Simple()], ";"
    tokens = _tokens(script)
    position = 0
    while position < len(tokens):
        kind, text = tokens[position]
        position += 1
        if kind == "word":
            _add_word(current[-1], text)
        elif text in (";", "&&", "||", "\n"):
            if current[-1].words or current[-1].stdout:
                pipelines.append(Pipeline(current, joint))
                current = [Simple()]
            joint = ";" if text == "\n" else text
        elif text == "|":
            current.append(Simple())
        elif text in ("2>&1", "1>&2", ">&2"):
            if text == "2>&1":
                current[-1].stderr = "1"
            else:
                current[-1].to_stderr = True
        elif text in (">", ">>", "<", "2>", "2>>"):
            if position >= len(tokens) or tokens[position][0] != "word":
                raise Unplayable(script)
            _redirect(current[-1], text, tokens[position][1])
            position += 1
        else:
            raise Unplayable(script)
    if current[-1].words or current[-1].stdout:
        pipelines.append(Pipeline(current, joint))
    return pipelines


def _tokens(script: str) -> list[tuple[str, str]]:
    found = []
    at = 0
    while at < len(script):
        match = _TOKEN.match(script, at)
        if match is None:
            raise Unplayable(script)
        if match["op"]:
            found.append(("op", match["op"]))
        elif match["word"]:
            found.append(("word", match["word"]))
        elif "\n" in match[0]:
            found.append(("op", "\n"))
        at = match.end()
    return found


def _add_word(simple: Simple, text: str) -> None:
    if (not simple.words and text in _RESERVED) or "$(" in text or "`" in text:
        raise Unplayable(text)
    simple.words.append(text)


def _redirect(simple: Simple, operator: str, target: str) -> None:
    if operator == "<":
        simple.stdin = target
    elif operator.startswith("2"):
        simple.stderr = target
    else:
        simple.stdout, simple.append = target, operator == ">>"


def expand(word: str, variables: dict[str, str]) -> list[str]:
    """A word as the program gets it: variables filled in, quotes taken away; an unquoted value is split at blanks."""
    quoted = any(character in word for character in "'\"\\")
    text = "".join(_part(match, variables) for match in _PART.finditer(word))
    if quoted:
        return [text]
    return text.split() if "$" in word else [text]


def _part(match: re.Match[str], variables: dict[str, str]) -> str:
    plain, double, escaped, bare = match.groups()
    if plain is not None:
        return plain
    if double is not None:
        return re.sub(r"\\([\\\"$`])", r"\1", _filled(double, variables))
    return escaped[1] if escaped is not None else _filled(bare, variables)


def _filled(text: str, variables: dict[str, str]) -> str:
    def value(match: re.Match[str]) -> str:
        name = match[1] or match[3]
        return variables.get(name, "") or match[2] or ""

    return _VARIABLE.sub(value, text)
