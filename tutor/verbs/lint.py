"""`lpic-tutor lint`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tutor.verbs.options import add_learner_options

if TYPE_CHECKING:
    import argparse

    from tutor.verbs.options import Verbs


def add_lint(verbs: Verbs) -> None:
    lint = verbs.add_parser(
        "lint",
        help="check packs and tell every problem with file and line",
        description="Check packs and tell every problem with file and line. Exits 1 when there is one, or no pack.",
    )
    lint.add_argument("dir", metavar="DIR", type=Path, nargs="?", help="a pack or a folder with packs")
    add_learner_options(lint)
    lint.set_defaults(verb=_lint)


def _lint(arguments: argparse.Namespace) -> int:
    from tutor.plain.lint import lint

    return lint(arguments.dir, tuple(arguments.content or ()), arguments.profile)
