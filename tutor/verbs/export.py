"""`lpic-tutor export anki|csv`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tutor.verbs.options import add_learner_options

if TYPE_CHECKING:
    import argparse

    from tutor.verbs.options import Verbs


def add_export(verbs: Verbs) -> None:
    export = verbs.add_parser(
        "export",
        help="the questions as Anki cards or as a table",
        description="Write the question bank for another program. (`progress export` writes what you answered.)",
    )
    actions = export.add_subparsers(title="actions", metavar="ACTION", required=True)
    anki = actions.add_parser(
        "anki",
        help="a package of cards, a deck for each topic",
        description="Write a package (.apkg) that Anki imports: a deck for each topic. Importing a later one changes "
        "the cards and leaves their reviews alone. Needs the extra `anki`.",
    )
    table = actions.add_parser(
        "csv",
        help="a table, one line for each question",
        description="Write a table (CSV, UTF-8), one line for each question. A cell that a spreadsheet would take for "
        "a formula begins with an apostrophe.",
    )
    for form, action in (("anki", anki), ("csv", table)):
        action.add_argument("file", metavar="FILE", type=Path, help="it is replaced if it is there")
        action.add_argument(
            "--topics", metavar="TOPIC", nargs="+", action="extend", default=[], help="only these topics"
        )
        action.add_argument("--pack", metavar="PACK", default="", help="of this pack (default: the first there is)")
        add_learner_options(action)
        action.set_defaults(verb=_export, form=form)


def _export(arguments: argparse.Namespace) -> int:
    from tutor.exchange.bank import export_bank

    return export_bank(
        arguments.form,
        arguments.file,
        tuple(arguments.topics),
        arguments.pack,
        tuple(arguments.content or ()),
        arguments.profile,
    )
