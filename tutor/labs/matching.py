"""Paths into API objects, and what a lab may want to find there.

A path is a list of members joined by `/`; `*` stands for every element of a list or every value of an
object. What is wanted is a plain value, None (absent), or one of `{not: X}`, `{in: [...]}`, `{min: N}`,
`{max: N}`, `{matches: REGEX}`; see `tutor.library.lab.Expect`.
"""

from __future__ import annotations

import re
from typing import Any

_LEFT_OUT = re.compile(
    r"""\(\?i\) | (?:\\s|[ ])[*?] | (?<!\\)[$^](?![|)]) | \([^()]*\)[?] | \((?:@\||\$\||:\|)*(?:@|\$)\)""",
    re.VERBOSE,
)
"""What a pattern has for tolerance's sake: `(?i)`, blanks, anchors, `(…)?`, and ends of image names (`(@|$)`)."""
_CHOICE = re.compile(r"(?<!\\)\(((?:[^()|]+\|)+[^()|]+)\)")
_SPECIAL = re.compile(r"(?<!\\)[][*+?(){}|^$]|\\[a-zA-Z]")
"""What text cannot stand for. A dot alone is met by a dot."""
_ESCAPED = re.compile(r"\\(.)")
_DIGEST = re.compile(r"@sha256:[0-9a-f]{64}\b")
"""What the engine adds to an image's name; nobody writes it."""


def values_at(item: Any, path: str) -> list[Any]:
    """Every value that the path leads to; empty when it leads nowhere."""
    found = [item]
    for member in path.split("/"):
        found = [value for holder in found for value in _step(holder, member)]
    return found


def _step(holder: Any, member: str) -> list[Any]:
    if member == "*":
        if isinstance(holder, dict):
            return list(holder.values())
        return list(holder) if isinstance(holder, list) else []
    if isinstance(holder, dict) and member in holder:
        return [holder[member]]
    if isinstance(holder, list) and member.isdigit() and int(member) < len(holder):
        return [holder[int(member)]]
    return []


def fits(values: list[Any], wanted: Any) -> bool:
    """Whether one of the values is what is wanted (for `{not: X}`: none of them is X)."""
    if wanted is None:
        return all(value is None for value in values)
    if isinstance(wanted, dict) and set(wanted) == {"not"}:
        return not fits(values, wanted["not"])
    return any(_is(value, wanted) for value in values)


def _is(value: Any, wanted: Any) -> bool:
    if not isinstance(wanted, dict):
        return type(value) is type(wanted) and bool(value == wanted)
    ((operator, operand),) = wanted.items()
    match operator:
        case "in":
            return value in operand
        case "min":
            return isinstance(value, (int, float)) and value >= operand
        case "max":
            return isinstance(value, (int, float)) and value <= operand
        case "matches":
            return isinstance(value, str) and re.search(operand, value) is not None
    raise ValueError(f"a wanted value has no operator {operator!r}; known are not, in, min, max, matches")


def phrase(wanted: Any) -> str:
    """What is wanted, in words that fit behind `want`."""
    if wanted is None:
        return "nothing"
    if not isinstance(wanted, dict):
        return plain(wanted)
    ((operator, operand),) = wanted.items()
    match operator:
        case "not":
            return "something" if operand is None else f"not {phrase(operand)}"
        case "in":
            return " or ".join(plain(one) for one in operand)
        case "min":
            return f"at least {operand}"
        case "max":
            return f"at most {operand}"
    return in_words(operand)


def in_words(pattern: str) -> str:
    """A pattern as what a learner would write to meet it: `^node\\.role\\s*==\\s*worker$` is `node.role==worker`.

    Anchors, flags, optional parts and optional blanks are left out; one choice is told as `A or B`. A pattern
    that says more than this is shown as it is.
    """
    plainer = _LEFT_OUT.sub("", pattern)
    choice = _CHOICE.search(plainer)
    options = choice[1].split("|") if choice else [""]
    before, after = (plainer[: choice.start()], plainer[choice.end() :]) if choice else (plainer, "")
    texts = [f"{before}{option}{after}" for option in options]
    if any(_SPECIAL.search(text) for text in texts):
        return f"text like {pattern}"
    return " or ".join(_ESCAPED.sub(r"\1", text) for text in texts if text)


def plain(value: Any) -> str:
    """A value as a learner would write it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "nothing"
    return _DIGEST.sub("", str(value)) if value != "" else "empty"
