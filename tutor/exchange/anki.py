"""`export anki`: a deck of cards for each topic, in a package that Anki imports.

A card keeps its identity (made from pack and slug), so importing a later export changes cards instead of doubling them
and leaves their reviews alone.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from tutor.exchange.cards import card

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tutor.library.pack import Pack

EXTRA = "`export anki` needs the extra `anki`: pip install 'lpic-tutor[anki]'"
MODEL = 1_650_305_352
"""Never changes: Anki knows the kind of note by it."""
# MathJax must not take `\\(` in a command for a formula
_FRONT = '<div class="tex2jax_ignore mathjax_ignore">{{Front}}</div>'
_BACK = '<div class="tex2jax_ignore mathjax_ignore">{{FrontSide}}<hr id="answer">{{Back}}</div>'
_STYLE = """\
.card { font-family: sans-serif; font-size: 18px; text-align: left; }
pre { padding: 0.5em; border: 1px solid; overflow-x: auto; }
"""


class MissingExtra(RuntimeError):
    """genanki is not installed; the message says how to get it."""

    for_the_user = True


def write_anki(pack: Pack, topics: Sequence[str], file: Path) -> int:
    """Write the package; how many cards. Raises MissingExtra, OSError."""
    try:
        import genanki
    except ModuleNotFoundError:
        raise MissingExtra(EXTRA) from None
    model = genanki.Model(
        MODEL,
        "LPIC tutor question",
        fields=[{"name": "Front"}, {"name": "Back"}, {"name": "Slug"}],
        templates=[{"name": "Question", "qfmt": _FRONT, "afmt": _BACK}],
        css=_STYLE,
        sort_field_index=2,
    )
    decks = [_deck(genanki, model, pack, topic) for topic in topics]
    part = file.with_name(f"{file.name}.part")
    genanki.Package(decks).write_to_file(str(part))
    part.replace(file)
    return sum(len(deck.notes) for deck in decks)


def _deck(genanki: Any, model: Any, pack: Pack, topic: str) -> Any:
    title = f"{pack.objective.number} {pack.objective.title}::{pack.topic(topic).title}"
    deck = genanki.Deck(_number(f"{pack.slug}/{topic}"), title)
    for question in pack.topic(topic).questions:
        made = card(question, pack)
        guid = genanki.guid_for("lpic-tutor", pack.slug, made.slug)
        fields = [made.front, made.back, made.slug]
        deck.add_note(genanki.Note(model, fields, guid=guid, tags=list(made.tags)))
    return deck


def _number(name: str) -> int:
    """A number for a name, the same on every machine: Anki knows decks by numbers."""
    return int.from_bytes(hashlib.sha256(f"lpic-tutor/{name}".encode()).digest()[:4]) | 1 << 30
