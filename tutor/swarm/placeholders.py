"""Placeholders in a service's host name, environment and mounts: `{{.Node.Hostname}}-{{.Task.Slot}}`.

They are Go templates over a small set of values. What is understood here is the part of the language
that makes sense there: fields, `index` into labels, literal texts. Errors are in the words of Go.
Source: swarmkit `template/{context,expand}.go`, Go `text/template`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_ROOT = "*template.Context"
_TYPES = {
    "Service": "struct { ID string; Name string; Labels map[string]string }",
    "Node": "struct { ID string; Hostname string; Platform template.Platform }",
    "Platform": "template.Platform",
    "Task": "struct { ID string; Name string; Slot string }",
}
_PATH = re.compile(r"(?:\.\w+)+")
_INDEX = re.compile(r'index\s+((?:\.\w+)+)\s+"([^"]*)"')
_TEXT = re.compile(r'"([^"\\]*)"|`([^`]*)`')
_NO_VALUE = "<no value>"


class BadPlaceholder(ValueError):
    """A text that is no template, or asks for what is not there; the message is Go's."""


@dataclass(frozen=True, slots=True)
class Labels:
    """A map of free names."""

    values: Mapping[str, str]


def context(
    *, service: tuple[str, str, Mapping[str, str]], node: tuple[str, str], task: tuple[str, str, str]
) -> dict[str, Any]:
    """The values there are. `service`: id, name, labels; `node`: id, host name; `task`: id, name, slot."""
    return {
        "Service": {"ID": service[0], "Name": service[1], "Labels": Labels(service[2])},
        "Node": {"ID": node[0], "Hostname": node[1], "Platform": {"Architecture": "x86_64", "OS": "linux"}},
        "Task": {"ID": task[0], "Name": task[1], "Slot": task[2]},
    }


def expand(text: str, values: Mapping[str, Any]) -> str:
    """`text` with its placeholders filled in. Raises BadPlaceholder."""
    done = ""
    at = 0
    while (start := text.find("{{", at)) >= 0:
        end = text.find("}}", start)
        if end < 0:
            raise BadPlaceholder("template: expansion:1: unclosed action")
        before, inside = text[at:start], text[start + 2 : end]
        at = end + 2
        if inside.startswith("- "):
            before = before.rstrip()
        done += before + _value(inside.removeprefix("- ").removesuffix(" -"), text, start, values)
        if inside.endswith(" -"):
            at += len(text[at:]) - len(text[at:].lstrip())
    return done + text[at:]


def _value(action: str, text: str, start: int, values: Mapping[str, Any]) -> str:
    word = action.strip()
    if not word:
        raise BadPlaceholder("template: expansion:1: missing value for command")
    if word.startswith("/*"):
        return ""
    if _PATH.fullmatch(word):
        return _shown(_field(word, text, start, values))
    if literal := _TEXT.fullmatch(word):
        return literal[1] or literal[2] or ""
    if indexed := _INDEX.fullmatch(word):
        found = _field(indexed[1], text, start, values)
        return found.values.get(indexed[2], "") if isinstance(found, Labels) else _NO_VALUE
    name = re.match(r"\w+", word)
    if name and name[0] not in ("index", "print", "printf", "len", "join"):
        raise BadPlaceholder(f'template: expansion:1: function "{name[0]}" not defined')
    raise BadPlaceholder(f"template: expansion:1: unexpected {word} in command")


def _field(path: str, text: str, start: int, values: Mapping[str, Any]) -> Any:
    names: Sequence[str] = path[1:].split(".")
    found: Any = values
    kind = _ROOT
    for name in names:
        inside = found.values if isinstance(found, Labels) else found
        if isinstance(inside, str) or name not in inside:
            # Go points at the second of several fields
            column = text.index(path, start) + (len(names[0]) + 1 if len(names) > 1 else 0)
            wrong = f"can't evaluate field {name} in type {kind}"
            if isinstance(found, Labels):
                wrong = f'map has no entry for key "{name}"'
            raise BadPlaceholder(f'template: expansion:1:{column}: executing "expansion" at <{path}>: {wrong}')
        found = inside[name]
        kind = _TYPES.get(name, "string")
    return found


def _shown(value: Any) -> str:
    if isinstance(value, Labels):
        return f"map[{' '.join(f'{key}:{value.values[key]}' for key in sorted(value.values))}]"
    if isinstance(value, str):
        return value
    return f"{{{' '.join(_shown(one) for one in value.values())}}}"
