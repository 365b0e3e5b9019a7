"""Three themes: dark, light, and one of high contrast."""

from __future__ import annotations

from textual.theme import Theme

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
    variables={"code": "#f0c98b", "quiet": "#94a0ad", "footer-key-foreground": "#e6b566"},
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
    variables={"code": "#7a3e00", "quiet": "#5a6470", "footer-key-foreground": "#0b5cad"},
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
    variables={"code": "#00ffff", "quiet": "#ffffff", "footer-key-foreground": "#ffff00"},
)
THEMES: tuple[Theme, ...] = (DARK, LIGHT, CONTRAST)
TITLES = {"dark": "Dark", "light": "Light", "contrast": "High contrast"}
