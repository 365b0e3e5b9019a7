"""What several verbs take."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TypeAlias

Verbs: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
"""What a verb adds its parser to."""


def add_learner_options(to: argparse.ArgumentParser, *, at_top: bool = False) -> None:
    """`--content` and `--profile`, wherever the learner writes them: before the verb or behind it."""
    default = None if at_top else argparse.SUPPRESS
    add_content(to, at_top=at_top)
    to.add_argument("--profile", metavar="NAME", default=default, help="keep this learner's progress apart")


def add_content(to: argparse.ArgumentParser, *, at_top: bool = False) -> None:
    """`--content` alone."""
    to.add_argument(
        "--content",
        metavar="DIR",
        type=Path,
        action="append",
        default=None if at_top else argparse.SUPPRESS,
        help="a folder with packs, or one pack; may be repeated",
    )


def positive(text: str) -> int:
    """A whole number from 1."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError("a whole number from 1")
    return int(text)


def add_no_save(to: argparse.ArgumentParser, *, at_top: bool = False) -> None:
    """`--no-save`, for when the learner's file cannot be used or is not to be."""
    to.add_argument(
        "--no-save",
        action="store_true",
        default=False if at_top else argparse.SUPPRESS,
        help="keep nothing: what is done is gone in the end (for a full disk, a read-only folder, a look)",
    )
