"""`lpic-tutor packs` and its actions, and `lpic-tutor new-pack`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tutor.verbs.options import add_learner_options

if TYPE_CHECKING:
    import argparse

    from tutor.verbs.options import Verbs


def add_packs(verbs: Verbs) -> None:
    packs = verbs.add_parser(
        "packs",
        help="install, open, list and remove packs of questions, notes and labs",
        description="Install, open, list and remove packs.",
    )
    actions = packs.add_subparsers(title="actions", metavar="ACTION", required=True)
    listing = actions.add_parser("list", help="list the packs", description="List every pack; * marks what opens.")
    listing.set_defaults(verb=_list)
    taking = actions.add_parser(
        "import",
        help="install a pack from a folder, a zip or a git checkout",
        description="Install a pack into your data folder: all of it or, when something is wrong, nothing. Only "
        "Markdown and YAML are taken, and nothing of it is ever run.",
    )
    taking.add_argument("source", metavar="SOURCE", type=Path, help="a folder, a zip file or a checkout with one pack")
    taking.add_argument("--replace", action="store_true", help="take the place of the one that is installed")
    taking.set_defaults(verb=_import)
    opening = actions.add_parser(
        "open", help="begin with this pack from now on", description="Begin with this pack from now on."
    )
    removing = actions.add_parser(
        "remove",
        help="take an installed pack away; answers are kept",
        description="Take an installed pack away. What was answered is kept, and counts again when the pack is back.",
    )
    for action, verb in ((opening, _open), (removing, _remove)):
        action.add_argument("slug", metavar="PACK")
        action.set_defaults(verb=verb)
    for action in actions.choices.values():
        add_learner_options(action)


def add_new_pack(verbs: Verbs) -> None:
    new = verbs.add_parser(
        "new-pack",
        help="make a small pack to write over",
        description="Make a pack with a topic, three questions and a lab. It lints clean and can be opened at once.",
    )
    new.add_argument("dir", metavar="DIR", type=Path, help="a folder that is new or empty")
    new.add_argument("--title", metavar="TITLE", default="", help="what the pack is called")
    new.set_defaults(verb=_new)


def _list(arguments: argparse.Namespace) -> int:
    from tutor.exchange.pack_commands import list_packs

    return list_packs(tuple(arguments.content or ()), arguments.profile)


def _import(arguments: argparse.Namespace) -> int:
    from tutor.exchange.pack_commands import import_pack

    return import_pack(arguments.source, arguments.replace, arguments.profile)


def _open(arguments: argparse.Namespace) -> int:
    from tutor.exchange.pack_commands import open_pack

    return open_pack(arguments.slug, tuple(arguments.content or ()), arguments.profile)


def _remove(arguments: argparse.Namespace) -> int:
    from tutor.exchange.pack_commands import remove_pack

    return remove_pack(arguments.slug, arguments.profile)


def _new(arguments: argparse.Namespace) -> int:
    from tutor.exchange.pack_commands import new_pack

    return new_pack(arguments.dir, arguments.title)
