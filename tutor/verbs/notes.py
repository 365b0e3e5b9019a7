"""`lpic-tutor notes cheatsheet`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tutor.verbs.options import add_learner_options

if TYPE_CHECKING:
    import argparse

    from tutor.verbs.options import Verbs


def add_notes(verbs: Verbs) -> None:
    notes = verbs.add_parser("notes", help="take pages out of the notes", description="Take pages out of the notes.")
    actions = notes.add_subparsers(title="actions", metavar="ACTION", required=True)
    sheet = actions.add_parser(
        "cheatsheet",
        help="write a topic's cheat sheet as Markdown",
        description="Write one page with the essence of a topic's notes, as Markdown.",
    )
    sheet.add_argument("topic", metavar="TOPIC", help="the topic's slug, as its folder in the pack is named")
    sheet.add_argument("--out", metavar="FILE", type=Path, help="write it to this file (default: standard output)")
    add_learner_options(sheet)
    sheet.set_defaults(verb=_cheatsheet)


def _cheatsheet(arguments: argparse.Namespace) -> int:
    from tutor.plain.notes import write_cheat_sheet

    return write_cheat_sheet(arguments.topic, arguments.out, tuple(arguments.content or ()), arguments.profile)
