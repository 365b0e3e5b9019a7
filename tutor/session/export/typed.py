"""What was typed in a session, read from its journal: whole lines, with the files and answers that belong to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tutor.shell.parser import Incomplete, SyntaxTrouble, parse

if TYPE_CHECKING:
    from collections.abc import Iterable

IDLE = frozenset({"", "clear", "help", "exit", "logout", "history"})
"""Lines that are about the terminal alone."""


@dataclass(slots=True)
class Typed:
    """One command line. Lines that were asked for to complete it are part of `line`."""

    host: str
    line: str
    at: int
    """Nanoseconds since the session began."""
    answers: list[str] = field(default_factory=list)
    """What its questions were answered with; hidden answers are not told."""
    written: list[tuple[str, str]] = field(default_factory=list)
    """(path, text) of the files that an editor saved."""
    imported: str | None = None
    """Text of a file of the learner's machine."""
    interrupted: bool = False

    @property
    def words(self) -> list[str]:
        return self.line.split()


def typed_lines(journal: Iterable[dict[str, Any]]) -> list[Typed]:
    """In order; lines that are about the terminal alone are left out."""
    lines: list[Typed] = []
    running: dict[str, Typed] = {}
    for entry in journal:
        host = entry.get("on", "")
        if entry["do"] == "type":
            running[host] = Typed(host, entry["line"].strip(), entry["at"])
            lines.append(running[host])
        elif entry["do"] == "interrupt" and host in running:
            running[host].interrupted = True
        elif entry["do"] == "reply" and host in running:
            _reply(running[host], entry)
    return [one for one in lines if one.line not in IDLE]


def _reply(one: Typed, entry: dict[str, Any]) -> None:
    text = entry.get("text")
    match entry.get("of", "question"):
        case "edit" if text is not None:
            one.written.append((entry["path"], text))
        case "import" if text is not None:
            one.imported = text
        case "question" if text is not None:
            if _unfinished(one.line):
                one.line += f"\n{text}"
            else:
                one.answers.append("(not shown)" if entry.get("hidden") else text)


def _unfinished(line: str) -> bool:
    try:
        parse(line)
    except Incomplete:
        return True
    except SyntaxTrouble:
        return False
    return False


def heredoc(path: str, text: str) -> str:
    """A command that writes the text into the file, whatever the text is."""
    mark, number = "EOF", 0
    while mark in text.split("\n"):
        number += 1
        mark = f"EOF{number}"
    body = text if text.endswith("\n") or not text else f"{text}\n"
    return f"cat > {path} <<'{mark}'\n{body}{mark}"
