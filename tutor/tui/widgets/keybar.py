"""The last lines of every screen: every key that works there now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.style import Style
from textual.widget import Widget

if TYPE_CHECKING:
    from textual.binding import Binding
    from textual.geometry import Size
    from textual.screen import Screen

NAMES = {
    "escape": "Esc",
    "enter": "Enter",
    "space": "Space",
    "tab": "Tab",
    "up": "Up",
    "down": "Down",
    "left": "Left",
    "right": "Right",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "question_mark": "?",
    "colon": ":",
    "slash": "/",
    "plus": "+",
    "minus": "-",
}
LAST = ("back", "help", "app.command_palette", "app.quit")
"""Actions that work (nearly) everywhere stand behind those of the screen."""


def key_name(binding: Binding) -> str:
    """How a key is called: `Esc`, `Ctrl+P`, `F2`, `r`."""
    if binding.key_display:
        return binding.key_display
    *modifiers, key = binding.key.split("+")
    name = NAMES.get(key, key.upper() if len(key) > 1 and key[0] == "f" and key[1:].isdigit() else key)
    if modifiers and len(name) == 1:
        name = name.upper()
    return "+".join([*(modifier.capitalize() for modifier in modifiers), name])


def working_keys(screen: Screen[object]) -> list[tuple[Binding, str]]:
    """The bindings that work now with their names, each action once, those of the screen first."""
    found: dict[str, tuple[Binding, str]] = {}
    for _, binding, enabled, _ in screen.active_bindings.values():
        if binding.show and enabled and binding.description:
            found.setdefault(binding.action, (binding, key_name(binding)))
    ordered = [entry for action, entry in found.items() if action not in LAST]
    return ordered + [found[action] for action in LAST if action in found]


class KeyBar(Widget):
    """Wraps onto as many lines as the keys need."""

    DEFAULT_CSS = """
    KeyBar {
        dock: bottom; width: 100%; height: auto; background: $panel; color: $foreground; padding: 0 1;
        text-wrap: nowrap; link-style: none; link-style-hover: none; link-background-hover: $primary 30%;
    }
    """

    def __init__(self) -> None:
        super().__init__(markup=False)
        self._keys: list[tuple[str, str, str]] = []

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._take)
        self._take(self.screen)

    def _take(self, screen: Screen[object]) -> None:
        """Read the bindings; lay out anew only when they changed."""
        if not self.is_attached or screen is not self.screen:
            return
        keys = [(name, binding.description, binding.key) for binding, name in working_keys(screen)]
        if keys != self._keys:
            self._keys = keys
            self.refresh(layout=True)

    @property
    def words(self) -> str:
        """What it says, for tests and help."""
        return "  ".join(f"{name} {description}" for name, description, _ in self._keys)

    def _lines(self, width: int) -> list[Content]:
        lines: list[Content] = []
        line = Content()
        for name, description, key in self._keys:
            click = Style.from_meta({"@click": f"app.simulate_key({key!r})"})
            piece = Content.assemble((name, "bold $footer-key-foreground"), f" {description}").stylize(click)
            if line and line.cell_length + 2 + piece.cell_length > width:
                lines.append(line)
                line = Content()
            line = Content.assemble(line, "  ", piece) if line else piece
        return [*lines, line]

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        return len(self._lines(width)) if width else 1

    def render(self) -> Content:
        return Content("\n").join(self._lines(max(self.content_size.width, 8)))
