"""Three themes: dark, light, and one of high contrast."""

from __future__ import annotations

from textual.theme import Theme


def _services(*colours: str) -> dict[str, str]:
    """`$service-1` and so on: what tells services apart on the map, beside their letters."""
    return {f"service-{number}": colour for number, colour in enumerate(colours, 1)}


DARK = Theme(
    name="dark",
    primary="#5aa9e6",
    secondary="#8fb3d9",
    accent="#e6b566",
    warning="#e6b566",
    error="#ef7d84",
    success="#7cc68a",
    foreground="#d9dee5",
    background="#12161b",
    surface="#181d23",
    panel="#222932",
    dark=True,
    variables={
        "code": "#f0c98b",
        "quiet": "#94a0ad",
        "footer-key-foreground": "#e6b566",
        **_services("#6cb6f0", "#7fcf8f", "#e6b566", "#ef8fb5", "#b7a1f2", "#5fd0c8", "#f09a6a", "#c3cf6a"),
    },
)
LIGHT = Theme(
    name="light",
    primary="#0b5cad",
    secondary="#3c5a78",
    accent="#8a4b00",
    warning="#8a5a00",
    error="#b3202a",
    success="#17692e",
    foreground="#1c2128",
    background="#fcfcfb",
    surface="#f3f4f5",
    panel="#e4e7ea",
    dark=False,
    variables={
        "code": "#7a3e00",
        "quiet": "#5a6470",
        "footer-key-foreground": "#0b5cad",
        **_services("#0b5cad", "#17692e", "#8a5a00", "#a8246b", "#6a3fb5", "#0a6b6b", "#a8431a", "#566b00"),
    },
)
CONTRAST = Theme(
    name="contrast",
    primary="#ffff00",
    secondary="#00ffff",
    accent="#ffff00",
    warning="#ffff00",
    error="#ff8080",
    success="#80ff80",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#202020",
    dark=True,
    text_alpha=1.0,
    variables={
        "code": "#00ffff",
        "quiet": "#ffffff",
        "footer-key-foreground": "#ffff00",
        **_services("#80c0ff", "#80ff80", "#ffd040", "#ff90c8", "#d0b0ff", "#60ffff", "#ffa060", "#e8ff60"),
    },
)
THEMES: tuple[Theme, ...] = (DARK, LIGHT, CONTRAST)
TITLES = {"dark": "Dark", "light": "Light", "contrast": "High contrast"}
