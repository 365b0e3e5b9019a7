"""What Tab does with what the shell offers: extend the line, or list the choices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.tui.console.text import width_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tutor.shell.completion import Choice, Completion
    from tutor.tui.console.line_editor import LineEditor

MOST = 40
"""Choices listed before they are only counted."""
_GAP = 2


def extend(editor: LineEditor, found: Completion) -> bool:
    """Write what is certain into the line; False when nothing is, and the choices are to be listed."""
    if not found.choices:
        return True
    word = found.common
    if len(found.choices) == 1 and found.choices[0].final:
        word += " "
    current = editor.text[found.start : editor.cursor]
    if word == current:
        return len(found.choices) == 1
    if len(word) < len(current):
        return False
    rest = editor.text[editor.cursor :]
    if word.endswith(" ") and rest.startswith(" "):
        word = word[:-1]
    editor.set(editor.text[: found.start] + word + rest, found.start + len(word))
    return True


def listing(choices: Sequence[Choice], width: int) -> list[str]:
    """The choices as lines: with what they are about where that is known, else in columns."""
    shown = choices[:MOST]
    names = [choice.text for choice in shown]
    widest = max(width_of(name) for name in names)
    if any(choice.about for choice in shown):
        lines = [f"{name:<{widest}}  {choice.about}".rstrip() for name, choice in zip(names, shown, strict=True)]
        lines = [line[:width] for line in lines]
    else:
        lines = _columns(names, widest, width)
    left = len(choices) - len(shown)
    return [*lines, f"... and {left} more"] if left else lines


def _columns(names: Sequence[str], widest: int, width: int) -> list[str]:
    """Read downwards, as a shell lists them."""
    columns = max(width // (widest + _GAP), 1)
    height = -(-len(names) // columns)
    return ["".join(f"{name:<{widest + _GAP}}" for name in names[row::height]).rstrip() for row in range(height)]
